"""What is wrong with the rows of one list, gathered until there is enough to report. Pure."""

from runner.errors import CampaignInvalid, Place, Problem

MOST_REPORTED = 20
LONGEST_ID = 256


class Faults:
    """The problems of one list. From the first one on nothing is yielded any more; the list is only read to its end."""

    __slots__ = ("problems",)

    def __init__(self) -> None:
        """Nothing is wrong yet."""
        self.problems: list[Problem] = []

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.problems)

    def add(self, place: Place, what: str, todo: str) -> None:
        """One more problem; raises CampaignInvalid when there are too many to list them all."""
        if len(self.problems) == MOST_REPORTED:
            more = Problem(Place(place.file, place.line), "and more rows like these", "only the first 20 are listed")
            raise CampaignInvalid([*self.problems, more])
        self.problems.append(Problem(place, what, todo))

    def settle(self) -> None:
        """Raise CampaignInvalid if anything is wrong."""
        if self.problems:
            raise CampaignInvalid(self.problems)


def id_fault(text: str) -> tuple[str, str] | None:
    """What is wrong with a recipient's id, and what to do; None if it is good."""
    if text.isprintable() and text.strip() == text and 0 < len(text) <= LONGEST_ID:
        return None
    if not text:
        return "the id is empty", "fill it in or delete the row"
    if text != text.strip():
        return f"the id {text[:80]!r} has white space around it", "delete the white space"
    if len(text) > LONGEST_ID:
        return f"the id is {len(text):,} characters long", f"an id has at most {LONGEST_ID}; is this the right column?"
    hidden = next(character for character in text if not character.isprintable())
    return f"the id {text!r} holds a character that can't be seen (U+{ord(hidden):04X})", "delete it"


def no_such_id(column: str, names: list[str]) -> tuple[str, str]:
    """What to say where the column (or key) that holds the id is missing; `names` are those that there are."""
    shown = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
    return f"there is no {column!r} that could be the id", f"there is: {shown}; name the right one with `recipients.id`"
