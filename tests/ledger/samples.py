"""What the tests of the ledger share: routes, entries, and a campaign that is drafted, begun, sent and answered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from runner.ledger.comparing import compare
from runner.ledger.draft import Draft, Entry, draft
from runner.ledger.routing import choose_routes, groups
from runner.ledger.schema import NUMBER
from runner.ledger.store import Claim, Handover, Ledger, Record, Run
from runner.ledger.views import MessageRow, viewing
from runner.model import Decision, Status, Text
from runner.provider import Limit, Route, Ways

ACCOUNT = "netease:demo"
NAME = "hello"
PERSON = Limit(100, 1.0, "calls", 10.0)
SINGLE = Route("single", "/single", 1, PERSON, "single")
BATCH = Route("batch", "/batch", 3, Limit(120, 60.0, "calls", 60.0), "batch")
TEMPLATE = Route("template", "/template", 3, Limit(100, 1.0, "messages", 1.0), "system", mixed=True)
ROUTES = {route.name: route for route in (SINGLE, BATCH, TEMPLATE)}
ALONE, TOGETHER = Ways(("single",)), Ways(("batch",))


def framed(frame: str) -> Ways:
    """Texts that may differ inside one request, as long as they share this frame."""
    return Ways(("template",), frame.encode())


def entry(recipient: str, says: str = "hi", ways: Ways = ALONE, line: int = 1, **more: Any) -> Entry:
    """One entry of `list.csv` with a text."""
    return Entry(recipient, Text.of({"attach": says}), ways, "list.csv", line, **more)


def entries(recipients: Iterable[str], says: str = "hi", ways: Ways = ALONE) -> list[Entry]:
    """One entry a recipient, all with the same text, on lines from 2 on."""
    return [entry(recipient, says, ways, line) for line, recipient in enumerate(recipients, start=2)]


@contextmanager
def drafted(listed: Iterable[Entry]) -> Iterator[Draft]:
    """A draft of these entries."""
    with draft() as made:
        made.add(listed)
        made.deduplicate()
        yield made


def resend(status: Status | None, same: bool, before: bool | None = None) -> tuple[Decision, str]:
    """Everything is sent, whatever the ledger says; the reason tells what it said."""
    return Decision.SEND, f"{status or 'nothing'}, {'same' if same else 'differs'}"


def route(made: Draft) -> dict[str, tuple[int, int]]:
    """Give every text the first of its routes."""
    return choose_routes(made, {group: ROUTES[group.ways[0]] for group in groups(made)})


def begin(ledger: Ledger, listed: Iterable[Entry], name: str = NAME, account: str = ACCOUNT) -> Run:
    """Plan the entries against the ledger, all to be sent, and take them over at 1000.0."""
    with drafted(listed) as made:
        compare(made, ledger.path, account, name, resend)
        route(made)
        return ledger.begin(ledger.campaign(account, name), made, "f" * 32, 1000.0)


def claims(ledger: Ledger, run: Run) -> list[Claim]:
    """All that a run plans to send, lane by lane."""
    return [claim for lane in run.lanes for claim in ledger.read(run, lane.first, lane.last)]


def mark(ledger: Ledger, run: Run, prefix: str = "r", now: float = 1001.0) -> None:
    """Mark every batch of a run as under way, with request ids like `r1`."""
    batches = sorted({claim.batch for claim in claims(ledger, run)})
    ledger.exchange(run, Handover(marks=[(batch, f"{prefix}{batch}") for batch in batches]), now)


def record(recipient: str, status: Status, code: str = "200", detail: str = "", provider_id: str = "") -> Record:
    """An outcome of a request sent at 1001.5 and answered at 1002.0."""
    return (recipient, NUMBER[status], code, detail, provider_id, 1001.5, 1002.0)


def answer(ledger: Ledger, run: Run, outcomes: Mapping[str, Status]) -> None:
    """Record these outcomes."""
    ledger.exchange(run, Handover(records=[record(who, status) for who, status in outcomes.items()]), 1002.0)


def sent(
    path: Path, listed: Iterable[Entry], outcomes: Mapping[str, Status], name: str = NAME, account: str = ACCOUNT
) -> None:
    """A whole run over the ledger at `path`; who has no outcome stays under way."""
    with closing(Ledger(path, "process")) as ledger:
        run = begin(ledger, listed, name, account)
        mark(ledger, run)
        answer(ledger, run, outcomes)


def refused(path: Path, listed: Iterable[Entry], now: float = 1000.0) -> None:
    """A run over the ledger at `path` that only records who is refused."""
    with closing(Ledger(path, "process")) as ledger, drafted(listed) as made:
        route(made)
        run = ledger.begin(ledger.campaign(ACCOUNT, NAME), made, "f" * 32, now)
        ledger.refuse(run, made, now)


def rows(path: Path, name: str | None = None, account: str | None = None) -> dict[str, MessageRow]:
    """What the ledger at `path` has of each recipient."""
    with viewing(path) as view:
        return {row.recipient: row for row in view.messages(name, account)} if view else {}


def statuses(path: Path) -> dict[str, str]:
    """Each recipient's status, as a word."""
    return {recipient: row.status for recipient, row in rows(path).items()}


def history(path: Path, recipient: str) -> list[tuple[str, int, str]]:
    """All tries of a message, oldest first: status, number of the try, request id."""
    with viewing(path) as view:
        assert view
        tries = [*view.earlier_tries(NAME, ACCOUNT, recipient), *view.messages(NAME, ACCOUNT, recipient)]
    return [(row.status, row.attempts, row.request_id) for row in tries]


def left(path: Path) -> list[str]:
    """Who is planned and was not got to."""
    with viewing(path) as view:
        return [row.recipient for row in view.planned(NAME, ACCOUNT)] if view else []


def ids(found: Sequence[Claim]) -> list[str]:
    return [claim.recipient for claim in found]
