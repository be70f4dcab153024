"""Reading answers: which bodies have a code, and how foreign text is shown."""

import pytest

from runner.model import Status
from runner.provider import Response
from runner.providers.answers import Answer, Meaning, Verdict, outcome, read, shown, unread


@pytest.mark.parametrize(
    ("body", "code"),
    [(b'{"code":200}', "200"), (b'{"code":"200"}', "200"), (b'{"code":-1}', "-1"), (b' {"code" : 0} ', "0")],
)
def test_codes_that_can_be_read(body: bytes, code: str) -> None:
    answer = read(Response(200, body), (), "desc")
    assert answer is not None
    assert (answer.code, answer.words) == (code, "")


@pytest.mark.parametrize(
    "body",
    [
        b'{"code":true}',
        b'{"code":null}',
        b'{"code":2e2}',
        b'{"code":[200]}',
        b'{"code":"two"}',
        b'{"code":" 200"}',
        '{"code":"２００"}'.encode(),
        b'{"Code":200}',
        b"[200]",
        b"200",
        b"",
    ],
)
def test_bodies_that_are_not_the_vendors(body: bytes) -> None:
    assert read(Response(200, body), (), "desc") is None


def test_the_first_text_among_the_words_is_taken() -> None:
    answer = read(Response(200, b'{"code":1,"desc":7,"msg":"so"}'), (), "desc", "msg")
    assert answer is not None
    assert answer.words == "so"


def test_an_accepted_outcome_does_not_repeat_the_vendors_success_text() -> None:
    found = outcome("V", Answer("200", "success", {}), Meaning(Verdict.ACCEPTED, ""), 1.0)
    assert (found.status, found.detail) == (Status.ACCEPTED, "")


def test_an_unknown_outcome_says_something() -> None:
    assert outcome("V", Answer("7", "", {}), Meaning(Verdict.UNKNOWN, ""), 1.0).detail


def test_a_fatal_outcome_says_what_and_what_to_do() -> None:
    found = outcome("V", Answer("301", "gone", {}), Meaning(Verdict.FATAL, "forbidden", "check the app"), 1.0)
    assert found.fatal == "V answers 301, forbidden: gone; check the app"
    assert found.detail == "forbidden: gone"


@pytest.mark.parametrize(
    ("status", "todo"), [(302, "redirects are never followed"), (407, "proxy's settings"), (404, "`endpoint`")]
)
def test_fatal_statuses_say_what_to_do(status: int, todo: str) -> None:
    assert todo in unread(Response(status, b"\x1b<html>"), 1.0).fatal


def test_a_foreign_text_is_one_short_line() -> None:
    assert shown("a\r\n\tb\x85\u2028c\u202ed") == "a b c d"
    assert shown(" 你好 👨‍👩‍👧 ") == "你好 👨‍👩‍👧"
    assert shown("x" * 500) == "x" * 500
    assert shown("x" * 501) == "x" * 499 + "…"
    assert shown("") == ""
