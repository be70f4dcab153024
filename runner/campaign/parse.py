"""A campaign file to a Campaign: every rule about the file, all its problems at once. Reads the file, nothing else."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from runner.campaign import values
from runner.campaign.delivery_section import read_delivery
from runner.campaign.fields import CAMPAIGN
from runner.campaign.labels import check_announcement, read_cap, read_names, read_words, text_of
from runner.campaign.lint_section import read_disabled
from runner.campaign.locale_section import read_locale, read_translations
from runner.campaign.model import Campaign
from runner.campaign.parameters import SECTIONS, missing_parameters, read_parameters
from runner.campaign.policy_section import read_policy
from runner.campaign.provider_section import ProviderPart, provider_entries, read_kind, read_provider
from runner.campaign.reading import Entry, Reading, entries, is_empty, no_problem, read_value
from runner.campaign.recipients_section import read_recipients
from runner.campaign.secret import LookUp, leave
from runner.campaign.target import Target
from runner.campaign.values import Wrong
from runner.campaign.variables import read_variables
from runner.errors import CampaignInvalid, Place, Problem, UsageError
from runner.parameter import Parameter
from runner.project import Project, find_project, inner_paths
from runner.provider import ProviderType
from runner.source import MapNode, Node, Scalar, scan_file


class Surroundings(NamedTuple):
    """The project of a file, the target that it is read for, and what finds secrets that stand elsewhere.

    `problem(type)`: why a provider type that a package offers can't be used.
    """

    project: Project
    target: Target = Target()
    look_up: LookUp = leave
    problem: Callable[[str], str] = no_problem


def read_campaign(
    path: Path,
    shown: str,
    providers: Mapping[str, Sequence[ProviderType]],
    environ: Mapping[str, str],
    allow_paths: tuple[Path, ...] = (),
    overrides: Mapping[str, str] | None = None,
    where: Surroundings | None = None,
) -> Campaign:
    """The campaign in a file; CampaignInvalid with all its problems, UsageError for an override that can't be a var.

    `shown`: the path as the user named it. `allow_paths`: folders that a person opened for recipient lists.
    `overrides`: vars from the command line, which win. `where`: the file's project and target; default: its
    project as it is found, no target.
    """
    _check_overrides(overrides or {})
    project, target, look_up, problem = where or Surroundings(find_project(path))
    folder = path.absolute().parent
    reading = Reading(project, folder, shown, providers, environ, allow_paths, problem, target, look_up)
    node = _scan(reading, path)
    campaign = _read(reading, node, overrides or {}) if isinstance(node, MapNode) else None
    if campaign is None or reading.problems:
        raise CampaignInvalid(sorted(set(reading.problems), key=lambda problem: _order(problem, shown)))
    return campaign


def _order(problem: Problem, shown: str) -> tuple[bool, int, int, str]:
    """By place; what stands in another file, project.yaml, comes last."""
    place = problem.place or Place(shown)
    return place.file != shown, place.line, place.column, problem.what


def _check_overrides(overrides: Mapping[str, str]) -> None:
    for name in overrides:
        if isinstance(wrong := values.variable_name(name), Wrong):
            raise UsageError(f"--var {name}: {wrong.what}; {wrong.todo}")


def _scan(reading: Reading, path: Path) -> Node | None:
    """The file as nodes; a file that is a link to outside the project stays closed, like all that it names."""
    if not inner_paths(reading.project, path, reading.allow_paths):
        what = f"the file is a link that leads outside the project ({reading.project.root})"
        reading.complain(Place(reading.shown), what, "name the file itself, or open its folder: --allow-path DIR")
        return None
    scanned = scan_file(path, reading.shown)
    reading.problems.extend(scanned.problems)
    if scanned.node is not None and not isinstance(scanned.node, MapNode):
        what = "the file is empty" if is_empty(scanned.node) else "a campaign file is a mapping of its fields"
        reading.complain(scanned.node.place, what, "`campaign new` writes one to begin with")
    return scanned.node


def _read(reading: Reading, node: MapNode, overrides: Mapping[str, str]) -> Campaign | None:
    """The campaign, or None where there is no provider or nobody to send to."""
    found = entries(reading, CAMPAIGN, node, node.place)
    read_value(reading, found, "version", values.file_version, 1)
    name = read_value(reading, found, "name", values.campaign_name, "")
    kind, part = _read_provider(reading, found)
    variables = read_variables(reading, found["vars"].node if "vars" in found else None)
    recipients = read_recipients(reading, found["recipients"]) if "recipients" in found else None
    params = _read_parameters(reading, found, node, kind) if kind else ()
    delivery = read_delivery(reading, found)
    if "recipients" in found and isinstance(found["recipients"].node, Scalar):
        check_announcement(reading, found)
    translations = read_translations(reading, found, kind) if kind else {}
    disabled = read_disabled(reading, found["lint"], kind) if "lint" in found else frozenset()
    if part is None or recipients is None:
        return None
    return Campaign(
        file=reading.shown,
        root=reading.project.root,
        name=name,
        description=read_value(reading, found, "description", str, ""),
        vars={**variables, **reading.target.vars, **overrides},
        provider=part.provider,
        account=part.account,
        endpoints=part.endpoints,
        missing_secret=part.missing_secret,
        routes=part.routes,
        recipients=recipients,
        params=params,
        delivery=delivery,
        disabled=disabled,
        warnings=tuple(finding for finding in part.warnings if finding.rule.id not in disabled),
        places=part.places,
        tags=read_words(reading, found, "tags"),
        after=read_names(reading, found, "after"),
        once_per=text_of(found, "once_per"),
        at_most=read_cap(reading, found),
        locale=read_locale(reading, found),
        translations=translations,
        policy=(*reading.target.policy, *(read_policy(reading, found["policy"]) if "policy" in found else ())),
    )


def _read_provider(reading: Reading, found: Mapping[str, Entry]) -> tuple[ProviderType | None, ProviderPart | None]:
    if "provider" not in found:
        return None, None
    inner = provider_entries(reading, found["provider"])
    kind = read_kind(reading, inner, found["recipients"].node if "recipients" in found else None)
    return kind, read_provider(reading, found["provider"], inner, kind)


def _read_parameters(
    reading: Reading, found: Mapping[str, Entry], root: MapNode, kind: ProviderType
) -> tuple[tuple[Parameter, Node], ...]:
    for section in SECTIONS:
        entry = found.get(section)
        lacking = missing_parameters(kind, section, entry.node if entry else None)
        if lacking:
            names = ", ".join(f"`{name}`" for name in lacking)
            place = entry.key.place if entry else root.place
            reading.complain(place, f"`{section}` lacks {names}", f"{kind.type} can't send without")
    present = {key.text: found[key.text] for key, _ in root.items if key.text in SECTIONS and key.text in found}
    return read_parameters(reading, present, kind)
