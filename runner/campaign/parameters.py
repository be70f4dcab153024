"""The vendor's parameters under `content` and `push`: known names, shapes, required ones. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from runner.campaign.reading import Entry, Reading, is_empty, shape_of, suggest
from runner.parameter import Field, Parameter, Section
from runner.provider import ProviderType
from runner.source import ListNode, MapNode, Node, Scalar

SECTIONS: tuple[Section, ...] = get_args(Section)


def read_parameters(
    reading: Reading, sections: Mapping[Section, Entry], kind: ProviderType
) -> tuple[tuple[Parameter, Node], ...]:
    """The parameters in the file's order, each with its unrendered value; complains about all that don't fit."""
    read: list[tuple[Parameter, Node]] = []
    for section in sections:
        read.extend(_read_section(reading, section, sections[section].node, kind))
    return tuple(read)


def _read_section(
    reading: Reading, section: Section, node: Node, kind: ProviderType
) -> Iterator[tuple[Parameter, Node]]:
    known = {parameter.name: parameter for parameter in kind.parameters if parameter.section == section}
    for key, value in node.items if isinstance(node, MapNode) else ():
        if key.text in known:
            yield known[key.text], _checked(reading, known[key.text], value)
        else:
            reading.complain(
                key.place, f"{kind.type} has no parameter `{key.text}` under `{section}`", _meant(key.text, known, kind)
            )


def _meant(name: str, known: Mapping[str, Parameter], kind: ProviderType) -> str:
    """What an unknown parameter may have been meant to be."""
    if name == kind.recipient or name.casefold() in ("to", "toaccids", "touserid"):
        return "recipients stand under `recipients`"
    return suggest(name, known, {parameter.name: parameter.section for parameter in kind.parameters})


def missing_parameters(kind: ProviderType, section: Section, node: Node | None) -> list[str]:
    """The required parameters of a section that stand nowhere in it."""
    present = {key.text for key, _ in node.items} if isinstance(node, MapNode) else set()
    return [p.name for p in kind.parameters if p.section == section and p.required and p.name not in present]


def _checked(reading: Reading, parameter: Parameter, value: Node) -> Node:
    """The value with its shape checked; what its keys and texts may be is for the provider's rules to say."""
    if is_empty(value):
        reading.complain(
            value.place, f"`{parameter.name}` has no value", 'give it one ("" is an empty text), or delete it'
        )
    elif parameter.kind != "json":
        _check_text(reading, parameter.name, value)
    elif parameter.fields and not isinstance(value, Scalar):
        return _checked_mapping(reading, parameter.name, parameter.fields, value)
    return value


def _check_text(reading: Reading, name: str, value: Node) -> None:
    if not isinstance(value, Scalar):
        reading.complain(value.place, f"`{name}` must be text, got {shape_of(value)}", "write one value")


def _checked_mapping(reading: Reading, path: str, fields: Sequence[Field], value: Node) -> Node:
    """A mapping inside a JSON parameter, by the keys that the vendor documents; others stay as they are."""
    if not isinstance(value, MapNode):
        _complain_of_shape(reading, path, fields, value, "a mapping")
        return value
    known = {field.name: field for field in fields}
    return MapNode(
        tuple(
            (key, _checked_field(reading, f"{path}.{key.text}", known[key.text], inner) if key.text in known else inner)
            for key, inner in value.items
        ),
        value.place,
    )


def _checked_field(reading: Reading, path: str, field: Field, value: Node) -> Node:
    if not field.fields:
        if field.kind != "json":
            _check_text(reading, path, value)
        return value
    if not field.many:
        return _checked_mapping(reading, path, field.fields, value)
    if isinstance(value, Scalar):
        _complain_of_shape(reading, path, field.fields, value, "a list of mappings, or one mapping")
        return value
    items = _one_by_one(value) if isinstance(value, MapNode) else value.items
    return ListNode(tuple(_checked_mapping(reading, path, field.fields, item) for item in items), value.place)


def _one_by_one(value: MapNode) -> Iterator[MapNode]:
    """A mapping as the one-key mappings that it stands for, each where its key stands."""
    for key, inner in value.items:
        yield MapNode(((key, inner),), key.place)


def _complain_of_shape(reading: Reading, path: str, fields: Sequence[Field], value: Node, wanted: str) -> None:
    names = ", ".join(field.name for field in fields)
    reading.complain(value.place, f"`{path}` must be {wanted}, got {shape_of(value)}", f"its keys are {names}")
