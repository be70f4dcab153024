"""The suite's part about requests: pure in their stamp, signed, no secret, each recipient once. Runs a shell."""

import os
import re
import subprocess

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.conformance.cases import APP_KEY, SECRET, STAMP, Case, batch, refused
from runner.conformance.replies import ANYTHING
from runner.model import Text
from runner.provider import Request, Stamp

FEW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
WORDS = ("", "&=+%;", "a b", "%41", "\n\r\t\0", "é😀\"'\\", "\u2028", "{}", "[]", "0", "true", "x" * 600)


def legal(case: Case, request: Request) -> None:
    """What holds of every request."""
    assert request.path == case.route.path
    assert isinstance(request.body, bytes)
    assert not [name for name in request.headers if not TOKEN.fullmatch(name)]
    assert not [text for text in request.headers.values() if not (text.isascii() and text.isprintable())]
    names = [name.lower() for name in request.headers]
    assert len(set(names)) == len(names)
    assert SECRET not in repr(request)


class Asking:
    """What holds of the requests of every route."""

    def test_a_request_is_pure_in_its_stamp(self, case: Case) -> None:
        """The same stamp, the same bytes; another one changes the signature and nothing that it signs."""
        asked = case.batch()
        first = case.provider.request(asked, STAMP)
        assert case.provider.request(asked, STAMP) == first
        timed, signing = "".join(case.provider.signing.values()), bool(case.provider.signing)
        later = case.provider.request(asked, Stamp(STAMP.time + 1, STAMP.nonce))
        other = case.provider.request(asked, Stamp(STAMP.time, "n2"))
        assert later.body == other.body == first.body
        assert (later.headers != first.headers) == (signing and "NOW" in timed)
        assert (other.headers != first.headers) == (signing and "NONCE" in timed)

    def test_a_later_try_is_the_same_request(self, case: Case) -> None:
        """`tried` is for reading answers."""
        tried = case.batch(tried=True)
        assert case.provider.request(tried, STAMP) == case.provider.request(case.batch(), STAMP)

    def test_a_request_is_legal(self, case: Case) -> None:
        """It goes to its route, in text that headers can hold."""
        legal(case, case.provider.request(case.batch(), STAMP))

    @FEW
    @given(key=st.text("abcdef0123456789", min_size=1), nonce=st.text("0123456789", min_size=1, max_size=18))
    def test_the_secret_shows_nowhere(self, case: Case, key: str, nonce: str) -> None:
        """Neither in the provider's repr nor in a request."""
        provider = case.kind(key, SECRET)
        assert SECRET not in repr(provider)
        assert provider.app_secret == SECRET
        legal(case, provider.request(case.batch(), Stamp(STAMP.time, nonce)))

    def test_a_provider_is_a_value(self, case: Case) -> None:
        """Equal to its like, hashable, and it never changes."""
        assert case.provider == case.provider
        assert len({case.provider, case.provider}) == 1
        assert case.provider.app_key == APP_KEY
        with pytest.raises(AttributeError):
            case.provider.app_key = "other"  # type: ignore[misc]

    def test_a_shell_signs_as_the_provider_does(self, case: Case) -> None:
        """`signing` makes the same headers from $NONCE, $NOW, $ID (the request's), $BODY and the two credentials."""
        asked = case.batch()
        request = case.provider.request(asked, Stamp(1443592222.0, "17"))
        name = case.kind.type.upper().replace("-", "_")
        known = {
            "NONCE": "17",
            "NOW": "1443592222",
            "ID": asked.request_id,
            "BODY": request.body.decode(),
            f"{name}_APP_KEY": APP_KEY,
            f"{name}_APP_SECRET": SECRET,
        }
        script = "\n".join(f'printf "%s\\n" "{made}"' for made in case.provider.signing.values())
        said = subprocess.run(  # noqa: S603 - the author's own expressions
            ["/bin/sh", "-c", script], env={**os.environ, **known}, capture_output=True, text=True, check=True
        ).stdout
        assert "$ID" not in script or request.headers["webhook-id"] == asked.request_id
        assert said.splitlines() == [request.headers[header] for header in case.provider.signing]

    def test_each_recipient_stands_in_a_full_request_once(self, case: Case) -> None:
        """Wherever recipients are listed."""
        many = [f"person{number:06}" for number in range(case.route.capacity)]
        request = case.provider.request(case.batch(many), STAMP)
        legal(case, request)
        said = b"\n".join([request.body, *(text.encode() for text in request.headers.values())])
        times = {said.count(person.encode()) for person in many}
        assert times == ({1} if case.kind.audience == "listed" else {0})

    @FEW
    @given(data=st.data())
    def test_whatever_breaks_no_rule_makes_a_request(self, case: Case, data: st.DataObject) -> None:
        """Any text in any parameter: the rules refuse it, or the provider can word it, on each of its ways."""
        names = [parameter.name for parameter in case.kind.parameters]
        texts = st.text() | st.sampled_from(WORDS) | ANYTHING.map(lambda value: orjson.dumps(value).decode())
        drawn = data.draw(st.dictionaries(st.sampled_from(names), texts, max_size=5))
        said = dict(case.params)
        for name, text in drawn.items():
            said = said if refused(case, {**said, name: text}) else {**said, name: text}
        ways = case.provider.ways(said)
        assert ways.routes
        assert ways == case.provider.ways(said)
        if case.route.name in ways.routes:
            asked = batch(case.route.name, Text.of(said), [message.recipient for message in case.batch().messages])
            legal(case, case.provider.request(asked, STAMP))
