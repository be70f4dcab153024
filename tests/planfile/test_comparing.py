"""Two streams of entries side by side."""

from hypothesis import given
from hypothesis import strategies as st

from runner.planfile.comparing import Entry, People, Side, compare, merged, text

PEOPLE = st.dictionaries(st.text("ab1王😀", min_size=1, max_size=3), st.sampled_from("xyz"), max_size=10)


def entries(people: dict[str, str]) -> list[Entry]:
    return [Entry(who, people[who], {"attach": people[who]}) for who in sorted(people, key=lambda who: who.encode())]


@given(PEOPLE, PEOPLE, st.integers(0, 3))
def test_who_came_who_went_and_whose_text_differs(then: dict[str, str], now: dict[str, str], most: int) -> None:
    people, texts = merged(entries(then), entries(now), most)
    other = [who for who in then if who in now and then[who] != now[who]]
    assert people == People(len(now.keys() - then.keys()), len(then.keys() - now.keys()), len(other))
    assert [who for who, _ in texts] == sorted(other, key=lambda who: who.encode())[:most]


def test_a_text_that_nobody_wrote_down_is_counted_and_not_shown() -> None:
    found = merged([Entry("a", "1", None)], [Entry("a", "2", '{"attach": "x"}')], 3)
    assert found == (People(changed=1), [])


def side(name: str, declared: str) -> Side:
    return Side(name, "c.yaml", "netease:demo", {"send": 1}, 1, 0.1, declared, None)


def test_another_edition_is_the_same_campaign() -> None:
    (pair,) = compare([side("news@1.0", "d")], [side("news@1.1", "e")], 3)
    assert pair.state == "changed"
    assert "  campaign news@1.0 → news@1.1\n" in text([pair])


def test_nothing_at_all() -> None:
    assert text([]) == "no campaigns on either side"
