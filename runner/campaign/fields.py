"""The fields of a campaign file, declared once: parsing, the JSON Schema and the docs read this table. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "version",  # 1
    "name",  # the campaign's name
    "text",  # any text, as it stands
    "choice",  # one of `choices`
    "integer",  # `low` to `high`
    "duration",  # `500ms`, `10s`, `1h30m`; `low` and `high` in seconds
    "expression",  # a Jinja expression
    "secret",  # a text in which ${NAME} is replaced
    "endpoint",  # `emulator`, an address, or a list of addresses; ${NAME} is replaced
    "paths",  # a path, or a list of paths
    "rows",  # a list of recipients
    "vars",  # names to texts
    "limits",  # route to rate
    "parameters",  # the vendor's parameters
    "section",  # a mapping of `fields`
    "recipients",  # a mapping of `fields`, or one of `choices`
    "rules",  # a rule's id, or a list of them
]


@dataclass(frozen=True, slots=True)
class FileField:
    """One field of the file. `about` completes the sentence "it is …"; `default` and `example` are as typed."""

    name: str
    kind: Kind
    about: str
    required: bool = False
    default: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    low: float = 0
    high: float = 0
    fields: tuple["FileField", ...] = ()

    @property
    def by_name(self) -> Mapping[str, "FileField"]:
        """The fields inside it."""
        return {field.name: field for field in self.fields}


PROVIDER = FileField(
    "provider",
    "section",
    "who sends it, and on whose account",
    required=True,
    fields=(
        FileField("type", "text", "the provider's name", required=True, example="netease"),
        FileField("api", "text", "which of the vendor's APIs, where there are several", example="v2"),
        FileField(
            "endpoint",
            "endpoint",
            "`emulator`, the name of the app's data centre (`cn`, `sg`, … with its backup), an address, or a list of "
            "addresses: primary, backup",
            required=True,
            example="emulator",
        ),
        FileField("app_key", "secret", "the app key of the account", required=True, example="${NETEASE_APP_KEY}"),
        FileField(
            "app_secret",
            "secret",
            "the app secret of the account; only `apply` needs its value, and a webhook that isn't signed none",
            example="${NETEASE_APP_SECRET}",
        ),
        FileField(
            "limits",
            "limits",
            "what the vendor granted, by route, where it isn't the documented limit: N/s, N/min, N/h or N/day",
            example="{single: 100/s, batch: 120/min}",
        ),
    ),
)

RECIPIENTS = FileField(
    "recipients",
    "recipients",
    "who gets it: a `list`, a `file`, or both; or `everyone`, all users of the app (RongCloud also `online`: those who "
    "are online now)",
    required=True,
    choices=("everyone", "online"),
    fields=(
        FileField("list", "rows", "recipients in the file itself: mappings, or bare ids", example="[u1001, u1002]"),
        FileField(
            "file",
            "paths",
            "a recipient list (.csv or .jsonl) or several, relative to the campaign file",
            example="../recipients/ios.csv",
        ),
        FileField("id", "text", "the name of the column that is the recipient's id", default="id", example="user_id"),
        FileField(
            "where",
            "expression",
            "a Jinja expression over the recipient's fields: only recipients for whom it holds get the message",
            example="\"platform == 'ios' and app_version|version < '2.4'|version\"",
        ),
        FileField(
            "exclude",
            "paths",
            "a list of ids that are never sent to (.csv or .jsonl), or several",
            example="../recipients/opted-out.csv",
        ),
    ),
)

DELIVERY = FileField(
    "delivery",
    "section",
    "how it is sent",
    fields=(
        FileField("concurrency", "integer", "how many requests are under way at once", default="64", low=1, high=1000),
        FileField("timeout", "duration", "how long one answer is waited for", default="10s", low=0.1, high=600),
        FileField("attempts", "integer", "how often one message is tried at most", default="5", low=1, high=100),
        FileField(
            "max_wait",
            "duration",
            "how long a block by the vendor is waited out, in all, before the run stops",
            default="10m",
            low=0,
            high=86400,
        ),
        FileField(
            "on_failure",
            "choice",
            "whether a failure that the vendor itself reports is tried again or held as unknown",
            default="retry",
            choices=("retry", "hold"),
        ),
    ),
)

LINT = FileField(
    "lint",
    "section",
    "which rules don't count for this campaign",
    fields=(FileField("disable", "rules", "ids of rules, as `campaign rules` lists them", example="[RC041]"),),
)

CAMPAIGN = FileField(
    "campaign",
    "section",
    "one campaign",
    fields=(
        FileField("version", "version", "the version of this file's format: 1", required=True, example="1"),
        FileField(
            "name",
            "name",
            "the campaign's identity in the ledger: a-z, 0-9, `.`, `_` and `-`, at most 64 characters",
            required=True,
            example="release-2-4-0",
        ),
        FileField("description", "text", "what the campaign is for", example="Announces 2.4.0 to every iOS user"),
        FileField("vars", "vars", "texts for the templates, by name; --var wins", example="{release: 2.4.0}"),
        PROVIDER,
        RECIPIENTS,
        FileField("content", "parameters", "the message itself, in the vendor's parameters", required=True),
        FileField("push", "parameters", "the push notification with it, in the vendor's parameters"),
        DELIVERY,
        LINT,
    ),
)


def homes() -> dict[str, str]:
    """Which section each inner field belongs to: field to section."""
    return {field.name: section.name for section in (PROVIDER, RECIPIENTS, DELIVERY, LINT) for field in section.fields}
