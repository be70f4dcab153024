"""What both providers let a campaign declare: exactly the vendors' names, each described."""

from collections.abc import Iterator, Sequence

import pytest

from runner.parameter import Field
from tests.providers.samples import KINDS

DECLARED = {
    "netease v1": {
        "content": "from msgtype attach save option env checkAccidAsyncEnable",
        "push": "pushcontent payload sound isForcePush forcePushContent forcePushAll forcePushList",
    },
    "netease v2": {
        "content": "sender_id type content notification_config route_config",
        "push": "sound push_config",
    },
    "netease v1 everyone": {"content": "body from isOffline ttl targetOs", "push": ""},
    "netease v2 everyone": {"content": "content from_account_id offline_enabled ttl target_os", "push": ""},
    "rongcloud everyone": {
        "content": "fromUserId objectName content",
        "push": "pushContent pushData contentAvailable pushExt os",
    },
    "rongcloud online": {"content": "fromUserId objectName content", "push": ""},
    "rongcloud recall": {
        "content": "fromUserId conversationType targetId messageUID sentTime isAdmin isDelete extra disablePush",
        "push": "",
    },
    "webhook": {"content": "body headers success", "push": ""},
    "rongcloud": {
        "content": (
            "fromUserId objectName content isPersisted isCounted msgRandom disableUpdateLastMsg count busChannel"
        ),
        "push": "pushContent pushData contentAvailable disablePush pushExt",
    },
}
PUSH_CONFIGS = {
    "MI": "channelId large_icon_uri",
    "HONOR": "importance image",
    "HW": "channelId importance image category",
    "OPPO": "channelId",
    "VIVO": "classification category",
    "APNs": "thread-id apns-collapse-id richMediaUri interruption-level",
    "FCM": "channelId collapse_key imageUrl",
    "OHOS": "category image",
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("section", ["content", "push"])
def test_names_are_the_vendors(name: str, section: str) -> None:
    declared = [parameter.name for parameter in KINDS[name].parameters if parameter.section == section]
    assert " ".join(declared) == DECLARED[name][section]


def inner(name: str, parameter: str) -> tuple[Field, ...]:
    return next(found.fields for found in KINDS[name].parameters if found.name == parameter)


def test_inner_fields_are_the_vendors() -> None:
    assert [field.name for field in inner("netease v1", "option")] == ["badge", "needPushNick", "route"]
    ext = {field.name: field for field in inner("rongcloud", "pushExt")}
    assert list(ext) == ["title", "templateId", "forceShowPushContent", "pushConfigs"]
    assert ext["pushConfigs"].many
    assert {
        vendor.name: " ".join(field.name for field in vendor.fields) for vendor in ext["pushConfigs"].fields
    } == PUSH_CONFIGS


def every(fields: Sequence[Field]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from every(field.fields)


@pytest.mark.parametrize("name", KINDS)
def test_everything_is_described_in_a_sentence(name: str) -> None:
    for parameter in KINDS[name].parameters:
        described = [parameter.about, *(field.about for field in every(parameter.fields))]
        assert all(about.endswith(".") and len(about) <= 120 for about in described)
