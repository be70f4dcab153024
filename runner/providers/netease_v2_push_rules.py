"""What NetEase's V2 documents about the inside of push_config. Pure. Source: N-APIFOX.

Not documented, and so a warning or no rule at all: other keys; which of push_forcepush_all and push_forcepush_ids
counts; whether a forced push needs push_forcepush_enable on the batch interface, whose page doesn't list that key.
"""

from functools import lru_cache

import orjson

from runner.inside import Find, together
from runner.providers import constraints as must
from runner.providers.netease_checks import Fault, Judge, Vendor, doubting, each, inside, length, warning
from runner.providers.netease_v2_body import PERSON, payload_of
from runner.providers.netease_v2_parameters import PUSH_CONFIG
from runner.rule import Params, Rule

SOUND = {"sender_id": "system", "receiver_id": "u1", "content": '{"type":"release"}'}

_NE = Vendor(SOUND)
_NAME, _SOURCE = "push_config", "N-APIFOX"
_PUSH, _MOST_PAYLOAD, _MOST_IDS = (_NAME,), 2048, 100
_MEMBERS = ("push_forcepush_all", "push_forcepush_ids")


def _keys(kind: str) -> list[str]:
    return [field.name for field in PUSH_CONFIG if field.kind == kind]


def _payload_is_json(params: Params) -> Fault | None:
    """A text that holds JSON, or any other value that isn't nested beyond writing; null leaves it out."""
    payload = inside(_NAME, params).get("push_payload")
    if payload is None or _is_short_json(params[_NAME]):
        return None
    text = payload_of(params[_NAME])
    if text is not None and must.parsed(text) is not must.NOT_JSON:
        return None
    return Fault(("push_payload",), f"push_config.push_payload is {must.quoted(payload)}, not JSON")


def _payload_length(judge: Judge) -> Find:
    """Of the payload's text as it is sent."""

    def fault(params: Params) -> Fault | None:
        if "push_payload" not in inside(_NAME, params) or _is_short_json(params[_NAME]):
            return None
        text = payload_of(params[_NAME])
        what = judge("push_config.push_payload", text, _MOST_PAYLOAD) if text else ""
        return Fault(("push_payload",), what) if what else None

    return Find(("push_payload",), fault)


@lru_cache(maxsize=16)
def _is_short_json(config: str) -> bool:
    """Whether the payload stands in the config as compact JSON of at most half the length, and as no text.

    Nearly all do, and what is sent of them is beyond doubt without being made: it differs in how floats are written,
    by less than the other half, which also has room for UTF-16 units.
    """
    _, *written = config.split('"push_payload":')
    payload = inside(_NAME, {_NAME: config}).get("push_payload")
    if len(written) != 1 or isinstance(payload, str):
        return False
    try:
        compact = orjson.dumps(payload).decode()
    except orjson.JSONEncodeError:  # nested more deeply than it writes
        return False
    return 2 * len(compact) <= _MOST_PAYLOAD and written[0].startswith(compact)


def _ids_are_few(params: Params) -> Fault | None:
    ids = inside(_NAME, params).get("push_forcepush_ids")
    if not isinstance(ids, list) or len(ids) <= _MOST_IDS:
        return None
    return Fault(("push_forcepush_ids",), f"push_config.push_forcepush_ids has {len(ids)} accids, over {_MOST_IDS}")


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _members(params: Params) -> list[str]:
    """The keys that force a push on members of a team here."""
    config = inside(_NAME, params)
    everybody = ["push_forcepush_all"] if config.get("push_forcepush_all") is True else []
    return everybody + ["push_forcepush_ids"] * (config.get("push_forcepush_ids") is not None)


def _members_of_no_team(params: Params) -> Fault | None:
    members = _members(params) if params.get("type", PERSON) == PERSON else []
    what = "push_config.{} is for teams, and type is 1, people"
    return Fault((members[0],), what.format(members[0])) if members else None


def _all_and_some(params: Params) -> Fault | None:
    if len(_members(params)) < 2:
        return None
    what = "push_config has push_forcepush_all and push_forcepush_ids, and which counts isn't documented; keep one"
    return Fault(("push_forcepush_ids",), what)


def _members_unforced(params: Params) -> Fault | None:
    members, config = _members(params), inside(_NAME, params)
    if not members or config.get("push_forcepush_enable", False) is not False:
        return None
    what = f"push_config.{members[0]} is about forced pushes, and push_forcepush_enable is false or left out"
    return Fault((members[0],), what)


def _forced_without_text(params: Params) -> Fault | None:
    config = inside(_NAME, params)
    texts = config.get("push_content") or config.get("push_forcepush_content")
    if config.get("push_forcepush_enable") is not True or texts:
        return None
    what = "push_config.push_forcepush_enable is true, and there is no push_content or push_forcepush_content to push"
    return Fault(("push_forcepush_enable",), what)


def _texts(key: str, number: str) -> Rule:
    sentence, example = f"push_config.{key} has at most 500 characters.", {_NAME: f'{{"{key}":"{"推" * 501}"}}'}
    rule = _NE.inner(number, _PUSH, sentence, _SOURCE, length(_NAME, key, 500, must.too_long), example)
    return doubting(rule, length(_NAME, key, 500, must.maybe_too_long))


_RULES = (
    _NE.object("NE118", _NAME, _SOURCE),
    _NE.flags("NE119", _NAME, _keys("boolean"), _SOURCE),
    _NE.inner(
        "NE120",
        _PUSH,
        "push_config.push_content and push_forcepush_content are texts.",
        _SOURCE,
        each(_NAME, _keys("text"), lambda value: isinstance(value, str), "text"),
        {_NAME: '{"push_content":7}'},
    ),
    _texts("push_content", "NE121"),
    _NE.inner(
        "NE122",
        _PUSH,
        "push_config.push_payload is JSON: a text that holds JSON, or any value but a text.",
        _SOURCE,
        Find(("push_payload",), _payload_is_json),
        {_NAME: '{"push_payload":"{pushTitle: x}"}'},
    ),
    doubting(
        _NE.inner(
            "NE123",
            _PUSH,
            "push_config.push_payload has at most 2048 characters, written as compact JSON.",
            _SOURCE,
            _payload_length(must.too_long),
            {_NAME: '{"push_payload":["' + "p" * 2045 + '"]}'},
        ),
        _payload_length(must.maybe_too_long),
    ),
    _texts("push_forcepush_content", "NE124"),
    _NE.inner(
        "NE125",
        _PUSH,
        "push_config.push_forcepush_ids is an array of accids.",
        _SOURCE,
        each(_NAME, ["push_forcepush_ids"], _is_list_of_texts, "an array of texts"),
        {"type": "2", _NAME: '{"push_forcepush_enable":true,"push_content":"hi","push_forcepush_ids":"u1"}'},
    ),
    _NE.inner(
        "NE126",
        _PUSH,
        "push_config.push_forcepush_ids has at most 100 accids.",
        _SOURCE,
        Find(("push_forcepush_ids",), _ids_are_few),
        {
            "type": "2",
            _NAME: '{"push_forcepush_enable":true,"push_content":"hi","push_forcepush_ids":['
            + ",".join(f'"u{n}"' for n in range(101))
            + "]}",
        },
    ),
    _NE.known("NE127", _NAME, [field.name for field in PUSH_CONFIG], _SOURCE),
    warning(
        _NE.inner(
            "NE128",
            ("push_config", "type"),
            "push_forcepush_all and push_forcepush_ids are for teams: where type is 2 or 3.",
            _SOURCE,
            Find(_MEMBERS, _members_of_no_team),
            {_NAME: '{"push_forcepush_enable":true,"push_content":"hi","push_forcepush_ids":["u1"]}'},
        )
    ),
    warning(
        _NE.inner(
            "NE129",
            _PUSH,
            "push_forcepush_all and push_forcepush_ids don't stand together.",
            _SOURCE,
            Find(_MEMBERS, _all_and_some),
            {
                "type": "2",
                _NAME: '{"push_forcepush_enable":true,"push_content":"hi","push_forcepush_all":true,'
                '"push_forcepush_ids":["u1"]}',
            },
        )
    ),
    warning(
        _NE.inner(
            "NE130",
            _PUSH,
            "push_forcepush_all and push_forcepush_ids stand beside push_forcepush_enable: true.",
            _SOURCE,
            Find(_MEMBERS, _members_unforced),
            {"type": "2", _NAME: '{"push_content":"hi","push_forcepush_all":true}'},
        )
    ),
    warning(
        _NE.inner(
            "NE131",
            _PUSH,
            "A forced push has a text: push_forcepush_content or push_content.",
            _SOURCE,
            Find(("push_forcepush_enable",), _forced_without_text),
            {_NAME: '{"push_forcepush_enable":true}'},
        )
    ),
)
PUSH_RULES: tuple[Rule, ...] = together(_NAME, _RULES, lambda text: inside(_NAME, {_NAME: text}))
