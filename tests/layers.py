"""The walls of the house as data, and what looks at them: which module may import which, how none may look. Pure.

A room is a module or a package right under `runner/`. Rooms on one floor don't know each other.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import PurePath
from typing import NamedTuple

# fmt: off
FLOORS: tuple[frozenset[str], ...] = (                                     # from the ground up
    frozenset({"errors", "model", "parameter", "rule", "shares", "sources"}),        # the words
    frozenset({"syntax", "provider", "general_rules", "inside", "hours", "stages"}),           # the contract
    frozenset({"conformance", "source", "pacing", "ledger", "journal", "deadlines", "endpoints", "gauge", "inventory",
        "probe"}),
    frozenset({"project", "recipients", "repository", "account", "spans"}),
    frozenset({"providers", "campaign", "planning", "transport", "sending"}),
    frozenset({"rendering", "all_providers", "report", "expectations"}),
    frozenset({"checking", "planfile", "policies"}),
    frozenset({"expanding"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
ISLAND = "emulator"  # imports nothing of ours; of ours only cli imports it
ONLY_IN: Mapping[str, frozenset[str]] = {
    "yaml": frozenset({"source", "spans", ISLAND}),
    "sqlite3": frozenset({"ledger"}),
    "aiohttp": frozenset({"transport", ISLAND}),
    "aiohttp.web": frozenset({ISLAND}),
    "yarl": frozenset({"transport", "endpoints", "providers"}),
    "dotenv": frozenset({"cli"}),
    "jinja2": frozenset({"rendering", "report"}),
    "click": frozenset({"cli"}),
    "rich": frozenset({"cli", "report"}),
    "uvloop": frozenset({"cli", ISLAND}),
    "jmespath": frozenset({"providers", "expectations"}),
    "hypothesis": frozenset({"conformance"}),
    "pytest": frozenset({"conformance"}),
    "fcntl": frozenset({"account"}),
    "mmap": frozenset({"account"}),
}
PURE = frozenset({
    "errors", "model", "parameter", "rule", "syntax", "provider", "general_rules", "pacing", "providers", "campaign",
    "planning", "rendering", "report", "expanding", "hours", "stages", "policies", "shares", "expectations", "spans",
    "checking", "gauge", "inside", "inventory", "sources", "probe",
})
READERS = frozenset({"runner.campaign.recipients_section", "runner.rendering.loader"})  # they look at files
WORLD = frozenset({
    "asyncio", "fcntl", "glob", "importlib", "io", "mmap", "os", "secrets", "shutil", "signal", "socket", "sqlite3",
    "subprocess", "sys", "tempfile", "threading", "time", "urllib.request", "uuid",
})
BANNED = frozenset({"utils", "util", "helpers", "helper", "manager", "common", "core", "base", "misc", "engine"})
VAGUE = ("get_", "process_", "handle_")
THEIRS = frozenset({"get_source", "_get_default_module", "get_command"})  # names of Jinja and click that we fill
LONGEST_FILE, LONGEST_FUNCTION = 300, 60
# fmt: on


class Module(NamedTuple):
    """One file of `runner/`: its dotted name, its source, its tree."""

    name: str
    source: str
    tree: ast.Module

    @property
    def room(self) -> str:
        return f"{self.name}..".split(".")[1]


class Import(NamedTuple):
    """One name that a module imports, and whether it does so inside a function."""

    importer: Module
    name: str
    line: int
    inside: bool

    def __str__(self) -> str:
        return f"{self.importer.name}:{self.line} imports {self.name}"


Function = ast.FunctionDef | ast.AsyncFunctionDef


class House(NamedTuple):
    """All modules by dotted name, and everything that they import, by its full name."""

    modules: Mapping[str, Module]
    imports: tuple[Import, ...]


def house(sources: Mapping[str, str]) -> House:
    """The house that these files under `runner/` make."""
    found = {}
    for path, source in sources.items():
        name = ".".join(["runner", *PurePath(path).with_suffix("").parts]).removesuffix(".__init__")
        found[name] = Module(name, source, ast.parse(source, path))
    return House(found, tuple(one for module in found.values() for one in imports(module)))


def imports(module: Module) -> Iterator[Import]:
    inside = {id(node) for function in functions(module) for node in ast.walk(function)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            start = f"{'.' * node.level}{node.module or ''}." if isinstance(node, ast.ImportFrom) else ""
            yield from (Import(module, f"{start}{one.name}", node.lineno, id(node) in inside) for one in node.names)


def functions(module: Module) -> Iterator[Function]:
    for node in ast.walk(module.tree):
        if isinstance(node, Function):
            yield node


def own(ours: House) -> Iterator[tuple[Import, Module]]:
    """The imports of our own modules, each with the module that is imported."""
    for one in ours.imports:
        if re.match(r"runner(\.|$)", one.name):
            yield one, ours.modules.get(one.name) or ours.modules[one.name.rpartition(".")[0]]


def floor(room: str) -> int:
    return next((i for i, rooms in enumerate(FLOORS) if room in rooms), len(FLOORS))


def rooms_without_a_floor(ours: House) -> list[str]:
    rooms = {module.room for module in ours.modules.values()} - {"", ISLAND}
    return sorted(rooms - frozenset().union(*FLOORS))


def upward(ours: House) -> list[str]:
    """Imports from a floor that is not below."""
    walls = [(one, module.room) for one, module in own(ours) if module.room != one.importer.room]
    return [
        str(one)
        for one, room in walls
        if room != ISLAND != one.importer.room and floor(room) >= floor(one.importer.room)
    ]


def around_the_island(ours: House) -> list[str]:
    walls = [(one, module.room) for one, module in own(ours) if module.room != one.importer.room]
    return [
        str(one)
        for one, room in walls
        if one.importer.room == ISLAND or (room == ISLAND and one.importer.room != "cli")
    ]


def circles(ours: House) -> list[str]:
    graph: dict[str, set[str]] = {}
    for one, module in own(ours):
        graph.setdefault(one.importer.name, set()).add(module.name)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [" -> ".join(error.args[1])]
    return []


def libraries_out_of_their_room(ours: House) -> list[str]:
    def covers(library: str, name: str) -> bool:
        return f"{name}.".startswith(f"{library}.")

    return [
        str(one)
        for one in ours.imports
        for library, rooms in ONLY_IN.items()
        if covers(library, one.name) and one.importer.room not in rooms
    ]


def clients_on_the_island(ours: House) -> list[str]:
    """The emulator serves; it calls nobody."""
    return [
        str(one)
        for one in ours.imports
        if one.importer.room == ISLAND and re.match(r"aiohttp\.(Client|TCPConnector)", one.name)
    ]


def vendors_that_know_each_other(ours: House) -> list[str]:
    def vendor(name: str) -> str:
        found = re.match(r"runner\.providers\.(netease|rongcloud)", name)
        return found[1] if found else ""

    return [
        str(one)
        for one, module in own(ours)
        if one.importer.room == "providers" and vendor(module.name) not in {"", vendor(one.importer.name)}
    ]


def vendors_known_elsewhere(ours: House) -> list[str]:
    """Only the table of providers names a provider."""
    return [
        str(one)
        for one, module in own(ours)
        if module.room == "providers" and one.importer.room not in {"providers", "all_providers"}
    ]


def relative(ours: House) -> list[str]:
    return [str(one) for one in ours.imports if one.name.startswith(".")]


def hidden(ours: House) -> list[str]:
    """Imports inside a function without a reason on their line."""
    lines = {name: module.source.splitlines() for name, module in ours.modules.items()}
    return [
        str(one)
        for one in ours.imports
        if one.inside and not re.search(r"#.* - \w+ \w+", lines[one.importer.name][one.line - 1])
    ]


def impure(ours: House) -> list[str]:
    return [
        str(one)
        for one in ours.imports
        if one.importer.room in PURE
        and one.importer.name not in READERS
        and any(f"{one.name}.".startswith(f"{name}.") for name in WORLD)
    ]


def vague_names(ours: House) -> list[str]:
    vague = [
        f"{name}:{one.lineno} {one.name}"
        for name, module in ours.modules.items()
        for one in functions(module)
        if one.name.lstrip("_").startswith(VAGUE) and one.name not in THEIRS
    ]
    return [name for name in ours.modules if not BANNED.isdisjoint(name.split("."))] + vague


def too_long(ours: House) -> list[str]:
    long = [
        f"{name}:{one.lineno} {one.name}"
        for name, module in ours.modules.items()
        for one in functions(module)
        if (one.end_lineno or one.lineno) - one.lineno >= LONGEST_FUNCTION
    ]
    return [name for name, module in ours.modules.items() if len(module.source.splitlines()) > LONGEST_FILE] + long


def printed(ours: House) -> list[str]:
    return [
        f"{name}:{node.lineno} print"
        for name, module in ours.modules.items()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "__import__"}
    ]


def state(ours: House) -> list[str]:
    return [
        f"{name}:{node.lineno} global"
        for name, module in ours.modules.items()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Global)
    ]


def unexplained(ours: House) -> list[str]:
    """Modules that don't say what they are."""
    return [name for name, module in ours.modules.items() if not ast.get_docstring(module.tree)]
