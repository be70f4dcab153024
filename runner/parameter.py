"""What a campaign may declare for a provider: the vendor's parameters, and the documented keys inside. Pure."""

from dataclasses import dataclass
from typing import Literal

Section = Literal["content", "push"]
Kind = Literal["text", "json", "integer", "boolean"]


@dataclass(frozen=True, slots=True)
class Field:
    """One documented key inside a JSON parameter; `fields` inside it again.

    `many`: a list of one-key mappings of these, which may also be written as one mapping. `longest`: as in `Parameter`.
    """

    name: str
    kind: Kind
    about: str
    choices: tuple[str, ...] = ()
    fields: tuple["Field", ...] = ()
    many: bool = False
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as the vendor's page names it.

    `json` ones may be written as a mapping or list; `fields` are the known keys (none: any key). `choices`, `longest`
    (characters, see `constraints`) and `most_bytes` (UTF-8) describe it in docs, schema and plan; rules check them.
    """

    name: str
    section: Section
    kind: Kind
    about: str
    required: bool = False
    choices: tuple[str, ...] = ()
    longest: int | None = None
    most_bytes: int | None = None
    fields: tuple[Field, ...] = ()
