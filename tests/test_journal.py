"""The account's own memory of what it may send only now and then."""

from pathlib import Path

import pytest

from runner.journal import KEPT, read_sends, write_sends


def test_each_route_keeps_its_own_sends_in_order(tmp_path: Path) -> None:
    path = tmp_path / "a.sends"
    write_sends(path, "broadcast", [3.0, 1.0])
    write_sends(path, "recall", [2.0])
    assert (read_sends(path, "broadcast"), read_sends(path, "recall")) == ([1.0, 3.0], [2.0])
    write_sends(path, "broadcast", [4.0])
    assert read_sends(path, "broadcast") == [4.0]
    assert [one.name for one in tmp_path.iterdir()] == ["a.sends"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_only_the_latest_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.sends"
    write_sends(path, "broadcast", [float(n) for n in range(KEPT + 50)])
    assert read_sends(path, "broadcast") == [float(n) for n in range(50, KEPT + 50)]


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b'{"broadcast": 1}', b'{"broadcast": ["x", null]}', b"\xff"])
def test_a_damaged_file_remembers_nothing_and_is_replaced(tmp_path: Path, said: bytes) -> None:
    path = tmp_path / "a.sends"
    path.write_bytes(said)
    assert read_sends(path, "broadcast") == []
    write_sends(path, "broadcast", [1.0])
    assert read_sends(path, "broadcast") == [1.0]
    assert read_sends(tmp_path / "none.sends", "broadcast") == []
