"""The fields of `delivery`: how it is sent, and when. Pure."""

from runner.campaign.file_field import FileField

WINDOW = FileField(
    "window",
    "section",
    "when it may be sent; a request that is under way may end",
    fields=(
        FileField("not_before", "moment", "the first moment", example="2026-12-01T09:00:00+08:00"),
        FileField("not_after", "moment", "the last moment", example="2026-12-03T18:00:00+08:00"),
        FileField("quiet", "hours", "hours of a day in which nothing is sent", example="22:00-08:00"),
        FileField("time_zone", "zone", "whose hours `quiet` names", example="Asia/Shanghai"),
        FileField(
            "time_zone_field",
            "text",
            "the recipient's field that holds their own time zone; where it is empty, `time_zone` holds",
            example="tz",
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
        FileField(
            "stages",
            "sizes",
            "how many recipients have got it at the end of each stage: numbers or shares, growing; who is first hangs "
            "on a hash of the id, never on the list's order",
            example="[10, 1%, 25%, 100%]",
        ),
        FileField(
            "pause",
            "pause",
            "how long sending rests between two stages, or `manual`: until `campaign continue`",
            default="0s",
            high=604800,
        ),
        FileField(
            "stop",
            "budgets",
            "when sending stops by itself: more than so many rejected or unknown messages, or more than a share of the "
            "last answers",
            example='["unknown > 20", "rejected > 2% over last 500"]',
        ),
        WINDOW,
    ),
)
