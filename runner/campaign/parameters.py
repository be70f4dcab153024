"""The vendor's parameters under `content` and `push`: known names, shapes, required ones. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from runner.campaign.reading import Entry, Reading, is_empty, shape_of, suggest
from runner.provider import Field, Parameter, ProviderType, Section
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
            _check(reading, known[key.text], value)
            yield known[key.text], value
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


def _check(reading: Reading, parameter: Parameter, value: Node) -> None:
    if is_empty(value):
        reading.complain(
            value.place, f"`{parameter.name}` has no value", 'give it one ("" is an empty text), or delete it'
        )
    elif parameter.kind != "json":
        _check_text(reading, parameter.name, value)
    elif parameter.fields and not isinstance(value, Scalar):
        _check_fields(reading, parameter.name, parameter.fields, value)


def _check_text(reading: Reading, name: str, value: Node) -> None:
    if not isinstance(value, Scalar):
        reading.complain(value.place, f"`{name}` must be text, got {shape_of(value)}", "write one value")


def _check_fields(reading: Reading, path: str, fields: Sequence[Field], value: Node) -> None:
    """A mapping inside a JSON parameter, against the keys that the vendor documents."""
    if not isinstance(value, MapNode):
        reading.complain(
            value.place, f"`{path}` must be a mapping, got {shape_of(value)}", f"its keys are {_listed(fields)}"
        )
        return
    known = {field.name: field for field in fields}
    for key, inner in value.items:
        if key.text in known:
            _check_field(reading, f"{path}.{key.text}", known[key.text], inner)
        else:
            reading.complain(key.place, f"unknown key `{key.text}` in `{path}`", suggest(key.text, known, {}))


def _check_field(reading: Reading, path: str, field: Field, value: Node) -> None:
    if not field.fields:
        if field.kind != "json":
            _check_text(reading, path, value)
    elif not field.many:
        _check_fields(reading, path, field.fields, value)
    elif isinstance(value, ListNode):
        for item in value.items:
            _check_fields(reading, path, field.fields, item)
    else:
        what = f"`{path}` must be a list of mappings, got {shape_of(value)}"
        reading.complain(value.place, what, f"write `- {field.fields[0].name}: …`, one item each")


def _listed(fields: Sequence[Field]) -> str:
    return ", ".join(field.name for field in fields)
