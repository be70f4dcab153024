"""A fingerprint that nothing slips past, and that nothing else changes."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from runner.ledger.draft import Entry, draft
from runner.model import Account, Status
from runner.planning import Choices, Subject, joint_fingerprint, plan
from runner.provider import Ways, limited
from runner.providers.netease import BATCH
from tests.ledger.samples import entries, entry, refused, sent
from tests.planning_samples import EITHER, HOLD, NETEASE, made

people = st.lists(
    st.tuples(st.text(st.characters(codec="utf-8"), min_size=1, max_size=4), st.sampled_from("xyz"), st.booleans()),
    unique_by=lambda row: row[0],
    max_size=10,
)


@settings(max_examples=40, deadline=None)
@given(people, st.integers())
def test_the_fingerprint_does_not_look_at_the_order_of_the_lists(rows: list[tuple[str, str, bool]], seed: int) -> None:
    def fingerprint(order: list[tuple[str, str, bool]]) -> str:
        refusal = {True: "too long [N1]", False: ""}
        return made([entry(who, says, EITHER, refusal=refusal[bad]) for who, says, bad in order]).fingerprint

    assert fingerprint(rows) == fingerprint(Random(seed).sample(rows, len(rows)))


BASE = entries(["a", "b", "c"], ways=EITHER)
OTHERS: dict[str, tuple[Sequence[Entry], Subject]] = {
    "a recipient more": ([*BASE, entry("d", ways=EITHER)], NETEASE),
    "a recipient less": (BASE[:2], NETEASE),
    "another recipient": ([*BASE[:2], entry("C", ways=EITHER)], NETEASE),
    "another text": ([*BASE[:2], entry("c", "hi!", EITHER)], NETEASE),
    "texts exchanged": ([entry("a", "hi!", EITHER), *BASE[1:]], NETEASE),
    "another decision": ([*BASE[:2], entry("c", ways=EITHER, refusal="too long [N1]")], NETEASE),
    "excluded": ([*BASE[:2], Entry("c", None, None, "list.csv", 4, skipped="excluded")], NETEASE),
    "another route": ([row._replace(ways=Ways(("batch",))) for row in BASE], NETEASE),
    "another limit": (BASE, NETEASE._replace(routes=limited(NETEASE.routes, {"single": (99, 1.0)}))),
    "another window": (BASE, NETEASE._replace(routes=limited(NETEASE.routes, {"single": (100, 2.0)}))),
    "another capacity": (
        [row._replace(ways=Ways(("batch",))) for row in BASE],
        NETEASE._replace(routes=(replace(BATCH, capacity=2),)),
    ),
    "another endpoint": (BASE, NETEASE._replace(endpoints=("https://api.example.org",))),
    "a backup": (BASE, NETEASE._replace(endpoints=("https://api.example.com", "https://api.example.org"))),
    "another campaign": (BASE, NETEASE._replace(campaign="another")),
    "another key": (BASE, NETEASE._replace(account=Account("netease", "other"))),
    "the emulator": (BASE, NETEASE._replace(account=Account("netease", "demo", emulated=True))),
}


def test_anything_else_that_will_be_done_changes_the_fingerprint() -> None:
    prints = {name: made(listed, subject).fingerprint for name, (listed, subject) in OTHERS.items()}
    prints["as it is"] = made(BASE).fingerprint
    assert len(set(prints.values())) == len(prints)


def test_so_does_whatever_the_ledger_learns(tmp_path: Path) -> None:
    prints = [made(BASE).fingerprint]
    for status in Status:
        path = tmp_path / f"{status}.db"
        sent(path, BASE[:1], {"a": status})
        prints.append(made(BASE, ledger=path).fingerprint)
    sent(tmp_path / "changed.db", [entry("a", "before", EITHER)], {"a": Status.ACCEPTED})
    prints.append(made(BASE, ledger=tmp_path / "changed.db").fingerprint)
    prints.append(made(BASE, ledger=tmp_path / "changed.db", choices=Choices(changed="resend")).fingerprint)
    prints.append(made(BASE, ledger=tmp_path / "unknown.db", choices=Choices(unknown="resend")).fingerprint)
    assert len(set(prints)) == len(prints)


def test_what_does_not_change_what_is_done_does_not_change_the_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    sent(path, BASE, dict.fromkeys("abc", Status.ACCEPTED), "another")
    refused(path, [entry("nobody", refusal="too long [N1]")])
    moved = [row._replace(file="other.csv", line=99) for row in BASE]
    again = [*BASE, entry("a", ways=EITHER, line=7)]
    prints = {made(listed, ledger=path).fingerprint for listed in (BASE, moved, again)}
    assert prints == {made(BASE).fingerprint}
    assert len(prints.pop()) == 32


def test_several_plans_have_one_fingerprint_together_and_one_alone_its_own() -> None:
    one, two = made(BASE), made(BASE[:2])
    assert joint_fingerprint([one]) == one.fingerprint
    together = joint_fingerprint([one, two])
    assert together == joint_fingerprint([two, one])
    assert len({together, one.fingerprint, two.fingerprint, joint_fingerprint([one, one])}) == 4


def test_what_is_declared_does_not_depend_on_the_ledger(tmp_path: Path) -> None:
    path, people = tmp_path / "ledger.db", entries(["a", "b"])

    def declared(listed: list[Entry], ledger: Path | None = None) -> str:
        with draft() as file:
            return plan(NETEASE, listed, file, ledger, HOLD, declaring=True).declared

    before = declared(people)
    sent(path, people, {"a": Status.ACCEPTED})
    assert declared(people, path) == declared(people[::-1], path) == before
    assert declared(entries(["a", "c"]), path) != before
    assert declared(entries(["a", "b"], "other"), path) != before
    assert declared([people[0], people[1]._replace(refusal="no")]) != before
    assert made(people).declared == ""
