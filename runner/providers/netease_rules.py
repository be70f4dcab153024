"""Every constraint that NetEase documents for a custom system notification. Pure. Source: N-SEED, N-ACCID."""

from runner.provider import Rule
from runner.providers import constraints as must

# no example breaks more than the one rule that it stands beside
_SOUND = {"from": "system", "to": "u1", "attach": "{}"}
_ACCID = r"[A-Za-z0-9_.@-]+"
_ACCID_SAID = "letters, digits and _ - . @ only"


def _to_people(params: must.Params) -> bool:
    return params.get("msgtype", "0") == "0"


RULES: tuple[Rule, ...] = (
    Rule(
        "NE001",
        ("from",),
        "from is required: the accid of the sender.",
        "N-SEED",
        must.required("from"),
        {**_SOUND, "from": ""},
    ),
    Rule(
        "NE002",
        ("from",),
        "from has at most 32 characters.",
        "N-SEED",
        must.longest("from", 32),
        {**_SOUND, "from": "s" * 33},
    ),
    Rule(
        "NE003",
        ("from",),
        "from is an accid: letters, digits and _ - . @ only.",
        "N-ACCID",
        must.written_with("from", _ACCID, _ACCID_SAID),
        {**_SOUND, "from": "the system"},
    ),
    Rule(
        "NE004",
        ("to",),
        "to is required: an accid, or a team's tid.",
        "N-SEED",
        must.required("to"),
        {**_SOUND, "to": ""},
    ),
    Rule(
        "NE005",
        ("to",),
        "to has at most 32 characters.",
        "N-SEED",
        must.longest("to", 32),
        {**_SOUND, "to": "u" * 33},
    ),
    Rule(
        "NE006",
        ("to", "msgtype"),
        "to is an accid where msgtype is 0: letters, digits and _ - . @ only.",
        "N-ACCID",
        must.where(_to_people, must.written_with("to", _ACCID, _ACCID_SAID)),
        {**_SOUND, "to": "李雷"},
    ),
    Rule(
        "NE007",
        ("attach",),
        "attach is required: what the notification says.",
        "N-SEED",
        must.required("attach"),
        {**_SOUND, "attach": ""},
    ),
    Rule(
        "NE008",
        ("attach",),
        "attach has at most 4096 characters.",
        "N-SEED",
        must.longest("attach", 4096),
        {**_SOUND, "attach": "😀" * 2049},
    ),
    Rule(
        "NE009",
        ("msgtype",),
        "msgtype is 0 (people) or 1 (teams).",
        "N-SEED",
        must.one_of("msgtype", "0", "1"),
        {**_SOUND, "msgtype": "2"},
    ),
    Rule(
        "NE010",
        ("save",),
        "save is 1 (online only) or 2 (offline as well).",
        "N-SEED",
        must.one_of("save", "1", "2"),
        {**_SOUND, "save": "0"},
    ),
    Rule(
        "NE011",
        ("option",),
        "option is a JSON object.",
        "N-SEED",
        must.json_object("option"),
        {**_SOUND, "option": "[]"},
    ),
    Rule(
        "NE012",
        ("env",),
        "env has at most 32 characters.",
        "N-SEED",
        must.longest("env", 32),
        {**_SOUND, "env": "e" * 33},
    ),
    Rule(
        "NE013",
        ("checkAccidAsyncEnable",),
        "checkAccidAsyncEnable is true or false.",
        "N-SEED",
        must.one_of("checkAccidAsyncEnable", "true", "false"),
        {**_SOUND, "checkAccidAsyncEnable": "yes"},
    ),
    Rule(
        "NE014",
        ("pushcontent",),
        "pushcontent has at most 500 characters.",
        "N-SEED",
        must.longest("pushcontent", 500),
        {**_SOUND, "pushcontent": "推" * 501},
    ),
    Rule(
        "NE015",
        ("payload",),
        "payload is JSON.",
        "N-SEED",
        must.json_text("payload"),
        {**_SOUND, "payload": "{pushTitle: x}"},
    ),
    Rule(
        "NE016",
        ("payload",),
        "payload has at most 2048 characters.",
        "N-SEED",
        must.longest("payload", 2048),
        {**_SOUND, "payload": '"' + "p" * 2047 + '"'},
    ),
    Rule(
        "NE017",
        ("sound",),
        "sound has at most 30 characters.",
        "N-SEED",
        must.longest("sound", 30),
        {**_SOUND, "sound": "s" * 31},
    ),
    Rule(
        "NE018",
        ("isForcePush",),
        "isForcePush is true or false.",
        "N-SEED",
        must.one_of("isForcePush", "true", "false"),
        {**_SOUND, "isForcePush": "1"},
    ),
    Rule(
        "NE019",
        ("forcePushContent",),
        "forcePushContent has at most 500 characters.",
        "N-SEED",
        must.longest("forcePushContent", 500),
        {**_SOUND, "forcePushContent": "f" * 501},
    ),
    Rule(
        "NE020",
        ("forcePushAll",),
        "forcePushAll is true or false.",
        "N-SEED",
        must.one_of("forcePushAll", "true", "false"),
        {**_SOUND, "forcePushAll": "True"},
    ),
    Rule(
        "NE021",
        ("forcePushList",),
        "forcePushList is a JSON array of accids.",
        "N-SEED",
        must.json_texts("forcePushList"),
        {**_SOUND, "forcePushList": "u1,u2"},
    ),
    Rule(
        "NE022",
        ("forcePushList",),
        "forcePushList has at most 100 accids.",
        "N-SEED",
        must.most_items("forcePushList", 100),
        {**_SOUND, "forcePushList": "[" + ",".join(f'"u{n}"' for n in range(101)) + "]"},
    ),
)
