"""Fault files, which call meets which fault, and what becomes of an answer."""

import json
from pathlib import Path
from random import Random

import pytest

from runner.emulator.calls import Emulator
from runner.emulator.contract import Answer
from runner.emulator.faults import ROUTES, Fault, FaultPlan, gateway_page, read_faults, spoil
from runner.emulator.quotas import SettingsError
from runner.emulator.settings import Settings

TAKEN = Answer(200, b'{"code":200,"messageUIDs":[{"userId":"a"},{"userId":"b"}]}', 200)


def meetings(faults: list[Fault], routes: str) -> str:
    """Which fault (by its code, or -) each call meets; calls are written s, b, p, t for their routes."""
    names = {"s": "single", "b": "batch", "p": "publish", "t": "template"}
    plan = FaultPlan(faults, Random(1))
    met = (plan.next_call(names[letter]) for letter in routes)
    return "".join("-" if fault is None else str(fault.code) for fault in met)


@pytest.mark.parametrize(
    ("fault", "routes", "met"),
    [
        (Fault("html", code=1), "ssbp", "1111"),
        (Fault("html", code=1, route="batch"), "sbsb", "-1-1"),
        (Fault("html", code=1, at=(1, 3)), "sbst", "1-1-"),
        (Fault("html", code=1, at=(2,), route="single"), "sbbsp", "---1-"),
        (Fault("html", code=1, every=2), "ssss", "-1-1"),
        (Fault("html", code=1, every=2, times=1), "ssssss", "-1----"),
        (Fault("html", code=1, times=2), "ssss", "11--"),
        (Fault("html", code=1, share=0.0), "ssss", "----"),
        (Fault("html", code=1, share=1.0), "ssss", "1111"),
    ],
)
def test_which_calls_meet_a_fault(fault: Fault, routes: str, met: str) -> None:
    assert meetings([fault], routes) == met


def test_the_first_fault_of_the_file_that_fits_wins() -> None:
    faults = [Fault("html", code=1, at=(2,)), Fault("html", code=2, every=2), Fault("html", code=3, route="batch")]
    assert meetings(faults, "ssbs") == "-132"


def test_no_faults_no_counting() -> None:
    assert meetings([], "sb") == "--"


def test_a_share_is_about_that_share() -> None:
    met = meetings([Fault("html", code=1, share=0.25)], "s" * 1000)
    assert 200 < met.count("1") < 300


def test_a_restart_counts_from_the_beginning() -> None:
    plan = FaultPlan([Fault("html", at=(1,), times=1)], Random(1))
    assert plan.next_call("single") is not None
    assert plan.next_call("single") is None
    plan.restart()
    assert plan.next_call("single") is not None


def test_a_whole_file(tmp_path: Path) -> None:
    file = tmp_path / "faults.yaml"
    file.write_text(
        "- {do: refuse-code, route: single, at: 3, code: 500}\n"
        "- {do: stall-after, every: 10, times: 2, seconds: 0.5}\n"
        "- {do: html, share: 0.05, status: 504}\n"
        "- {do: missing-uids, at: [1, 2], partial: true}\n"
        "- do: reset-before\n"
    )
    assert read_faults(file) == [
        Fault("refuse-code", route="single", at=(3,), code=500),
        Fault("stall-after", every=10, times=2, seconds=0.5),
        Fault("html", share=0.05, status=504),
        Fault("missing-uids", at=(1, 2), partial=True),
        Fault("reset-before"),
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "not a list of faults; begin each with '- do: …'"),
        ("do: html", "not a list of faults"),
        ("- {do: html", "no YAML:"),
        ("- {do: html, at: 2024-13-45}", "no YAML:"),
        ("- html", "fault 1: 'do' must be one of refuse-code"),
        ("- {do: html}\n- {do: explode}", "fault 2: 'do' must be one of"),
        ("- {do: [html]}", "fault 1: 'do' must be one of"),
        ("- {do: html, sometimes: 1}", "html has no 'sometimes'; it may have at, do, every"),
        ("- {do: html, seconds: 1}", "html has no 'seconds'"),
        ("- {do: refuse-code}", "refuse-code needs 'code'; add it"),
        ("- {do: stall-before}", "stall-before needs 'seconds'; add it"),
        ("- {do: html, at: 1, every: 2}", "exclude each other; keep one"),
        ("- {do: html, route: doubles}", f"route must be one of {', '.join(ROUTES)}, not 'doubles'"),
        ("- {do: html, at: 0}", "at must be call numbers from 1"),
        ("- {do: html, at: []}", "at must be call numbers from 1"),
        ("- {do: html, at: true}", "at must be call numbers from 1"),
        ("- {do: html, every: x}", "every must be a whole number"),
        ("- {do: html, share: 5}", "share must be a share from 0 to 1"),
        ("- {do: html, times: 0}", "times must be a whole number"),
        ("- {do: html, status: 99}", "status must be an HTTP status"),
        ("- {do: refuse-code, code: '500'}", "code must be a whole number from 1, not '500'"),
        ("- {do: refuse-code, code: 500, desc: 7}", "desc must be a text"),
        ("- {do: stall-after, seconds: -1}", "seconds must be seconds from 0 to 86400"),
        ("- {do: missing-uids, partial: 1}", "partial must be true or false"),
    ],
)
def test_bad_files_are_told_in_one_line(tmp_path: Path, text: str, wrong: str) -> None:
    file = tmp_path / "faults.yaml"
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        read_faults(file)
    told = str(caught.value)
    assert told.startswith(f"{file}: ")
    assert wrong in told
    assert "\n" not in told


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read \(No such file or directory\); name a YAML file"):
        read_faults(tmp_path / "none.yaml")


def test_what_becomes_of_an_answer() -> None:
    assert spoil(Fault("reset-after"), TAKEN) is None
    assert spoil(Fault("stall-after"), TAKEN) == TAKEN
    assert spoil(Fault("html-after"), TAKEN) == gateway_page(502)
    assert spoil(Fault("html-after", status=504), TAKEN) == gateway_page(504)
    empty = spoil(Fault("empty"), TAKEN._replace(status=400))
    assert empty is not None
    assert (empty.status, empty.body) == (200, b"")


@pytest.mark.parametrize("do", ["garbage", "truncated"])
def test_unreadable_answers(do: str) -> None:
    spoiled = spoil(Fault(do), TAKEN)
    assert spoiled is not None
    assert spoiled.status == 200
    with pytest.raises(ValueError, match=r".*"):
        json.loads(spoiled.body)


def test_missing_uids() -> None:
    none, partial = spoil(Fault("missing-uids"), TAKEN), spoil(Fault("missing-uids", partial=True), TAKEN)
    assert none is not None
    assert partial is not None
    assert json.loads(none.body) == {"code": 200}
    assert json.loads(partial.body) == {"code": 200, "messageUIDs": [{"userId": "a"}]}
    plain = TAKEN._replace(body=b'{"code":200}')
    assert spoil(Fault("missing-uids", partial=True), plain) == plain


def test_a_gateways_page_is_html() -> None:
    page = gateway_page(502)
    assert (page.status, page.content_type) == (502, "text/html; charset=utf-8")
    assert page.body.startswith(b"<html>")


def test_an_id_of_a_broadcast_is_taken_away_too() -> None:
    answer = Answer(200, b'{"code":200,"messageUID":"u"}', 200)
    for partial in (False, True):
        spoiled = spoil(Fault("missing-uids", partial=partial), answer)
        assert spoiled is not None
        assert json.loads(spoiled.body) == {"code": 200}


def test_a_fault_may_be_of_any_route_that_there_is() -> None:
    assert set(ROUTES) == {route.name for route in Emulator(Settings(), []).routes.values()}
