"""A campaign's texts in several languages: each recipient gets those of their own."""

from collections.abc import Mapping
from pathlib import Path

from runner.campaign.model import Locale
from runner.model import Recipient, Text
from runner.rendering.languages import chosen
from runner.rendering.leaves import Render
from runner.rendering.rendering import Parts, Rendering

MOST_REMEMBERED = 1000  # values of the recipients' field: there are few, unless it is the wrong one


class Translated(Rendering):
    """Looks like the rendering of one language; what differs between languages varies between recipients."""

    def __init__(self, locale: Locale, spoken: Mapping[str, Rendering]) -> None:
        """`spoken`: the rendering of each language that is offered."""
        super().__init__(_together(spoken[locale.default].parts, spoken))
        self._field = locale.field
        self._default = locale.default
        self.spoken = spoken
        self._remembered: dict[object, Rendering] = dict(spoken.items())

    @property
    def each(self) -> tuple[Rendering, ...]:
        """The rendering of each language, the default's first."""
        return tuple(self.spoken.values())

    @property
    def files(self) -> frozenset[Path]:
        """What was read so far, for any of them."""
        return frozenset[Path]().union(*(one.files for one in self.each))

    def language(self, recipient: Recipient) -> str:
        """In which language a recipient is spoken to."""
        value = recipient.fields.get(self._field)
        return chosen(value, self.spoken, self._default) if isinstance(value, str) else self._default

    def text(self, recipient: Recipient) -> Text:
        """What this recipient gets, in the language that is theirs; otherwise as of any rendering."""
        try:
            spoken = self._remembered[recipient.fields.get(self._field)]
        except (KeyError, TypeError):
            spoken = self._looked_up(recipient)
        return spoken.text(recipient)

    def _looked_up(self, recipient: Recipient) -> Rendering:
        spoken = self.spoken[self.language(recipient)]
        value = recipient.fields.get(self._field)
        if len(self._remembered) < MOST_REMEMBERED and (value is None or isinstance(value, str)):
            self._remembered[value] = spoken
        return spoken


def _together(default: Parts, spoken: Mapping[str, Rendering]) -> Parts:
    """The default language's parts, with all parameters of any language; those that differ aren't constant."""
    everywhere = [one.parts.params for one in spoken.values()]
    order = {name: None for one in everywhere for name in one}
    nodes = {name: pair for one in reversed([*spoken.values()]) for name, pair in one.parts.nodes.items()}
    params = {name: _as_one([one.get(name) for one in everywhere]) for name in order}
    return default._replace(params=params, nodes={name: nodes[name] for name in order})


def _as_one(said: list[str | Render | None]) -> str | Render:
    """A parameter's text where every language has the same, else what stands for it."""
    first = said[0]
    return first if isinstance(first, str) and said.count(first) == len(said) else _varies


def _varies(_: object) -> str:
    """Stands for a parameter whose text depends on the language; each language has its own."""
    return ""
