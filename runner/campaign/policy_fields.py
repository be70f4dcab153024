"""The fields of `policy`, in a campaign file or in project.yaml: what a plan must not be. Pure."""

from runner.campaign.file_field import FileField

EXPECTATION = FileField(
    "expect",
    "section",
    "what must hold of a plan",
    fields=(
        FileField(
            "that",
            "expression",
            "a Jinja expression over the plan: send, skip, hold, refuse, recipients, changed, calls, eta, account, "
            "target, campaign, tags",
            required=True,
            example="\"send <= 1000 or 'release' in tags\"",
        ),
        FileField("message", "text", "what is said where it doesn't hold", required=True, example="split it by region"),
    ),
)

POLICY = FileField(
    "policy",
    "section",
    "what a plan must keep to; those of project.yaml, of the target and of the campaign all hold",
    fields=(
        FileField(
            "max_recipients",
            "integer",
            "how many recipients a plan sends to at most",
            example="100000",
            low=0,
            high=999_999_999,
        ),
        FileField(
            "max_duration", "duration", "how long sending takes at most, by the plan", example="2h", high=31_536_000
        ),
        FileField(
            "max_share_changed",
            "share",
            "what share of the recipients at most has it already, with another text",
            example="5%",
        ),
        FileField("require_plan", "flag", "true: nothing is sent without `apply --plan FILE`", example="true"),
        FileField(
            "require_clean_git",
            "flag",
            "true: nothing is sent while a file of the project isn't committed",
            example="true",
        ),
        FileField("allowed_targets", "words", "the only targets that it may be sent to", example="[staging, prod]"),
        FileField(
            "deny_windows",
            "hours",
            "when no sending may begin or go on: hours, with days of the week before them, or two moments with a slash",
            example='[22:00-08:00, "sat,sun 00:00-24:00"]',
        ),
        FileField("time_zone", "zone", "whose hours `deny_windows` names", example="Asia/Shanghai"),
        FileField(
            "expect",
            "expectations",
            "expressions that must hold, each with a message",
            example='[{that: "send <= 1000", message: split it by region}]',
            fields=EXPECTATION.fields,
        ),
    ),
)
