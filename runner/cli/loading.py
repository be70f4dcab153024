"""From the paths on a command line to validated, compiled campaigns: all problems of all files at once. Reads files."""

import os
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from runner.all_providers import PROVIDERS
from runner.campaign.model import Campaign
from runner.campaign.parse import read_campaign
from runner.campaign.variables import read_variable_file
from runner.checking import check_constants
from runner.cli.console import say
from runner.cli.selecting import Known, declared_in, known_of, read_selection
from runner.cli.sought import Sought
from runner.cli.targeting import Aim, aim, aim_here
from runner.errors import CampaignInvalid, Place, Problem, UsageError
from runner.model import Account, addressed_to
from runner.project import campaign_files, look_for_project, shown_path
from runner.rendering import Facts, Rendering, compile_campaign, with_edition
from runner.repository import facts
from runner.rule import Finding

Owner = tuple[Account, str]


@dataclass(frozen=True, slots=True)
class Loaded:
    """One campaign, ready to be planned, and the ledger that it belongs to.

    `target`: empty where the project has none. `sources`: the files that say what it is, templates apart. `must_exist`:
    where it is demanded that the ledger is there.
    """

    campaign: Campaign
    rendering: Rendering
    ledger: Path
    warnings: tuple[Finding, ...] = ()
    target: str = ""
    sources: frozenset[Path] = frozenset()
    must_exist: Place | None = None

    @property
    def files(self) -> frozenset[Path]:
        """Every file that its plan rests on, as an absolute path: `sources`, and the templates loaded so far."""
        return self.sources | self.rendering.files

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


def load(sought: Sought, *, secrets: bool = False) -> list[Loaded]:
    """Every campaign that is sought (default: the project's `campaigns/`); `CampaignInvalid` names all problems.

    `secrets`: whether secrets that stand elsewhere are looked up, as sending needs it.
    """
    reader, selection = Reader(sought, secrets), read_selection(sought)
    problems: list[Problem] = []
    loaded: list[Loaded] = []
    for file in campaign_files(sought.paths or [default_folder()]):
        if not selection.may_take(Known(file)):
            continue
        try:
            found = reader.read(file)
        except CampaignInvalid as error:
            problems += error.problems if selection.may_take(declared_in(file)) else ()
            continue
        if selection.may_take(known_of(found.campaign, file, found.files)):
            loaded.append(found)
    problems += _same_names(loaded)
    if not (loaded or problems):
        say("no campaign is selected; nothing to do")
    if problems:
        raise CampaignInvalid(dict.fromkeys(problems))  # of project.yaml each campaign of it tells
    return loaded


def load_one(sought: Sought, *, secrets: bool = False) -> Loaded:
    """The one campaign that is sought; `UsageError` when there are more."""
    found = load(sought, secrets=secrets)
    if len(found) != 1:
        raise UsageError(f"{sought.paths[0]} holds {len(found)} campaigns, and this takes one; name its file")
    return found[0]


def load_named(name: str, sought: Sought, *, secrets: bool = False, of_now: bool = False) -> Loaded:
    """The campaign of a name in the project's `campaigns/`, or in a file; others may be invalid.

    Of one with `once_per` the bare name means its edition of now, and NAME@TEXT any that was ever sent; where that is
    to be sent (`of_now`) the one of now only, since its texts are made of what is there now.
    """
    if Path(name).suffix in {".yaml", ".yml"}:
        return load_one(replace(sought, paths=(Path(name),)), secrets=secrets)
    reader, problems = Reader(sought, secrets), list[Problem]()
    for file in campaign_files([default_folder()]):
        try:
            found = reader.read(file, "" if of_now else name)
        except CampaignInvalid as error:
            problems += error.problems
            continue
        if name in {found.campaign.name, own_name(found.campaign)}:
            return found
        if of_now and name.partition("@")[0] == own_name(found.campaign):
            what = f"{name} would be sent with the texts of {found.campaign.name}, which is the edition of now"
            raise UsageError(f"{what}; check out the commit that it was made of, or give the --var of then")
    if problems:
        what = f"no campaign that can be read is named {name!r}; these can't be read"
        raise CampaignInvalid(
            [Problem(None, what, "name one that exists, or correct the one that is meant"), *dict.fromkeys(problems)]
        )
    what = f"no campaign in the folder {shown_path(default_folder())}/ is named {name!r}"
    raise UsageError(f"{what}; write the name as its file does, or give the file, which says how to sign")


@dataclass
class Reader:
    """Reads campaign files as one command line asks for them."""

    sought: Sought
    secrets: bool = False
    overrides: Mapping[str, str] = field(init=False)
    _aims: dict[Path, Aim] = field(init=False, default_factory=dict)
    _facts: dict[Path, Facts] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Read the variables of the command line; `CampaignInvalid` where a file of them has problems."""
        of_files = [read_variable_file(file, str(file)) for file in self.sought.var_files]
        self.overrides = ChainMap(read_variables(self.sought.variables), *reversed(of_files))

    def read(self, file: Path, name: str = "") -> Loaded:
        """One campaign; `CampaignInvalid` names all its problems. `name`: the edition that is meant, if it is its."""
        given = self._aim(file)
        campaign = read_campaign(
            file, shown_path(file), PROVIDERS, given.environ, self.sought.allowed, self.overrides, given.surroundings
        )
        git = self._facts.setdefault(campaign.root, facts(campaign.root, os.environ))
        is_edition = campaign.once_per is not None and name.startswith(f"{campaign.name}@")
        campaign = replace(campaign, name=name) if is_edition else with_edition(campaign, git)
        rendering = compile_campaign(campaign, git)
        warnings = (*campaign.warnings, *check_constants(campaign, rendering))
        named = [file, *self.sought.var_files, *filter(None, [given.project_file])]
        sources = frozenset(path.resolve() for path in named) | lists_of(campaign)
        target = given.target
        return Loaded(campaign, rendering, given.ledger, warnings, target.name, sources, target.must_exist)

    def _aim(self, file: Path) -> Aim:
        """What holds for a file; a folder's files have one project, whose secrets are looked up once."""
        folder = file.absolute().parent
        if folder not in self._aims:
            self._aims[folder] = aim(file, self.sought, secrets=self.secrets)
        return self._aims[folder]


def own_name(campaign: Campaign) -> str:
    """A campaign's name as its file has it, without the text of `once_per`."""
    return campaign.name.partition("@")[0]


def lists_of(campaign: Campaign) -> frozenset[Path]:
    """The recipient lists that a campaign reads."""
    who = campaign.recipients
    return frozenset(one.path for one in (*who.files, *who.exclude, *who.seeds))


def need_ledger(loaded: Loaded) -> None:
    """`CampaignInvalid` where the project demands that there is a ledger already, and there is none."""
    if loaded.must_exist and not loaded.ledger.exists():
        what = f"there is no ledger {shown_path(loaded.ledger)}, and one must exist"
        target = f" --target {loaded.target}" if loaded.target else ""
        todo = f"bring it back: without it, all would be sent again; `campaign ledger init{target}` makes the first one"
        raise CampaignInvalid([Problem(loaded.must_exist, what, todo)])


def default_folder() -> Path:
    """Where campaigns stand when no path is given."""
    return look_for_project(Path.cwd() / "campaign.yaml").root / "campaigns"


def default_ledger(sought: Sought) -> Path:
    """The ledger that is named, or that of the target in the current folder's project."""
    return sought.ledger or aim_here(sought).ledger


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
