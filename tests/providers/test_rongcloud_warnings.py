"""What RongCloud takes and doesn't do: said of the texts that it concerns, and of no others."""

import json

import pytest

from runner.providers.rongcloud_rules import RULES
from runner.rule import Finding, findings

SOUND = {"fromUserId": "system", "toUserId": "u1", "objectName": "RC:TxtMsg", "content": '{"content":"hi"}'}


def warned(**more: str) -> list[Finding]:
    found = [one for one in findings(RULES, {**SOUND, **more}) if not one.rule.once]
    assert {one.severity for one in found} <= {"warning"}
    return found


def of(channel: str, **settings: object) -> list[str]:
    return [one.rule.id for one in warned(pushExt=json.dumps({"pushConfigs": [{channel: settings}]}))]


@pytest.mark.parametrize("name", ["App:Note", "RC:InfoNtf", "RC:CmdMsg", "RC:TypSts"])
@pytest.mark.parametrize("more", [{}, {"pushContent": ""}, {"disablePush": "false"}])
def test_a_silent_type_without_a_push_text(name: str, more: dict[str, str]) -> None:
    [found] = warned(objectName=name, **more)
    assert str(found) == (
        f"objectName '{name}' pushes only with a pushContent, and there is none: who is offline gets no push [RC041]"
    )


@pytest.mark.parametrize("more", [{"pushContent": "hi"}, {"disablePush": "true"}, {"objectName": "RC:TxtMsg"}])
def test_a_type_that_pushes_or_is_not_to(more: dict[str, str]) -> None:
    assert warned(**{"objectName": "App:Note", **more}) == []


def test_push_ext_without_a_push() -> None:
    assert [one.rule.id for one in warned(disablePush="true", pushExt="{}")] == ["RC042"]
    assert warned(disablePush="false", pushExt="{}") == warned(disablePush="true") == []


def test_honor_shows_no_image_of_low_importance() -> None:
    image = "https://example.com/i.png"
    assert of("HONOR", importance="LOW", image=image) == ["RC043"]
    assert of("HONOR", importance="NORMAL", image=image) == of("HONOR", importance="LOW") == []
    assert of("HW", importance="LOW", image=image) == []


@pytest.mark.parametrize(("channel", "name"), [("MI", "large_icon_uri"), ("FCM", "imageUrl"), ("APNs", "richMediaUri")])
def test_images_are_urls(channel: str, name: str) -> None:
    for address in ("https://example.com/i.png", "http://example.com/i.png", "https://example.com/icon?n=1"):
        assert of(channel, **{name: address}) == []
    for text in ("i.png", "//example.com/i.png", "", "https://", "https://exam ple.com/i.png"):
        assert of(channel, **{name: text}) == ["RC044"]


@pytest.mark.parametrize("ending", ["png", "jpg", "jpeg", "PNG", "png?v=2", "png#x", "php", "v2", ""])
def test_images_that_may_be_of_a_format_that_is_shown(ending: str) -> None:
    address = f"https://example.com/i.{ending}"
    assert of("MI", large_icon_uri=address) == of("OHOS", image=address) == []


@pytest.mark.parametrize("ending", ["gif", "webp", "svg", "GIF", "gif?v=2"])
def test_images_of_a_format_that_isnt_shown(ending: str) -> None:
    address = f"https://example.com/i.{ending}"
    assert (of("MI", large_icon_uri=address), of("OHOS", image=address)) == (["RC045"], ["RC046"])
    assert of("HW", image=address) == of("FCM", imageUrl=address) == []


def test_harmony_shows_bmp_and_xiaomi_doesnt() -> None:
    address = "https://example.com/i.bmp"
    assert (of("MI", large_icon_uri=address), of("OHOS", image=address)) == (["RC045"], [])


def test_settings_for_one_request_at_a_time() -> None:
    assert [one.rule.id for one in warned(count="-1", msgRandom="7")] == ["RC047", "RC048"]


def test_what_is_no_number_is_only_an_error() -> None:
    found = findings(RULES, {**SOUND, "count": "10000", "msgRandom": "now"})
    assert [one.rule.id for one in found if not one.rule.once] == ["RC013", "RC015"]


def test_the_senders_token_is_mentioned_once() -> None:
    [found] = [one for one in findings(RULES, SOUND) if one.rule.once]
    assert (found.rule.id, found.severity) == ("RC049", "warning")
    assert found.what.startswith("fromUserId must have had a token issued")
    assert not [one for one in findings(RULES, {**SOUND, "fromUserId": ""}) if one.rule.once]


def test_warnings_inside_push_ext_say_where() -> None:
    params = {**SOUND, "pushExt": json.dumps({"pushConfigs": [{"MI": {}}, {"FCM": {"imageUrl": "i"}}]})}
    [rule] = [one.rule for one in findings(RULES, params) if not one.rule.once]
    assert rule.within
    assert rule.within(params) == ("pushConfigs", 1, "FCM", "imageUrl")
