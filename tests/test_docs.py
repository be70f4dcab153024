"""The documentation says what the program says: generated parts, names, command lines, and both languages alike."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import pytest
import yaml

from runner.all_providers import PROVIDERS, all_kinds
from runner.campaign.endpoints import endpoint
from runner.campaign.fields import CAMPAIGN, FileField
from runner.cli.commands import commands_of
from runner.cli.main import campaign
from runner.emulator.faults import _OWN as FAULTS
from runner.emulator.faults import read_faults
from runner.errors import ExitCode
from runner.general_rules import GENERAL_RULES
from runner.provider import ProviderType, name_of
from runner.sources import SOURCES
from tests.test_every_parameter import CASES

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
FIELDS = ("docs/fields.md", "docs/fields.zh-CN.md")
PAGES = (*READMES, *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
BLOCK = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
GENERATED = re.compile(r"<!-- generated: .*?<!-- end -->", re.DOTALL)


def page(name: str) -> str:
    """A page's text."""
    return (ROOT / name).read_text(encoding="utf-8")


def part_of(name: str, head: str) -> str:
    """What stands on a page under a heading of the second order."""
    return page(name).partition(f"\n## {head}\n")[2].partition("\n## ")[0]


def generate(root: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the generator of a copy of the project."""
    command = [sys.executable, str(root / "docs" / "generate.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=root, check=False)


def blocks(text: str) -> list[tuple[str, str]]:
    """The code blocks of a page: language, and content without comments and indents."""
    return [
        (language, "\n".join(re.sub(r"(^| +)#.*", "", line.strip()) for line in content.splitlines()))
        for language, content in BLOCK.findall(text)
    ]


def shell_lines(name: str) -> list[str]:
    """What a page tells people to type."""
    return [
        line for language, content in blocks(page(name)) if language == "sh" for line in content.splitlines() if line
    ]


def commands(group: click.Group, path: str) -> Iterator[str]:
    """Every command below a group, as it is typed."""
    for name, command in commands_of(group):
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}"


def find(words: Sequence[str]) -> tuple[click.Command, list[str], click.Context]:
    """The command that these words after `campaign` name, what is left of them, and the context around it."""
    command: click.Command = campaign
    context = click.Context(campaign, info_name="campaign")
    rest = list(words)
    while isinstance(command, click.Group):
        name, found, rest = command.resolve_command(context, rest)
        assert name
        assert found
        command, context = found, click.Context(found, parent=context, info_name=name)
    return command, rest, context


def parse(line: str) -> None:
    """Raises click.UsageError for a command line that the program would refuse."""
    command, rest, context = find(shlex.split(line)[1:])
    command.make_context(command.name, rest, parent=context.parent)


def fields(inside: Sequence[FileField], path: str = "") -> Iterator[str]:
    """Every field of a campaign file."""
    for field in inside:
        yield path + field.name
        yield from fields(field.fields, f"{path}{field.name}.")


def test_generated_parts_are_fresh() -> None:
    ended = generate(ROOT, "--check")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_a_stale_part_is_found_and_written(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    (tmp_path / "runner").symlink_to(ROOT / "runner")
    for name in READMES:
        shutil.copy(ROOT / name, tmp_path)
    readme = tmp_path / "README.md"
    fresh = readme.read_text(encoding="utf-8")
    readme.write_text(fresh.replace("| `130` |", "| `131` |"), encoding="utf-8")
    checked = generate(tmp_path, "--check")
    assert (checked.returncode, checked.stdout) == (1, "README.md is stale; run make docs\n")
    assert generate(tmp_path).returncode == 0
    assert readme.read_text(encoding="utf-8") == fresh


def test_a_sentence_without_chinese_is_found(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    (tmp_path / "runner").symlink_to(ROOT / "runner")
    for name in READMES:
        shutil.copy(ROOT / name, tmp_path)
    chinese = tmp_path / "docs" / "zh.yaml"
    known = chinese.read_text(encoding="utf-8").replace("done, or nothing to do:", "done, or nothing at all:")
    chinese.write_text(known, encoding="utf-8")
    ended = generate(tmp_path)
    assert ended.returncode == 1
    assert "lacks a sentence of the program; add it in Chinese: 'done, or nothing to do'" in ended.stdout
    assert "no longer says; delete it: 'done, or nothing at all'" in ended.stdout


@pytest.mark.parametrize("path", list(commands(campaign, "campaign")))
def test_every_command_is_described(path: str) -> None:
    assert f"\n## {path}\n" in page("docs/cli.md")
    for readme in READMES:
        assert f"\n| `{path}" in page(readme)


@pytest.mark.parametrize("path", ["", "plan", "apply", "ledger export"])
def test_help_stands_in_the_docs_as_it_is_printed(path: str) -> None:
    command = [sys.executable, "-m", "runner", *path.split(), "--help"]
    environment = {**os.environ, "COLUMNS": "80"}
    printed = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=True).stdout
    assert f"```text\n{printed}```\n" in page("docs/cli.md")


@pytest.mark.parametrize("code", list(ExitCode))
def test_every_exit_code_is_described(code: ExitCode) -> None:
    for readme in READMES:
        assert f"\n| `{int(code)}` | " in page(readme)


@pytest.mark.parametrize("field", list(fields(CAMPAIGN.fields)))
def test_every_field_is_described(field: str) -> None:
    for name in (*FIELDS, *(READMES if "." not in field else ())):
        assert f"\n| `{field}` | " in page(name)


@pytest.mark.parametrize("kind", list(all_kinds()), ids=name_of)
def test_every_parameter_rule_and_route_is_described(kind: ProviderType) -> None:
    recall = kind.audience == "recall"  # made by the program: nobody writes its parameters
    pages = [part_of("docs/parameters.md" if recall else "docs/fields.md", name_of(kind))]
    if kind in [PROVIDERS[type_][0] for type_ in ("netease", "rongcloud")]:
        pages.append(page("docs/fields.zh-CN.md"))
    names = [p.name if recall else f"{p.section}.{p.name}" for p in kind.parameters]
    for text in pages:
        assert [name for name in names if f"\n| `{name}`" not in text] == []
    known = page("docs/providers.md")
    assert [rule.id for rule in kind.rules if f"\n| {rule.id} | " not in known] == []
    assert [route.name for route in kind.routes if route.path and f"`{route.path}`" not in known] == []


def test_every_source_that_is_named_is_resolved_and_every_other_is_no_ballast() -> None:
    rules = [rule for kind in all_kinds() for rule in kind.rules] + list(GENERAL_RULES)
    assert {rule.source for rule in rules} <= SOURCES.keys()
    table = page("docs/providers.md").partition("## Sources")[2]
    assert re.findall(r"^\| (\w-\w+) \| ", table, re.MULTILINE) == list(SOURCES)
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "runner").rglob("*.py") if path.stem != "sources"]
    texts += [page(name).partition("## Sources")[0] for name in PAGES]
    named = set(re.findall(r"\b[NRWS]-[A-Z][A-Z0-9]+\b", "\n".join(texts)))
    assert named == SOURCES.keys()


def test_every_parameter_has_a_test_and_no_cell_is_empty() -> None:
    rows = re.findall(r"^\| (`.*) \|$", page("docs/parameters.md"), re.MULTILINE)
    cells = [row.split(" | ") for row in rows]
    assert [cell[3].strip("`") for cell in cells] == [str(case) for case in CASES]
    assert all(len(cell) == 5 and all(part.strip() for part in cell) for cell in cells)


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_says_to_type_can_be_typed(name: str) -> None:
    lines = shell_lines(name)
    targets = set(re.findall(r"^([a-z-]+):", page("Makefile"), re.MULTILINE))
    for line in lines:
        if line.startswith("campaign "):
            parse(line)
        elif line.startswith("make "):
            assert line.split()[1] in targets, line
    assert lines or name not in READMES


@pytest.mark.parametrize("name", PAGES)
def test_commands_within_sentences_exist(name: str) -> None:
    for line in re.findall(r"`campaign ((?!…|<)[^`]+)`", GENERATED.sub("", page(name))):
        words = re.split(r"\s+", line)
        command, rest, _ = find(words)
        options = {flag for param in command.params for flag in param.opts}
        assert [word for word in rest if word.startswith("-") and word not in options] == [], line


def test_a_line_that_the_program_would_refuse_is_found() -> None:
    for line in ("campaign plan --nope", "campaign send", "campaign resolve x --unknown maybe", "campaign render x"):
        with pytest.raises(click.UsageError):
            parse(line)


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    assert [link for link in LINK.findall(page(name)) if not (folder / link).exists()] == []


def test_both_readmes_have_the_same_shape() -> None:
    here, there = (page(name) for name in READMES)
    heads = [re.findall(r"^(#+) ", GENERATED.sub("", text), re.MULTILINE) for text in (here, there)]
    assert heads[0] == heads[1]
    assert blocks(here) == blocks(there)
    assert [len(re.findall(pattern, here, re.MULTILINE)) for pattern in (r"^\|", r"^- ", r"^\d\. ", r"^<!--")] == [
        len(re.findall(pattern, there, re.MULTILINE)) for pattern in (r"^\|", r"^- ", r"^\d\. ", r"^<!--")
    ]
    assert max(len(text.splitlines()) for text in (here, there)) <= 350


def test_every_fault_of_the_emulator_is_described() -> None:
    faults = page("docs/emulator.md").partition("## Faults")[2]
    described = re.findall(r"^\| ([a-z, -]+) \| ", faults, re.MULTILINE)
    assert {fault for cell in described for fault in cell.split(", ")} == {*FAULTS, "do"}


def test_the_example_of_a_fault_file_can_be_read(tmp_path: Path) -> None:
    ((_, example),) = [block for block in blocks(page("docs/emulator.md")) if block[0] == "yaml"]
    path = tmp_path / "faults.yaml"
    path.write_text(example, encoding="utf-8")
    assert [fault.do for fault in read_faults(path)] == ["refuse-code", "reset-after", "stall-after"]


VENDORS = {"NetEase": "netease v1", "NetEase, `api: v2`": "netease v2", "RongCloud": "rongcloud"}
CENTRE = re.compile(r"^\| ([^|]+) \| [^|]+ \| `([a-z-]+)` \| (https://\S+) \| (https://\S+) \|$", re.MULTILINE)


@pytest.mark.parametrize(("vendor", "name"), VENDORS.items(), ids=list(VENDORS.values()))
def test_the_data_centres_in_the_readme_are_those_of_the_program(vendor: str, name: str) -> None:
    (kind,) = [kind for kind in all_kinds() if name_of(kind) == name]
    listed = {centre: tuple(pair) for who, centre, *pair in CENTRE.findall(page("README.md")) if who == vendor}
    assert listed == kind.data_centres
    for address in (address for pair in listed.values() for address in pair):
        assert endpoint(address, kind.routes, address) == address


def test_both_readmes_name_the_same_addresses() -> None:
    here, there = (CENTRE.findall(page(name)) for name in READMES)
    assert {vendor for vendor, *_ in here} == VENDORS.keys()
    assert [row[1:] for row in here] == [row[1:] for row in there]


def test_an_example_in_the_readme_names_a_data_centre() -> None:
    said = [
        yaml.safe_load(content)["provider"]
        for language, content in BLOCK.findall(page("README.md"))
        if language == "yaml" and "\nprovider:" in f"\n{content}"
    ]
    assert said
    for provider in said:
        assert provider["endpoint"] in PROVIDERS[provider["type"]][0].data_centres


@pytest.mark.parametrize("name", READMES)
def test_every_example_is_named_and_counted(name: str) -> None:
    examples = {
        f"campaigns/{path.name}" for path in (ROOT / "campaigns").glob("*.yaml") if not path.name.endswith(".test.yaml")
    }
    assert set(re.findall(r"\]\((campaigns/[^)]+)\)", page(name))) == examples
    counted = {"README.md": "eleven example", "README.zh-CN.md": "十一个示例"}
    assert len(examples) == 11
    assert counted[name] in page(name)
