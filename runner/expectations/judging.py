"""What came against what is expected: each difference with its place, and what would make it right. Pure."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from runner.errors import Place
from runner.expectations.keys import LEFT_OUT
from runner.expectations.model import Expectation
from runner.expectations.paths import follow
from runner.expectations.values import Value, alike, as_sent, as_typed, differences, same, value_of
from runner.source import Node, Scalar


class Came(NamedTuple):
    """What came for one recipient. `decision`: of the plan, or `left_out`; `outcome`: empty where nothing was sent."""

    decision: str
    reason: str = ""
    rules: tuple[str, ...] = ()
    params: Mapping[str, str] = {}
    outcome: str = ""


class Fix(NamedTuple):
    """A value of the test file, and what it would have to be."""

    node: Node
    value: Value


class Failure(NamedTuple):
    """One expectation that isn't met. `diff`: lines of a unified diff; `fix`: None where nothing mends it."""

    place: Place
    what: str
    diff: tuple[str, ...] = ()
    fix: Fix | None = None


def judge(wanted: Expectation, came: Came | None) -> list[Failure]:
    """All that isn't as expected; `came`: None for a recipient of nobody's list."""
    who = wanted.recipient.text
    if came is None:
        what = f"{who} is on no list of this case; name one who is, or add it to `recipients`"
        return [Failure(wanted.recipient.place, what)]
    return [
        one._replace(what=f"{who}: {one.what}")
        for found in (_decided(wanted, came), _ruled(wanted, came), _said(wanted, came), _parts(wanted, came))
        for one in found
    ]


def _decided(wanted: Expectation, came: Came) -> Iterator[Failure]:
    why = f" ({came.reason})" if came.reason else ""
    yield from _word("decision", wanted.decision, came.decision, why)
    if wanted.reason and wanted.reason.text not in came.reason:
        what = f"the reason is {came.reason!r}" if came.reason else "there is no reason"
        yield Failure(wanted.reason.place, f"{what}", (), Fix(wanted.reason, came.reason) if came.reason else None)
    if wanted.outcome:
        unsent = f"nothing was sent: {came.decision}{why}"
        yield from _word("outcome", wanted.outcome, came.outcome, "", unsent)


def _word(name: str, wanted: Scalar | None, came: str, why: str, absent: str = "") -> Iterator[Failure]:
    if wanted is None or wanted.text == came:
        return
    what = f"the {name} is {came}, not {wanted.text}{why}" if came else absent
    yield Failure(wanted.place, what, (), Fix(wanted, came) if came else None)


def _ruled(wanted: Expectation, came: Came) -> Iterator[Failure]:
    if wanted.rules is None:
        return
    ids = sorted({item.text for item in wanted.rules.items if isinstance(item, Scalar)})
    broken = sorted(set(came.rules))
    if ids != broken:
        diff = differences("\n".join(ids), "\n".join(broken))
        yield Failure(wanted.rules.place, "other rules are broken", diff, Fix(wanted.rules, broken))


def _said(wanted: Expectation, came: Came) -> Iterator[Failure]:
    for name, node in wanted.params:
        text = came.params.get(name.text)
        if text is None:
            yield Failure(name.place, _no_such(name.text, came))
        elif not alike(node, text):
            expected = as_sent(node.text) if isinstance(node, Scalar) else value_of(node)
            value = as_sent(text)
            yield Failure(
                node.place, f"`{name.text}` is another", differences(expected, value), Fix(node, _own(node, text))
            )


def _own(node: Node, text: str) -> Value:
    """What a file says of a parameter: its value, but where it is a text with JSON in it that text."""
    return text if isinstance(node, Scalar) and node.text.startswith(("{", "[")) else as_typed(text)


def _no_such(name: str, came: Came) -> str:
    if not came.params:
        return f"there is no `{name}`: nothing was rendered, since it is {came.decision}"
    return f"there is no `{name}`; the parameters are {', '.join(came.params)}"


def _parts(wanted: Expectation, came: Came) -> Iterator[Failure]:
    document = {name: as_sent(text) for name, text in came.params.items()}
    for path, node in wanted.json:
        try:
            found = follow(path.text, document)
        except ValueError as error:
            yield Failure(path.place, f"`{path.text}` can't be followed in what came: {error}")
            continue
        if not same(found, value_of(node)):
            yield Failure(node.place, f"`{path.text}` is another", differences(value_of(node), found), Fix(node, found))


def fill(wanted: Expectation, came: Came) -> Fix:
    """What fills an expectation that names nothing: the decision, its reason, the rules, what is said."""
    facts: dict[str, Value] = {"decision": came.decision}
    if came.decision != "send" and came.reason:
        facts["reason"] = came.reason
    if came.rules:
        facts["rules"] = sorted(set(came.rules))
    if came.params and came.decision not in {"refuse", LEFT_OUT}:
        facts["params"] = {name: as_typed(text) for name, text in came.params.items()}
    return Fix(wanted.node, facts)
