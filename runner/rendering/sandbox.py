"""The environment that templates run in: Jinja2's immutable sandbox, strict, within a budget. Loads templates."""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from jinja2 import StrictUndefined, Template, TemplateAssertionError, nodes, pass_context
from jinja2.environment import TemplateModule
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from runner.rendering.arithmetic import operators
from runner.rendering.budget import Budget, TooCostly, Unfit, check_format, check_width, shown
from runner.rendering.changelog import changelog
from runner.rendering.filters import filters
from runner.rendering.git import Facts, Git, unasked
from runner.rendering.loader import ProjectLoader
from runner.rendering.names import CHANGELOG, GIT, Vars

LONGEST_RANGE = 10_000
GLOBALS = ("dict", "cycler", "joiner", "namespace")

# A filter whose name has a space in it can't be written in a template (but `map` takes any text for a name).
STEPS, ROUNDS, JOINED, VERDICT = "steps ", "rounds ", "joined ", "verdict "
HOLDS = "holds"
_NO_METHODS = frozenset({"encode", "expandtabs", "format_map", "maketrans", "to_bytes", "translate"})

Body = TypeVar("Body", nodes.Template, nodes.Macro, nodes.CallBlock, nodes.Block)


class FreshTemplate(Template):
    """A template whose imports are run each time, so that no text can depend on the texts made before it."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return self.make_module()


class Sandbox(ImmutableSandboxedEnvironment):
    """One campaign's templates. Not for two threads at once: the budget is that of the text being made."""

    intercepted_binops = frozenset({"+", "*", "%", "**"})
    template_class = FreshTemplate

    def __init__(self, root: Path, variables: Mapping[str, str], git: Facts = unasked, language: str = "") -> None:
        """`root` is the project's; `variables` are known to every template, imported ones included.

        `git`: how to ask for what templates read of it. `language`: whose templates come first.
        """
        self.files = ProjectLoader(root, language)
        super().__init__(
            undefined=StrictUndefined,
            loader=self.files,
            finalize=shown,
            auto_reload=False,
            keep_trailing_newline=True,
        )
        self.budget = Budget()
        self.concat = self.budget.join  # type: ignore[method-assign]
        self.binop_table |= operators(self.budget)
        self.filters = filters(self.budget) | _charges(self.budget)
        self.git = Git(git)
        own = {"range": _range, GIT: self.git, CHANGELOG: changelog(self.files.changelog, self.budget)}
        self.globals = {name: self.globals[name] for name in GLOBALS} | own
        self.functions = frozenset(self.globals)
        self.globals |= {**variables, "vars": Vars(variables)}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The same mapping for every template: nothing adds to it."""
        return self.globals

    def parse_expression(self, source: str) -> nodes.Template:
        """The tree of a template that is nothing but whether the expression holds."""
        parser = Parser(self, source, state="variable")
        expression = parser.parse_expression()
        if not parser.stream.eos:
            parser.fail("the expression ends here, but the text goes on", parser.stream.current.lineno)
        tree = nodes.Template([nodes.Output([_filter(VERDICT, expression)])], lineno=1)
        tree.set_lineno(1)
        tree.set_environment(self)
        return tree

    def compiled(self, tree: nodes.Template, name: str | None) -> Template:
        """The template that a tree stands for."""
        opened = self.files.opened.get(name or "")
        code = self.compile(tree, name, opened.shown if opened else name)
        return self.template_class.from_code(self, code, self.globals)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A mapping's own key wins over its methods: `order.items` is what the list says."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, Git):
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Also closed: methods of text that make it much longer."""
        return attr not in _NO_METHODS and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """`str.format`, sandboxed by Jinja2, with widths that are bounded."""
        wrapper = super().wrap_str_format(value)
        if wrapper is None:
            return None

        @wraps(wrapper)
        def formatted(*args: Any, **kwargs: Any) -> str:
            check_format(value.__self__)
            admitted = {name: self.budget.admit(arg) for name, arg in kwargs.items()}
            text = wrapper(*map(self.budget.admit, args), **admitted)
            self.budget.build(len(text))
            return text

        return formatted

    # Jinja2's own names keep these two apart from what a template calls its arguments.
    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805, PYI063
        """Methods of text have bounded arguments and results."""
        text = getattr(__obj, "__self__", None)
        if not isinstance(text, str):
            return super().call(__context, __obj, *args, **kwargs)
        args = tuple(map(__self.budget.admit, args))
        __self._check_method(text, __obj.__name__, args)
        result = super().call(__context, __obj, *args, **kwargs)
        __self.budget.build(len(result) if isinstance(result, str) else 0)
        return result

    def _check_method(self, text: str, name: str, args: tuple[Any, ...]) -> None:
        for arg in args:
            check_width(arg)
        if name == "replace" and len(args) > 1:
            self.budget.build(text.count(args[0]) * len(args[1]))
        elif name == "join" and args:
            self.budget.build(len(text) * len(args[0]))

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        """Jinja2's hook: the charges are put into the tree before it becomes code."""
        tree = _Meter(name, filename).visit(source)
        return super()._generate(tree.set_environment(self), name, filename, defer_init)


class _Meter(NodeTransformer):
    """Puts a charge into each body that can run more than once."""

    def __init__(self, name: str | None, filename: str | None) -> None:
        self.name = name
        self.filename = filename

    def visit_Template(self, node: nodes.Template) -> nodes.Template:  # noqa: N802
        return _charged(self, node) if self.name else _visited(self, node)

    def visit_Macro(self, node: nodes.Macro) -> nodes.Macro:  # noqa: N802
        return _charged(self, node)

    def visit_CallBlock(self, node: nodes.CallBlock) -> nodes.CallBlock:  # noqa: N802
        return _charged(self, node)

    def visit_Block(self, node: nodes.Block) -> nodes.Block:  # noqa: N802
        return _charged(self, node)

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802
        if node.recursive:
            raise TemplateAssertionError("recursive loops aren't supported", node.lineno, self.name, self.filename)
        size = _size(node)
        self.generic_visit(node)
        node.iter = _filter(ROUNDS, cast("nodes.Expr", node.iter), size)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802
        self.generic_visit(node)
        return _filter(JOINED, nodes.List(node.nodes, lineno=node.lineno))


def _visited(meter: _Meter, node: Body) -> Body:
    meter.generic_visit(node)
    return node


def _charged(meter: _Meter, node: Body) -> Body:
    size, lineno = _size(node), node.lineno or 1
    charge = _filter(STEPS, nodes.Const("", lineno=lineno), size)
    _visited(meter, node).body.insert(0, nodes.Output([charge], lineno=lineno))
    return node


def _size(node: nodes.Node) -> int:
    return sum(1 for _ in node.find_all(nodes.Node)) + 1


def _filter(name: str, value: nodes.Expr, *args: int) -> nodes.Filter:
    lineno = value.lineno
    constants: list[nodes.Expr] = [nodes.Const(arg, lineno=lineno) for arg in args]
    return nodes.Filter(value, name, constants, [], None, None, lineno=lineno)


def _charges(budget: Budget) -> dict[str, Callable[..., Any]]:
    """The filters that only the sandbox itself writes into trees. With a context, so that none is run ahead of time."""

    @pass_context
    def steps(_: Context, value: str, size: int) -> str:
        budget.step(size)
        return value

    @pass_context
    def rounds(_: Context, items: Iterable[Any], size: int) -> Iterable[Any]:
        return budget.rounds(items, size)

    @pass_context
    def joined(_: Context, parts: list[Any]) -> str:
        return budget.join([str(shown(part)) for part in parts])

    @pass_context
    def verdict(_: Context, value: Any) -> str:
        if value is True or value is False:
            return HOLDS if value else ""
        what = f"the expression gives {str(shown(value))[:80]!r}, which is neither true nor false"
        raise Unfit(what, "compare it with something")

    return {STEPS: steps, ROUNDS: rounds, JOINED: joined, VERDICT: verdict}


def _range(*args: int) -> range:
    """Python's range, short enough."""
    numbers = range(*args)
    if len(numbers) > LONGEST_RANGE:
        raise TooCostly(f"a range has at most {LONGEST_RANGE:,} numbers")
    return numbers
