"""What came against what is expected."""

from pathlib import Path

import pytest

from runner.expectations.judging import Came, judge
from tests.expectations.sheets import expecting

CAME = Came(
    "send",
    rules=("NE010", "NE002"),
    params={"attach": '{"title":"Hello Li","data":{"points":3,"n":"3","a-b":[true]}}', "save": "2", "push": "Hi\nLi"},
    outcome="accepted",
)
HELD = Came("hold", "changed: accepted before, with another text", params=CAME.params)


def said(folder: Path, text: str, came: Came | None = CAME) -> list[str]:
    """Each failure with its place and its diff."""
    return ["\n".join([f"{one.place}: {one.what}", *one.diff]) for one in judge(expecting(folder, text), came)]


@pytest.mark.parametrize(
    "text",
    [
        "decision: send",
        "outcome: accepted",
        "rules: [NE002, NE010, NE002]",
        "params: {save: 2}",
        'params: {save: "2"}',
        'params: {push: "Hi\\nLi"}',
        "params: {attach: {data: {n: '3', points: 3, a-b: [true]}, title: Hello Li}}",
        'params: {attach: \'{"data":{"points":3,"n":"3","a-b":[true]},"title":"Hello Li"}\'}',
        'json: {attach.title: Hello Li, attach.data.points: 3, attach.data.n: "3", attach.gone: null}',
        "json: {'attach.data.\"a-b\"[0]': true, save: '2', 'length(attach.data)': 3}",
        'json: {attach.data: {points: 3, n: "3", a-b: [true]}}',
    ],
)
def test_what_came_as_expected_is_no_failure(tmp_path: Path, text: str) -> None:
    assert said(tmp_path, text) == []


def test_part_of_the_reason_is_enough(tmp_path: Path) -> None:
    assert said(tmp_path, "decision: hold\nreason: accepted before", HELD) == []


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("decision: hold", "x.test.yaml:6:21: u1: the decision is send, not hold"),
        ("reason: excluded", "x.test.yaml:6:19: u1: there is no reason"),
        ("outcome: rejected", "x.test.yaml:6:20: u1: the outcome is accepted, not rejected"),
        ("json: {attach.data.n: 3}", 'x.test.yaml:6:33: u1: `attach.data.n` is another\n-3\n+"3"'),
        ("json: {attach.gone: x}", 'x.test.yaml:6:31: u1: `attach.gone` is another\n-"x"\n+null'),
        ("params: {gone: x}", "x.test.yaml:6:20: u1: there is no `gone`; the parameters are attach, save, push"),
        ("params: {save: 3}", "x.test.yaml:6:26: u1: `save` is another\n-3\n+2"),
        ("params: {push: Hi}", "x.test.yaml:6:26: u1: `push` is another\n-Hi\n+Hi\\n\n+Li"),
        ("rules: []", "x.test.yaml:6:18: u1: other rules are broken\n-\n+NE002\\n\n+NE010"),
        ("rules: [NE002]", "x.test.yaml:6:18: u1: other rules are broken\n-NE002\n+NE002\\n\n+NE010"),
    ],
)
def test_a_difference_is_said_at_its_place(tmp_path: Path, text: str, failure: str) -> None:
    (found,) = said(tmp_path, text)
    lines = [line for line in found.splitlines() if not line.startswith(("---", "+++", "@@"))]
    assert "\n".join(lines) == failure


def test_a_json_parameter_is_shown_as_a_diff_of_its_values(tmp_path: Path) -> None:
    text = "params: {attach: {title: Hello, data: {points: 3, n: '3', a-b: [true]}}}"
    (found,) = said(tmp_path, text)
    assert '-  "title": "Hello",\n' in found
    assert '+  "title": "Hello Li",\n' in found


def test_why_it_was_decided_otherwise_is_said(tmp_path: Path) -> None:
    assert said(tmp_path, "decision: send\noutcome: accepted", HELD) == [
        "x.test.yaml:6:21: u1: the decision is hold, not send (changed: accepted before, with another text)",
        "x.test.yaml:7:20: u1: nothing was sent: hold (changed: accepted before, with another text)",
    ]


def test_who_is_on_no_list(tmp_path: Path) -> None:
    assert said(tmp_path, "decision: send", None) == [
        "x.test.yaml:5:7: u1 is on no list of this case; name one who is, or add it to `recipients`"
    ]


def test_a_parameter_of_someone_for_whom_nothing_is_rendered(tmp_path: Path) -> None:
    (found,) = said(tmp_path, "params: {attach: x}", Came("left_out"))
    assert found.endswith("u1: there is no `attach`: nothing was rendered, since it is left_out")


def test_a_path_on_which_python_stumbles(tmp_path: Path) -> None:
    (found,) = said(tmp_path, "json: {'attach.data.\"a-b\"[::0]': 3}")
    assert "can't be followed in what came: " in found


def test_a_path_that_cannot_be_followed(tmp_path: Path) -> None:
    (found,) = said(tmp_path, "json: {'length(attach.data.points)': 3}")
    assert found.startswith("x.test.yaml:6:18: u1: `length(attach.data.points)` can't be followed in what came: ")
