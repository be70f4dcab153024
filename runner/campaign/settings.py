"""What project.yaml says beside the project's own name: its ledger, targets and policy. Reads no other file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from runner.campaign import values
from runner.campaign.labels import text_of
from runner.campaign.policy_section import read_policy
from runner.campaign.project_fields import LEDGER, LOCAL, PROJECT, TARGET, TARGET_PROVIDER
from runner.campaign.reading import Entry, Reading, entries, read_value, scalars, shaped
from runner.campaign.secret import check_reference, is_elsewhere
from runner.campaign.target import Target
from runner.campaign.values import Wrong
from runner.campaign.variables import read_variables
from runner.errors import CampaignInvalid, Place, Problem, UsageError
from runner.project import PROJECT_FILE, Project, Refused, place_inside, shown_path
from runner.source import MapNode, Scalar

ENV_FILE = ".env"
OWN_LEDGER, LOCAL_LEDGER = ".campaign/ledger.db", ".campaign/local.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """The project as a target of its own (without a name), and its targets by name; none: files stand as they are."""

    root: Path
    project: Target
    targets: Mapping[str, Target]

    def target(self, name: str | None) -> Target:
        """The target of a name; without one `local`, or where there are no targets the project itself."""
        if not name and not self.targets:
            return self.project
        chosen = name or LOCAL
        if chosen in self.targets:
            return self.targets[chosen]
        if chosen == LOCAL:
            return self._built_in()
        known = list(dict.fromkeys([*self.targets, LOCAL]))
        close = get_close_matches(chosen, known, 1)
        todo = f"did you mean {close[0]}?" if close else f"its targets are {', '.join(known)}"
        lacks = "no target of that name" if self.targets else "no `targets`"
        raise UsageError(f"--target {chosen}: {PROJECT_FILE} has {lacks}; {todo}")

    def _built_in(self) -> Target:
        """The emulator: its ledger is its own, whatever is asked of the project's."""
        files = (*self.project.env_files, self.root / f"{ENV_FILE}.{LOCAL}")
        own = self.root / LOCAL_LEDGER
        return replace(self.project, name=LOCAL, ledger=own, must_exist=None, env_files=files, emulated=True)


def read_settings(project: Project) -> Settings:
    """The settings of a project; `CampaignInvalid` with all that is wrong with its project.yaml."""
    shown = shown_path(project.root / PROJECT_FILE)
    reading = Reading(project, project.root, shown, {}, {}, homes=_homes())
    own = Target(ledger=project.root / OWN_LEDGER, env_files=(project.root / ENV_FILE,))
    targets: dict[str, Target] = {}
    if isinstance(project.node, MapNode):
        known = {key.text: Entry(key, node) for key, node in project.node.items}
        fields = PROJECT.by_name
        found = {
            name: entry
            for name, entry in known.items()
            if name in {"ledger", "targets", "policy"} and shaped(reading, fields[name], entry)
        }
        own = _with_section(reading, found, own)
        targets = dict(_targets(reading, found["targets"], own)) if "targets" in found else {}
    if problems := [*project.problems, *reading.problems]:
        raise CampaignInvalid(sorted(set(problems), key=_order))
    return Settings(project.root, own, targets)


def _order(problem: Problem) -> tuple[int, int, str]:
    place = problem.place or Place("")
    return place.line, place.column, problem.what


def _homes() -> dict[str, str]:
    """Where a key belongs that stands elsewhere in the file."""
    sections = {"providers.NAME": TARGET_PROVIDER, "targets.NAME": TARGET, "ledger": LEDGER}
    shared = {field.name for field in PROJECT.fields}
    return {field.name: home for home, table in sections.items() for field in table.fields if field.name not in shared}


def _targets(reading: Reading, entry: Entry, own: Target) -> Iterator[tuple[str, Target]]:
    node = entry.node
    if isinstance(node, MapNode) and not node.items:
        reading.complain(node.place, "`targets` names none", "add one: `prod: {}`, or delete it")
    for key, inner in node.items if isinstance(node, MapNode) else ():
        if isinstance(wrong := values.word(key.text), Wrong):
            reading.complain(key.place, f"targets: {wrong.what}", wrong.todo)
        table = replace(TARGET, kind="section", name=f"targets.{key.text}", about="a mapping: {} where it has nothing")
        if shaped(reading, table, Entry(key, inner)):
            yield key.text, _target(reading, entries(reading, table, inner, key.place), key.text, own)


def _target(reading: Reading, found: Mapping[str, Entry], name: str, own: Target) -> Target:
    """A target; what it doesn't say of ledger and policy is the project's, but `local` has a ledger of its own."""
    root = reading.project.root
    local = name == LOCAL
    base = replace(own, ledger=root / LOCAL_LEDGER, must_exist=None) if local else own
    named = _place(reading, text_of(found, "env_file"))
    providers = found.get("providers")
    return replace(
        _with_section(reading, found, base),
        name=name,
        providers=dict(_providers(reading, providers, name)) if providers else {},
        vars=read_variables(reading, found["vars"].node) if "vars" in found else {},
        env_files=(*own.env_files, named or root / f"{ENV_FILE}.{name}"),
        emulated=local,
    )


def _with_section(reading: Reading, found: Mapping[str, Entry], base: Target) -> Target:
    """With the `ledger` and `policy` that stand here."""
    ledger, must_exist = (
        _ledger(reading, found["ledger"], base) if "ledger" in found else (base.ledger, base.must_exist)
    )
    policy = read_policy(reading, found["policy"]) if "policy" in found else ()
    return replace(base, ledger=ledger, must_exist=must_exist, policy=(*base.policy, *policy))


def _ledger(reading: Reading, entry: Entry, base: Target) -> tuple[Path | None, Place | None]:
    if isinstance(entry.node, Scalar):
        return _place(reading, entry.node) or base.ledger, base.must_exist
    found = entries(reading, LEDGER, entry.node, entry.key.place)
    file = _place(reading, text_of(found, "file")) or base.ledger
    if "must_exist" not in found:
        return file, base.must_exist
    wanted = read_value(reading, found, "must_exist", values.flag, False)
    return file, found["must_exist"].key.place if wanted else None


def _place(reading: Reading, text: Scalar | None) -> Path | None:
    """The file in the project that a text names, there or not."""
    path = place_inside(reading.project, text.text) if text else None
    if text and isinstance(path, Refused):
        reading.complain(text.place, path.what, path.todo)
        return None
    return path if isinstance(path, Path) else None


def _providers(reading: Reading, entry: Entry, target: str) -> Iterator[tuple[str, MapNode]]:
    """What a target says of each provider, as far as it holds for every campaign: shapes, and where secrets stand."""
    for key, node in entry.node.items if isinstance(entry.node, MapNode) else ():
        if isinstance(wrong := values.campaign_name(key.text), Wrong):
            reading.complain(key.place, f"providers: {wrong.what.replace('a campaign', 'a provider')}", wrong.todo)
        name = f"targets.{target}.providers.{key.text}"
        table = replace(TARGET_PROVIDER, kind="section", name=name, about="a mapping of its values")
        if not shaped(reading, table, Entry(key, node)) or not isinstance(node, MapNode):
            continue
        found = entries(reading, table, node, key.place)
        if "endpoint" in found:
            scalars(reading, "endpoint", found["endpoint"].node)
        secret = text_of(found, "app_secret")
        if secret and is_elsewhere(secret.text) and (problem := check_reference(secret)):
            reading.problems.append(problem)
        yield key.text, node
