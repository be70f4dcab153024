"""A page under a limit."""

from hypothesis import given
from hypothesis import strategies as st

from runner.report.blocks import RESERVE, Page

BLOCKS = st.lists(st.tuples(st.text(max_size=400), st.sampled_from(["row", "diff", "sample list"])), max_size=40)


@given(BLOCKS, st.integers(RESERVE + 100, 4_000))
def test_it_is_never_longer_and_nothing_is_lost_unsaid(blocks: list[tuple[str, str]], most: int) -> None:
    page = Page(most)
    fitted = [page.add(text, kind) for text, kind in blocks]
    text = page.text("all of it stands elsewhere")
    assert len(text.encode()) <= most
    for kind in {kind for _, kind in blocks}:
        missing = [ok for ok, (_, one) in zip(fitted, blocks, strict=True) if one == kind].count(False)
        if missing:
            assert f"{missing:,} {kind}{'s' * (missing > 1)}" in text
    assert ("Left out" in text) is (False in fitted)


def test_what_did_not_fit_once_stays_out() -> None:
    page = Page(RESERVE + 100)
    assert [page.add("x" * 200, "row"), page.add("x", "row"), page.add("x", "diff")] == [False, False, True]
