"""In which order campaigns are sent (`after`), and whether what comes before one is done. Reads files, the ledger."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

from runner.campaign.model import Named
from runner.cli.loading import Loaded, Reader, load
from runner.cli.planned import Planned
from runner.cli.sought import Sought
from runner.errors import CampaignInvalid, Problem, UsageError
from runner.ledger.endings import State, state_of
from runner.ledger.views import viewing
from runner.model import Decision, Status
from runner.project import campaign_files, shown_path
from runner.report.outcomes import Result
from runner.report.words import clean
from runner.source import MapNode, Scalar, scan_file

SAID: dict[State, str] = {
    "never": "which was never applied here",
    "unfinished": "which isn't done: a run of it stopped, or some of it is deferred",
}


def arranged(sought: Sought, *, secrets: bool = False) -> list[Loaded]:
    """What `load` gives, each campaign after those that it names; CampaignInvalid where a name is nobody's."""
    loaded = in_order(load(sought, secrets=secrets))
    if problems := [one.problem for one in outside(loaded, Reader(sought)) if one.is_unknown]:
        raise CampaignInvalid(problems)
    return loaded


def own_name(loaded: Loaded) -> str:
    """A campaign's name as its file has it, without the text of `once_per`."""
    return loaded.campaign.name.partition("@")[0]


def in_order(loaded: Sequence[Loaded]) -> list[Loaded]:
    """Each campaign after those that it names, otherwise as they come; CampaignInvalid where they wait in a circle."""
    waits = {one.campaign.file: [before.campaign.file for before, _ in befores(one, loaded)] for one in loaded}
    sorter = TopologicalSorter(waits)
    try:
        sorter.prepare()
    except CycleError as error:
        raise CampaignInvalid([_circle(loaded, error.args[1])]) from None
    place = {one.campaign.file: number for number, one in enumerate(loaded)}
    found: list[Loaded] = []
    ready: list[str] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=place.__getitem__)
        found.append(loaded[place[ready[0]]])
        sorter.done(ready.pop(0))
    return found


def with_order(text: str, loaded: Sequence[Loaded]) -> str:
    """A text about campaigns, and in which order they are sent where some of them say it."""
    if not any(True for one in loaded for _ in befores(one, loaded)):
        return text
    return f"{text}\nin this order: {', '.join(clean(one.campaign.name) for one in loaded)}"


def befores(one: Loaded, loaded: Iterable[Loaded]) -> Iterator[tuple[Loaded, Named]]:
    """Those of the loaded campaigns that come before one, each with where that is said."""
    for before in loaded:
        yield from ((before, named) for named in one.campaign.after if named.name == own_name(before))


def _circle(loaded: Sequence[Loaded], files: Sequence[str]) -> Problem:
    """`files`: each is waited for by the next."""
    by_file = {one.campaign.file: one for one in loaded}
    names = [own_name(by_file[file]) for file in files]
    last, first = by_file[files[1]], by_file[files[0]]
    place = next(named.place for named in last.campaign.after if named.name == own_name(first))
    what = f"no order is right: {' after '.join(reversed(names))}"
    return Problem(place, what, "take one of these names out of its `after`")


class Before(NamedTuple):
    """What the campaign of a file comes after, and that is neither in the same command nor done."""

    file: str
    problem: Problem
    is_unknown: bool = False


def outside(loaded: Sequence[Loaded], reader: Reader) -> Iterator[Before]:
    """Every name in an `after` that no loaded campaign has, and that isn't done by the ledger."""
    names = {own_name(one) for one in loaded}
    for one in loaded:
        for named in one.campaign.after:
            if named.name not in names:
                yield from _looked_up(one, named, reader)


def unfinished(made: Sequence[Planned], sought: Sought) -> list[Problem]:
    """What must be applied before those of these campaigns that have something to send, at its place."""
    waiting = {one.loaded.campaign.file for one in made if one.plan.count(Decision.SEND)}
    found = outside([one.loaded for one in made], Reader(sought))
    return [before.problem for before in found if before.file in waiting]


def check_done_before(made: Sequence[Planned], sought: Sought) -> None:
    """`CampaignInvalid` where something must be applied first."""
    if problems := unfinished(made, sought):
        raise CampaignInvalid([*problems, Problem(None, "nothing was sent", "")])


def held_back(one: Planned, made: Sequence[Planned], results: Mapping[str, Result]) -> str:
    """The name of a campaign of this command that comes before this one and isn't done; empty where all are."""
    before = {other.campaign.file for other, _ in befores(one.loaded, [other.loaded for other in made])}
    return next(
        (
            other.plan.campaign
            for other in made
            if other.loaded.campaign.file in before and other.has_work and not _is_done(results, other)
        ),
        "",
    )


def _is_done(results: Mapping[str, Result], one: Planned) -> bool:
    """Whether nothing of it is left to send.

    Messages in doubt, or rejected, aren't sent again by themselves, so nothing waits for them; for a person's
    `campaign continue` it does.
    """
    result = results.get(one.loaded.campaign.file)
    if result is None or result.error or result.interrupted:
        return False
    return not (result.note or result.done.get(Status.DEFERRED))


def _looked_up(one: Loaded, named: Named, reader: Reader) -> Iterator[Before]:
    """Its file in the project says its account and, with `once_per`, its whole name; without it any account will do."""
    own = one.campaign.file
    files = names_in(one.campaign.root / "campaigns")
    file = files.get(named.name)
    if file is None:
        state = _state(one.ledger, named.name, None)
        if state == "never":
            yield Before(own, Problem(named.place, *_unknown(named.name, files)), is_unknown=True)
            return
        todo = "apply its file first, or take it out of `after`"
    else:
        try:
            before = reader.read(file)
        except CampaignInvalid as error:
            what = f"it comes after `{named.name}`, whose file can't be read"
            yield from (
                Before(own, problem) for problem in (Problem(named.place, what, "correct that"), *error.problems)
            )
            return
        state = _state(before.ledger, before.campaign.name, str(before.campaign.account))
        todo = f"apply it first: campaign apply {before.campaign.file}"
    if state != "finished":
        yield Before(own, Problem(named.place, f"it comes after `{named.name}`, {SAID[state]}", todo))


def _state(ledger: Path, name: str, account: str | None) -> State:
    with viewing(ledger) as view:
        return state_of(view, name, account) if view else "never"


def names_in(folder: Path) -> dict[str, Path]:
    """The campaigns below a folder by their names, as far as their files are YAML; nothing else of them is read."""
    try:
        files = campaign_files([folder])
    except UsageError:
        return {}
    nodes = ((file, scan_file(file, shown_path(file)).node) for file in files)
    return {
        value.text: file
        for file, node in nodes
        for key, value in (node.items if isinstance(node, MapNode) else ())
        if key.text == "name" and isinstance(value, Scalar)
    }


def _unknown(name: str, known: Iterable[str]) -> tuple[str, str]:
    close = get_close_matches(name, list(known), 1)
    todo = f"did you mean `{close[0]}`?" if close else "write a name that exists, or take it out of `after`"
    return f"there is no campaign `{name}` to come after, in campaigns/ or in the ledger", todo
