"""The generated parts of the documentation, each made from what the program itself declares."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from runner.all_providers import all_kinds
from runner.campaign.fields import CAMPAIGN, RECIPIENTS, FileField
from runner.campaign.project_fields import PROJECT
from runner.cli.commands import commands_of
from runner.cli.main import campaign
from runner.errors import MEANING
from runner.expectations.keys import FILE as TEST_FILE
from runner.expectations.keys import Key
from runner.inventory import in_short, inventory
from runner.parameter import Field, Parameter
from runner.provider import ProviderType, Route, name_of
from runner.providers import netease_codes, rongcloud_codes
from runner.providers.answers import Meaning
from runner.report.rulebook import Listed, groups, rulebook
from runner.report.words import span
from runner.sources import SOURCES

VENDORS = ("netease", "rongcloud")  # whose pages list parameters; a webhook's are ours
TAKEN = "yes, and recorded as sent"
AUDIENCES = ("listed", *RECIPIENTS.choices)  # of campaigns; a recall is made by the program
ROOT = Path(__file__).parent.parent
WIDTH = 78  # what click leaves of a terminal with 80 columns

Say = Callable[[str], str]
Part = Callable[[Say], str]


def table(heads: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    """A Markdown table; bars in cells are escaped."""

    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return "\n".join([line(heads), "|" + "---|" * len(heads), *map(line, rows)])


def code(text: str) -> str:
    """Text as code; nothing for none."""
    return f"`{text}`" if text else ""


# the program's commands


def commands(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """Every command below a group that does something, each with a context of its own."""
    for name, command in commands_of(group):
        inner = click.Context(command, parent=context, info_name=name, **command.context_settings)
        if isinstance(command, click.Group):
            yield from commands(command, inner)
        else:
            yield command, inner


def top() -> click.Context:
    """The context of `campaign` itself."""
    return click.Context(campaign, info_name="campaign", terminal_width=WIDTH, **campaign.context_settings)


def cli(_: Say) -> str:
    """Each command's help as it is printed."""
    parts = [f"```text\n{campaign.get_help(top())}\n```"]
    for command, context in commands(campaign, top()):
        parts.append(f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```")
    return "\n\n".join(parts)


def command_table(say: Say) -> str:
    """Each command with the first sentence of its help."""
    rows = ((code(usage(context)), say(first_sentence(command))) for command, context in commands(campaign, top()))
    return table((say("command"), say("what it does")), rows)


def usage(context: click.Context) -> str:
    """A command with its arguments and the options that it needs."""
    pieces = [piece for piece in context.command.collect_usage_pieces(context) if piece != "[OPTIONS]"]
    needed = [p for p in context.command.params if isinstance(p, click.Option) and p.required]
    return " ".join([context.command_path, *pieces, *(f"{p.opts[0]} {p.make_metavar(context)}" for p in needed)])


def first_sentence(command: click.Command) -> str:
    """What a command's help says first."""
    paragraph = " ".join((command.help or "").split("\n\n")[0].split())
    return re.split(r"(?<=[.])\s(?=[A-Z])", paragraph)[0]


def exit_codes(say: Say) -> str:
    """Each exit code with its meaning."""
    rows = ((code(str(int(number))), say(meaning)) for number, meaning in MEANING.items())
    return table((say("code"), say("meaning")), rows)


# the campaign file


def leaves(fields: Sequence[FileField], path: str = "") -> Iterator[tuple[str, FileField]]:
    """Every field with its path, sections before what is in them."""
    for field in fields:
        yield path + field.name, field
        inside = f"{path}{field.name}.NAME." if field.kind == "sections" else f"{path}{field.name}."
        yield from leaves(field.fields, inside)


def fields(say: Say) -> str:
    """The file's own fields."""
    rows = ((code(path), say(field.about), remark(field, say)) for path, field in leaves(CAMPAIGN.fields))
    return table((say("field"), say("it is"), say("default, or an example")), rows)


def project_fields(say: Say) -> str:
    """The fields of project.yaml."""
    rows = ((code(path), say(field.about), remark(field, say)) for path, field in leaves(PROJECT.fields))
    return table((say("field"), say("it is"), say("default, or an example")), rows)


def test_fields(say: Say) -> str:
    """The fields of a campaign's test file."""
    rows = ((code(path), say(key.about), example(key, say)) for path, key in keys(TEST_FILE.keys))
    return table((say("field"), say("it is"), say("default, or an example")), rows)


def keys(inside: Sequence[Key], path: str = "") -> Iterator[tuple[str, Key]]:
    """Every key of a test file with its path."""
    within = {"by recipient": ".ID.", "cases": "[]."}
    for key in inside:
        yield path + key.name, key
        yield from keys(key.keys, f"{path}{key.name}{within.get(key.shape, '.')}")


def example(declared: FileField | Key, say: Say) -> str:
    """Required, or an example."""
    said = f"{say('e.g.')} {code(declared.example)}" if declared.example else ""
    return say(", ").join(filter(None, (say("required") if declared.required else "", said)))


def file(say: Say) -> str:
    """The file's own fields, and what is inside the two sections that every campaign has."""
    shown = [(field.name, field) for field in CAMPAIGN.fields]
    inner = {
        name: [(f"{name}.{inside.name}", inside) for inside in field.fields] for name, field in shown if field.required
    }
    rows = (
        (code(path), say(one.about), remark(one, say))
        for name, field in shown
        for path, one in [(name, field), *inner.get(name, [])]
    )
    return table((say("field"), say("it is"), say("default, or an example")), rows)


def remark(field: FileField, say: Say) -> str:
    """Required, a default, or an example."""
    if field.default:
        return f"{say('default')} {code(field.default)}"
    return example(field, say)


def parameters(kind: ProviderType, say: Say) -> str:
    """A provider's parameters under `content` and `push`."""
    rows = (
        (f"`{p.section}.{p.name}`" + (" \\*" if p.required else ""), say(p.about), shape(p, say))
        for p in kind.parameters
    )
    return table((say("parameter (\\* required)"), say("it is"), say("written as")), rows)


def all_parameters(say: Say) -> str:
    """The parameters of every kind, a table each."""
    kinds = (kind for kind in all_kinds() if kind.audience in AUDIENCES)
    return "\n\n".join(f"## {name_of(kind)}\n\n{parameters(kind, say)}" for kind in kinds)


def shape(parameter: Parameter | Field, say: Say) -> str:
    """How a value is written."""
    if parameter.choices:
        return " / ".join(map(code, parameter.choices))
    return say({"json": "JSON: a mapping, a list or a text"}.get(parameter.kind, parameter.kind))


ANY = "none: nothing is documented against any value"
TEST = "tests/test_every_parameter.py"


def checked_parameters(_: Say) -> str:
    """Every parameter of both vendors and every key inside, with what stands behind it; a table for each kind."""
    heads = ("parameter", "declared as", "rules that look at it", f"sent by `{TEST}`", "accepted by the emulator")
    return "\n\n".join(
        f"## {name_of(kind)}\n\n{table(heads, checked(kind))}" for kind in all_kinds() if kind.type in VENDORS
    )


def checked(kind: ProviderType) -> Iterator[Sequence[str]]:
    """The rows of one kind, the recipient first; the test's id is the last cell but one."""
    name = name_of(kind)
    if kind.recipient:
        ids = [rule.id for rule in kind.rules if kind.recipient in rule.params]
        yield code(kind.recipient), "`recipients`", in_short(ids) or ANY, code(f"{name}-{kind.recipient}"), TAKEN
    for item in inventory(kind):
        declared = item.declared
        how = f"`{declared.section}`, {declared.kind}" if isinstance(declared, Parameter) else declared.kind
        how = how if kind.audience in AUDIENCES else "made by `campaign recall`"
        yield code(item.name), how, in_short(item.rules) or ANY, code(f"{name}-{item.name}"), TAKEN


def inner_fields(say: Say) -> str:
    """The documented keys inside the JSON parameters of all providers."""
    rows = (
        (name, code(item.name), item.declared.about, shape(item.declared, say))
        for kind in all_kinds()
        for name, item in ((name_of(kind), item) for item in inventory(kind))
        if isinstance(item.declared, Field)
    )
    return table(("provider", "key", "it is", "written as"), rows)


# the providers


def all_routes() -> Iterator[tuple[str, Route]]:
    """Every route with its provider's name."""
    return ((name_of(kind), route) for kind in all_kinds() for route in kind.routes)


def routes(say: Say) -> str:
    """What each route takes, and its documented limit."""
    heads = ("provider", "route", "recipients a call", "texts in a call", "documented limit", "silence after excess")
    rows = (
        (
            name,
            code(route.name),
            f"{route.capacity:,}",
            say("different" if route.mixed else "one"),
            route.allowance,
            f"{span(route.limit.block)}",
        )
        for name, route in all_routes()
    )
    return table([say(head) for head in heads], rows)


def addresses(_: Say) -> str:
    """Each route's path and page."""
    rows = ((name, code(route.name), code(route.path), route.source) for name, route in all_routes())
    return table(("provider", "route", "path", "vendor's page"), rows)


def rules(_: Say) -> str:
    """What is checked before anything is sent: a table for each group of kinds that share rules."""
    return "\n\n".join(
        f"### {name[0].upper()}{name[1:]}\n\n{table(RULE_HEADS, map(rule_row, members))}"
        for name, members in groups(rulebook(all_kinds()))
    )


RULE_HEADS = ("rule", "severity", "what it says", "source")


def rule_row(one: Listed) -> Sequence[str]:
    """A rule; `once` ones say so."""
    rule = one.rule
    return rule.id, f"{rule.severity}, once" if rule.once else rule.severity, rule.sentence, rule.source


def sources(_: Say) -> str:
    """The pages behind the keys."""
    return table(("key", "what", "where"), ((key, *source) for key, source in SOURCES.items()))


def codes(known: Mapping[str, Meaning], _: Say) -> str:
    """What each of a vendor's codes proves; codes with one meaning share a row."""
    alike: dict[Meaning, list[str]] = {}
    for number, meaning in known.items():
        alike.setdefault(meaning, []).append(number)
    rows = ((", ".join(numbers), meaning.says, str(meaning.verdict)) for meaning, numbers in alike.items())
    return table(("code", "vendor's meaning", "what it proves"), rows)


# the code


def modules(_: Say) -> str:
    """Every module with the first line of its docstring."""
    rows = (
        (code(str(path.relative_to(ROOT))), said)
        for path in sorted((ROOT / "runner").rglob("*.py"))
        if (said := first_line(path))
    )
    return table(("module", "what it is"), rows)


def first_line(path: Path) -> str:
    """The first line of a module's docstring."""
    match = re.match(r'"""(.+?)(?:"""|\n)', path.read_text(encoding="utf-8"))
    return match[1].strip() if match else ""


def parts() -> dict[str, Part]:
    """Every part by its name."""
    known: dict[str, Part] = {
        "cli": cli,
        "commands": command_table,
        "exit codes": exit_codes,
        "fields": fields,
        "file": file,
        "project": project_fields,
        "test file": test_fields,
        "parameters": all_parameters,
        "keys": inner_fields,
        "routes": routes,
        "addresses": addresses,
        "modules": modules,
        "rules": rules,
        "sources": sources,
        "checked parameters": checked_parameters,
        "codes netease": partial(codes, netease_codes.CODES),
        "codes rongcloud": partial(codes, rongcloud_codes.CODES),
    }
    for kind in all_kinds():
        name = name_of(kind)
        known[f"parameters {name}"] = partial(parameters, kind)
    return known
