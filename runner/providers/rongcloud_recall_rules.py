"""What a recall must say, to a notification's user or of a broadcast. Pure. Source: R-RECALL; ids as in R-SEED."""

from runner.providers import constraints as must
from runner.rule import Params, Rule

SYSTEM = "6"  # conversationType of system notifications
SOUND = {"fromUserId": "system", "conversationType": SYSTEM, "targetId": "u1", "messageUID": "5FGT-7VA9-G4DD-4V5P"}
_OF_BROADCAST = {"messageUID": SOUND["messageUID"]}


def _has_target(params: Params) -> bool:
    return "targetId" in params


def _has_type(params: Params) -> bool:
    return "conversationType" in params


RULES: tuple[Rule, ...] = (
    Rule(
        "RC301",
        ("messageUID",),
        "messageUID is required: the id that the vendor gave the message.",
        "R-RECALL",
        must.required("messageUID"),
        {**SOUND, "messageUID": ""},
    ),
    Rule(
        "RC302",
        ("fromUserId", "targetId"),
        "fromUserId is required where targetId is there: who sent the message.",
        "R-RECALL",
        must.where(_has_target, must.required("fromUserId")),
        {**SOUND, "fromUserId": ""},
    ),
    Rule(
        "RC303",
        ("conversationType", "targetId"),
        "conversationType is required where targetId is there: the kind of conversation.",
        "R-RECALL",
        must.where(_has_target, must.required("conversationType")),
        {"fromUserId": "system", "targetId": "u1", **_OF_BROADCAST},
    ),
    Rule(
        "RC304",
        ("conversationType",),
        "conversationType is 6: a system notification's.",
        "R-RECALL",
        must.where(lambda params: bool(params.get("conversationType")), must.one_of("conversationType", SYSTEM)),
        {**SOUND, "conversationType": "1"},
    ),
    Rule(
        "RC305",
        ("targetId", "conversationType"),
        "targetId is required where conversationType is there: who got the message.",
        "R-RECALL",
        must.where(_has_type, must.required("targetId")),
        {"conversationType": SYSTEM, **_OF_BROADCAST},
    ),
    Rule(
        "RC306",
        ("fromUserId",),
        "fromUserId has at most 64 bytes.",
        "R-SEED",
        must.most_bytes("fromUserId", 64),
        {**SOUND, "fromUserId": "系" * 22},
    ),
    Rule(
        "RC307",
        ("targetId",),
        "targetId has at most 64 bytes.",
        "R-SEED",
        must.most_bytes("targetId", 64),
        {**SOUND, "targetId": "u" * 65},
    ),
)
