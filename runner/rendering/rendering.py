"""A campaign's texts in one language and its `where`, asked for each recipient."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from runner.errors import CampaignInvalid, Place
from runner.model import Recipient, Text
from runner.parameter import Parameter
from runner.rendering.failures import Known, clash, failure
from runner.rendering.leaves import Leaf, Leaves, Render
from runner.rendering.memo import Memo
from runner.rendering.names import ID, RECIPIENT, VARS, with_own_names
from runner.rendering.places import inner_place
from runner.rendering.sandbox import HOLDS
from runner.source import Node


class Parts(NamedTuple):
    """What a campaign's values became: texts, or what makes them; and where in the file each parameter stands."""

    leaves: Leaves
    params: Mapping[str, str | Render]
    condition: str | Leaf
    nodes: Mapping[str, tuple[Parameter, Node]]


class Rendering:
    """One campaign's texts. `constant`: the parameters that are the same for everybody, each with its text.

    `varying`: the names of the others. `nodes`: each parameter with its value in the file. Not for two threads at once.
    """

    def __init__(self, parts: Parts) -> None:
        """Made by `compile_campaign`."""
        leaves, params, condition, nodes = self.parts = parts
        self.nodes = nodes
        self.constant = {name: param for name, param in params.items() if isinstance(param, str)}
        self.varying = tuple(name for name in params if name not in self.constant)
        self._renders = [(name, param) for name, param in params.items() if not isinstance(param, str)]
        self._blank = {name: self.constant.get(name, "") for name in params}
        self._only = None if self.varying else Text.of(self.constant)
        self._memo = Memo(leaves.fields_read())
        self._condition = condition
        self._leaves = leaves
        self._ambiguous = frozenset(leaves.users) & (leaves.variables.keys() | leaves.sandbox.functions | {VARS})
        self._id_used = ID in leaves.users
        self._recipient_used = RECIPIENT in leaves.users
        self._context = leaves.context()

    @property
    def each(self) -> tuple["Rendering", ...]:
        """The rendering of each language; where there is one for all, this."""
        return (self,)

    @property
    def files(self) -> frozenset[Path]:
        """The templates (and the changelog) that were read so far: absolute paths, links followed."""
        return frozenset(self._leaves.sandbox.files.files)

    def place(self, name: str, path: Sequence[str | int] = ()) -> Place:
        """Where a parameter's value stands, or what lies inside it: keys and numbers from the outside in."""
        parameter, node = self.nodes[name]
        return inner_place(node, parameter.fields, path)

    def matches(self, recipient: Recipient) -> bool:
        """Whether `where` lets this recipient in; CampaignInvalid where it can't be told."""
        if not self._ambiguous.isdisjoint(recipient.fields):
            raise self._ambiguity(recipient)
        condition = self._condition
        if isinstance(condition, str):
            return condition == HOLDS
        self._enter(recipient)
        try:
            return condition.render(self._context) == HOLDS
        except Exception as error:  # noqa: BLE001  a template can raise anything
            raise CampaignInvalid([failure(condition.value, error, self._known(recipient))]) from None

    def text(self, recipient: Recipient) -> Text:
        """What this recipient gets; CampaignInvalid names place, variable and recipient where that can't be made."""
        if not self._ambiguous.isdisjoint(recipient.fields):
            raise self._ambiguity(recipient)
        if self._only:
            return self._only
        memo = self._memo
        key = memo.key(recipient.fields) if memo.open else b""
        text = memo.find(key) if key else None
        if text is None:
            text = self._made(recipient)
            if key:
                memo.keep(key, text)
        return text

    def _made(self, recipient: Recipient) -> Text:
        self._enter(recipient)
        params, context = self._blank.copy(), self._context
        try:
            for name, render in self._renders:
                params[name] = render(context)
            return Text.of(params)
        except Exception as error:  # noqa: BLE001  a template can raise anything
            raise self._explained(recipient, error) from None

    def _enter(self, recipient: Recipient) -> None:
        """Make the context this recipient's."""
        fields = recipient.fields
        if self._recipient_used or (self._id_used and fields.get(ID) is not recipient.id):
            fields = with_own_names(recipient)
        self._context.vars = fields  # type: ignore[assignment]

    def _explained(self, recipient: Recipient, error: Exception) -> CampaignInvalid:
        """All values that can't be rendered for this recipient."""
        problems = []
        for leaf in self._leaves.leaves:
            try:
                leaf.render(self._context).encode()
            except Exception as fault:  # noqa: BLE001  a template can raise anything
                problems.append(failure(leaf.value, fault, self._known(recipient)))
        problems = problems or [failure(self._leaves.leaves[0].value, error, self._known(recipient))]
        return CampaignInvalid(dict.fromkeys(problems))

    def _ambiguity(self, recipient: Recipient) -> CampaignInvalid:
        names = sorted(self._ambiguous & recipient.fields.keys())
        return CampaignInvalid([clash(self._leaves.users[name], name, self._known(recipient)) for name in names])

    def _known(self, recipient: Recipient) -> Known:
        return Known(recipient, self._leaves.variables)
