"""The parameters of NetEase's custom notifications in its server API V2. Source: N-APIFOX, N-V2B."""

from runner.parameter import Field, Parameter

FLAG = ("true", "false")

NOTIFICATION_CONFIG = (
    Field("offline_enabled", "boolean", "Whether it is kept for those who are offline. Default true.", FLAG),
    Field("unread_enabled", "boolean", "Whether it counts as unread. Default true.", FLAG),
)
ROUTE_CONFIG = (
    Field("route_enabled", "boolean", "Whether it is copied to the app's own server. Default true.", FLAG),
    Field("route_environment", "text", "The environment that it is copied to, as named in the vendor's console."),
)
PUSH_CONFIG = (
    Field("push_enabled", "boolean", "Whether it is pushed at all. Default true.", FLAG),
    Field(
        "push_nick_enabled", "boolean", "Whether the push text begins with the sender's nickname. Default true.", FLAG
    ),
    Field(
        "push_content",
        "text",
        "The push text, at most 500 characters; without it nothing is pushed, but the payload is delivered.",
        longest=500,
    ),
    Field(
        "push_payload",
        "json",
        "Push settings for the phone makers' channels: JSON, at most 2048 characters, sent as text.",
        longest=2048,
    ),
    Field(
        "push_forcepush_enable",
        "boolean",
        "Whether it is pushed even to those who muted it. Default false; sent one by one.",
        FLAG,
    ),
    Field(
        "push_forcepush_all",
        "boolean",
        "Teams only: whether the push is forced on all members. Default false; sent one by one.",
        FLAG,
    ),
    Field(
        "push_forcepush_ids",
        "json",
        "Teams only: the members that the push is forced on, at most 100 accids; sent one by one.",
    ),
    Field(
        "push_forcepush_content",
        "text",
        "The text of a forced push, at most 500 characters.",
        longest=500,
    ),
)

PARAMETERS = (
    Parameter(
        name="sender_id",
        section="content",
        kind="text",
        about="The sender's account (accid), at most 32 characters.",
        required=True,
        longest=32,
    ),
    Parameter(
        name="type",
        section="content",
        kind="integer",
        about="1: to people; 2: to advanced teams; 3: to super teams, each recipient a team's id. Default 1.",
        choices=("1", "2", "3"),
    ),
    Parameter(
        name="content",
        section="content",
        kind="json",
        about="What the notification says: any text, JSON suggested, at most 4096 characters.",
        required=True,
        longest=4096,
    ),
    Parameter(
        name="notification_config",
        section="content",
        kind="json",
        about="How the notification behaves: a JSON object; keys that are left out take their defaults.",
        fields=NOTIFICATION_CONFIG,
    ),
    Parameter(
        name="route_config",
        section="content",
        kind="json",
        about="Whether and where it is copied: a JSON object.",
        fields=ROUTE_CONFIG,
    ),
    Parameter(
        name="sound",
        section="push",
        kind="text",
        about="A sound file in the app, at most 30 characters. Default: the phone's own sound.",
        longest=30,
    ),
    Parameter(
        name="push_config",
        section="push",
        kind="json",
        about="How it is pushed: a JSON object; keys that are left out take their defaults.",
        fields=PUSH_CONFIG,
    ),
)
