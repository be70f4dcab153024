"""What NetEase takes in a custom system notification and then does otherwise than meant; the inside of option. Pure.

Source: N-SEED, N-BATCH. Whether a forced push needs pushcontent isn't documented: it is asked for one text of the two.
"""

from runner.providers.netease_checks import Vendor, warning
from runner.providers.netease_parameters import OPTION
from runner.rule import Check, Params, Rule

SOUND = {"from": "system", "to": "u1", "attach": '{"type":"release"}'}
FORCED = {"msgtype": "1", "isForcePush": "true", "forcePushContent": "hi"}  # a forced push to a team, as it should be

_NE = Vendor(SOUND)
_KEYS = [field.name for field in OPTION]
_PEOPLE = "0"


def _is_set(params: Params, name: str) -> bool:
    """A flag that is true, or any other parameter that is there and not empty."""
    return params.get(name, "") not in {"", "false"}


def _payload_alone(params: Params) -> str:
    alone = _is_set(params, "payload") and not params.get("pushcontent")
    return "payload is not delivered without pushcontent, and there is none" if alone else ""


def _to_people(name: str) -> Check:
    def check(params: Params) -> str:
        if not _is_set(params, name) or params.get("msgtype", _PEOPLE) != _PEOPLE:
            return ""
        return f"{name} is for teams, and msgtype is 0, people"

    return check


def _all_and_some(params: Params) -> str:
    if params.get("forcePushAll") != "true" or not _is_set(params, "forcePushList"):
        return ""
    return "forcePushAll is true beside a forcePushList, and which of them counts isn't documented; keep one"


def _unforced(params: Params) -> str:
    about = next((name for name in ("forcePushContent", "forcePushAll", "forcePushList") if _is_set(params, name)), "")
    if not about or params.get("isForcePush", "false") != "false":
        return ""
    return f"isForcePush is false or left out, and {about} is about forced pushes"


def _forced_without_text(params: Params) -> str:
    if params.get("isForcePush") != "true" or params.get("pushcontent") or params.get("forcePushContent"):
        return ""
    return "isForcePush is true, and there is no forcePushContent or pushcontent to push"


WARNINGS: tuple[Rule, ...] = (
    warning(
        _NE.rule(
            "NE023",
            ("payload", "pushcontent"),
            "payload stands beside a pushcontent: without one it is not delivered.",
            "N-BATCH",
            _payload_alone,
            {"payload": '{"pushTitle":"hi"}'},
        )
    ),
    warning(
        _NE.rule(
            "NE024",
            ("forcePushAll", "msgtype"),
            "forcePushAll is for teams: where msgtype is 1.",
            "N-SEED",
            _to_people("forcePushAll"),
            {"isForcePush": "true", "forcePushContent": "hi", "forcePushAll": "true"},
        )
    ),
    warning(
        _NE.rule(
            "NE025",
            ("forcePushList", "msgtype"),
            "forcePushList is for teams: where msgtype is 1.",
            "N-SEED",
            _to_people("forcePushList"),
            {"isForcePush": "true", "forcePushContent": "hi", "forcePushList": '["u1"]'},
        )
    ),
    warning(
        _NE.rule(
            "NE026",
            ("forcePushAll", "forcePushList"),
            "forcePushAll and forcePushList don't stand together.",
            "N-SEED",
            _all_and_some,
            {**FORCED, "forcePushAll": "true", "forcePushList": '["u1"]'},
        )
    ),
    warning(
        _NE.rule(
            "NE027",
            ("isForcePush", "forcePushContent", "forcePushAll", "forcePushList"),
            "forcePushContent, forcePushAll and forcePushList stand beside isForcePush: true.",
            "N-SEED",
            _unforced,
            {"forcePushContent": "hi"},
        )
    ),
    warning(
        _NE.rule(
            "NE028",
            ("isForcePush", "pushcontent", "forcePushContent"),
            "A forced push has a text: forcePushContent or pushcontent.",
            "N-BATCH",
            _forced_without_text,
            {"isForcePush": "true"},
        )
    ),
    _NE.flags("NE029", "option", _KEYS, "N-SEED"),
    _NE.known("NE030", "option", _KEYS, "N-SEED"),
)
