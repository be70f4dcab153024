"""`campaign plan --out`: the plan as a file, and every recipient beside it. Reads the ledger, writes files."""

from collections.abc import Iterator, Mapping, Sequence
from functools import wraps
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import click
import orjson

from runner.cli import options
from runner.cli.console import say
from runner.cli.loading import lists_of, read_variables
from runner.cli.planned import SAMPLES, Planned
from runner.cli.sought import Sought
from runner.errors import UsageError
from runner.general_rules import GENERAL_RULES
from runner.ledger.identity import identity
from runner.ledger.listing import Listed, listed
from runner.model import Decision
from runner.planfile.canonical import sealed
from runner.planfile.document import Facts, Manner, document, sample
from runner.planfile.entries import write_entries
from runner.planfile.inputs import inputs, relative
from runner.planfile.model import Command, Entries, Made
from runner.planfile.redaction import redacted
from runner.planning import Choices
from runner.report import staging
from runner.report.plans import PlanReport
from runner.report.verdicts import lasting

SHOWN: tuple[tuple[Decision, int], ...] = ((Decision.REFUSE, 20), (Decision.HOLD, SAMPLES), (Decision.SEND, SAMPLES))
FILE = click.Path(path_type=Path, dir_okay=False)
_saving = options.together(
    click.option("--out", type=FILE, metavar="FILE", help="Save the plan, for `apply --plan FILE`."),
    click.option(
        "--entries",
        type=FILE,
        metavar="FILE",
        help="Beside --out: every recipient, one JSON line each, compressed (.jsonl.gz).",
    ),
    click.option("--redact", is_flag=True, help="Beside --out: digests instead of recipients' ids."),
    click.option("--with-content", is_flag=True, help="Beside --out: the texts too, of samples and in --entries."),
)


class Wanted(NamedTuple):
    """What is to be saved, where, and how much of it is shown."""

    out: Path | None = None
    entries: Path | None = None
    redact: bool = False
    with_content: bool = False

    def check(self) -> None:
        """`UsageError` for what means nothing without --out."""
        named = {"--entries": self.entries, "--redact": self.redact, "--with-content": self.with_content}
        alone = next((name for name, given in named.items() if given), None)
        if alone and self.out is None:
            raise UsageError(f"{alone} belongs to a saved plan; say --out FILE too")
        if self.out and self.out == self.entries:
            raise UsageError("--out and --entries name one file; name two")


def saving(command: options.Command) -> options.Command:
    """The options of a saved plan as one decorator; a command gets what they say as one value, `wanted`."""

    @wraps(command)
    def given(**values: Any) -> object:
        wanted = Wanted(*(values.pop(name) for name in Wanted._fields))
        wanted.check()
        return command(wanted=wanted, **values)

    return _saving(given)


def program() -> str:
    """The name and version that a plan file is written by."""
    return f"campaign-runner {version('campaign-runner')}"


def save(
    made: Sequence[Planned], reports: Sequence[PlanReport], sought: Sought, choices: Choices, wanted: Wanted
) -> None:
    """Write the plan and, if wanted, its entries; `made` was planned with `declaring`."""
    if wanted.out is None:
        return
    if not made:
        say(f"{wanted.out} isn't written: no campaign, no plan")
        return
    root = _root(made)
    command = command_of(sought, choices, root)._replace(target=made[0].loaded.target)
    how = Manner(wanted.redact, wanted.with_content)
    try:
        entries = write_entries(wanted.entries, _lines(made, how)) if wanted.entries else None
        content = _content(made, reports, command, entries, how, root)
        part = wanted.out.with_name(f"{wanted.out.name}.part")
        part.write_bytes(content)
        part.replace(wanted.out)
    except OSError as error:
        raise UsageError(f"{error.filename}: the plan can't be saved there: {error.strerror}; name another") from error
    except orjson.JSONEncodeError as error:
        raise UsageError("the plan can't be saved: a path or a variable isn't UTF-8; name it in UTF-8") from error


def _content(
    made: Sequence[Planned],
    reports: Sequence[PlanReport],
    command: Command,
    entries: Entries | None,
    how: Manner,
    root: Path,
) -> bytes:
    facts = [_facts(one, report, how, root) for one, report in zip(made, reports, strict=True)]
    files = set(chain.from_iterable(one.loaded.files for one in made))
    lists = set(chain.from_iterable(lists_of(one.loaded.campaign) for one in made))
    return sealed(document(program(), command, facts, inputs(files, lists, root), entries, how))


def _root(made: Sequence[Planned]) -> Path:
    roots = sorted({one.loaded.campaign.root for one in made})
    if len(roots) > 1:
        raise UsageError(f"a plan file is of one project, and these are campaigns of {len(roots)}; save one at a time")
    return roots[0]


def command_of(sought: Sought, choices: Choices, root: Path) -> Command:
    """The command as any clone of the project can repeat it."""
    ledger = _portable(sought.ledger, root) if sought.ledger else None
    return Command(
        paths=[relative(path, root) for path in sought.paths] or ["campaigns"],
        vars=read_variables(sought.variables),
        unknown=choices.unknown,
        changed=choices.changed,
        var_files=[_required(path, root, "--var-file") for path in sought.var_files],
        select=list(sought.select),
        exclude=list(sought.exclude),
        allow_paths=[_required(path, root, "--allow-path") for path in sought.allowed],
        ledger=ledger,
        ledger_elsewhere=sought.ledger is not None and ledger is None,
    )


def _portable(path: Path, root: Path) -> str | None:
    """A path relative to the project; None for one that was typed as absolute and leads outside it."""
    found = relative(path, root)
    return None if path.is_absolute() and found.startswith("..") else found


def _required(path: Path, root: Path, option: str) -> str:
    found = _portable(path, root)
    if found is None:
        raise UsageError(f"{option} {path}: a plan file holds no absolute path; write it relative to this folder")
    return found


def _facts(one: Planned, report: PlanReport, how: Manner, root: Path) -> Facts:
    campaign = one.loaded.campaign
    known = identity(one.loaded.ledger)
    serial = known.standing(str(campaign.account), campaign.name).serial if known else 0
    rules = (*campaign.provider.rules, *GENERAL_RULES)
    return Facts(
        report,
        relative(Path(campaign.file), root),
        Made(known.id, serial) if known else None,
        list(chain.from_iterable(_listed(one, how, decision, most) for decision, most in SHOWN)),
        {rule.id: rule.sentence for rule in rules},
        stages=staging.values(one.plan),
        policies=lasting(report.verdicts),
    )


def _listed(one: Planned, how: Manner, decision: Decision | None = None, most: int = -1) -> Iterator[Listed]:
    shown_as = redacted if how.redacted else None
    return listed(one.draft, decision, most, shown_as=shown_as, with_params=how.with_content)


def _lines(made: Sequence[Planned], how: Manner) -> Iterator[Mapping[str, object]]:
    for one in made:
        name = one.loaded.campaign.name
        for entry in _listed(one, how):
            yield {"campaign": name, **sample(entry, how)}
