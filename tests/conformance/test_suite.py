"""The suite finds what it is for: each fault of a provider makes the test fail that looks for it."""

import os
import subprocess
import sys

import pytest

from tests.conformance.chat import write_files

HEAD = '''
from dataclasses import dataclass, field, replace
from itertools import count
from typing import ClassVar

import orjson
from campaign_chat import CODES, RULES, SEND, SOUND, Chat
from runner.conformance import Conformance
from runner.model import Outcome, Status
from runner.parameter import Parameter
from runner.provider import Limit, Request, Response, Stamp, Ways

COUNT = count()


class Sound(Conformance):
    kinds = (Chat,)
    success = b'{"code":0,"message":"ok"}'
    answers = [orjson.dumps({"code": int(code), "message": "words"}) for code in CODES if code != "0"]


class TestSound(Sound):
    pass


def asked(self, batch, stamp, **headers):
    request = Chat.request(self, batch, stamp)
    return request._replace(headers={**request.headers, **headers})


def loud(outcome, response):
    return outcome if outcome.status is Status.ACCEPTED else outcome._replace(detail=response.body.decode() + ".")


def said(self, batch, response, status, **more):
    """What Chat finds, unless it is in doubt: then this."""
    found = Chat.outcomes(self, batch, response)
    return [Outcome(status, "x", "words", **more) if one.status is Status.UNKNOWN else one for one in found]
'''

# A fault: the body of a class that inherits from Chat, and the test that must find it.
FAULTS = {
    "no words for its type": ("type = 'My Chat'", "test_a_kind_says_what_it_is"),
    "a parameter that isn't described": (
        "parameters = (Parameter('text', 'content', 'text', 'what', required=True, longest=1000),)",
        "test_parameters_are_described_in_a_sentence",
    ),
    "a sound text that isn't": ("sound = {'to': 'ann', 'text': ''}", "test_a_sound_text_breaks_no_rule"),
    "ids twice": ("rules = (*RULES, replace(RULES[0]))", "test_ids_of_rules_are_their_own"),
    "no rule for what is required": ("rules = RULES[1:]", "test_every_required_parameter_has_a_rule"),
    "no rule for a length": ("rules = RULES[:2]", "test_every_choice_and_length_has_a_rule"),
    "an example that breaks two rules": (
        "rules = (*RULES[:2], replace(RULES[2], example={'text': 'x' * 1001}))",
        "test_a_rule_alone_is_broken_by_its_example",
    ),
    "a rule that looks elsewhere": (
        "rules = (RULES[0], replace(RULES[1], params=('to',)), RULES[2])",
        "test_a_rule_looks_at_nothing_but_its_params",
    ),
    "a way that is no route": (
        "def ways(self, params): return Ways(('post',))",
        "test_a_sound_text_may_travel_on_the_route",
    ),
    "a limit without a block": (
        "routes = (replace(SEND, limit=Limit(10, 1.0, 'calls', 0.0)),)",
        "test_a_route_says_its_limit_and_where_that_stands",
    ),
    "two limits of one budget": (
        "routes = (SEND, replace(SEND, name='b', limit=Limit(1, 1.0, 'calls', 5.0)))",
        "test_routes_that_share_a_budget_have_one_limit",
    ),
    "a data centre in plain text": (
        "data_centres = {'eu': ('http://eu.chat.example',)}",
        "test_data_centres_are_encrypted_addresses",
    ),
    "nothing about recalls": ("unrecallable = ''", "test_what_takes_a_message_back_breaks_no_rule"),
    "a request that depends on more than its stamp": (
        "def request(self, batch, stamp): return asked(self, batch, stamp, **{'X-Count': str(next(COUNT))})",
        "test_a_request_is_pure_in_its_stamp",
    ),
    "a body that depends on the stamp": (
        "def request(self, batch, stamp): return asked(self, batch, stamp)._replace(body=str(stamp.time).encode())",
        "test_a_request_is_pure_in_its_stamp",
    ),
    "a signature that forgets the time": (
        "def request(self, batch, stamp): return asked(self, batch, stamp._replace(time=0.0))",
        "test_a_request_is_pure_in_its_stamp",
    ),
    "another request for a later try": (
        "def request(self, batch, stamp): return asked(self, batch, stamp, **{'X-Try': str(batch.tried)})",
        "test_a_later_try_is_the_same_request",
    ),
    "the secret in a header": (
        "def request(self, batch, stamp): return asked(self, batch, stamp, Authorization=self.app_secret)",
        "test_a_request_is_legal",
    ),
    "a line break in a header": (
        "def request(self, batch, stamp): return asked(self, batch, stamp, X='1\\n2')",
        "test_a_request_is_legal",
    ),
    "another path": (
        "def request(self, batch, stamp): return asked(self, batch, stamp)._replace(path='/')",
        "test_a_request_is_legal",
    ),
    "the secret in its repr": ("def __repr__(self): return self.app_secret", "test_the_secret_shows_nowhere"),
    "an instance that isn't like another": (
        "def __eq__(self, other): return self is other",
        "test_a_provider_is_a_value",
    ),
    "a shell that signs otherwise": (
        "signing = {**Chat.signing, 'Chat-Signature': '$(printf %s \"$CHAT_APP_SECRET\" | sha256sum | cut -c1-64)'}",
        "test_a_shell_signs_as_the_provider_does",
    ),
    "a recipient that is left out": (
        "def request(self, batch, stamp): return asked(self, batch._replace(messages=batch.messages[1:]), stamp)",
        "test_each_recipient_stands_in_a_full_request_once",
    ),
    "a recipient twice": (
        "def request(self, batch, stamp): return asked(self, batch._replace(messages=[*batch.messages] * 2), stamp)",
        "test_each_recipient_stands_in_a_full_request_once",
    ),
    "a text that it can't word": (
        "def request(self, batch, stamp): return asked(self, batch, stamp, X=batch.messages[0].text.params['text'])",
        "test_whatever_breaks_no_rule_makes_a_request",
    ),
    "one outcome for all": (
        "def outcomes(self, batch, response): return Chat.outcomes(self, batch, response)[:1]",
        "test_one_outcome_a_message_for_every_answer",
    ),
    "an error for garbage": (
        "def outcomes(self, batch, response): return orjson.loads(response.body) and said(self, batch, response, 'x')",
        "test_nasty_answers",
    ),
    "a refusal that is a success": (
        "def outcomes(self, batch, response): return [Outcome(Status.ACCEPTED, '0')] * len(batch.messages)",
        "test_every_documented_answer_is_read_whatever_the_http_status",
    ),
    "a success that is none": (
        "def outcomes(self, batch, response): return [Outcome(Status.UNKNOWN, '0', 'w')] * len(batch.messages)",
        "test_a_success_is_accepted",
    ),
    "a success that nobody gave": (
        "def outcomes(self, batch, response): return said(self, batch, response, Status.ACCEPTED)",
        "test_a_damaged_success_is_none",
    ),
    "a gateway that is believed": (
        "def outcomes(self, batch, response): return said(self, batch, response, Status.DEFERRED)",
        "test_what_a_gateway_says_in_the_vendors_place_proves_nothing",
    ),
    "a doubt about a refusal": (
        "def outcomes(self, batch, response): return Chat.outcomes(self, batch, Response(500, response.body))",
        "test_a_refusal_by_status_is_neither_a_success_nor_a_doubt",
    ),
    "a redirect that is a doubt": (
        "def outcomes(self, batch, response): return Chat.outcomes(self, batch, Response(500, response.body))",
        "test_a_redirect_is_fatal",
    ),
    "no silence after too many": (
        "def outcomes(self, *asked): return [one._replace(wait=0.0) for one in Chat.outcomes(self, *asked)]",
        "test_http_429_waits",
    ),
    "words as they came": (
        "def outcomes(self, *asked): return [loud(one, asked[1]) for one in Chat.outcomes(self, *asked)]",
        "test_long_words_of_the_vendor_are_cut",
    ),
}


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Each class of faults, and the tests of the suite that failed for it."""
    folder = tmp_path_factory.mktemp("author")
    write_files(folder)
    source, wanted = HEAD, []
    for number, (body, test) in enumerate(FAULTS.values()):
        kind = f"class Fault{number}(Chat):\n    {body}\n    __hash__ = Chat.__hash__\n"
        source += f"\n\n{kind}\n\nclass TestFault{number}(Sound):\n    kinds = (Fault{number},)\n"
        wanted += [f"test_faults.py::TestFault{number}::{test}", f"test_faults.py::TestSound::{test}"]
    (folder / "test_faults.py").write_text(source, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", "--tb=no", *dict.fromkeys(wanted)]
    ran = subprocess.run(
        command, cwd=folder, env={**os.environ, "COLUMNS": "500"}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    found: dict[str, set[str]] = {"TestSound": set()}
    for line in ran.stdout.splitlines():
        if line.startswith("FAILED "):
            _, name, test = line.split()[1].split("::")
            found.setdefault(name, set()).add(test.partition("[")[0])
    return found


@pytest.mark.parametrize("number", range(len(FAULTS)), ids=list(FAULTS))
def test_a_fault_is_found(number: int, ended: dict[str, set[str]]) -> None:
    test = list(FAULTS.values())[number][1]
    assert ended.get(f"TestFault{number}") == {test}


def test_a_sound_provider_passes(ended: dict[str, set[str]]) -> None:
    assert ended["TestSound"] == set()
