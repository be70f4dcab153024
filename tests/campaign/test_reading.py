from pathlib import Path

from runner.campaign.fields import DELIVERY
from runner.campaign.reading import Reading, entries, read_value, scalars, suggest
from runner.campaign.values import Wrong
from runner.errors import Place
from runner.project import Project
from runner.source import parse_yaml


def reading() -> Reading:
    return Reading(Project(Path("p")), Path("p"), "c.yaml", {}, {})


def test_a_meant_key_is_found_whatever_its_case() -> None:
    assert suggest("apns", ["APNs", "MI"], {}) == "did you mean `APNs`?"
    assert suggest("pushcontent", ["pushContent"], {}) == "did you mean `pushContent`?"


def test_a_key_of_another_section_is_sent_there() -> None:
    assert suggest("alert", ["alarm"], {"alert": "push"}) == "it belongs under `push`"


def test_without_a_likely_key_all_are_listed() -> None:
    assert suggest("qqq", ["a", "b"], {}) == "the keys here are a, b"
    assert suggest("qqq", [], {}) == "delete it"


def test_entries_are_those_of_the_right_shape() -> None:
    found = reading()
    node = parse_yaml("attempts: 3\ntimeout: [1]\nrate: 1\non_failure:", "c.yaml")
    assert list(entries(found, DELIVERY, node, Place("c.yaml", 1, 1))) == ["attempts"]
    assert [str(problem.place) for problem in found.problems] == ["c.yaml:3:1", "c.yaml:2:10", "c.yaml:4:12"]
    assert entries(found, DELIVERY, parse_yaml("a", "c.yaml"), Place("c.yaml")) == {}


def test_a_wrong_value_is_complained_about_and_the_default_stands_in() -> None:
    found = reading()
    inner = entries(found, DELIVERY, parse_yaml("attempts: 3", "c.yaml"), Place("c.yaml"))
    assert read_value(found, inner, "attempts", int, 5) == 3
    assert read_value(found, inner, "timeout", int, 7) == 7
    assert read_value(found, inner, "attempts", lambda text: Wrong(f"`{text}` is odd", "write 2"), 5) == 5
    assert [str(problem) for problem in found.problems] == ["c.yaml:1:11: attempts: `3` is odd; write 2"]


def test_one_text_or_a_list_of_texts() -> None:
    found = reading()
    assert [text.text for text in scalars(found, "file", parse_yaml("a", "c"))] == ["a"]
    assert [text.text for text in scalars(found, "file", parse_yaml("[a, [b], '', c]", "c"))] == ["a", "c"]
    assert [problem.place.column for problem in found.problems if problem.place] == [5, 10]
