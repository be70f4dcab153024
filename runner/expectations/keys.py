"""The keys of a test file, declared once: reading and the JSON Schema go by this table. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from runner.model import Decision, Status

Shape = Literal[
    "version",  # 1
    "text",  # any text, as it stands
    "choice",  # one of `choices`
    "words",  # a list of rules' ids, which may be empty
    "rows",  # recipients: mappings, or bare ids
    "texts",  # names to texts
    "words by name",  # recipient to one of `choices`
    "values",  # names to values of any shape
    "section",  # a mapping of `keys`
    "cases",  # a list of mappings of `keys`
    "by recipient",  # recipient to a mapping of `keys`
]
LEFT_OUT = "left_out"
CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the file. `about` completes the sentence "it is …"; `example` is as typed."""

    name: str
    shape: Shape
    about: str
    required: bool = False
    example: str = ""
    choices: tuple[str, ...] = ()
    keys: tuple["Key", ...] = ()

    @property
    def by_name(self) -> Mapping[str, "Key"]:
        """The keys inside it."""
        return {key.name: key for key in self.keys}


EXPECT = Key(
    "expect",
    "by recipient",
    "what comes, by recipient; what isn't named isn't checked",
    required=True,
    example="{u1: {decision: send}}",
    keys=(
        Key(
            "decision",
            "choice",
            "what the plan decides, or `left_out` for whom `where` leaves out",
            example="send",
            choices=(*map(str, Decision), LEFT_OUT),
        ),
        Key("reason", "text", "a text that stands in the decision's reason", example="excluded"),
        Key(
            "rules",
            "words",
            "the ids of all rules that this recipient's message breaks, warnings included; `[]` for none",
            example="[NE001]",
        ),
        Key(
            "params",
            "values",
            "whole parameters as the vendor gets them; those that are JSON are compared as values",
            example='{pushcontent: "Hello Li"}',
        ),
        Key(
            "json",
            "values",
            "parts of parameters, by JMESPath: the parameter's name, then the way into its JSON; `null` for none",
            example="{attach.data.points: 3}",
        ),
        Key(
            "outcome",
            "choice",
            "what becomes of the message when the case is sent on a throw-away emulator",
            example="accepted",
            choices=tuple(map(str, Status)),
        ),
    ),
)
CASES = Key(
    "cases",
    "cases",
    "what is tried",
    required=True,
    keys=(
        Key("name", "text", "what this case shows; no two are named alike", required=True, example="greets by name"),
        Key(
            "recipients",
            "rows",
            "who is on the list here, as under `recipients.list` of the campaign; default: the campaign's own lists",
            example="[{id: u1, name: Li}]",
        ),
        Key("vars", "texts", "vars that are others here", example="{release: 2.4.0}"),
        Key("git", "texts", "what `git` is in templates here", example="{tag: v2.4.0}"),
        Key(
            "ledger",
            "words by name",
            "what came of earlier messages, by recipient; `changed`: accepted with another text",
            example="{u2: accepted}",
            choices=(*map(str, Status), CHANGED),
        ),
        EXPECT,
    ),
)
FILE = Key(
    "file",
    "section",
    "the tests of one campaign",
    keys=(
        Key("version", "version", "the version of this file's format: 1", required=True, example="1"),
        CASES,
    ),
)
