"""A bad day at the vendor: nothing is sent twice, and in doubt is exactly what may or may not have been taken."""

import time
from collections import Counter

from tests.cli.projects import Project, netease, rongcloud, table
from tests.conftest import Start
from tests.emulator.callers import Emulated

MANY = 300
BATCHED = 1_500
NOWHERE = "http://127.0.0.1:9"  # the port for what is to be thrown away
IN_DOUBT_NOT_TAKEN = {
    3: "refuse-code, code: 431, desc: duplicate",
    12: "reset-before",
    40: "html",
    120: "refuse-code, code: 408",
    150: "refuse-code, code: 12345",
}
IN_DOUBT_TAKEN = {
    20: "reset-after",
    30: "garbage",
    50: "html-after",
    60: "stall-after, seconds: 1",
    70: "stall-before, seconds: 1",
    80: "truncated",
    90: "empty",
    110: "accept-then-code, code: 408",
}
TRIED_AGAIN = {
    5: "refuse-code, code: 500",
    9: "refuse-code, code: 503",
    100: "accept-then-code, code: 500",
}
REJECTED = {130: "refuse-code, code: 404"}


def with_faults(project: Project, start: Start, faults: dict[int, str], *options: str) -> Emulated:
    """An emulator whose calls of these numbers fail."""
    lines = [f"- {{do: {fault}, at: {number}}}\n" for number, fault in faults.items()]
    return start("--faults", str(project.write("faults.yaml", "".join(lines))), *options)


def carried(project: Project, emulator: Emulated, numbers: dict[int, str]) -> set[str]:
    """Whose messages the calls of these numbers carried."""
    calls = emulator.calls()
    wanted = {calls[number - 1]["request_id"] for number in numbers}
    return {row["recipient"] for row in project.export() if row["request_id"] in wanted}


def those(project: Project, status: str) -> set[str]:
    """Who has this status."""
    return {who for who, found in project.statuses().items() if found == status}


def test_netease(project: Project, start: Start) -> None:
    people = {f"u{n}" for n in range(MANY)}
    project.write("recipients/all.csv", table(("id",), ((who,) for who in people)))
    faults = {**IN_DOUBT_NOT_TAKEN, **IN_DOUBT_TAKEN, **TRIED_AGAIN, **REJECTED}
    emulator = with_faults(project, start, faults, "--netease-limit", "none")
    path = project.campaign(netease(emulator.url, "{file: ../recipients/all.csv}", delivery="{timeout: 600ms}"))
    ran = project.apply()
    assert ran.code == 6, ran
    assert project.statuses().keys() == people
    assert those(project, "unknown") == carried(project, emulator, {**IN_DOUBT_NOT_TAKEN, **IN_DOUBT_TAKEN})
    rejected = carried(project, emulator, REJECTED)
    assert those(project, "rejected") == rejected
    assert len(those(project, "accepted")) == MANY - 14
    lost = carried(project, emulator, {**IN_DOUBT_NOT_TAKEN, **REJECTED})
    while any(call["code"] is None for call in emulator.calls()):
        time.sleep(0.02)  # a call is still stalled, after its sender has gone
    assert Counter(emulator.recipients()) == Counter(people - lost)
    failed = carried(project, emulator, {5: ""}).pop()
    assert "try 1: deferred by single" in project.look("explain", path, failed).out
    assert "try 2: accepted by single" in project.look("explain", path, failed).out
    again = project.apply_here("--unknown", "resend")
    assert again.code == 0, again
    assert those(project, "accepted") == people - rejected
    assert Counter(emulator.recipients()) == Counter(people - rejected)


def test_rongcloud(project: Project, start: Start) -> None:
    people = {f"u{n}" for n in range(BATCHED)}
    project.write("recipients/all.csv", table(("id",), ((who,) for who in people)))
    doubt, taken_back = {3: "reset-after", 9: "refuse-code, code: 1050", 10: "html"}, {5: "refuse-code, code: 1008"}
    partial = {7: "missing-uids, partial: true"}
    faults = {**doubt, **taken_back, **partial, 11: "missing-uids", 12: "refuse-code, code: 1000"}
    emulator = with_faults(project, start, faults, "--rongcloud-limit", "none")
    project.campaign(rongcloud(emulator.url, "{file: ../recipients/all.csv}", delivery="{concurrency: 3}"))
    ran = project.apply()
    assert ran.code == 6, ran
    assert {call["route"] for call in emulator.calls()} == {"template"}
    assert len(emulator.calls()) == 15 + 2
    unknown = those(project, "unknown")
    doubtful = carried(project, emulator, doubt)
    assert len(doubtful) == 300
    (unconfirmed,) = unknown - doubtful
    assert unconfirmed in carried(project, emulator, partial)
    assert doubtful <= unknown
    assert those(project, "accepted") == people - unknown
    lost = carried(project, emulator, {9: "", 10: ""})
    assert Counter(emulator.recipients()) == Counter(people - lost)
    calls = emulator.calls()
    again = next(call for call in calls[5:] if call["request_id"] == calls[4]["request_id"])
    assert again["t"] - calls[4]["t"] > 1  # the silence that the vendor wants


def test_an_endpoint_that_cannot_be_reached_took_nothing(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(NOWHERE, delivery="{attempts: 1}"))
    ran = project.apply_here()
    assert ran.code == 5, ran
    assert those(project, "deferred") == {"u1", "u2", "u3"}
    assert "no connection to 127.0.0.1" in project.export()[0]["detail"]
    project.campaign(netease(f"[{NOWHERE}, {emulator.url}]"))
    again = project.apply_here()
    assert again.code == 0, again
    assert sorted(emulator.recipients()) == ["u1", "u2", "u3"]


def test_a_proxy_is_not_asked_for_what_is_on_this_machine(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    assert project.apply_here(http_proxy=NOWHERE, HTTP_PROXY=NOWHERE).code == 0
