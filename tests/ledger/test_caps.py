"""Who has had enough of campaigns that share a tag is held: whatever may have reached them counts."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from runner.ledger import caps
from runner.ledger.caps import Frequency, Kin, Promises, hold_capped, promises
from runner.ledger.comparing import attached
from runner.ledger.draft import Draft, Entry
from runner.ledger.schema import NUMBER
from runner.ledger.standing import Mark
from runner.ledger.store import Handover, Ledger
from runner.model import Decision, Status
from tests.ledger.samples import ACCOUNT, drafted, entries, entry, mark, route

PROMO = ("promo",)
DAY = 86400.0
WEEK = Frequency(2, 7 * DAY, now=100 * DAY)
TAKEN = Status.ACCEPTED


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


def sent(
    path: Path,
    name: str,
    outcomes: Mapping[str, Status | None],
    day: float = 99,
    tags: Sequence[str] = PROMO,
    account: str = ACCOUNT,
    says: str = "hi",
) -> None:
    """A run of a campaign with these tags, on such a day; who has no outcome stays under way."""
    at = day * DAY
    with closing(Ledger(path, "process")) as ledger, drafted(entries(outcomes, says)) as made:
        route(made)
        run = ledger.begin(ledger.campaign(account, name), made, "f" * 32, at, Mark(tags=tags))
        mark(ledger, run, now=at)
        records = [(who, NUMBER[one], "", "", "", at, at + 1) for who, one in outcomes.items() if one]
        ledger.exchange(run, Handover(records=records), at)
        ledger.finish(run, "finished", at + 2)


def kin(path: Path, name: str = "new", tags: tuple[str, ...] = PROMO, account: str = ACCOUNT) -> Kin:
    return Kin(path, account, name, tags)


def held(
    whose: Kin, who: Iterable[str | Entry], frequency: Frequency = WEEK, promised: Promises | None = None
) -> dict[str, str]:
    """Who of these is held, and why."""
    listed = [entry(one) if isinstance(one, str) else one for one in who]
    with drafted(listed) as made:
        hold_capped(made, whose, frequency, promised)
        return {row.recipient: row.reason for row in made.each(Decision.HOLD)}


def test_who_had_as_many_as_there_may_be_is_held_with_the_numbers(path: Path) -> None:
    sent(path, "one", {"a": TAKEN, "b": TAKEN, "c": TAKEN})
    sent(path, "two", {"a": TAKEN, "b": TAKEN})
    sent(path, "three", {"a": TAKEN})
    assert held(kin(path), "abcd") == {
        "a": "capped: had 3 messages tagged promo in 7 days",
        "b": "capped: had 2 messages tagged promo in 7 days",
    }


def test_one_an_hour_and_several_tags_read_well(path: Path) -> None:
    sent(path, "one", {"a": TAKEN}, day=99.99, tags=["news", "app"])
    found = held(kin(path, tags=("promo", "news")), "a", Frequency(1, 3600.0, 100 * DAY))
    assert found == {"a": "capped: had 1 message tagged promo or news in 1 hour"}


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        (Status.ACCEPTED, True),
        (Status.UNKNOWN, True),
        (None, True),
        (Status.REJECTED, False),
        (Status.DEFERRED, False),
    ],
)
def test_what_was_taken_or_may_have_been_counts(path: Path, status: Status | None, counts: bool) -> None:
    sent(path, "one", {"a": status})
    assert bool(held(kin(path), "a", Frequency(1, DAY * 7, 100 * DAY))) is counts


@pytest.mark.parametrize(("day", "counts"), [(93.1, True), (92.9, False), (93.0, False)])
def test_what_was_sent_before_the_time_does_not_count(path: Path, day: float, counts: bool) -> None:
    sent(path, "one", {"a": TAKEN}, day=day)
    assert bool(held(kin(path), "a", Frequency(1, DAY * 7, 100 * DAY))) is counts


def test_other_tags_other_accounts_and_recalls_do_not_count(path: Path) -> None:
    sent(path, "one", {"a": TAKEN}, tags=["service"])
    sent(path, "two", {"a": TAKEN}, tags=[])
    sent(path, "three", {"a": TAKEN}, account="netease:other")
    sent(path, "four/recall", {"a": TAKEN})
    assert held(kin(path), "a", Frequency(1, DAY * 7, 100 * DAY)) == {}


def test_a_campaigns_own_messages_count_whatever_tags_it_had_then(path: Path) -> None:
    sent(path, "new", {"a": TAKEN, "b": TAKEN}, day=96, tags=[])
    sent(path, "new", {"a": TAKEN}, day=98, tags=[], says="again")
    assert held(kin(path), "ab") == {"a": "capped: had 2 messages tagged promo in 7 days"}


def test_seeds_and_those_who_are_not_sent_to_stay_as_they_are(path: Path) -> None:
    sent(path, "one", dict.fromkeys("abcd", TAKEN))
    sent(path, "two", dict.fromkeys("abcd", TAKEN))
    listed = [
        entry("a", seed=True),
        Entry("b", None, None, "list.csv", 2, skipped="excluded"),
        entry("c", refusal="too long [N1]"),
        entry("d"),
    ]
    assert set(held(kin(path), listed)) == {"d"}


def test_without_a_ledger_nobody_had_anything(path: Path) -> None:
    assert held(kin(path), "ab") == {}
    assert not path.exists()


def test_a_ledger_of_version_1_knows_no_tags_but_the_campaigns_own_messages(path: Path) -> None:
    sent(path, "one", {"a": TAKEN})
    sent(path, "new", {"b": TAKEN})
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "DROP TABLE ledger; DROP TABLE standing; DROP TABLE carried; DROP TABLE stage; PRAGMA user_version = 1"
        )
    assert set(held(kin(path), "ab", Frequency(1, DAY * 7, 100 * DAY))) == {"b"}


@contextmanager
def promised(*others: tuple[Kin, Sequence[Entry]]) -> Iterator[Promises]:
    """What other campaigns of the command are going to send."""
    with promises(frozenset(PROMO)) as made:
        for whose, listed in others:
            with drafted(listed) as theirs:
                made.add(theirs, whose)
        yield made


def test_what_other_campaigns_of_the_command_will_send_counts(path: Path) -> None:
    sent(path, "one", {"a": TAKEN, "c": TAKEN})
    first = (kin(path, "first"), [entry("a"), entry("b"), entry("d", refusal="too long [N1]")])
    second = (kin(path, "second", ("promo", "more")), [entry("b"), entry("d")])
    with promised(first, second) as others:
        assert held(kin(path), "abcd", promised=others) == {
            "a": "capped: gets 1 of this command's messages tagged promo in 7 days, had 1 before",
            "b": "capped: gets 2 of this command's messages tagged promo in 7 days",
        }


def test_promises_of_other_tags_accounts_and_ledgers_do_not_count(path: Path, tmp_path: Path) -> None:
    others = [
        kin(path, "one", ("service",)),
        kin(path, "two", account="netease:other"),
        kin(tmp_path / "other.db", "three"),
    ]
    with promised(*((other, [entry("a")]) for other in others)) as made:
        assert held(kin(path), "a", Frequency(1, DAY * 7, 100 * DAY), made) == {}


def plans_of(made: Draft, sql: str) -> str:
    names = {"since": 0.0, "most": 1}
    return "\n".join(row[3] for row in made.db.execute(f"EXPLAIN QUERY PLAN {sql}", names))


def test_each_recipient_is_looked_up_by_its_key(path: Path) -> None:
    sent(path, "one", {"a": TAKEN})
    with promised((kin(path), [entry("a")])) as others, drafted([entry("a")]) as made:
        made.db.execute("CREATE TEMP TABLE counted (campaign INTEGER PRIMARY KEY)")
        made.db.execute("CREATE TEMP TABLE capped (seq INTEGER PRIMARY KEY, had INTEGER, gets INTEGER)")
        with others.beside(made), attached(made, path):
            found = plans_of(made, caps.CAPPED.format(had=caps.IN_LEDGER, gets=caps.WILL_GET))
    assert "SEARCH m USING PRIMARY KEY (campaign=? AND recipient=?)" in found
    assert "SEARCH m USING INDEX attempt_of (campaign=? AND recipient=?)" in found
    assert "SEARCH p USING PRIMARY KEY (campaign=? AND recipient=?)" in found
    assert "SCAN m" not in found
    assert "AUTOMATIC" not in found
