"""Every constraint that RongCloud documents for a system notification; inside pushExt: `rongcloud_push_rules`. Pure."""

from runner.provider import Rule
from runner.providers import constraints as must
from runner.providers.rongcloud_push_rules import PUSH_RULES
from runner.providers.rongcloud_types import BUILT_IN_TYPES

MOST_CONTENT = 128 * 1024

_SOUND = {"fromUserId": "system", "toUserId": "u1", "objectName": "RC:TxtMsg", "content": '{"content":"hi"}'}


def _known_type(params: must.Params) -> str:
    name = params.get("objectName", "")
    if not name.startswith("RC:") or name in BUILT_IN_TYPES:
        return ""
    return f"objectName is {must.quoted(name)}, which is none of the built-in types"


def _built_in(params: must.Params) -> bool:
    return params.get("objectName") in BUILT_IN_TYPES and bool(params.get("content"))


RULES: tuple[Rule, ...] = (
    Rule(
        "RC001",
        ("fromUserId",),
        "fromUserId is required: the sender's user id.",
        "R-SEED",
        must.required("fromUserId"),
        {**_SOUND, "fromUserId": ""},
    ),
    Rule(
        "RC002",
        ("fromUserId",),
        "fromUserId has at most 64 bytes.",
        "R-SEED",
        must.most_bytes("fromUserId", 64),
        {**_SOUND, "fromUserId": "系" * 22},
    ),
    Rule(
        "RC003",
        ("toUserId",),
        "toUserId is required: the recipient's user id.",
        "R-SEED",
        must.required("toUserId"),
        {**_SOUND, "toUserId": ""},
    ),
    Rule(
        "RC004",
        ("toUserId",),
        "toUserId has at most 64 bytes.",
        "R-SEED",
        must.most_bytes("toUserId", 64),
        {**_SOUND, "toUserId": "u" * 65},
    ),
    Rule(
        "RC005",
        ("objectName",),
        "objectName is required: the message's type.",
        "R-SEED",
        must.required("objectName"),
        {**_SOUND, "objectName": ""},
    ),
    Rule(
        "RC006",
        ("objectName",),
        "objectName has at most 32 characters.",
        "R-SEED",
        must.longest("objectName", 32),
        {**_SOUND, "objectName": "App:" + "t" * 29},
    ),
    Rule(
        "RC007",
        ("objectName",),
        "objectName begins with RC: only where it is a built-in type; a type of your own needs another prefix.",
        "R-OBJ",
        _known_type,
        {**_SOUND, "objectName": "RC:Release"},
    ),
    Rule(
        "RC008",
        ("content",),
        "content is required: what the message says.",
        "R-SEED",
        must.required("content"),
        {**_SOUND, "content": ""},
    ),
    Rule(
        "RC009",
        ("content",),
        "content has at most 128k (131072 bytes).",
        "R-SEED",
        must.most_bytes("content", MOST_CONTENT),
        {**_SOUND, "objectName": "App:Note", "content": "c" * (MOST_CONTENT + 1)},
    ),
    Rule(
        "RC010",
        ("content", "objectName"),
        "content is a JSON object where objectName is a built-in type.",
        "R-SEED",
        must.where(_built_in, must.json_object("content")),
        {**_SOUND, "content": "hi"},
    ),
    Rule(
        "RC011",
        ("isPersisted",),
        "isPersisted is 0 or 1.",
        "R-SEED",
        must.one_of("isPersisted", "0", "1"),
        {**_SOUND, "isPersisted": "true"},
    ),
    Rule(
        "RC012",
        ("isCounted",),
        "isCounted is 0 or 1.",
        "R-JAVA",
        must.one_of("isCounted", "0", "1"),
        {**_SOUND, "isCounted": "2"},
    ),
    Rule(
        "RC013",
        ("msgRandom",),
        "msgRandom is a whole number of 64 bits.",
        "R-JAVA",
        must.integer("msgRandom", -(2**63), 2**63 - 1),
        {**_SOUND, "msgRandom": "now"},
    ),
    Rule(
        "RC014",
        ("disableUpdateLastMsg",),
        "disableUpdateLastMsg is true or false.",
        "R-JAVA",
        must.one_of("disableUpdateLastMsg", "true", "false"),
        {**_SOUND, "disableUpdateLastMsg": "1"},
    ),
    Rule(
        "RC015",
        ("count",),
        "count is a whole number from -1 to 9999.",
        "R-PY",
        must.integer("count", -1, 9999),
        {**_SOUND, "count": "10000"},
    ),
    Rule(
        "RC016",
        ("contentAvailable",),
        "contentAvailable is 0 or 1.",
        "R-SEED",
        must.one_of("contentAvailable", "0", "1"),
        {**_SOUND, "contentAvailable": "true"},
    ),
    Rule(
        "RC017",
        ("disablePush",),
        "disablePush is true or false.",
        "R-SEED",
        must.one_of("disablePush", "true", "false"),
        {**_SOUND, "disablePush": "1"},
    ),
    *PUSH_RULES,
)
