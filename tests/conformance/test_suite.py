"""The suite finds what it is for: each fault of a provider makes the test fail that looks for it."""

import os
import subprocess
import sys

import pytest

from tests.conformance.chat import write_files
from tests.conformance.faults import FAULTS, HEAD
from tests.conformance.misstated import MISSTATED


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """Each class of tests, those of them that failed, and what the first one's error says."""
    folder = tmp_path_factory.mktemp("author")
    write_files(folder)
    source, wanted = HEAD, []
    for number, (body, test) in enumerate(FAULTS.values()):
        kind = f"class Fault{number}(Chat):\n    {body}\n    __hash__ = Chat.__hash__\n"
        source += f"\n\n{kind}\n\nclass TestFault{number}(Sound):\n    kinds = (Fault{number},)\n"
        wanted += [f"test_faults.py::TestFault{number}::{test}", f"test_faults.py::TestSound::{test}"]
    for number, (body, test, _) in enumerate(MISSTATED.values()):
        source += f"\n\nclass TestMisstated{number}(Sound):\n    {body}\n"
        wanted += [f"test_faults.py::TestMisstated{number}::{test}", f"test_faults.py::TestSound::{test}"]
    (folder / "test_faults.py").write_text(source, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider", "--tb=no", *dict.fromkeys(wanted)]
    ran = subprocess.run(
        command, cwd=folder, env={**os.environ, "COLUMNS": "900"}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    found: dict[str, dict[str, str]] = {"TestSound": {}}
    for line in ran.stdout.splitlines():
        if line.startswith("FAILED "):
            _, name, test = line.removeprefix("FAILED ").split(" - ")[0].split("::")
            found.setdefault(name, {}).setdefault(test.partition("[")[0], line)
    return found


@pytest.mark.parametrize("number", range(len(FAULTS)), ids=list(FAULTS))
def test_a_fault_is_found(number: int, ended: dict[str, dict[str, str]]) -> None:
    test = list(FAULTS.values())[number][1]
    assert ended.get(f"TestFault{number}", {}).keys() == {test}


@pytest.mark.parametrize("number", range(len(MISSTATED)), ids=list(MISSTATED))
def test_what_is_demanded_is_said(number: int, ended: dict[str, dict[str, str]]) -> None:
    _, test, said = list(MISSTATED.values())[number]
    assert said in ended.get(f"TestMisstated{number}", {}).get(test, "")


def test_a_sound_provider_passes(ended: dict[str, dict[str, str]]) -> None:
    assert ended["TestSound"] == {}
