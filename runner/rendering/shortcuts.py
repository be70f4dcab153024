"""Ways round Jinja2 to the same text: vars written in as constants, plain sentences joined directly. Pure."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain

from jinja2 import nodes
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from runner.rendering.budget import LONGEST_TEXT


def inline(tree: nodes.Template, constants: Mapping[str, str]) -> None:
    """Replace these names in the tree by what they mean, but for names that it gives a meaning of its own."""
    own = {name for node in tree.find_all(nodes.Node) for name in _given(node)}
    _Inlined({name: text for name, text in constants.items() if name not in own}).visit(tree)


class _Inlined(NodeTransformer):
    def __init__(self, constants: Mapping[str, str]) -> None:
        self.constants = constants

    def visit_Name(self, node: nodes.Name) -> nodes.Expr:  # noqa: N802
        if node.name in self.constants:
            return nodes.Const(self.constants[node.name], lineno=node.lineno, environment=node.environment)
        return node


def _given(node: nodes.Node) -> Iterator[str]:
    """The names that a node gives a meaning."""
    if isinstance(node, nodes.Macro) or (isinstance(node, nodes.Name) and node.ctx != "load"):
        yield node.name
    elif isinstance(node, nodes.Import):
        yield node.target
    elif isinstance(node, nodes.FromImport):
        yield from (name if isinstance(name, str) else name[1] for name in node.names)


def plain_parts(tree: nodes.Template, closed: frozenset[str]) -> list[nodes.Expr]:
    """The texts and fields of a template that is nothing else; no parts if it is more. `closed` names aren't fields."""
    outputs = [node for node in tree.body if isinstance(node, nodes.Output)]
    parts = list(chain.from_iterable(output.nodes for output in outputs))
    return parts if len(outputs) == len(tree.body) and all(_is_plain(part, closed) for part in parts) else []


def direct(parts: list[nodes.Expr], slow: Callable[[Context], str]) -> Callable[[Context], str]:
    """Join texts and fields; `slow` takes over where a field is missing or no text."""
    blank = [_constant(part) for part in parts]
    slots = [(at, part.name) for at, part in enumerate(parts) if isinstance(part, nodes.Name)]

    def joined(context: Context) -> str:
        fields, texts = context.vars, blank[:]
        for at, name in slots:
            value = fields.get(name)
            if value.__class__ is not str:
                return slow(context)
            texts[at] = value
        text = "".join(texts)
        return text if len(text) <= LONGEST_TEXT else slow(context)

    return joined


def _is_plain(part: nodes.Expr, closed: frozenset[str]) -> bool:
    if isinstance(part, nodes.Name):
        return part.name not in closed
    return isinstance(part, nodes.TemplateData) or (isinstance(part, nodes.Const) and isinstance(part.value, str))


def _constant(part: nodes.Expr) -> str:
    if isinstance(part, nodes.TemplateData):
        return part.data
    return part.value if isinstance(part, nodes.Const) else ""
