"""What is declared of one field of a campaign file or of project.yaml. Pure."""

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
    "words",  # a rule's id, a tag or a name, or a list of them
    "flag",  # true or false
    "share",  # `5%`
    "sizes",  # a list of numbers of recipients or shares, growing: `[10, 1%, 100%]`
    "pause",  # a duration, or `manual`
    "budgets",  # `unknown > 20`, `rejected > 2% over last 500`, or a list of them
    "moment",  # a time with its offset, as RFC 3339 has it
    "hours",  # `22:00-08:00`, or a list of them
    "zone",  # a name of the IANA time zone database
    "cap",  # `2 per 7d`
    "template",  # a Jinja template
    "expectations",  # a list of {expect, message}
    "languages",  # a language, or a list of them
    "translations",  # language to {content, push}
    "names",  # a list of names of environment variables
    "ledger",  # a path, or a mapping of `fields`
    "sections",  # names to mappings of `fields`
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
