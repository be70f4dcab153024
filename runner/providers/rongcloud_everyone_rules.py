"""What may be declared in a broadcast, to all users or to those online, and its rules. Pure.

A rule of the system notification that holds here too keeps its number: RC006 is RC106 to all, RC206 to those online.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

from runner.parameter import Parameter
from runner.providers import rongcloud_parameters, rongcloud_rules
from runner.providers.rongcloud_warnings import ABOUT_SENDER
from runner.rule import Rule

_NAMED = {parameter.name: parameter for parameter in rongcloud_parameters.PARAMETERS}
_SYSTEMS = ("iOS", "Android")
_OS = Parameter(
    name="os",
    section="push",
    kind="text",
    about="Whose phones get a push: iOS or Android. Default: both.",
    choices=_SYSTEMS,
)

ONLINE: tuple[Parameter, ...] = tuple(_NAMED[name] for name in ("fromUserId", "objectName", "content"))
EVERYONE: tuple[Parameter, ...] = (
    *ONLINE,
    *(_NAMED[name] for name in ("pushContent", "pushData", "contentAvailable", "pushExt")),
    _OS,
)


def _renumbered(parameters: tuple[Parameter, ...], by: int, but: Collection[str] = ()) -> Iterator[Rule]:
    """The system notification's rules about these parameters; none is about disablePush, which no broadcast has."""
    names = {parameter.name for parameter in parameters}
    for rule in rongcloud_rules.RULES:
        params = tuple(name for name in rule.params if name != "disablePush")
        if rule.params[0] in names and names.issuperset(params) and rule.id not in but:
            example = {name: text for name, text in rule.example.items() if name in names}
            yield replace(rule, id=f"RC{int(rule.id[2:]) + by}", params=params, example=example)


EVERYONE_SOUND = {name: text for name, text in rongcloud_rules.SOUND.items() if name != "toUserId"}
ONLINE_SOUND = {name: text for name, text in EVERYONE_SOUND.items() if name != "pushContent"}
EVERYONE_RULES = (
    *_renumbered(EVERYONE, 100),
    Rule(
        "RC150",
        ("os",),
        "os is iOS or Android.",
        "R-PY",
        rongcloud_rules.any_case("os", *_SYSTEMS),
        {**EVERYONE_SOUND, "os": "windows"},
        doubtful=rongcloud_rules.other_case("os", *_SYSTEMS),
    ),
)
ONLINE_RULES = tuple(_renumbered(ONLINE, 200, but={ABOUT_SENDER}))  # it is about pushes, and nothing pushes here
