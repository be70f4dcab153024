"""The `policy` section, of a campaign file or of project.yaml: what a plan must keep to. Pure."""

from collections.abc import Mapping

from runner.campaign import values
from runner.campaign.fields import POLICY
from runner.campaign.labels import read_each
from runner.campaign.model import Demand
from runner.campaign.policy_fields import EXPECTATION
from runner.campaign.reading import Entry, Reading, entries, read_value, shape_of
from runner.hours import Denied, Hours, Times
from runner.source import ListNode, MapNode, Scalar


def read_policy(reading: Reading, entry: Entry) -> tuple[Demand, ...]:
    """Its demands, in the order of the file's keys as documented; complains about all that can't be read."""
    found = entries(reading, POLICY, entry.node, entry.key.place)
    fields = POLICY.by_name
    demands: list[Demand] = []

    def demand(name: str, value: float | bool | tuple[str, ...] | Times | None) -> None:
        if value is not None and name in found:
            demands.append(Demand(name, value, found[name].key.place))

    low, high = fields["max_recipients"].low, fields["max_recipients"].high
    demand("max_recipients", read_value(reading, found, "max_recipients", lambda t: values.integer(t, low, high), None))
    most = fields["max_duration"].high
    demand("max_duration", read_value(reading, found, "max_duration", lambda t: values.duration(t, 0, most), None))
    demand("max_share_changed", read_value(reading, found, "max_share_changed", values.share, None))
    for name in ("require_plan", "require_clean_git"):
        if read_value(reading, found, name, values.flag, False):
            demand(name, True)
    targets = tuple(word for _, word in read_each(reading, found, "allowed_targets", values.word))
    demand("allowed_targets", targets or None)
    demand("deny_windows", _denied(reading, found))
    return (*demands, *_expectations(reading, found))


def _denied(reading: Reading, found: Mapping[str, Entry]) -> Times | None:
    read = read_each(reading, found, "deny_windows", values.denied)
    windows: list[Denied] = [window for _, window in read]
    if any(isinstance(window, Hours) for window in windows) and "time_zone" not in found:
        todo = "add `time_zone`, e.g. Asia/Shanghai"
        reading.complain(found["deny_windows"].key.place, "`deny_windows` doesn't say whose hours it names", todo)
    zone = read_value(reading, found, "time_zone", values.zone, "UTC")
    return Times(denied=tuple(windows), zone=zone) if windows else None


def _expectations(reading: Reading, found: Mapping[str, Entry]) -> list[Demand]:
    node = found["expect"].node if "expect" in found else None
    demands = []
    for item in node.items if isinstance(node, ListNode) else ():
        if not isinstance(item, MapNode):
            todo = "write {that: EXPRESSION, message: TEXT}"
            reading.complain(item.place, f"an expectation must be a mapping, not {shape_of(item)}", todo)
            continue
        inner = entries(reading, EXPECTATION, item, item.place)
        if "that" in inner and "message" in inner:
            that, message = inner["that"].node, inner["message"].node
            if isinstance(that, Scalar) and isinstance(message, Scalar):
                demands.append(Demand("expect", that, that.place, message.text))
    return demands
