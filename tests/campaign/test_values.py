from collections.abc import Callable

import pytest

from runner.campaign.values import (
    Wrong,
    app_key,
    budget,
    campaign_name,
    cap,
    choice,
    denied,
    duration,
    file_version,
    flag,
    hours,
    integer,
    language,
    moment,
    rate,
    share,
    size,
    variable_name,
    word,
    zone,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("500ms", 0.5),
        ("10s", 10.0),
        ("1.5s", 1.5),
        ("5m", 300.0),
        ("1h30m", 5400.0),
        ("1h2m3s4ms", 3723.004),
        ("2h1s", 7201.0),
        ("0s", 0.0),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    assert duration(text, 0, 1e6) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "10", "s", "1s1m", "1 s", "-1s", "1d", "1.5m", "1m1m", "١s", "1e3s", "10S"])
def test_no_durations(text: str) -> None:
    assert isinstance(duration(text, 0, 1e6), Wrong)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("100/s", (100, 1.0)),
        ("120/min", (120, 60.0)),
        ("2/h", (2, 3600.0)),
        ("3 / day", (3, 86400.0)),
    ],
)
def test_rates(text: str, limit: tuple[int, float]) -> None:
    assert rate(text) == limit


@pytest.mark.parametrize("text", ["", "100", "0/s", "-1/s", "1.5/s", "100/sec", "100/m", "100 per s", "1e3/s", "s/100"])
def test_no_rates(text: str) -> None:
    assert isinstance(rate(text), Wrong)


@pytest.mark.parametrize("text", ["a", "0", "release-2.4.0_x", "a" * 64])
def test_names(text: str) -> None:
    assert campaign_name(text) == text


@pytest.mark.parametrize("text", ["", "A", "-a", ".a", "a b", "a/b", "a\n", "a" * 65, "é"])
def test_no_names(text: str) -> None:
    assert isinstance(campaign_name(text), Wrong)


@pytest.mark.parametrize("text", ["a", "release", "_x", "名字", "true_", "range"])
def test_names_of_vars(text: str) -> None:
    assert variable_name(text) == text


@pytest.mark.parametrize(
    "text", ["", "1a", "a-b", "a.b", "id", "vars", "recipient", "for", "true", "None", "loop", "self"]
)
def test_no_names_of_vars(text: str) -> None:
    assert isinstance(variable_name(text), Wrong)


def test_versions() -> None:
    assert file_version("1") == 1
    assert isinstance(file_version("2"), Wrong)


def test_integers_are_plain_digits_in_bounds() -> None:
    assert integer("7", 1, 10) == 7
    for text in ("0", "11", "", "7.0", "1e1", "0x1", "-1", "9" * 30, "٣"):
        assert isinstance(integer(text, 1, 10), Wrong)


def test_an_app_key_has_no_white_space_and_shows_nowhere() -> None:
    assert app_key("4fEe-a.b_9") == "4fEe-a.b_9"
    for wrong in (app_key(" s3cr3t"), app_key("s3cr3t\n"), app_key("s3cr3t@x"), app_key(""), app_key("s3cr3té")):
        assert isinstance(wrong, Wrong)
        assert "s3cr3t" not in wrong.what + wrong.todo


def test_choices() -> None:
    assert choice("a", ("a", "b")) == "a"
    assert choice("c", ("a", "b")) == Wrong("`c` isn't known here", "write a or b")


@pytest.mark.parametrize(
    ("text", "part"), [("0%", 0), ("5%", 0.05), ("0.5%", 0.005), ("100%", 1), ("99.9999%", 0.999999)]
)
def test_shares(text: str, part: float) -> None:
    assert share(text) == pytest.approx(part)


@pytest.mark.parametrize(
    ("parse", "texts"),
    [
        (share, ["5", "", "%", "101%", "100.1%", "-1%", "1e1%", ".5%", "5 %", "٥%", "1.23456%"]),
        (size, ["", "0", "-1", "1.5", "1e3", "1%%", "101%", "1,000"]),
        (
            budget,
            ["", "unknown", "unknown > ", "unknown > -1", "deferred > 1", "rejected > 2% over 500", "unknown < 1"],
        ),
        (cap, ["", "2", "2 per week", "0 per 7d", "2 per 0d", "2 per 7", "two per 7d", "2 per 7d "]),
        (moment, ["", "now", "2026-12-01", "2026-12-01T09:00:00", "2026-13-01T09:00:00Z", "1796086800"]),
        (zone, ["", "China", "../etc/passwd", "Asia/Shanghai\0", "UTC+8", "/etc/localtime", "a" * 300]),
        (hours, ["", "22-8", "24:00-08:00", "22:00", "22:60-23:00", "08:00-08:00", "mo 08:00-09:00", "22:00-24:01"]),
        (denied, ["2026-12-01T00:00:00Z/", "/2026-12-01T00:00:00Z", "x/y", "22:00/23:00"]),
        (flag, ["", "yes", "True", "1"]),
        (word, ["", " ", "a b", "-a", "a/b", "a" * 65]),
        (language, ["", "e", "en_", "../en", "en/US", "English language", "zh-CN-"]),
    ],
)
def test_what_is_no_value(parse: Callable[[str], object], texts: list[str]) -> None:
    for text in texts:
        assert isinstance(parse(text), Wrong), text


def test_moments_are_unix_seconds() -> None:
    assert moment("1970-01-01T08:00:00+08:00") == 0
    assert moment("2026-12-01T00:00:00Z") == moment("2026-12-01T08:00:00+08:00")


def test_words_zones_and_languages_stay_as_they_are() -> None:
    assert [word("v2.4_x-y"), zone("Asia/Shanghai"), zone("UTC"), language("zh-Hant-TW"), language("pt_BR")] == [
        "v2.4_x-y",
        "Asia/Shanghai",
        "UTC",
        "zh-Hant-TW",
        "pt_BR",
    ]
