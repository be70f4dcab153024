"""A campaign's texts and its `where`, compiled once, then asked for each recipient."""

from collections.abc import Mapping, Sequence

from runner.campaign.model import Campaign
from runner.errors import CampaignInvalid, Place
from runner.model import Recipient, Text
from runner.parameter import Parameter
from runner.rendering.failures import Known, clash, failure
from runner.rendering.leaves import Leaf, Leaves, Render
from runner.rendering.memo import Memo
from runner.rendering.names import ID, RECIPIENT, VARS, with_own_names
from runner.rendering.places import inner_place
from runner.rendering.sandbox import HOLDS, Sandbox
from runner.source import Node


def compile_campaign(campaign: Campaign) -> "Rendering":
    """What a campaign says, ready for its recipients; CampaignInvalid with all that is wrong with its templates."""
    leaves = Leaves(Sandbox(campaign.root, campaign.vars), campaign.vars)
    order = [parameter.name for parameter in campaign.provider.parameters]  # a text's identity: not the file's order
    declared = sorted(campaign.params, key=lambda pair: order.index(pair[0].name))
    params = {parameter.name: leaves.param(parameter.name, node) for parameter, node in declared}
    where = campaign.recipients.where
    condition = leaves.condition(where) if where else HOLDS
    if leaves.problems:
        raise CampaignInvalid(dict.fromkeys(leaves.problems))
    return Rendering(leaves, params, condition, {parameter.name: (parameter, node) for parameter, node in declared})


class Rendering:
    """One campaign's texts. `constant`: the parameters that are the same for everybody, each with its text.

    `varying`: the names of the others. `nodes`: each parameter with its value in the file. Not for two threads at once.
    """

    def __init__(
        self,
        leaves: Leaves,
        params: Mapping[str, str | Render],
        condition: str | Leaf,
        nodes: Mapping[str, tuple[Parameter, Node]],
    ) -> None:
        """Made by `compile_campaign`."""
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
