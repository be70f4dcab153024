"""Rules that hold for every provider: about credentials and recipient lists, and the facts that they look at. Pure.

What they look at is no vendor's parameter: `app_secret`, whether it is typed into a file (`app_secret.typed`), and
facts about a list as a whole, each as a text under `ids.…`. A fact is there only where it can mean something.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson

from runner.model import Recipient
from runner.rule import Params, Rule

FEWEST, SHARE = 10, 0.9  # so many ids of one length, and such a share, make that length the usual one
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+[0-9]{2,3}").fullmatch

LENGTHS, SCIENTIFIC, ALIKE = "ids.lengths", "ids.scientific", "ids.alike"
TYPED = "app_secret.typed"


class Fact(NamedTuple):
    """What is known of a list as a whole, and of how many recipients, the first of them by name, it tells something."""

    params: Params
    many: int
    first: Recipient


@dataclass(slots=True)
class ListedIds:
    """The ids of one list as they come: how many there are of each length and how they look, in little memory.

    `digits`: whether all of them so far could be numbers that lost a leading zero; then every id must be noted, else
    only those that hold `E+`.
    """

    digits: bool = True
    _lengths: dict[int, int] = field(default_factory=dict)
    _firsts: dict[int, Recipient] = field(default_factory=dict)
    _scientific: int = 0
    _first_scientific: Recipient | None = None

    def note(self, recipient: Recipient) -> None:
        """One more id."""
        key = recipient.id
        if self.digits and key.isdecimal() and key[0] != "0":
            try:
                self._lengths[len(key)] += 1
            except KeyError:
                self._lengths[len(key)] = 1
                self._firsts[len(key)] = recipient
        elif _SCIENTIFIC(key):
            self._scientific += 1
            self._first_scientific = self._first_scientific or recipient
        else:
            self.digits = False

    def facts(self) -> Iterator[Fact]:
        """What the list as a whole says, at its end."""
        usual = max(self._lengths, key=self._lengths.__getitem__, default=0)
        shorter = {length: n for length, n in self._lengths.items() if length < usual}
        if self.digits and shorter:
            told = {str(length): n for length, n in sorted(self._lengths.items())}
            first = next(one for length, one in self._firsts.items() if length < usual)
            yield Fact({LENGTHS: orjson.dumps(told).decode()}, sum(shorter.values()), first)
        if self._first_scientific:
            yield Fact({SCIENTIFIC: self._first_scientific.id}, self._scientific, self._first_scientific)


def _white_space(params: Params) -> str:
    secret = params.get("app_secret", "")
    return "" if secret == secret.strip() else "app_secret has white space around it, which the signature would hold"


def _typed(params: Params) -> str:
    if TYPED not in params:
        return ""
    return "app_secret stands in a file for everybody who can read it: write ${NAME} and set it where apply runs"


def _lost_zeros(params: Params) -> str:
    lengths = {int(length): n for length, n in orjson.loads(params.get(LENGTHS, "{}")).items()}
    usual = max(lengths, key=lengths.__getitem__, default=0)
    most, all_of_them = lengths.get(usual, 0), sum(lengths.values())
    if most < max(FEWEST, SHARE * all_of_them) or min(lengths, default=0) >= usual:
        return ""
    return f"nearly all ids have {usual} digits and some have fewer: a spreadsheet may have cut their leading zeros"


def _scientific(params: Params) -> str:
    key = params.get(SCIENTIFIC, "")
    return f"the id {key} is a number as a spreadsheet shortens it: its last digits are lost" if key else ""


def _alike(params: Params) -> str:
    if not (n := params.get(ALIKE, "")):
        return ""
    which = "1 id differs" if n == "1" else f"{n} ids differ"
    return f"{which} from another only in case; the provider holds them for one account"


GENERAL_RULES: tuple[Rule, ...] = (
    Rule(
        "GEN001",
        ("app_secret",),
        "app_secret has no white space around it: a signature made with it is refused.",
        "R-CODE",
        _white_space,
        {"app_secret": "s3cret "},
        severity="warning",
    ),
    Rule(
        "GEN002",
        (LENGTHS,),
        "The ids of a CSV file have kept their leading zeros: a list of numbers of one length has no shorter ones.",
        "S-EXCEL",
        _lost_zeros,
        {LENGTHS: '{"10":3,"11":4312}'},
        severity="warning",
    ),
    Rule(
        "GEN003",
        (SCIENTIFIC,),
        "No id of a CSV file is written as a spreadsheet shortens long numbers: 1.38E+10.",
        "S-EXCEL",
        _scientific,
        {SCIENTIFIC: "1.38E+10"},
        severity="warning",
    ),
    Rule(
        "GEN004",
        (ALIKE,),
        "No two ids differ only in case where the provider holds them for one account.",
        "N-ACCID",
        _alike,
        {ALIKE: "2"},
        severity="warning",
    ),
    Rule(
        "GEN005",
        ("app_secret", TYPED),
        "The secret of a vendor's account stands in no file under review: a reference says where it is.",
        "R-CODE",
        _typed,
        {TYPED: "true"},
        severity="warning",
    ),
)
