"""The project and the target that files are read for: settings, environment, ledger. Reads project.yaml and .env."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from runner.all_providers import PROVIDERS
from runner.campaign.parse import Surroundings
from runner.campaign.secret import leave
from runner.campaign.settings import OWN_LEDGER, read_settings
from runner.campaign.target import Target
from runner.cli.env_files import with_env_files
from runner.cli.secret_references import References
from runner.cli.sought import Sought
from runner.errors import CampaignInvalid, Place, Problem
from runner.project import PROJECT_FILE, Project, inner_paths, look_for_project, shown_path


@dataclass(frozen=True, slots=True)
class Aim:
    """A project, its target, and the environment that its files may refer to."""

    surroundings: Surroundings
    environ: Mapping[str, str] = field(repr=False)
    ledger: Path

    @property
    def target(self) -> Target:
        """Where campaigns are sent to."""
        return self.surroundings.target

    @property
    def project_file(self) -> Path | None:
        """The project's project.yaml, where it has one."""
        project = self.surroundings.project
        return None if project.node is None else project.root / PROJECT_FILE


def aim(file: Path, sought: Sought, *, secrets: bool = False) -> Aim:
    """The target that a file is read for; `UsageError` where its project has none of that name.

    `secrets`: whether secrets that stand elsewhere are looked up.
    """
    project = look_for_project(file)
    target = read_settings(project).target(sought.target)
    look_up = References(project.root, sought.commands) if secrets else leave
    surroundings = Surroundings(project, target, look_up, PROVIDERS.problem)
    for env_file in target.env_files:
        _check_inside(project, env_file, "put the file itself there")
    return Aim(surroundings, with_env_files(target.env_files, os.environ), sought.ledger or _ledger(project, target))


def aim_here(sought: Sought) -> Aim:
    """The target of the current folder's project."""
    return aim(Path.cwd() / "campaign.yaml", sought)


def _ledger(project: Project, target: Target) -> Path:
    ledger = target.ledger or project.root / OWN_LEDGER
    _check_inside(project, ledger, "delete the link, or name the ledger on the command line: --ledger FILE")
    return ledger


def _check_inside(project: Project, file: Path, todo: str) -> None:
    """`CampaignInvalid` where a committed link leads to a file outside the project."""
    if not inner_paths(project, file, ()):
        what = f"a link leads from here outside the project ({project.root})"
        raise CampaignInvalid([Problem(Place(shown_path(file)), what, todo)])
