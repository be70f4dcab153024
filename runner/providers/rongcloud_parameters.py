"""The parameters of RongCloud's system notifications. Source: R-SEED; those that only its SDKs send: R-JAVA, R-GO."""

from runner.parameter import Field, Parameter

MOST_CONTENT = 128 * 1024  # "128k"; that it means bytes isn't documented
LONGEST_TITLE = 50

CONTENT = (
    Parameter(
        name="fromUserId",
        section="content",
        kind="text",
        about="The sender's user id, 1 to 64 bytes; one that never had a token shows no sender in a push.",
        required=True,
        most_bytes=64,
    ),
    Parameter(
        name="objectName",
        section="content",
        kind="text",
        about="The message's type: a built-in one such as RC:TxtMsg, or the app's own, at most 32 characters.",
        required=True,
        longest=32,
    ),
    Parameter(
        name="content",
        section="content",
        kind="json",
        about="What the message says: a JSON object for built-in types, any text for the app's own, at most 128k.",
        required=True,
        most_bytes=MOST_CONTENT,
    ),
    Parameter(
        name="isPersisted",
        section="content",
        kind="integer",
        about="1: kept in the recipient's history on the server; 0: not. Default 1.",
        choices=("0", "1"),
    ),
    Parameter(
        name="isCounted",
        section="content",
        kind="integer",
        about="1: counts as unread; 0: doesn't. Default 1.",
        choices=("0", "1"),
    ),
    Parameter(
        name="msgRandom",
        section="content",
        kind="integer",
        about="A number that the vendor takes only once a minute, where the app has that service enabled.",
    ),
    Parameter(
        name="disableUpdateLastMsg",
        section="content",
        kind="boolean",
        about="Whether the conversation's last message stays as it was. Default false.",
        choices=("true", "false"),
    ),
    Parameter(
        name="count",
        section="content",
        kind="integer",
        about="iOS: the badge's number, at most 9999; -1 leaves it. Works only in a request to one recipient.",
    ),
    Parameter(
        name="busChannel",
        section="content",
        kind="text",
        about="The channel inside the conversation.",
    ),
)

_HTTPS_ICON = "The URL of the icon at the right, HTTPS, under 512 KB, 40x40 dp; none if left out."
_CHANNEL = "The id of the notification channel."

VENDORS = (
    Field(
        "MI",
        "json",
        "Xiaomi.",
        fields=(
            Field("channelId", "text", _CHANNEL),
            Field("large_icon_uri", "text", "The URL of the icon at the right, png or jpg, 120x120 px."),
        ),
    ),
    Field(
        "HONOR",
        "json",
        "Honor.",
        fields=(
            Field(
                "importance",
                "text",
                "NORMAL: service and communication; LOW: marketing, without the image.",
                choices=("NORMAL", "LOW"),
            ),
            Field("image", "text", _HTTPS_ICON),
        ),
    ),
    Field(
        "HW",
        "json",
        "Huawei.",
        fields=(
            Field("channelId", "text", _CHANNEL),
            Field("importance", "text", "NORMAL (default) or LOW.", choices=("NORMAL", "LOW")),
            Field("image", "text", _HTTPS_ICON),
            Field("category", "text", "The message's category in capitals, such as IM; Huawei must have approved it."),
        ),
    ),
    Field("OPPO", "json", "OPPO.", fields=(Field("channelId", "text", _CHANNEL),)),
    Field(
        "VIVO",
        "json",
        "vivo.",
        fields=(
            Field("classification", "integer", "0: operations (default); 1: system.", choices=("0", "1")),
            Field("category", "text", "The second-level category, such as IM; needs the classification it belongs to."),
        ),
    ),
    Field(
        "APNs",
        "json",
        "Apple.",
        fields=(
            Field("thread-id", "text", "Notifications with the same id are grouped."),
            Field("apns-collapse-id", "text", "A later notification with the same id replaces the earlier; iOS 10+."),
            Field("richMediaUri", "text", "The URL of the icon at the right, which the app shows itself; iOS 10+."),
            Field(
                "interruption-level",
                "text",
                "How much it interrupts, iOS 15+. Default active.",
                choices=("passive", "active", "time-sensitive", "critical"),
            ),
        ),
    ),
    Field(
        "FCM",
        "json",
        "Google.",
        fields=(
            Field("channelId", "text", "The id of a channel that the app has created."),
            Field("collapse_key", "text", "Of the messages with the same key only the last is delivered later."),
            Field("imageUrl", "text", "The URL of the icon at the right, at most 1 MB."),
        ),
    ),
    Field(
        "OHOS",
        "json",
        "HarmonyOS.",
        fields=(
            Field("category", "text", "The message's category, such as IM; must have been approved."),
            Field("image", "text", "The URL of the icon at the right, HTTPS; png, jpg, jpeg or bmp, under 128x128 px."),
        ),
    ),
)

PUSH_EXT = (
    Field(
        "title",
        "text",
        "The notification's title, at most 50 characters. Default: the user's name.",
        longest=LONGEST_TITLE,
    ),
    Field("templateId", "text", "The id of a multi-language push template from the vendor's console."),
    Field(
        "forceShowPushContent",
        "integer",
        "1: shows the push text even where the user's device hides it; 0 (default): doesn't.",
        choices=("0", "1"),
    ),
    Field(
        "pushConfigs",
        "json",
        "Settings by push channel: a list of {CHANNEL: {…}}, or one mapping.",
        fields=VENDORS,
        many=True,
    ),
)

PUSH = (
    Parameter(
        name="pushContent",
        section="push",
        kind="text",
        about="The push text; without it user content has a preset text, notification and custom types don't push.",
    ),
    Parameter(
        name="pushData",
        section="push",
        kind="json",
        about="Data for the app that comes with the push (appData).",
    ),
    Parameter(
        name="contentAvailable",
        section="push",
        kind="integer",
        about="iOS: 1 for a silent push that wakes the app, 0 for none. Default 0.",
        choices=("0", "1"),
    ),
    Parameter(
        name="disablePush",
        section="push",
        kind="boolean",
        about="Whether nothing is pushed to those who are offline; then pushExt has no effect. Default false.",
        choices=("true", "false"),
    ),
    Parameter(
        name="pushExt",
        section="push",
        kind="json",
        about="The push's title, template and settings by push channel: a JSON object.",
        fields=PUSH_EXT,
    ),
)

PARAMETERS = (*CONTENT, *PUSH)
