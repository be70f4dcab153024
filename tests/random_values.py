"""Random values of a provider's parameters: legal ones by what it declares, at the edges too, and faulty ones.

What a declaration doesn't tell (the letters of an account's id, the values of a list) stands here by a key's name, as
the vendors' pages have it. Nothing hangs on a legal value being legal: rules and emulator are only compared.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import orjson

from runner.parameter import Field, Parameter

Value = Any  # what YAML can hold
Known = Parameter | Field
Draw = Callable[[Random], Value]

WORDS = [
    *("hi", "a&b=c 100%+1", "新版本", "😀", "👨‍👩‍👧", " ", "\u2028", "a\nb", ""),
    *('{"a":1}', "[]", "null", "true", "0", "1"),
]
WILD = ["", "yes", "2", "-1", "1.0", "x" * 51, "NORMAL", "null", True, 7, 1.0, ["a"], {"a": 1}]
NOT_JSON = ["", "{", "{pushTitle: x}", "u1,u2", "hi", "NaN", "{'a': 1}"]
PUSHING = ["RC:TxtMsg", "RC:ImgMsg", "RC:InfoNtf", "App:Note", "rc:note", "t" * 32]
SYSTEMS = ["ios", "aos", "pc", "web", "mac"]
HTTPS = ["https://example.com/i.png", "HTTPS://example.com/i"]
ACCIDS = ["u1", "System", "a.b_c-d@e", "0", "u" * 32]
NO_ACCIDS = ["", "u" * 33, "u" * 64, "李雷", "a b", "u/1", "u😀", "u\n"]
USERS = ["u1", "a b", "李雷", "u😀", "0", "u" * 64, "系" * 21]
NO_USERS = ["", "u" * 65, "系" * 22, "😀" * 17]


def some_accids(random: Random) -> list[str]:
    """A list of accounts within the vendors' limits."""
    return [f"u{n}" for n in range(random.choice([0, 1, 2, 100]))]


def _one_of(*values: Value) -> Draw:
    return lambda random: random.choice(values)


def _systems(random: Random) -> list[str]:
    return random.sample(SYSTEMS, random.randint(0, 5))


def _payload(random: Random) -> Value:
    fitting = {"a": "p" * random.choice([1, 2040, 2041])}
    return random.choice([fitting, {"pushTitle": random.choice(WORDS)}, ["a", 1], [], {}, 7, "7", '"x"', "null"])


def _vivo(random: Random) -> Value:
    category = {"category": "IM"} if random.random() < 0.5 else {}
    return {"classification": random.choice([0, 1, "0", "1"]), **category}


LEGAL: Mapping[str, Draw] = {
    **dict.fromkeys(("from", "sender_id", "from_account_id"), _one_of(*ACCIDS)),
    "fromUserId": _one_of(*USERS),
    "objectName": _one_of(*PUSHING),
    "ttl": _one_of(1, 24, 168, 8761, 999_999_999),
    "count": _one_of(-1, 0, 1, 9999),
    "msgRandom": _one_of(0, 7, -(2**63), 2**63 - 1),
    **dict.fromkeys(("targetOs", "target_os"), _systems),
    **dict.fromkeys(("forcePushList", "push_forcepush_ids"), some_accids),
    **dict.fromkeys(("payload", "push_payload"), _payload),
    "VIVO": _vivo,
    "image": _one_of(*HTTPS),
    "category": _one_of("IM", "VOIP2"),
}
_MANY = [f"u{n}" for n in range(101)]
_LISTS: Sequence[Value] = (_MANY, [1], ["u1", None], {}, "u1,u2", "null", '"u1"', ["android"], ["ios", "linux"])
_LONG = {"a": "p" * 2042}
_PAYLOADS: Sequence[Value] = (*NOT_JSON, _LONG, orjson.dumps(_LONG).decode())
_FLAGS: Sequence[Value] = ("True", "1", "", "yes", 0)
FAULTY: Mapping[str, Sequence[Value]] = {
    **dict.fromkeys(("from", "sender_id", "from_account_id"), NO_ACCIDS),
    "fromUserId": NO_USERS,
    "objectName": ["", "t" * 33, "推" * 33, "😀" * 20, "RC:Release", "RC:txtmsg", "RC:"],
    "ttl": [0, -1, "", "x", "1.5", 10**9, "01", "１", True],
    "count": [-2, 10_000, "", "x", "01", "１", "+1", "-0", "1" * 25],
    "msgRandom": [str(2**63), str(-(2**63) - 1), "now", "", 1.5],
    **dict.fromkeys(("targetOs", "target_os", "forcePushList", "push_forcepush_ids"), _LISTS),
    **dict.fromkeys(("payload", "push_payload"), _PAYLOADS),
    "VIVO": [{"category": "IM"}, {"classification": 2}, {"classification": True}, {"classification": None}],
    "image": ["http://example.com/i.png", "i.png", "", None],
    "category": ["im", "Im", "", "类"],
    **dict.fromkeys(("disablePush", "disableUpdateLastMsg", "isForcePush", "forcePushAll"), _FLAGS),
    "os": ["ios", "ANDROID", "windows", ""],
    "forceShowPushContent": [True, 2, "1", 1.0, None],
}


def legal(known: Known, random: Random) -> Value:
    """A value as the declaration has it, now and then at a limit."""
    if known.name in LEGAL:
        return LEGAL[known.name](random)
    if known.choices:
        choice = random.choice(known.choices)
        return orjson.loads(choice) if known.kind in {"integer", "boolean"} else choice
    if known.kind == "boolean":
        return random.random() < 0.5
    if known.fields:
        return _mapping(known, random)
    if known.kind == "json" and random.random() < 0.8:
        return {random.choice(WORDS): random.choice(WORDS) for _ in range(random.randint(0, 3))}
    return _text(known, random, [-1, 0])


def faulty(known: Known, random: Random) -> Value:
    """A value of another shape, beyond a limit, or of no meaning; it may happen to be legal."""
    if known.fields and random.random() < 0.85:
        return _faulty_inside(known, random)
    if known.name in FAULTY and random.random() < 0.7:
        return random.choice(FAULTY[known.name])
    if known.longest and random.random() < 0.7:
        return _text(known, random, [1])
    if isinstance(known, Parameter) and known.most_bytes and random.random() < 0.2:
        return "c" * (known.most_bytes + random.choice([0, 1]))
    odd = [*WILD, None] if isinstance(known, Field) else WILD
    return random.choice([*odd, *NOT_JSON] if known.kind == "json" else odd)


def leaves(known: Known) -> int:
    """How many things there are to go wrong: a key with others inside counts for these."""
    return sum(map(leaves, known.fields)) or 1


def _text(known: Known, random: Random, beyond: Sequence[int]) -> str:
    """Words, or a text at its limit: plain, Chinese, or (seldom) of two UTF-16 units a letter."""
    if known.longest and (beyond == [1] or random.random() < 0.2):
        return random.choice("xxxx推推推😀") * (known.longest + random.choice(beyond))
    return random.choice(WORDS) + random.choice(["", "x", chr(random.randrange(0x4E00, 0x9FFF))])


def _mapping(known: Known, random: Random, share: float = 0.4) -> Value:
    inner = {field.name: legal(field, random) for field in known.fields if random.random() < share}
    if not (isinstance(known, Field) and known.many) or random.random() < 0.2:
        return inner
    return [{name: value} for name, value in inner.items()]


def _faulty_inside(known: Known, random: Random) -> Value:
    """Legal but for one field, an unknown key, or the shape of a list's item."""
    (field,) = random.choices(known.fields, [leaves(field) for field in known.fields])
    if isinstance(known, Field) and known.many:
        strange = random.choice([{}, {"APNS": {}}, {"MI": 1}, {"MI": {}, "HW": {}}, "MI", 7])
        item = strange if random.random() < 0.15 else {field.name: faulty(field, random)}
        return [*({other.name: legal(other, random)} for other in random.sample(known.fields, 2)), item]
    name, value = (field.name, faulty(field, random)) if random.random() < 0.85 else ("Strange", "x")
    return {**_mapping(known, random), name: value}
