"""A saved plan as `apply` takes it up: read, held against files, ledger and a plan of today. Reads files and ledger."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
from click.core import ParameterSource

from runner.cli.loading import Loaded
from runner.cli.planned import Planned
from runner.cli.saving import program
from runner.cli.sought import Sought
from runner.errors import PlanChanged, UsageError
from runner.ledger.identity import identity
from runner.planfile.inputs import faults, relative
from runner.planfile.model import PlanFile
from runner.planfile.reading import MOST_BYTES, read_plan
from runner.planfile.staleness import AGAIN, Ground, Progress, check_plan, progress
from runner.planning import Choices
from runner.project import look_for_project, shown_path

IN_THE_PLAN = {
    "paths": "PATHS",
    "variables": "--var",
    "var_files": "--var-file",
    "target": "--target",
    "unknown": "--unknown",
    "changed": "--changed",
    "select": "--select",
    "exclude": "--exclude",
    "expect": "--expect",
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A plan file whose inputs are still what they were, and the project that it is applied in."""

    plan: PlanFile
    root: Path

    @property
    def choices(self) -> Choices:
        """What it does about messages in doubt, and about changed ones."""
        command = self.plan.command
        return Choices(
            "resend" if command.unknown == "resend" else "hold", "resend" if command.changed == "resend" else "hold"
        )

    def sought(self, also: Sought) -> Sought:
        """What the plan was made of; `also`: what this command line may say beside it, such as where the ledger is."""
        command = self.plan.command
        if command.ledger_elsewhere and also.ledger is None:
            raise UsageError("the plan was made with a ledger outside the project; name it again: --ledger FILE")
        return Sought(
            paths=tuple(self._here(one.file) for one in self.plan.campaigns),
            variables=tuple(f"{name}={value}" for name, value in command.vars.items()),
            var_files=tuple(map(self._here, command.var_files)),
            allowed=(*map(self._here, command.allow_paths), *also.allowed),
            target=command.target or None,
            ledger=also.ledger or (self._here(command.ledger) if command.ledger else None),
            commands=also.commands,
        )

    def _here(self, path: str) -> Path:
        return Path(os.path.relpath(self.root / path))

    def hold_to_ledgers(self, loaded: Sequence[Loaded]) -> Mapping[str, Progress]:
        """How far the plan was carried out for each campaign, by its file; `PlanChanged` where it is stale or used up.

        The caller holds the accounts, so that nothing changes after this look.
        """
        ledgers = {one.ledger: identity(one.ledger) for one in loaded}
        places = {self.file(one): one.ledger for one in loaded}
        if sorted(places) != sorted(saved.file for saved in self.plan.campaigns):
            raise PlanChanged(f"the plan doesn't name each of its campaign files once, as `plan` does; {AGAIN}")
        grounds = [
            Ground(saved, shown_path(places[saved.file]), ledgers[places[saved.file]]) for saved in self.plan.campaigns
        ]
        return progress(self.plan, grounds)

    def choices_for(self, loaded: Loaded, far: Mapping[str, Progress]) -> Choices:
        """The plan's choices; doubts that the plan's own run left are decided anew, by a person."""
        return self.choices if far[self.file(loaded)] is Progress.FRESH else replace(self.choices, unknown="hold")

    def hold_to_plans(self, made: Sequence[Planned], far: Mapping[str, Progress]) -> None:
        """`PlanChanged` unless today's plans are the ones that were reviewed."""
        plans = {self.file(one.loaded): one.plan for one in made}
        for saved in self.plan.campaigns:
            check_plan(saved, plans[saved.file], far[saved.file], (self.plan.version, program()))

    def left(self, made: Sequence[Planned], far: Mapping[str, Progress]) -> list[Planned]:
        """Those for which the plan was not carried out before."""
        return [one for one in made if far[self.file(one.loaded)] is not Progress.DONE]

    def file(self, loaded: Loaded) -> str:
        """A campaign's file as the plan names it."""
        return relative(Path(loaded.campaign.file), self.root)


def review(path: Path) -> Reviewed:
    """The plan in a file, for the project of the current folder; `PlanChanged` where a file that it rests on is new."""
    refuse_beside_a_plan()
    plan = read(path)
    root = look_for_project(Path.cwd() / "campaign.yaml").root
    if found := faults(plan.inputs, root):
        raise PlanChanged("\n".join([*found[:20], f"{path} doesn't hold any more: {AGAIN}"]))
    return Reviewed(plan, root)


def read(path: Path) -> PlanFile:
    """The plan in a file; `UsageError` where it can't be opened, `PlanChanged` where it isn't whole."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: the plan can't be read: {error.strerror}; check the path") from error
    return read_plan(content, str(path))


def refuse_beside_a_plan() -> None:
    """`UsageError` for what the command line says although the plan says it."""
    context = click.get_current_context()
    for name, shown in IN_THE_PLAN.items():
        given = context.params.get(name)
        if given and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise UsageError(f"{shown} stands in the plan already; leave it out, or plan again")
