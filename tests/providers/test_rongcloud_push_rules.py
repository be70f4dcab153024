"""The inside of pushExt: the vendor's own example, values at their bounds, and shapes that one rule alone minds."""

import json

import pytest

from runner.provider import broken_rules
from runner.providers.rongcloud_push_rules import PUSH_RULES

EXAMPLE = {
    "title": "you have a new message.",
    "templateId": "123456",
    "forceShowPushContent": 0,
    "pushConfigs": [
        {"HW": {"channelId": "hw-123", "importance": "NORMAL", "image": "https://example.com/image.png"}},
        {"MI": {"channelId": "mi-123", "large_icon_uri": "https://example.com/image.png"}},
        {"OPPO": {"channelId": "oppo-123"}},
        {"VIVO": {"classification": "0"}},
        {"APNs": {"thread-id": "123", "apns-collapse-id": "123456", "richMediaUri": "https://example.com/image.png"}},
        {"FCM": {"channelId": "c", "collapse_key": "1234", "imageUrl": "https://example.com/image.png"}},
        {"OHOS": {"category": "IM", "image": "https://example.com/image.png"}},
    ],
}


def broken(ext: object) -> list[str]:
    return [rule.id for rule, _ in broken_rules(PUSH_RULES, {"pushExt": json.dumps(ext)})]


def of(channel: str, **settings: object) -> list[str]:
    return broken({"pushConfigs": [{channel: settings}]})


def test_the_vendors_own_example_is_sound() -> None:
    assert broken(EXAMPLE) == []


def test_no_push_ext_is_sound() -> None:
    assert broken_rules(PUSH_RULES, {}) == []


@pytest.mark.parametrize(
    "ext",
    [
        {},
        {"pushConfigs": []},
        {"title": "题" * 50, "forceShowPushContent": 1},
        {"pushConfigs": [{"HONOR": {"importance": "LOW", "image": "HTTPS://example.com/i.png"}}]},
        {"pushConfigs": [{"HW": {"category": "DEVICE_REMINDER"}}, {"HW": {}}]},
        {"pushConfigs": [{"VIVO": {"classification": 1, "category": "IM"}}]},
        {"pushConfigs": [{"APNs": {"interruption-level": "time-sensitive"}}]},
    ],
)
def test_sound(ext: object) -> None:
    assert broken(ext) == []


@pytest.mark.parametrize("ext", [[], "title", 7, None])
def test_only_one_rule_minds_that_it_is_no_object(ext: object) -> None:
    assert broken(ext) == ["RC018"]


@pytest.mark.parametrize(
    "configs", [{}, "HW", None, 7, ["HW"], [{}], [{"HW": {}, "MI": {}}], [{"HW": "c"}], [{"HW": None}], [[]]]
)
def test_only_one_rule_minds_the_shape_of_push_configs(configs: object) -> None:
    assert broken({"pushConfigs": configs}) == ["RC023"]


@pytest.mark.parametrize("channel", ["Hw", "XIAOMI", "hw", "MEIZU"])
def test_channels_are_spelled_as_documented(channel: str) -> None:
    assert of(channel, channelId="c") == ["RC024"]


@pytest.mark.parametrize("title", [7, None, "😀" * 26])
def test_titles(title: object) -> None:
    assert broken({"title": title}) == ["RC020"]


@pytest.mark.parametrize("value", [True, "1", 2, 1.0, None])
def test_force_show_is_a_number(value: object) -> None:
    assert broken({"forceShowPushContent": value}) == ["RC022"]


@pytest.mark.parametrize("value", [True, "2", 0.0, None])
def test_vivo_classification_is_a_number_or_a_text(value: object) -> None:
    assert of("VIVO", classification=value) == ["RC032"]


@pytest.mark.parametrize("value", ["Im", "", 7, "即时"])
def test_hw_category_is_in_capitals(value: object) -> None:
    assert "RC031" in of("HW", category=value)


@pytest.mark.parametrize(("channel", "rule"), [("HONOR", "RC028"), ("HW", "RC030"), ("OHOS", "RC035")])
@pytest.mark.parametrize("image", ["", "example.com/i.png", "ftp://example.com/i.png"])
def test_images_come_by_https(channel: str, rule: str, image: str) -> None:
    assert of(channel, image=image) == [rule]


def test_the_second_of_two_settings_is_looked_at_too() -> None:
    assert broken({"pushConfigs": [{"HW": {"importance": "LOW"}}, {"HW": {"importance": "low"}}]}) == ["RC029"]


def test_problems_name_the_setting_and_what_there_is() -> None:
    found = broken_rules(PUSH_RULES, {"pushExt": json.dumps({"pushConfigs": [{"MI": {"channelid": "c"}}]})})
    assert [what for _, what in found] == ["pushConfigs.MI has no 'channelid'; it has channelId, large_icon_uri"]
