"""pushExt, against the table of the page of system messages."""

import json

import pytest

from runner.emulator.pushext import CHANNELS, offence

# The structure that the page itself gives as its example.
EXAMPLE = {
    "title": "you have a new message.",
    "templateId": "123456",
    "forceShowPushContent": 0,
    "pushConfigs": [
        {"HW": {"channelId": "hw-123", "importance": "NORMAL", "image": "https://example.com/image.png"}},
        {"MI": {"channelId": "mi-123", "large_icon_uri": "https://example.com/image.png"}},
        {"OPPO": {"channelId": "oppo-123"}},
        {"VIVO": {"classification": "0"}},
        {
            "APNs": {
                "thread-id": "123",
                "apns-collapse-id": "123456",
                "richMediaUri": "https://example.com/image.png",
            }
        },
        {
            "FCM": {
                "channelId": "rongcloud_channelid",
                "collapse_key": "1234",
                "imageUrl": "https://example.com/image.png",
            }
        },
        {"OHOS": {"category": "IM", "image": "https://example.com/image.png"}},
    ],
}


def test_the_pages_example_is_legal() -> None:
    assert offence(json.dumps(EXAMPLE)) is None


@pytest.mark.parametrize(
    "ext",
    [
        {},
        {"title": "x" * 50, "forceShowPushContent": 1},
        {"pushConfigs": []},
        {"pushConfigs": [{channel: {}} for channel in CHANNELS]},
        {"pushConfigs": [{"VIVO": {"classification": 1, "category": "IM"}}]},
        {"pushConfigs": [{"HW": {"category": "PLAY_VOICE"}}]},
        {"pushConfigs": [{"APNs": {"interruption-level": "time-sensitive"}}]},
    ],
)
def test_legal_settings(ext: object) -> None:
    assert offence(json.dumps(ext)) is None


@pytest.mark.parametrize(
    ("ext", "named"),
    [
        ({"pushConfigs": [{"HW": {"later": "x"}}]}, "HW: unknown field later"),
        ({"pushConfigs": [{"HW": {"image": "http://example.com/i.png"}}]}, "HW.image is no https address"),
        ([], "not a JSON object"),
        ({"title": "x" * 51}, "pushExt.title"),
        ({"title": 7}, "pushExt.title"),
        ({"templateId": 7}, "templateId"),
        ({"forceShowPushContent": 2}, "forceShowPushContent"),
        ({"forceShowPushContent": True}, "forceShowPushContent"),
        ({"pushConfigs": {"HW": {}}}, "not an array"),
        ({"pushConfigs": ["HW"]}, "one channel"),
        ({"pushConfigs": [{"HW": {}, "MI": {}}]}, "one channel"),
        ({"pushConfigs": [{"hw": {}}]}, "unknown channel hw"),
        ({"pushConfigs": [{"HW": "x"}]}, "HW is not an object"),
        ({"pushConfigs": [{"HW": {"channelId": 1}}]}, "HW.channelId"),
        ({"pushConfigs": [{"HW": {"importance": "HIGH"}}]}, "HW.importance"),
        ({"pushConfigs": [{"HW": {"category": "im"}}]}, "HW.category"),
        ({"pushConfigs": [{"HONOR": {"importance": "HIGH"}}]}, "HONOR.importance"),
        ({"pushConfigs": [{"VIVO": {"classification": 2}}]}, "VIVO.classification"),
        ({"pushConfigs": [{"VIVO": {"classification": True}}]}, "VIVO.classification"),
        ({"pushConfigs": [{"VIVO": {"category": "IM"}}]}, "VIVO.category"),
        ({"pushConfigs": [{"APNs": {"interruption-level": "loud"}}]}, "APNs.interruption-level"),
    ],
)
def test_illegal_settings_are_named(ext: object, named: str) -> None:
    found = offence(json.dumps(ext))
    assert found is not None
    assert named in found


def test_text_that_is_no_json() -> None:
    assert offence("{") == "pushExt is not a JSON object"
