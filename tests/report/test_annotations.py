"""Problems beside the lines of a pull request."""

from runner.errors import Place, Problem
from runner.report.annotations import MOST, annotations
from runner.report.diagnostics import of_caution, of_problem
from tests.report.samples import EVIL, WARNINGS

ERROR = of_problem(Problem(Place("a.yaml", 3, 4), "100% wrong", "do: this, that", "NE1"))


def below(file: str) -> str:
    return f"below/{file}"


def test_each_severity_has_its_lines_up_to_ten() -> None:
    doubts = [of_caution(one) for one in WARNINGS]
    found = list(annotations([*doubts, *[ERROR] * 12, of_problem(Problem(None, "all of it", ""))], below))
    assert len(found) == MOST + len(doubts)
    assert found[0] == "::error file=below/a.yaml,line=3,col=4,title=NE1::100%25 wrong; do: this, that"
    assert found[MOST + 1] == (
        "::warning file=below/a.csv,line=84,title=NE008::attach may be too long; for 4,312 recipients, first u83"
    )
    assert list(annotations([of_problem(Problem(None, "all of it", ""))], below)) == ["::error::all of it"]


def test_foreign_text_starts_no_command_of_its_own() -> None:
    evil = of_problem(Problem(Place(f"a,b:c%{EVIL}", 1), f"{EVIL}::error::x\r\n::add-mask::y", EVIL))
    (line,) = annotations([evil], lambda file: file)
    assert line.isprintable()
    head, _, said = line.removeprefix("::error ").partition("::")
    assert head.startswith("file=a%2Cb%3Ac%25")
    assert head.endswith(",line=1")
    assert said.count("\n") == 0
