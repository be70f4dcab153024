"""The parameters of NetEase's custom system notifications, as the vendor's page lists them. Source: N-SEED, N-BATCH."""

from runner.parameter import Field, Parameter

OPTION = (
    Field("badge", "boolean", "Whether it counts as unread. Default true."),
    Field("needPushNick", "boolean", "Whether the push text begins with the sender's nickname. Default false."),
    Field("route", "boolean", "Whether it is copied to the app's own server. Default true."),
)

CONTENT = (
    Parameter(
        name="from",
        section="content",
        kind="text",
        about="The sender's account (accid), at most 32 characters.",
        required=True,
        longest=32,
    ),
    Parameter(
        name="msgtype",
        section="content",
        kind="integer",
        about="0: to people, each recipient an accid; 1: to advanced teams, each recipient a tid. Default 0.",
        choices=("0", "1"),
    ),
    Parameter(
        name="attach",
        section="content",
        kind="json",
        about="What the notification says: any text, JSON suggested, at most 4096 characters.",
        required=True,
        longest=4096,
    ),
    Parameter(
        name="save",
        section="content",
        kind="integer",
        about="1: only for those who are online; 2: kept for those who are offline as well. Default 2.",
        choices=("1", "2"),
    ),
    Parameter(
        name="option",
        section="content",
        kind="json",
        about="How the notification behaves: a JSON object; keys that are left out take their defaults.",
        fields=OPTION,
    ),
    Parameter(
        name="env",
        section="content",
        kind="text",
        about="The environment that it is copied to, as named in the vendor's console, at most 32 characters.",
        longest=32,
    ),
    Parameter(
        name="checkAccidAsyncEnable",
        section="content",
        kind="boolean",
        about="Whether accounts are checked later: then unknown ones are not reported. Default false.",
        choices=("true", "false"),
    ),
)

PUSH = (
    Parameter(
        name="pushcontent",
        section="push",
        kind="text",
        about="The push text, at most 500 characters; without it nothing is pushed, and the payload is not delivered.",
        longest=500,
    ),
    Parameter(
        name="payload",
        section="push",
        kind="json",
        about="Push settings for the phone makers' channels: JSON, at most 2048 characters.",
        longest=2048,
    ),
    Parameter(
        name="sound",
        section="push",
        kind="text",
        about="A sound file in the app, at most 30 characters. Default: the phone's own sound.",
        longest=30,
    ),
    Parameter(
        name="isForcePush",
        section="push",
        kind="boolean",
        about="Whether it is pushed even to those who muted it. Default false.",
        choices=("true", "false"),
    ),
    Parameter(
        name="forcePushContent",
        section="push",
        kind="text",
        about="The text of a forced push, at most 500 characters.",
        longest=500,
    ),
    Parameter(
        name="forcePushAll",
        section="push",
        kind="boolean",
        about="Teams only: whether the push is forced on all members but the sender. Default false.",
        choices=("true", "false"),
    ),
    Parameter(
        name="forcePushList",
        section="push",
        kind="json",
        about="Teams only: the members that the push is forced on, a JSON array of at most 100 accids.",
    ),
)

PARAMETERS = (*CONTENT, *PUSH)
