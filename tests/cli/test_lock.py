"""One sender an account: the second waits, or says who holds it."""

import signal
import time

from tests.cli.conftest import New
from tests.cli.projects import ended, netease, rongcloud
from tests.cli.test_dispatch import await_calls
from tests.conftest import Start
from tests.emulator.callers import Emulated


def test_a_second_run_on_an_account_is_turned_away_or_waits(new_project: New, start: Start) -> None:
    one, other = new_project("one"), new_project("other")
    faults = one.write("faults.yaml", "[{do: stall-after, seconds: 60, at: 1}]")
    emulator = start("--faults", str(faults))
    one.campaign(netease(emulator.url, delivery="{timeout: 60s}"))
    other.campaign(netease(emulator.url, "{list: [v1]}"))
    with one.start("apply", "--yes") as holder:
        await_calls(emulator, 1, holder)
        for ran in (other.apply(), other.apply("--lock-timeout", "200ms")):
            assert ran.code == 8, ran
            assert f"netease:demo is held by process {holder.pid} since " in ran.err
        assert not other.ledger.exists()
        with other.start("apply", "--yes", "--lock-timeout", "1m") as waiting:
            holder.send_signal(signal.SIGKILL)
            assert ended(waiting).code == 0
        ended(holder)
    assert other.statuses() == {"v1": "accepted"}
    assert set(one.statuses().values()) == {"unknown"}


def test_a_decision_about_messages_waits_for_the_run_that_may_settle_them(new_project: New, start: Start) -> None:
    project = new_project("project")
    faults = project.write("faults.yaml", "[{do: garbage, at: 1}, {do: stall-after, seconds: 60, at: 2}]")
    emulator = start("--faults", str(faults))
    project.campaign(netease(emulator.url, delivery="{timeout: 60s}"))
    with project.start("apply", "--yes") as holder:
        await_calls(emulator, 3, holder)
        ran = project.run("resolve", "hello", "--unknown", "accepted")
        assert ran.code == 8, ran
        holder.kill()
        ended(holder)


def test_emulated_accounts_are_apart_for_each_ledger(new_project: New) -> None:
    one, other = new_project("one"), new_project("other")
    one.campaign(netease(limits="{single: 1/min, batch: 1/min}"))
    other.campaign(netease())
    with one.start("apply", "--yes") as holder:
        while not (one.ledger.exists() and one.export()):
            assert holder.poll() is None, ended(holder)
            time.sleep(0.05)
        assert one.apply().code == 8
        assert other.apply().code == 0
        holder.send_signal(signal.SIGINT)
        assert ended(holder).code == 130


def test_two_accounts_side_by_side_on_one_ledger(new_project: New, emulator: Emulated) -> None:
    project = new_project("project")
    people = f"{{list: [{', '.join(f'u{n}' for n in range(100))}]}}"
    paths = [
        project.campaign(netease(emulator.url, people, name="one", limits="{single: 100/s, batch: 1/s}"), "one"),
        project.campaign(rongcloud(emulator.url, people, name="two"), "two"),
    ]
    with project.start("apply", "--yes", paths[0]) as first:
        await_calls(emulator, 1, first)
        with project.start("apply", "--yes", paths[1]) as second:
            assert [ended(first).code, ended(second).code] == [0, 0]
    rows = [(row["campaign"], row["status"]) for row in project.export()]
    assert rows == [("one", "accepted")] * 100 + [("two", "accepted")] * 100
