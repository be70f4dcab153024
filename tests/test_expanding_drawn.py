"""A campaign's recipient lists as entries of a plan: seeds, the sample, the holdout, each one's time zone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from runner.all_providers import PROVIDERS
from runner.checking import Checker
from runner.expanding import EXCLUDED, MISSED, expand
from runner.ledger.draft import Entry, draft
from runner.rendering import compile_campaign
from tests.written import Read, problems, reader

SAME = "content: {from: system, attach: {hello: all}}"
Expand = Callable[..., list[Entry]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """A campaign that says these lines, beside these files."""
    return reader(tmp_path, PROVIDERS)


@pytest.fixture
def entries(read: Read) -> Expand:
    """The entries that such a campaign makes."""

    def expands(*lines: str, left_out: int = 0, **files: str) -> list[Entry]:
        campaign = read(*lines, **files)
        with draft() as made:
            rendering = compile_campaign(campaign)
            found = list(expand(campaign, rendering, made, Checker(campaign, rendering)))
            assert made.left_out == left_out
        return found

    return expands


PEOPLE_CSV = "id\n" + "".join(f"user{n}\n" for n in range(2000))


def test_seeds_come_first_whatever_where_sample_and_holdout_say_but_not_who_is_excluded(entries: Expand) -> None:
    found = entries(
        "recipients: {list: [u1, s2], file: one.csv, seed_list: seeds.csv, exclude: never.txt,",
        "  where: \"id == 'u3'\", sample: 0%, holdout: 100%}",
        SAME,
        one_csv="id\nu3\n",
        seeds_csv="id\ns1\ns2\ns3\n",
        never_txt="s3\n",
        left_out=2,
    )

    assert [(one.recipient, one.seed, one.skipped, one.missed) for one in found] == [
        ("s1", True, "", ""), ("s2", True, "", ""), ("s3", False, EXCLUDED, ""),
        ("u3", False, "", MISSED.format("0%")),
    ]  # fmt: skip
    assert all(one.held == "" for one in found)


def test_nothing_is_rendered_for_who_is_not_in_the_sample(entries: Expand) -> None:
    found = entries("recipients: {file: one.csv, sample: 5%}", "content: {from: s, attach: hi}", one_csv=PEOPLE_CSV)

    missed = [one for one in found if one.missed]
    assert {one.missed for one in missed} == {"not in the sample of 5%"}
    assert {(one.text, one.ways, one.held) for one in missed} == {(None, None, "")}
    assert 60 < len(found) - len(missed) < 140
    assert all(one.text for one in found if not one.missed)


def test_who_is_held_out_is_rendered_and_checked_like_the_rest(entries: Expand) -> None:
    found = entries(
        "recipients: {file: one.csv, holdout: 20%}",
        'content: {from: "{{ id }}", attach: hi}',
        one_csv=PEOPLE_CSV + "x" * 33 + "\n",
    )

    held = [one for one in found if one.held]
    assert {one.held for one in held} == {"held out: 20% get no message, to measure its effect"}
    assert {one.text.params["from"] for one in held if one.text} == {one.recipient for one in held}
    assert 330 < len(held) < 470
    assert found[-1].refusal


def test_the_holdout_is_taken_from_the_sample(entries: Expand) -> None:
    said = SAME
    sampled = entries("recipients: {file: one.csv, sample: 50%}", said, one_csv=PEOPLE_CSV)
    both = entries("recipients: {file: one.csv, sample: 50%, holdout: 50%}", said, one_csv=PEOPLE_CSV)

    within = {one.recipient for one in sampled if not one.missed}
    assert {one.recipient for one in both if not one.missed} == within
    held = [one for one in both if one.held]
    assert {one.recipient for one in held} <= within
    assert 400 < len(held) < 600


def test_the_same_people_are_drawn_whatever_the_order_of_the_lists(entries: Expand) -> None:
    lines = ("recipients: {file: one.csv, sample: 30%, holdout: 30%}", SAME)
    forth = entries(*lines, one_csv=PEOPLE_CSV)
    back = entries(*lines, one_csv="id\n" + "".join(f"user{n}\n" for n in reversed(range(2000))))

    assert {(one.recipient, one.missed, one.held) for one in forth} == {
        (one.recipient, one.missed, one.held) for one in back
    }
    assert len({(bool(one.missed), bool(one.held)) for one in forth}) == 3


def test_an_id_that_a_provider_takes_in_any_case_is_drawn_once(entries: Expand) -> None:
    ids = [f"user{n}" for n in range(200)]
    found = entries(f"recipients: {{list: [{', '.join([*ids, *map(str.upper, ids)])}], sample: 50%}}", SAME)

    missed = [one.recipient for one in found if one.missed]
    assert [who for who in missed if who.islower()] == [who.lower() for who in missed if who.isupper()]
    assert 70 < len(missed) / 2 < 130


def test_a_recipients_own_time_zone_counts_and_the_windows_where_it_is_empty(entries: Expand) -> None:
    window = "{quiet: '22:00-08:00', time_zone: Asia/Shanghai, time_zone_field: tz}"
    found = entries(
        "recipients: {list: [u0], file: [one.csv, two.jsonl]}",
        SAME,
        f"delivery: {{window: {window}}}",
        one_csv="id,tz\nu1,Europe/Paris\nu2,\n",
        two_jsonl='{"id": "u3", "tz": null}\n{"id": "u4", "tz": "UTC"}\n',
    )

    assert [one.zone for one in found] == ["Asia/Shanghai", "Europe/Paris", "Asia/Shanghai", "Asia/Shanghai", "UTC"]


def test_without_a_field_of_zones_no_entry_has_one(entries: Expand) -> None:
    (one,) = entries(
        "recipients: {list: [u1]}", SAME, "delivery: {window: {quiet: '22:00-08:00', time_zone: Asia/Shanghai}}"
    )
    assert one.zone == ""


def test_a_time_zone_that_does_not_exist_is_a_problem_of_its_row(entries: Expand) -> None:
    window = "{quiet: '22:00-08:00', time_zone: Asia/Shanghai, time_zone_field: tz}"
    found = problems(
        lambda: entries(
            "recipients: {file: one.csv}",
            SAME,
            f"delivery: {{window: {window}}}",
            one_csv="id,tz\nu1,Mars/Base\nu2,UTC\nu3,../x\n",
        )
    )

    advice = "which is no time zone; write one like Asia/Shanghai, or leave it empty: then Asia/Shanghai holds"
    assert found == [f"one.csv:2: u1: tz is 'Mars/Base', {advice}", f"one.csv:4: u3: tz is '../x', {advice}"]
