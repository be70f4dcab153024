"""The `locale` section and `translations`: in which language a recipient is spoken to. Pure."""

from collections.abc import Mapping

from runner.campaign.fields import LOCALE
from runner.campaign.labels import read_each
from runner.campaign.model import Locale
from runner.campaign.parameters import SECTIONS, read_parameters
from runner.campaign.reading import Entry, Reading, entries, read_value, shape_of, suggest
from runner.campaign.values import Wrong, language
from runner.parameter import Parameter
from runner.provider import ProviderType
from runner.source import MapNode, Node


def read_locale(reading: Reading, found: Mapping[str, Entry]) -> Locale | None:
    """The section, where it is there and can be read."""
    if "locale" not in found:
        if "translations" in found:
            todo = "add `locale: {field: …, default: …}`"
            reading.complain(found["translations"].key.place, "`translations` need a `locale`, to say for whom", todo)
        return None
    entry = found["locale"]
    inner = entries(reading, LOCALE, entry.node, entry.key.place)
    field = read_value(reading, inner, "field", _field, "")
    default = read_value(reading, inner, "default", language, "")
    offered = tuple(dict.fromkeys(one for _, one in read_each(reading, inner, "offered", language)))
    if not field or not default:
        return None
    return Locale(field, default, offered or None, entry.key.place)


def read_translations(
    reading: Reading, found: Mapping[str, Entry], kind: ProviderType
) -> dict[str, tuple[tuple[Parameter, Node], ...]]:
    """The parameters that are others in a language, by language."""
    node = found["translations"].node if "translations" in found else None
    read = {}
    for key, value in node.items if isinstance(node, MapNode) else ():
        checked = language(key.text)
        if isinstance(checked, Wrong):
            reading.complain(key.place, checked.what, checked.todo)
            continue
        if not isinstance(value, MapNode):
            reading.complain(value.place, f"a translation is a mapping, not {shape_of(value)}", "write `push: {…}`")
            continue
        sections = {name.text: Entry(name, part) for name, part in value.items}
        for name, section in sections.items():
            if name not in SECTIONS:
                reading.complain(
                    section.key.place, f"unknown key `{name}` in a translation", suggest(name, SECTIONS, {})
                )
        read[key.text] = read_parameters(
            reading, {name: one for name, one in sections.items() if name in SECTIONS}, kind
        )
    return read


def _field(text: str) -> str | Wrong:
    return text if text.strip() else Wrong("a field needs a name", "write the name of the recipients' field")
