from pathlib import Path

import pytest

from runner.campaign.model import Cap, Named
from runner.errors import Place
from tests.campaign.toys import WHOLE, problems, read


def test_tags_names_caps_and_what_makes_it_unique(tmp_path: Path) -> None:
    lines = 'tags: [promo, ios, promo]\nafter: [a, b.c]\nonce_per: "{{ git.tag }}"\nat_most: 2 per 7d\n'
    campaign = read(tmp_path, WHOLE + lines)
    assert campaign.tags == ("promo", "ios")
    assert campaign.after == (Named("a", Place("c.yaml", 7, 9)), Named("b.c", Place("c.yaml", 7, 12)))
    assert campaign.once_per
    assert campaign.once_per.text == "{{ git.tag }}"
    assert campaign.at_most == Cap("2 per 7d", 2, 7 * 86400.0)


def test_one_needs_no_list(tmp_path: Path) -> None:
    campaign = read(tmp_path, WHOLE + "tags: promo\nafter: a\nat_most: 1 per 12h\n")
    assert (campaign.tags, campaign.after[0].name) == (("promo",), "a")
    assert campaign.at_most == Cap("1 per 12h", 1, 12 * 3600.0)


def test_what_needs_a_list_is_not_for_everybody(tmp_path: Path) -> None:
    announced = WHOLE.replace("{list: [u1]}", "everyone")
    found = problems(tmp_path, announced + "tags: x\nat_most: 1 per 7d\ndelivery: {stages: [1, 100%], pause: 1s}\n")
    named = [line.partition(" needs a list of recipients")[0] for line in found if "everybody at once" in line]
    assert named == ["7:1: `at_most`", "8:12: `stages`", "8:31: `pause`"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tags: [a b]", "6:8: tags: `a b` can't stand here; use letters, digits"),
        ("tags: []", "6:7: `tags` is an empty list"),
        ("after: Hello", "6:8: after: `Hello` can't be a campaign's name"),
        ("tags: x\nat_most: 2 a week", "7:10: at_most: `2 a week` isn't a cap; write N per so many days or hours"),
        ("tags: x\nat_most: 0 per 1d", "7:10: at_most: `0 per 1d` isn't a cap"),
        ("at_most: 2 per 7d", "6:1: `at_most` counts among campaigns that share a tag; it has none; add `tags`"),
        ("once_per: [x]", "6:11: `once_per` must be a text, not a list"),
    ],
)
def test_each_mistake_is_named_at_its_place(tmp_path: Path, text: str, said: str) -> None:
    found = problems(tmp_path, f"{WHOLE}{text}\n")
    assert [line for line in found if line.startswith(said)], found
