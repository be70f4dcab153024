"""From the paths on a command line to validated, compiled campaigns: all problems of all files at once. Reads files."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from runner.all_providers import PROVIDERS
from runner.campaign.model import Campaign
from runner.campaign.parse import read_campaign
from runner.checking import check_constants
from runner.errors import CampaignInvalid, Place, Problem, UsageError
from runner.model import Account, addressed_to
from runner.project import campaign_files, find_project, shown_path
from runner.rendering import Rendering, compile_campaign
from runner.rule import Finding

LEDGER = Path(".campaign") / "ledger.db"


Owner = tuple[Account, str]


@dataclass(frozen=True, slots=True)
class Loaded:
    """One campaign, ready to be planned, and the ledger that it belongs to."""

    campaign: Campaign
    rendering: Rendering
    ledger: Path
    warnings: tuple[Finding, ...] = ()

    @property
    def owner(self) -> Owner:
        """Whose lock: a vendor's account wherever its ledger, an emulated one apart for each ledger."""
        account = self.campaign.account
        return account, str(self.ledger.resolve()) if account.emulated else ""

    def addressee(self, recipient: str) -> str:
        """The recipient's id; an announcement's may be named as the file does: `everyone`."""
        audience = self.campaign.provider.audience
        return addressed_to(audience) if self.campaign.to_everyone and recipient == audience else recipient


def read_variables(given: Iterable[str]) -> dict[str, str]:
    """`--var k=v` options as a mapping; `UsageError` for anything else."""
    pairs = [one.partition("=") for one in given]
    for name, sign, value in pairs:
        if not (name and sign):
            raise UsageError(f"--var {name}{sign}{value} sets nothing; write --var name=value")
    return {name: value for name, _, value in pairs}


def load(
    paths: Sequence[Path], variables: Iterable[str] = (), allowed: Sequence[Path] = (), ledger: Path | None = None
) -> list[Loaded]:
    """Every campaign below the paths (default: the project's `campaigns/`); `CampaignInvalid` names all problems."""
    overrides = read_variables(variables)
    problems: list[Problem] = []
    loaded: list[Loaded] = []
    for file in campaign_files(paths or [default_folder()]):
        try:
            loaded.append(_load(file, overrides, tuple(allowed), ledger))
        except CampaignInvalid as error:
            problems += error.problems
    problems += _same_names(loaded)
    if problems:
        raise CampaignInvalid(problems)
    return loaded


def load_one(
    path: Path, variables: Iterable[str] = (), allowed: Sequence[Path] = (), ledger: Path | None = None
) -> Loaded:
    """The one campaign at a path; `UsageError` when there are more."""
    found = load([path], variables, allowed, ledger)
    if len(found) != 1:
        raise UsageError(f"{path} holds {len(found)} campaigns, and this takes one; name its file")
    return found[0]


def load_named(
    name: str, variables: Iterable[str] = (), allowed: Sequence[Path] = (), ledger: Path | None = None
) -> Loaded:
    """The campaign of a name in the project's `campaigns/`, or in a file; others may be invalid."""
    if Path(name).suffix in {".yaml", ".yml"}:
        return load_one(Path(name), variables, allowed, ledger)
    overrides, problems = read_variables(variables), list[Problem]()
    for file in campaign_files([default_folder()]):
        try:
            found = _load(file, overrides, tuple(allowed), ledger)
        except CampaignInvalid as error:
            problems += error.problems
            continue
        if found.campaign.name == name:
            return found
    if problems:
        what = f"no campaign that can be read is named {name!r}; these can't be read"
        raise CampaignInvalid(
            [Problem(None, what, "name one that exists, or correct the one that is meant"), *problems]
        )
    what = f"no campaign in the folder {shown_path(default_folder())}/ is named {name!r}"
    raise UsageError(f"{what}; write the name as its file does, or give the file, which says how to sign")


def _load(file: Path, overrides: dict[str, str], allowed: tuple[Path, ...], ledger: Path | None) -> Loaded:
    campaign = read_campaign(file, shown_path(file), PROVIDERS, os.environ, allowed, overrides, PROVIDERS.problem)
    rendering = compile_campaign(campaign)
    warnings = (*campaign.warnings, *check_constants(campaign, rendering))
    return Loaded(campaign, rendering, ledger or campaign.root / LEDGER, warnings)


def default_folder() -> Path:
    """Where campaigns stand when no path is given."""
    return find_project(Path.cwd() / "campaign.yaml").root / "campaigns"


def default_ledger() -> Path:
    """The ledger of the current folder's project."""
    return find_project(Path.cwd() / "campaign.yaml").root / LEDGER


def _same_names(loaded: Iterable[Loaded]) -> list[Problem]:
    """Two files with one name on one account would be one campaign in the ledger."""
    first: dict[tuple[str, str, Path], str] = {}
    problems = []
    for one in loaded:
        campaign = one.campaign
        key = (campaign.name, str(campaign.account), one.ledger)
        if key in first:
            what = f"the campaign {campaign.name!r} stands in {first[key]} too"
            problems.append(Problem(Place(campaign.file), what, "give each file a name of its own"))
        first.setdefault(key, campaign.file)
    return problems
