"""Every constraint that RongCloud documents for a system notification; inside pushExt: `rongcloud_push_rules`. Pure."""

from runner.providers import constraints as must
from runner.providers.rongcloud_parameters import MOST_CONTENT
from runner.providers.rongcloud_push_rules import PUSH_RULES
from runner.providers.rongcloud_types import BUILT_IN_TYPES, RESERVED
from runner.providers.rongcloud_warnings import COUNT, MSG_RANDOM, WARNINGS
from runner.rule import Check, Params, Rule

_FLAG = ("true", "false")
SOUND = {
    "fromUserId": "system",
    "toUserId": "u1",
    "objectName": "RC:TxtMsg",
    "content": '{"content":"hi"}',
    "pushContent": "hi",
}


def _known_type(params: Params) -> str:
    name = params.get("objectName", "")
    if not name.startswith(RESERVED) or name in BUILT_IN_TYPES:
        return ""
    like = must.meant(name.removeprefix(RESERVED), (known.removeprefix(RESERVED) for known in BUILT_IN_TYPES))
    todo = f"did you mean '{RESERVED}{like}'?" if like else "if it is newer than the list, disable this rule"
    return f"objectName is {must.quoted(name)}, which is none of the built-in types; {todo}"


def any_case(name: str, *choices: str) -> Check:
    """One of these texts, in whatever case: its Python SDK says True, and what the vendor minds isn't documented."""
    folded = [choice.lower() for choice in choices]
    exactly = must.one_of(name, *choices)
    return lambda params: "" if params.get(name, "").lower() in folded else exactly(params)


def other_case(name: str, *choices: str) -> Check:
    """One of these texts, but in another case than the page's."""

    def check(params: Params) -> str:
        value = params.get(name, choices[0])
        if value in choices or any_case(name, *choices)(params):
            return ""
        return f"{name} is {must.quoted(value)}, not {' or '.join(choices)}: whether the vendor minds isn't documented"

    return check


def _built_in(params: Params) -> bool:
    return params.get("objectName") in BUILT_IN_TYPES and bool(params.get("content"))


RULES: tuple[Rule, ...] = (
    Rule(
        "RC001",
        ("fromUserId",),
        "fromUserId is required: the sender's user id.",
        "R-SEED",
        must.required("fromUserId"),
        {**SOUND, "fromUserId": ""},
    ),
    Rule(
        "RC002",
        ("fromUserId",),
        "fromUserId has at most 64 bytes.",
        "R-SEED",
        must.most_bytes("fromUserId", 64),
        {**SOUND, "fromUserId": "系" * 22},
    ),
    Rule(
        "RC003",
        ("toUserId",),
        "toUserId is required: the recipient's user id.",
        "R-SEED",
        must.required("toUserId"),
        {**SOUND, "toUserId": ""},
    ),
    Rule(
        "RC004",
        ("toUserId",),
        "toUserId has at most 64 bytes.",
        "R-SEED",
        must.most_bytes("toUserId", 64),
        {**SOUND, "toUserId": "u" * 65},
    ),
    Rule(
        "RC005",
        ("objectName",),
        "objectName is required: the message's type.",
        "R-SEED",
        must.required("objectName"),
        {**SOUND, "objectName": ""},
    ),
    Rule(
        "RC006",
        ("objectName",),
        "objectName has at most 32 characters.",
        "R-SEED",
        must.longest("objectName", 32),
        {**SOUND, "objectName": "App:" + "t" * 29},
        doubtful=must.maybe_longer("objectName", 32),
    ),
    Rule(
        "RC007",
        ("objectName",),
        "objectName begins with RC: only where it is a built-in type; a type of your own needs another prefix.",
        "R-OBJ",
        _known_type,
        {**SOUND, "objectName": "RC:Release"},
    ),
    Rule(
        "RC008",
        ("content",),
        "content is required: what the message says.",
        "R-SEED",
        must.required("content"),
        {**SOUND, "content": ""},
    ),
    Rule(
        "RC009",
        ("content",),
        "content has at most 128k (131072 bytes).",
        "R-SEED",
        must.most_bytes("content", MOST_CONTENT),
        {**SOUND, "objectName": "App:Note", "content": "c" * (MOST_CONTENT + 1)},
    ),
    Rule(
        "RC010",
        ("content", "objectName"),
        "content is a JSON object where objectName is a built-in type.",
        "R-SEED",
        must.where(_built_in, must.json_object("content")),
        {**SOUND, "content": "hi"},
    ),
    Rule(
        "RC011",
        ("isPersisted",),
        "isPersisted is 0 or 1.",
        "R-SEED",
        must.one_of("isPersisted", "0", "1"),
        {**SOUND, "isPersisted": "true"},
    ),
    Rule(
        "RC012",
        ("isCounted",),
        "isCounted is 0 or 1.",
        "R-JAVA",
        must.one_of("isCounted", "0", "1"),
        {**SOUND, "isCounted": "2"},
    ),
    Rule(
        "RC013",
        ("msgRandom",),
        "msgRandom is a whole number of 64 bits.",
        "R-JAVA",
        MSG_RANDOM,
        {**SOUND, "msgRandom": "now"},
    ),
    Rule(
        "RC014",
        ("disableUpdateLastMsg",),
        "disableUpdateLastMsg is true or false.",
        "R-JAVA",
        any_case("disableUpdateLastMsg", *_FLAG),
        {**SOUND, "disableUpdateLastMsg": "1"},
        doubtful=other_case("disableUpdateLastMsg", *_FLAG),
    ),
    Rule(
        "RC015",
        ("count",),
        "count is a whole number from -1 to 9999.",
        "R-PY",
        COUNT,
        {**SOUND, "count": "10000"},
    ),
    Rule(
        "RC016",
        ("contentAvailable",),
        "contentAvailable is 0 or 1.",
        "R-SEED",
        must.one_of("contentAvailable", "0", "1"),
        {**SOUND, "contentAvailable": "true"},
    ),
    Rule(
        "RC017",
        ("disablePush",),
        "disablePush is true or false.",
        "R-SEED",
        any_case("disablePush", *_FLAG),
        {**SOUND, "disablePush": "1"},
        doubtful=other_case("disablePush", *_FLAG),
    ),
    *PUSH_RULES,
    *WARNINGS,
)
