"""The parameters of NetEase's broadcasts to a whole app, V1 and V2. Source: N-BCAST."""

from typing import NamedTuple

from runner.parameter import Parameter

SYSTEMS = ("ios", "aos", "pc", "web", "mac")


class Names(NamedTuple):
    """What one API calls the parameters that both have."""

    body: str
    sender: str
    offline: str
    ttl: str
    systems: str


V1 = Names("body", "from", "isOffline", "ttl", "targetOs")
V2 = Names("content", "from_account_id", "offline_enabled", "ttl", "target_os")


def parameters_of(names: Names) -> tuple[Parameter, ...]:
    """The parameters of one of the two."""
    return (
        Parameter(
            name=names.body,
            section="content",
            kind="json",
            about="What the broadcast says: any text, JSON suggested, at most 4096 characters.",
            required=True,
            longest=4096,
        ),
        Parameter(
            name=names.sender,
            section="content",
            kind="text",
            about="The sender's account (accid), at most 32 characters.",
            longest=32,
        ),
        Parameter(
            name=names.offline,
            section="content",
            kind="boolean",
            about="Whether it is kept for those who are offline. Default false.",
            choices=("true", "false"),
        ),
        Parameter(
            name=names.ttl,
            section="content",
            kind="integer",
            about="For how many hours it is valid, at least 1. Default 168, 7 days.",
        ),
        Parameter(
            name=names.systems,
            section="content",
            kind="json",
            about="Only to these systems: a JSON array of ios, aos, pc, web, mac. Default: to all of them.",
        ),
    )
