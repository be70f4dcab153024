"""Faults of a provider, each as Python text, and the tests of the suite that must find them."""

HEAD = '''
from dataclasses import dataclass, field, replace
from itertools import count
from typing import ClassVar

import orjson
from campaign_chat import CODES, RULES, SEND, SOUND, Chat
from runner.conformance import Partial
from runner.model import Outcome, Status
from runner.parameter import Parameter
from runner.provider import Limit, Request, Response, Stamp, Ways
from runner.providers import constraints as must
from runner.rule import Rule
from test_chat import TestChat as Sound
from test_chat import taken

COUNT = count()


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


def by_id(batch):
    return batch._replace(messages=sorted(batch.messages, key=lambda message: message.recipient.lower()))


def without_ring(self, batch, stamp, **instead):
    request = Chat.request(self, batch, stamp)
    body = orjson.loads(request.body)
    body.pop("ring", None)
    return request._replace(body=orjson.dumps({**body, **instead}))


def taken_one(outcome):
    return Outcome(Status.ACCEPTED, "0") if (outcome.status, outcome.code) == (Status.REJECTED, "0") else outcome


def must_have_ids(found, batch, response):
    if found[0].code == "0" and found[0].status is not Status.UNKNOWN:
        ids = orjson.loads(response.body)["ids"]
        return [one._replace(provider_id=ids[message.recipient]) for one, message in zip(found, batch.messages)]
    return found


def answered_otherwise(found, status):
    again = Outcome(Status.DEFERRED, "0", "HTTP says no")
    return [again if one.status is Status.ACCEPTED and status != 200 else one for one in found]


def word_alone(outcome, response):
    if outcome.status is not Status.REJECTED or outcome.code == "0":
        return outcome
    return outcome._replace(detail=orjson.loads(response.body).get("message", "none"))


class Dated(Chat):
    parameters = (*Chat.parameters, Parameter("day", "content", "text", "The day."))
    rules = (*RULES, Rule("CH005", ("day",), "day is a date.", "x", must.written_with("day", "[0-9-]{10}", "x"), {}))


class Silent(Chat):
    def outcomes(self, *asked):
        return [one._replace(code="") for one in Chat.outcomes(self, *asked)]


class Curt(Chat):
    def outcomes(self, *asked):
        return [one._replace(detail="") for one in Chat.outcomes(self, *asked)]


class Chatty(Chat):
    def outcomes(self, *asked):
        return [one._replace(detail="x" * 501) for one in Chat.outcomes(self, *asked)]


class Ringing(Chat):
    def outcomes(self, *asked):
        return [one._replace(provider_id="\\a") for one in Chat.outcomes(self, *asked)]


class Counting(Chat):
    def outcomes(self, *asked):
        return [one._replace(code=7) for one in Chat.outcomes(self, *asked)]
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
        "rules = (*RULES[:2], replace(RULES[2], example={'text': 'x' * 1001}), RULES[3])",
        "test_a_rule_alone_is_broken_by_its_example",
    ),
    "a rule that looks elsewhere": (
        "rules = (RULES[0], replace(RULES[1], params=('to',)), *RULES[2:])",
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
        "test_no_refusal_is_a_success",
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
    "a redirect that is sent again": (
        "def outcomes(self, *asked): return [one._replace(fatal='') for one in Chat.outcomes(self, *asked)]",
        "test_a_redirect_that_may_follow_the_work_is_a_doubt_or_fatal",
    ),
    "no silence after too many": (
        "def outcomes(self, *asked): return [one._replace(wait=0.0) for one in Chat.outcomes(self, *asked)]",
        "test_http_429_waits",
    ),
    "words as they came": (
        "def outcomes(self, *asked): return [loud(one, asked[1]) for one in Chat.outcomes(self, *asked)]",
        "test_long_words_of_the_vendor_are_cut",
    ),
    "a secret in an outcome": (
        "def outcomes(self, *a): return [one._replace(code=self.app_secret) for one in Chat.outcomes(self, *a)]",
        "test_every_documented_answer_is_read_whatever_the_http_status",
    ),
    "a parameter that is never sent": (
        "def request(self, batch, stamp): return without_ring(self, batch, stamp)",
        "test_a_parameter_reaches_the_request",
    ),
    "a parameter that is always the same": (
        "def request(self, batch, stamp): return without_ring(self, batch, stamp, ring='on')",
        "test_a_parameter_reaches_the_request",
    ),
    "outcomes in the order of the ids": (
        "def outcomes(self, batch, response): return Chat.outcomes(self, by_id(batch), response)",
        "test_each_recipient_gets_its_own_outcome",
    ),
    "a recipient that an answer leaves out is taken": (
        "def outcomes(self, *asked): return [taken_one(one) for one in Chat.outcomes(self, *asked)]",
        "test_each_recipient_gets_its_own_outcome",
    ),
    "an error for a recipient that an answer leaves out": (
        "def outcomes(self, *asked): return must_have_ids(Chat.outcomes(self, *asked), *asked)",
        "test_each_recipient_gets_its_own_outcome",
    ),
    "outcomes in the answer's order": (
        "def outcomes(self, *asked): return sorted(Chat.outcomes(self, *asked))",
        "test_each_recipient_gets_its_own_outcome",
    ),
    "an id that isn't found in another case": ("folds_case = True", "test_a_recipient_is_found_whatever_its_case"),
    "a success that is sent again": (
        "def outcomes(self, *asked): return answered_otherwise(Chat.outcomes(self, *asked), asked[1].status)",
        "test_a_success_with_another_http_status_is_one_or_a_doubt",
    ),
    "no detail for an empty word": (
        "def outcomes(self, *asked): return [word_alone(one, asked[1]) for one in Chat.outcomes(self, *asked)]",
        "test_an_empty_or_missing_word_can_be_read",
    ),
}
