"""Every constraint documented for a custom notification of NetEase's V2; inside push_config: its own module. Pure.

Source: N-APIFOX, N-V2B, N-ACCID. The length of route_environment and of a team's id is not documented for V2.
"""

from runner.providers import constraints as must
from runner.providers.netease_checks import Vendor, accid, each
from runner.providers.netease_v2_body import PERSON
from runner.providers.netease_v2_parameters import NOTIFICATION_CONFIG
from runner.providers.netease_v2_push_rules import PUSH_RULES, SOUND
from runner.rule import Params, Rule

_NE = Vendor(SOUND)


def _to_people(params: Params) -> bool:
    return params.get("type", PERSON) == PERSON


RULES: tuple[Rule, ...] = (
    _NE.rule(
        "NE101",
        ("sender_id",),
        "sender_id is required: the accid of the sender.",
        "N-APIFOX",
        must.required("sender_id"),
        {"sender_id": ""},
    ),
    _NE.rule(
        "NE102",
        ("sender_id",),
        "sender_id has at most 32 characters.",
        "N-ACCID",
        must.longest("sender_id", 32),
        {"sender_id": "s" * 33},
    ),
    _NE.accid("NE103", "sender_id", "the system"),
    _NE.rule(
        "NE104",
        ("receiver_id",),
        "receiver_id is required: an accid, or a team's id.",
        "N-APIFOX",
        must.required("receiver_id"),
        {"receiver_id": ""},
    ),
    _NE.rule(
        "NE105",
        ("receiver_id", "type"),
        "receiver_id has at most 32 characters where type is 1.",
        "N-ACCID",
        must.where(_to_people, must.longest("receiver_id", 32)),
        {"receiver_id": "u" * 33},
    ),
    _NE.rule(
        "NE106",
        ("receiver_id", "type"),
        "receiver_id is an accid where type is 1: letters, digits and _ - . @ only.",
        "N-ACCID",
        must.where(_to_people, accid("receiver_id")),
        {"receiver_id": "李雷"},
    ),
    _NE.rule(
        "NE107",
        ("content",),
        "content is required: what the notification says.",
        "N-APIFOX",
        must.required("content"),
        {"content": ""},
    ),
    _NE.longest("NE108", "content", 4096, "N-APIFOX"),
    _NE.rule(
        "NE109",
        ("type",),
        "type is 1 (people), 2 (advanced teams) or 3 (super teams).",
        "N-APIFOX",
        must.one_of("type", "1", "2", "3"),
        {"type": "0"},
    ),
    _NE.object("NE110", "notification_config", "N-APIFOX"),
    _NE.flags("NE111", "notification_config", [field.name for field in NOTIFICATION_CONFIG], "N-APIFOX"),
    _NE.known("NE112", "notification_config", [field.name for field in NOTIFICATION_CONFIG], "N-APIFOX"),
    _NE.object("NE113", "route_config", "N-APIFOX"),
    _NE.flags("NE114", "route_config", ["route_enabled"], "N-APIFOX"),
    _NE.inner(
        "NE115",
        ("route_config",),
        "route_config.route_environment is text.",
        "N-APIFOX",
        each("route_config", ["route_environment"], lambda value: isinstance(value, str), "text"),
        {"route_config": '{"route_environment":7}'},
    ),
    _NE.known("NE116", "route_config", ["route_enabled", "route_environment"], "N-APIFOX"),
    _NE.longest("NE117", "sound", 30, "N-APIFOX"),
    *PUSH_RULES,
)
