"""What a person sees while messages are sent: the question, the live bar, plain lines elsewhere."""

import asyncio

import pytest

from runner.cli import progress
from runner.cli.progress import teller, watch
from runner.model import Status
from runner.sending.send import Progress
from tests.cli.projects import Project, netease
from tests.cli.terminal import terminal
from tests.emulator.callers import Emulated

QUESTION = "Send to 3 on netease:demo? [y/N]:"


def test_a_no_sends_nothing(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    with terminal(project, "apply") as shown:
        shown.read_until(QUESTION)
        shown.type("n\r")
        assert shown.end() == 130
    assert "+ send  3  will be sent" in shown.shown
    assert "interrupted; nothing more is done" in shown.shown
    assert not emulator.calls()
    assert not project.ledger.exists()


def test_a_yes_sends_and_a_bar_tells_how_it_goes(project: Project, emulator: Emulated) -> None:
    project.campaign(netease(emulator.url))
    with terminal(project, "apply") as shown:
        shown.read_until(QUESTION)
        shown.type("y\r")
        assert shown.end() == 0
    assert sorted(emulator.recipients()) == ["u1", "u2", "u3"]
    assert "━" in shown.shown
    assert "3/3" in shown.shown
    assert "\x1b[" in shown.shown


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"CAMPAIGN_APPLY_NO_COLOR": "1"}, {"CI": "true"}, {"TERM": "dumb"}])
def test_plain_text_where_it_is_wanted(project: Project, emulator: Emulated, env: dict[str, str]) -> None:
    project.campaign(netease(emulator.url))
    with terminal(project, "apply", "--yes", **env) as shown:
        assert shown.end() == 0
    assert "\x1b" not in shown.shown
    assert "3 accepted" in shown.shown


def test_errors_are_red_on_a_terminal_unless_somebody_minds(project: Project) -> None:
    for options, colour in (((), True), (("--no-color",), False)):
        with terminal(project, "plan", "nowhere.yaml", *options) as shown:
            assert shown.end() == 2
        assert shown.shown.startswith("\x1b[31mnowhere.yaml: there is no such file") is colour
    assert project.look("plan", "nowhere.yaml", FORCE_COLOR="1").err.startswith("\x1b[31m")


@pytest.mark.parametrize("how", ["interrupted", "left"])
def test_leaving_at_the_question(project: Project, emulator: Emulated, how: str) -> None:
    project.campaign(netease(emulator.url))
    with terminal(project, "apply") as shown:
        shown.read_until(QUESTION)
        if how == "interrupted":
            shown.interrupt()
        else:
            shown.type("\x04")
        assert shown.end() == 130
    assert not emulator.calls()


async def test_a_plain_line_now_and_then(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PLAIN", 0.001)
    under_way = Progress(3000)
    async with watch("hello", under_way, quiet=False):
        under_way.done[Status.ACCEPTED] = 1000
        await asyncio.sleep(0.05)
    assert capsys.readouterr().err.splitlines()[0].startswith("hello: 1,000/3,000  ")


async def test_quiet(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PLAIN", 0.0)
    async with watch("hello", Progress(3), quiet=True):
        await asyncio.sleep(0.01)
    assert capsys.readouterr().err == ""


def test_what_is_told() -> None:
    now = [100.0]
    under_way = Progress(1000)
    said = teller(under_way, lambda: now[0])
    assert said() == "0/s"
    now[0] += 10
    under_way.done[Status.ACCEPTED] = 200
    assert said() == "20/s, 40 s left"
    under_way.done[Status.REJECTED], under_way.done[Status.UNKNOWN] = 30, 20
    assert said() == "25/s, 30 rejected, 20 unknown, 30 s left"
    under_way.silent_until = now[0] + 60
    assert said() == "25/s, 30 rejected, 20 unknown, blocked by the provider, 1 min more"
    now[0] += 61
    under_way.done[Status.ACCEPTED] = 950
    assert said() == "14/s, 30 rejected, 20 unknown"


async def test_who_else_is_told_how_it_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PLAIN", 0.001)
    told, enough = list[int](), asyncio.Event()
    run = Progress(3)

    def hear(now: Progress) -> None:
        told.append(now.calls)
        now.calls += 1
        if len(told) == 3:
            enough.set()

    async with watch("hello", run, quiet=True, told=hear):
        await asyncio.wait_for(enough.wait(), 30)
    assert told[:3] == [0, 1, 2]
    assert run.calls == len(told)
