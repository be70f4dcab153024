"""What a template reads and loads, known before it runs: names, fields, other templates; and its faults."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple, cast

from jinja2 import TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.meta import TrackingCodeGenerator

from runner.rendering.loader import FOLDER, TemplateRefused
from runner.rendering.names import GIT, RECIPIENT
from runner.rendering.sandbox import Sandbox

Reference = nodes.Include | nodes.Import | nodes.FromImport | nodes.Extends

_REFERENCES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_CHANGING = (
    *(nodes.Assign, nodes.AssignBlock, nodes.Block, nodes.Extends, nodes.FromImport, nodes.Import, nodes.Macro),
    nodes.EvalContextModifier,
)


_ASKING = frozenset({"default", "d", "defined", "undefined"})


class Fault(NamedTuple):
    """What keeps a template from running: in which (None: the value in the campaign file), on which line, and why."""

    template: str | None
    line: int
    what: str
    todo: str = "correct the template"


class Fact(NamedTuple):
    """A fact that is read of `git`: its name, in which template (None: the value in the campaign file), where."""

    name: str
    template: str | None
    line: int


class Survey(NamedTuple):
    """What a template and all that it loads read.

    `names`: looked up outside of the template, the sandbox's functions included. `fields`: those read as
    `recipient.x`. `whole`: it can read anything, because it hands on `recipient` or loads a template by a
    name that is only known while it runs. `facts`: what is read of `git` without asking whether it is there.
    """

    names: frozenset[str]
    fields: frozenset[str]
    whole: bool
    facts: tuple[Fact, ...] = ()


def survey(sandbox: Sandbox, tree: nodes.Template) -> Survey | list[Fault]:
    """Look through a tree and the templates that it loads: the survey, or all that is wrong with them."""
    walk = _Walk(sandbox)
    walk.enter(None, tree)
    try:
        names = [_looked_up(sandbox, *found) for found in walk.trees.items()] if not walk.faults else []
    except TemplateSyntaxError as error:
        walk.faults.append(syntax_fault(error))
    if walk.faults:
        return walk.faults
    reads = [_recipient_reads(found) for found in walk.trees.values()]
    return Survey(
        names=frozenset[str]().union(*names),
        fields=frozenset[str]().union(*(fields for fields, _ in reads)),
        whole=walk.open or any(handed_on for _, handed_on in reads),
        facts=tuple(fact for name, found in walk.trees.items() for fact in _facts_read(walk.shown(name), found)),
    )


def changes_context(tree: nodes.Template) -> bool:
    """Whether it gives names, or does anything else by which the texts after it could tell that it ran."""
    return any(True for _ in tree.find_all(_CHANGING))


def only_included(tree: nodes.Template) -> str:
    """The name of the template that is all that this one includes, if it does nothing else."""
    match tree.body:
        case [nodes.Include(template=nodes.Const(value=str(name)), with_context=True, ignore_missing=False)]:
            return name
    return ""


def syntax_fault(error: TemplateSyntaxError) -> Fault:
    """What Jinja2 couldn't read."""
    message = (error.message or "this is no template").rstrip(".")
    return Fault(error.filename if error.name else None, error.lineno, f"{message[:1].lower()}{message[1:]}")


class _Walk:
    """The templates that a template loads, those that they load, and so on, once each."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.trees: dict[str | None, nodes.Template] = {}
        self.faults: list[Fault] = []
        self.open = False

    def enter(self, name: str | None, tree: nodes.Template) -> None:
        self.trees[name] = tree
        self.faults += _unknown_filters(self.sandbox, self.shown(name), tree)
        for reference in cast("Iterator[Reference]", tree.find_all(_REFERENCES)):
            self.follow(name, reference)

    def shown(self, name: str | None) -> str | None:
        """A template's name as a person finds it below `templates/`."""
        return self.sandbox.files.opened[name].shown if name else None

    def follow(self, name: str | None, reference: Reference) -> None:
        targets = _targets(reference)
        missing = [fault for target in targets if (fault := self.load(target, self.shown(name), reference.lineno))]
        if targets and len(missing) == len(targets) and not getattr(reference, "ignore_missing", False):
            self.faults += missing
        self.open = self.open or not targets

    def load(self, target: str, name: str | None, line: int) -> Fault | None:
        """Look through one more template, unless it was before; the fault if it can't be loaded."""
        if target in self.trees:
            return None
        files = self.sandbox.files
        try:
            source, shown, _ = files.get_source(self.sandbox, target)
        except TemplateRefused as error:
            return Fault(name, line, str(error), error.todo)
        except TemplateNotFound:
            close = get_close_matches(target, files.list_templates(), 1)
            todo = f"did you mean '{close[0]}'?" if close else f"the files in {FOLDER}/ are all that can be loaded"
            return Fault(name, line, f"there is no {FOLDER}/{target}", todo)
        try:
            self.enter(target, self.sandbox.parse(source, target, shown))
        except TemplateSyntaxError as error:
            self.faults.append(syntax_fault(error))
            self.trees[target] = nodes.Template([], lineno=1)
        return None


def _targets(reference: Reference) -> tuple[str, ...]:
    """The names that a tag may load; none if they are only known while it runs."""
    try:
        value = reference.template.as_const()
    except nodes.Impossible:
        return ()
    names = value if isinstance(value, list | tuple) else (value,)
    return tuple(name for name in names if isinstance(name, str))


def _unknown_filters(sandbox: Sandbox, name: str | None, tree: nodes.Template) -> list[Fault]:
    """Jinja2 itself would find those in a branch only once a recipient takes it."""
    found: list[Fault] = []
    for kind, known, type_ in (("filter", sandbox.filters, nodes.Filter), ("test", sandbox.tests, nodes.Test)):
        for node in tree.find_all(type_):
            if node.name not in known:
                close = get_close_matches(node.name, known, 1, 0.7)
                todo = f"did you mean '{close[0]}'?" if close else "correct the template"
                found.append(Fault(name, node.lineno, f"there is no {kind} {node.name!r}", todo))
    return found


def _looked_up(sandbox: Sandbox, name: str | None, tree: nodes.Template) -> set[str]:
    """The names that are looked up outside of the template."""
    bare = sandbox.overlay()
    bare.globals = {}
    generator = TrackingCodeGenerator(bare)
    generator.name = name
    generator.filename = sandbox.files.opened[name].shown if name else None
    generator.visit(tree)
    return generator.undeclared_identifiers


def _recipient_reads(tree: nodes.Template) -> tuple[set[str], bool]:
    """The fields read as `recipient.x` or `recipient['x']`, and whether `recipient` is used in any other way."""
    fields: set[str] = set()
    accesses = 0
    for owner, key in _accesses(tree):
        if isinstance(owner, nodes.Name) and owner.name == RECIPIENT and isinstance(key, str):
            fields.add(key)
            accesses += 1
    uses = sum(1 for name in tree.find_all(nodes.Name) if name.name == RECIPIENT)
    return fields, uses > accesses


def _accesses(tree: nodes.Template) -> Iterator[tuple[nodes.Expr, object]]:
    """What is looked into anywhere, and for which key."""
    for attribute in tree.find_all(nodes.Getattr):
        yield attribute.node, attribute.attr
    for item in tree.find_all(nodes.Getitem):
        yield item.node, item.arg.value if isinstance(item.arg, nodes.Const) else None


def _facts_read(name: str | None, tree: nodes.Template) -> Iterator[Fact]:
    """What is read of `git`, but for what is asked after anywhere: `git.tag|default(…)`, `git.tag is defined`."""
    asked = {
        _fact(node.node)
        for node in cast("Iterator[nodes.Filter | nodes.Test]", tree.find_all((nodes.Filter, nodes.Test)))
        if node.name in _ASKING
    }
    for node in tree.find_all((nodes.Getattr, nodes.Getitem)):
        fact = _fact(node)
        if fact and fact not in asked:
            yield Fact(fact, name, node.lineno)


def _fact(node: nodes.Node | None) -> str:
    """The name of the fact that an expression reads of `git`, if it does."""
    if isinstance(node, nodes.Getattr | nodes.Getitem) and isinstance(node.node, nodes.Name) and node.node.name == GIT:
        key = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", "")
        return key if isinstance(key, str) else ""
    return ""
