"""The fields of a campaign file, declared once: parsing, the JSON Schema and the docs read this table. Pure."""

from collections import Counter

from runner.campaign.delivery_fields import DELIVERY, WINDOW
from runner.campaign.file_field import FileField, Kind
from runner.campaign.policy_fields import POLICY

__all__ = [
    "CAMPAIGN",
    "DELIVERY",
    "LINT",
    "LOCALE",
    "POLICY",
    "PROVIDER",
    "RECIPIENTS",
    "WINDOW",
    "FileField",
    "Kind",
    "homes",
]

PROVIDER = FileField(
    "provider",
    "section",
    "who sends it, and on whose account",
    required=True,
    fields=(
        FileField("type", "text", "the provider's name", required=True, example="netease"),
        FileField("api", "text", "which of the vendor's APIs, where there are several", example="v2"),
        FileField(
            "use",
            "name",
            "the name of its account under `providers` of a target in project.yaml; default: the one named as `type`",
            example="marketing",
        ),
        FileField(
            "endpoint",
            "endpoint",
            "`emulator`, the name of the app's data centre (`cn`, `sg`, … with its backup), an address, or a list of "
            "addresses: primary, backup; needed unless the target has it",
            example="emulator",
        ),
        FileField(
            "app_key",
            "secret",
            "the app key of the account; needed unless the target has it",
            example="${NETEASE_APP_KEY}",
        ),
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
        FileField(
            "sample",
            "share",
            "only this share of them, chosen by a hash of the id: always the same ones",
            example="5%",
        ),
        FileField(
            "holdout",
            "share",
            "this share, chosen by another hash, is kept without the message and recorded as held, so that its effect "
            "can be measured",
            example="2%",
        ),
        FileField(
            "seed_list",
            "paths",
            "a list (.csv or .jsonl) of those who get it first, whatever `where`, `sample`, `holdout` and `at_most` "
            "say",
            example="../recipients/team.csv",
        ),
    ),
)

LINT = FileField(
    "lint",
    "section",
    "which rules don't count for this campaign",
    fields=(FileField("disable", "words", "ids of rules, as `campaign rules` lists them", example="[RC041]"),),
)

LOCALE = FileField(
    "locale",
    "section",
    "in which language a recipient is spoken to: templates are then looked for in templates/LANGUAGE/ first",
    fields=(
        FileField("field", "text", "the recipient's field that holds the language", required=True, example="lang"),
        FileField("default", "text", "the language where that is empty or not offered", required=True, example="zh-CN"),
        FileField(
            "offered",
            "languages",
            "the languages that must have all translations; default: those that anything is translated to",
            example="[zh-CN, en]",
        ),
    ),
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
        FileField("tags", "words", "labels, for --select and `at_most`", example="[release, ios]"),
        FileField(
            "after",
            "words",
            "names of campaigns that must have been sent before",
            example="maintenance-2026-12-18",
        ),
        FileField(
            "once_per",
            "template",
            "a template over `vars` and `git` whose text becomes part of the campaign's identity in the ledger "
            "(NAME@TEXT): each recipient gets it once for each such text",
            example='"{{ git.tag }}"',
        ),
        FileField(
            "at_most",
            "cap",
            "how many messages of campaigns that share a tag with this one a recipient gets in a time; others are held",
            example="2 per 7d",
        ),
        FileField("vars", "vars", "texts for the templates, by name; --var wins", example="{release: 2.4.0}"),
        PROVIDER,
        RECIPIENTS,
        FileField("content", "parameters", "the message itself, in the vendor's parameters", required=True),
        FileField("push", "parameters", "the push notification with it, in the vendor's parameters"),
        LOCALE,
        FileField(
            "translations",
            "translations",
            "`content` and `push` parameters that are others in a language",
            example="{en: {push: {pushcontent: Hello}}}",
        ),
        DELIVERY,
        POLICY,
        LINT,
    ),
)


def homes() -> dict[str, str]:
    """Which section each inner field belongs to, where it is one: field to section."""
    sections = (PROVIDER, RECIPIENTS, DELIVERY, WINDOW, LOCALE, POLICY, LINT)
    times = Counter(field.name for section in sections for field in section.fields)
    return {field.name: section.name for section in sections for field in section.fields if times[field.name] == 1}
