"""Values of a campaign file made into texts, or into functions that make them for a recipient."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import orjson
from jinja2 import TemplateSyntaxError, nodes
from jinja2.runtime import Context

from runner.errors import Problem
from runner.rendering.failures import Known, Value, failure, fault_problem
from runner.rendering.git import Git
from runner.rendering.names import GIT, ID, RECIPIENT, VARS
from runner.rendering.sandbox import Sandbox
from runner.rendering.shortcuts import direct, inline, plain_parts
from runner.rendering.survey import Fault, Survey, changes_context, only_included, survey, syntax_fault
from runner.source import ListNode, Node, Scalar, json_literal

Render = Callable[[Context], str]

_MARKS = ("{{", "{%", "{#")


class Leaf(NamedTuple):
    """A value that differs between recipients, and what it reads."""

    value: Value
    render: Render
    survey: Survey


class Leaves:
    """Compiles a campaign's values; gathers the texts that differ, the first user of each name, and all problems."""

    def __init__(self, sandbox: Sandbox, variables: Mapping[str, str]) -> None:
        """Nothing is compiled yet."""
        self.sandbox = sandbox
        self.variables = variables
        self.leaves: list[Leaf] = []
        self.users: dict[str, Value] = {}
        self.problems: list[Problem] = []

    def context(self) -> Context:
        """What a template sees of no recipient: vars and functions."""
        return Context(self.sandbox, self.sandbox.globals, None, {})

    def fields_read(self) -> frozenset[str]:
        """The fields that the values so far depend on; none where that can't be known or each has its own text."""
        surveys = [leaf.survey for leaf in self.leaves]
        if any(found.whole or ID in found.names for found in surveys):
            return frozenset()
        own = frozenset().union(*(found.names | found.fields for found in surveys))
        return own - self.variables.keys() - self.sandbox.functions - {VARS, RECIPIENT}

    def param(self, name: str, node: Node) -> str | Render:
        """What a parameter says: a constant text, or how it is made."""
        if isinstance(node, Scalar):
            piece = self.text(Value(node, name))
            return piece if isinstance(piece, str) else piece.render
        pieces = _merged(self._json(name, node))
        return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], str) else _filled(pieces)

    def text(self, value: Value) -> str | Leaf:
        """A template, or plain text; the line end that closes a block is no part of it."""
        text = value.scalar.text.removesuffix("\n") if value.scalar.block else value.scalar.text
        if not any(mark in text for mark in _MARKS):
            return text
        piece = self._compiled(value, text, self.sandbox.parse)
        self.leaves += [piece] if isinstance(piece, Leaf) else []
        return piece

    def condition(self, scalar: Scalar, label: str = "where") -> str | Leaf:
        """An expression that is true or false: the text `HOLDS`, or none."""
        value = Value(scalar, label)
        if "{{" in scalar.text or "{%" in scalar.text:
            fault = Fault(None, 1, "there is a template instead of an expression", "write it without {{ }} and {% %}")
            return self._refused(value, fault)
        return self._compiled(value, scalar.text.strip(), self.sandbox.parse_expression)

    def _json(self, name: str, node: Node) -> Iterator[str | Leaf]:
        """Compact JSON in pieces; a leaf's text is still to be quoted."""
        if isinstance(node, Scalar):
            literal = json_literal(node)
            piece = self.text(Value(node, name)) if literal is None else literal
            yield orjson.dumps(piece).decode() if literal is None and isinstance(piece, str) else piece
            return
        opening, closing = "[]" if isinstance(node, ListNode) else "{}"
        yield opening
        for number, item in enumerate(node.items):
            key, value = item if isinstance(item, tuple) else (None, item)
            yield "," if number else ""
            yield f"{orjson.dumps(key.text).decode()}:" if key else ""
            yield from self._json(name, value)
        yield closing

    def _compiled(self, value: Value, text: str, parse: Callable[[str], nodes.Template]) -> str | Leaf:
        try:
            tree = parse(text)
            found = survey(self.sandbox, tree)
            if not isinstance(found, Survey):
                return self._refused(value, *found)
            leaf = Leaf(value, self._renderer(tree), found)
        except TemplateSyntaxError as error:
            return self._refused(value, syntax_fault(error))
        except Exception as error:  # noqa: BLE001  Python's own limits: too deep, too many digits
            return self._failed(value, error)
        self._note_names(leaf)
        return self._settled(leaf)

    def _settled(self, leaf: Leaf) -> str | Leaf:
        """The leaf, or its text if no recipient can change it."""
        own = leaf.survey.names - self.variables.keys() - self.sandbox.functions - {VARS}
        if own or leaf.survey.whole:
            faults = list(_unknown_facts(self.sandbox.git, leaf.survey)) if GIT not in self.variables else []
            return self._refused(leaf.value, *faults) if faults else leaf
        try:
            text = leaf.render(self.context())
            text.encode()
        except Exception as error:  # noqa: BLE001  a template can raise anything
            return self._failed(leaf.value, error)
        return text

    def _renderer(self, tree: nodes.Template) -> Render:
        """How the text is made; one context serves all values, but for those that change it."""
        if name := only_included(tree):
            source, shown, _ = self.sandbox.files.get_source(self.sandbox, name)
            tree = self.sandbox.parse(source, name, shown)
        inline(tree, self.variables)
        parts, changing = plain_parts(tree, self.sandbox.functions | {RECIPIENT, VARS}), changes_context(tree)
        template = self.sandbox.compiled(tree, name or None)
        budget, root = self.sandbox.budget, template.root_render_func

        def shared(context: Context) -> str:
            budget.refill()
            return budget.join(root(context))

        def alone(context: Context) -> str:
            budget.refill()
            return budget.join(root(template.new_context(context.get_all(), shared=True)))

        if changing:
            return alone
        return direct(parts, shared) if parts else shared

    def _note_names(self, leaf: Leaf) -> None:
        anything = {*self.variables, ID, RECIPIENT} if leaf.survey.whole else set()
        for name in leaf.survey.names | anything:
            self.users.setdefault(name, leaf.value)

    def _failed(self, value: Value, error: Exception) -> str:
        self.problems.append(failure(value, error, Known(None, self.variables)))
        return ""

    def _refused(self, value: Value, *faults: Fault) -> str:
        self.problems += [fault_problem(value, fault) for fault in faults]
        return ""


def _unknown_facts(git: Git, found: Survey) -> Iterator[Fault]:
    """What a text would fail on for each recipient alike."""
    for fact in found.facts if GIT in found.names else ():
        if fault := git.fault(fact.name):
            yield Fault(fact.template, fact.line, *fault)


def _merged(pieces: Iterable[str | Leaf]) -> list[str | Leaf]:
    """The same with neighbouring constant pieces in one."""
    merged: list[str | Leaf] = []
    for piece in pieces:
        if merged and isinstance(piece, str) and isinstance(merged[-1], str):
            merged[-1] += piece
        else:
            merged.append(piece)
    return merged


def _filled(pieces: list[str | Leaf]) -> Render:
    """JSON with the leaves' texts in their places."""
    blank = [piece if isinstance(piece, str) else "" for piece in pieces]
    slots = [(at, piece.render) for at, piece in enumerate(pieces) if isinstance(piece, Leaf)]

    def filled(context: Context) -> str:
        texts = blank[:]
        for at, render in slots:
            texts[at] = orjson.dumps(render(context)).decode()
        return "".join(texts)

    return filled
