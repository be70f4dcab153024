"""The `delivery` section: how it is sent, in which stages, when, and when it stops by itself. Pure."""

from collections.abc import Mapping
from itertools import pairwise

from runner.campaign import values
from runner.campaign.fields import DELIVERY, WINDOW
from runner.campaign.labels import read_each
from runner.campaign.model import Delivery, Size, Window
from runner.campaign.reading import Entry, Reading, entries, read_value
from runner.campaign.values import Wrong
from runner.hours import Denied, Times
from runner.source import Scalar

MANUAL = "manual"


def read_delivery(reading: Reading, found: Mapping[str, Entry]) -> Delivery:
    """How it is sent, as far as it can be read; complains about all that can't."""
    inner = (
        entries(reading, DELIVERY, found["delivery"].node, found["delivery"].key.place) if "delivery" in found else {}
    )
    fields, default = DELIVERY.by_name, Delivery()

    def whole(name: str, otherwise: int) -> int:
        low, high = fields[name].low, fields[name].high
        return read_value(reading, inner, name, lambda text: values.integer(text, low, high), otherwise)

    def seconds(name: str, otherwise: float) -> float:
        low, high = fields[name].low, fields[name].high
        return read_value(reading, inner, name, lambda text: values.duration(text, low, high), otherwise)

    choices = fields["on_failure"].choices
    on_failure = read_value(reading, inner, "on_failure", lambda text: values.choice(text, choices), "retry")
    stages = _read_stages(reading, inner)
    pause = inner.get("pause")
    manual = pause is not None and isinstance(pause.node, Scalar) and pause.node.text == MANUAL
    if pause and not stages:
        reading.complain(
            pause.key.place, "`pause` rests between stages, and there are none", "add `stages`, or delete it"
        )
    return Delivery(
        concurrency=whole("concurrency", default.concurrency),
        timeout=seconds("timeout", default.timeout),
        attempts=whole("attempts", default.attempts),
        max_wait=seconds("max_wait", default.max_wait),
        on_failure="hold" if on_failure == "hold" else "retry",
        stages=stages,
        pause=None if manual else seconds("pause", 0.0),
        stop=tuple(budget for _, budget in read_each(reading, inner, "stop", values.budget)),
        window=_read_window(reading, inner),
    )


def _read_stages(reading: Reading, found: Mapping[str, Entry]) -> tuple[Size, ...]:
    """Sizes that grow; the last one is everybody."""
    stages = read_each(reading, found, "stages", values.size)
    for (_, before), (text, after) in pairwise(stages):
        if before.share is not None and after.share is None:
            todo = "write numbers first, then shares"
            reading.complain(text.place, f"the stage {after.text} follows the share {before.text}", todo)
        elif (before.share or 0, before.recipients or 0) >= (after.share or 0, after.recipients or 0):
            todo = "write how many have got it in all, growing: [10, 1%, 100%]"
            reading.complain(text.place, f"the stage {after.text} isn't larger than {before.text}", todo)
    if stages and stages[-1][1].share != 1:
        todo = "end with 100%"
        reading.complain(stages[-1][0].place, "the last stage leaves some without the message", todo)
    return tuple(size for _, size in stages)


def _read_window(reading: Reading, found: Mapping[str, Entry]) -> Window | None:
    if "window" not in found:
        return None
    inner = entries(reading, WINDOW, found["window"].node, found["window"].key.place)

    def moment(name: str) -> float | None:
        return read_value(reading, inner, name, values.moment, None)

    begins, ends = moment("not_before"), moment("not_after")
    if begins is not None and ends is not None and begins >= ends:
        reading.complain(
            inner["not_after"].key.place, "`not_after` isn't later than `not_before`", "correct one of them"
        )
    quiet = read_each(reading, inner, "quiet", values.hours)
    if quiet and "time_zone" not in inner:
        todo = "add `time_zone`, e.g. Asia/Shanghai"
        reading.complain(inner["quiet"].key.place, "`quiet` doesn't say whose hours it names", todo)
    zone_field = read_value(reading, inner, "time_zone_field", _field, "")
    if zone_field and not quiet:
        what = "`time_zone_field` says whose hours are quiet, and there are none"
        reading.complain(inner["time_zone_field"].key.place, what, "add `quiet`, or delete it")
    denied: list[Denied] = [hours for _, hours in quiet]
    zone = read_value(reading, inner, "time_zone", values.zone, "UTC")
    return Window(Times(begins, ends, tuple(denied), zone), zone_field)


def _field(text: str) -> str | Wrong:
    return text if text.strip() else Wrong("a field needs a name", "write the name of the recipients' field")
