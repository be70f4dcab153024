"""What campaigns call each other: tags, names of others, `once_per`, caps; and lists of values of one kind. Pure."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from runner.campaign import values
from runner.campaign.model import Cap, Named
from runner.campaign.reading import Entry, Reading, read_value, scalars
from runner.campaign.values import Wrong
from runner.source import MapNode, Scalar

T = TypeVar("T")


def read_each(
    reading: Reading, found: Mapping[str, Entry], name: str, parse: Callable[[str], T | Wrong]
) -> list[tuple[Scalar, T]]:
    """The values of a field that is one or a list of them, each with its text; complains about wrong ones."""
    read = []
    for text in scalars(reading, name, found[name].node) if name in found else ():
        value = parse(text.text)
        if isinstance(value, Wrong):
            reading.complain(text.place, f"{name}: {value.what}", value.todo)
        else:
            read.append((text, value))
    return read


def read_words(reading: Reading, found: Mapping[str, Entry], name: str) -> tuple[str, ...]:
    """Tags or names of targets, each once."""
    return tuple(dict.fromkeys(word for _, word in read_each(reading, found, name, values.word)))


def read_names(reading: Reading, found: Mapping[str, Entry], name: str) -> tuple[Named, ...]:
    """Names of other campaigns."""
    return tuple(Named(name, text.place) for text, name in read_each(reading, found, name, values.campaign_name))


def read_cap(reading: Reading, found: Mapping[str, Entry]) -> Cap | None:
    """`at_most`, which counts among campaigns that share a tag."""
    if "at_most" in found and "tags" not in found:
        todo = "add `tags`, e.g. [promotion]"
        reading.complain(
            found["at_most"].key.place, "`at_most` counts among campaigns that share a tag; it has none", todo
        )
    return read_value(reading, found, "at_most", values.cap, None)


FOR_LISTS = ("at_most", "locale", "translations")
IN_DELIVERY = ("stages", "pause")


def check_announcement(reading: Reading, found: Mapping[str, Entry]) -> None:
    """Complains about what needs recipients of its own, where one call reaches everybody."""
    delivery = found["delivery"].node if "delivery" in found else None
    keys = [found[name].key for name in FOR_LISTS if name in found]
    keys += [key for key, _ in delivery.items if key.text in IN_DELIVERY] if isinstance(delivery, MapNode) else []
    for key in keys:
        what = f"`{key.text}` needs a list of recipients, and this goes to everybody at once"
        reading.complain(key.place, what, "delete it, or send to a `list` or a `file`")


def text_of(found: Mapping[str, Entry], name: str) -> Scalar | None:
    """A field's text with its place, where it is there."""
    node = found[name].node if name in found else None
    return node if isinstance(node, Scalar) else None
