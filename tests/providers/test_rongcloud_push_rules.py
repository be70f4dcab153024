"""The inside of pushExt: the vendor's own example, values at their bounds, and shapes that one rule alone minds."""

import json

import pytest

from runner.providers.rongcloud_push_rules import PUSH_RULES
from runner.rule import Rule, findings

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
    return [rule.id for rule, _, _ in findings(PUSH_RULES, {"pushExt": json.dumps(ext)})]


def of(channel: str, **settings: object) -> list[str]:
    return broken({"pushConfigs": [{channel: settings}]})


def test_the_vendors_own_example_is_sound() -> None:
    assert broken(EXAMPLE) == []


def test_no_push_ext_is_sound() -> None:
    assert findings(PUSH_RULES, {}) == []


@pytest.mark.parametrize(
    "ext",
    [
        {},
        {"pushConfigs": []},
        {"title": "题" * 50, "forceShowPushContent": 1},
        {"pushConfigs": [{"HONOR": {"importance": "LOW"}}, {"HONOR": {"image": "HTTPS://example.com/i.png"}}]},
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


@pytest.mark.parametrize("title", [7, None, "t" * 51, "😀" * 51])
def test_titles(title: object) -> None:
    assert broken({"title": title}) == ["RC020"]


@pytest.mark.parametrize("title", ["😀" * 26, "😀" * 50])
def test_titles_that_are_long_by_one_count_are_doubtful(title: str) -> None:
    params = {"pushExt": json.dumps({"title": title})}
    [(rule, severity, what)] = findings(PUSH_RULES, params)
    assert (rule.id, severity, rule.severity) == ("RC020", "warning", "error")
    assert what.startswith(f"pushExt.title has {len(title)} code points")
    assert rule.within
    assert rule.within(params) == ("title",)


def test_json_knows_one_kind_of_numbers() -> None:
    assert broken({"forceShowPushContent": 1.0}) == []
    assert of("VIVO", classification=0.0) == []


@pytest.mark.parametrize("value", [True, "1", 2, 0.5, None])
def test_force_show_is_a_number(value: object) -> None:
    assert broken({"forceShowPushContent": value}) == ["RC022"]


@pytest.mark.parametrize("value", [True, "2", 0.5, None])
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


@pytest.mark.parametrize(
    ("ext", "what"),
    [
        ({"Title": "hi"}, "pushExt has no 'Title'; did you mean 'title'?"),
        ({"sound": "x"}, "pushExt has no 'sound'; it has title, templateId, forceShowPushContent, pushConfigs"),
        ({"pushConfigs": [{"apns": {}}]}, "pushConfigs has no 'apns'; did you mean 'APNs'?"),
        ({"pushConfigs": [{"XIAOMI": {}}]}, "pushConfigs has no 'XIAOMI'; did you mean 'MI'?"),
        ({"pushConfigs": [{"Huawei": {}}]}, "pushConfigs has no 'Huawei'; did you mean 'HW'?"),
        (
            {"pushConfigs": [{"MEIZU": {}}]},
            "pushConfigs has no 'MEIZU'; it has MI, HONOR, HW, OPPO, VIVO, APNs, FCM, OHOS",
        ),
        ({"pushConfigs": [{"MI": {"channelid": "c"}}]}, "pushConfigs.MI has no 'channelid'; did you mean 'channelId'?"),
        ({"pushConfigs": [{"MI": {"sound": "s"}}]}, "pushConfigs.MI has no 'sound'; it has channelId, large_icon_uri"),
    ],
)
def test_unknown_names_are_explained(ext: object, what: str) -> None:
    assert [one.what for one in findings(PUSH_RULES, {"pushExt": json.dumps(ext)})] == [what]


@pytest.mark.parametrize(
    ("ext", "path"),
    [
        ([], ()),
        ({"title": "t", "Title": "t"}, ("Title",)),
        ({"title": 7}, ("title",)),
        ({"templateId": 7}, ("templateId",)),
        ({"pushConfigs": {}}, ("pushConfigs",)),
        ({"pushConfigs": [{"HW": {}}, {}]}, ("pushConfigs", 1)),
        ({"pushConfigs": [{"HW": {}}, {"Hw": {}}]}, ("pushConfigs", 1, "Hw")),
        ({"pushConfigs": [{"HW": {}}, {"MI": {"channel_id": "c"}}]}, ("pushConfigs", 1, "MI", "channel_id")),
        ({"pushConfigs": [{"OPPO": {"channelId": 7}}]}, ("pushConfigs", 0, "OPPO", "channelId")),
        ({"pushConfigs": [{"HW": {}}, {"HW": {"importance": "low"}}]}, ("pushConfigs", 1, "HW", "importance")),
        ({"pushConfigs": [{"VIVO": {"category": "IM"}}]}, ("pushConfigs", 0, "VIVO", "category")),
    ],
)
def test_where_the_fault_lies(ext: object, path: tuple[str | int, ...]) -> None:
    params = {"pushExt": json.dumps(ext)}
    [(rule, _, _)] = findings(PUSH_RULES, params)
    assert rule.within
    assert rule.within(params) == path


@pytest.mark.parametrize("rule", PUSH_RULES, ids=lambda rule: rule.id)
def test_a_rule_that_isnt_broken_lies_nowhere(rule: Rule) -> None:
    assert rule.within
    assert rule.within({"pushExt": json.dumps(EXAMPLE)}) == rule.within({}) == ()
