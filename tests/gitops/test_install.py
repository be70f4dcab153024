"""ci/install.sh: the program beside it, with the locked libraries, in a venv of its own."""

from pathlib import Path

from tests.gitops.repositories import ROOT, Clone


def test_the_program_beside_the_script_is_installed(author: Clone, tmp_path: Path) -> None:
    listed = tmp_path / "path"
    env = {"RUNNER_TEMP": str(tmp_path), "GITHUB_PATH": str(listed)}
    ran = author.run("bash", str(ROOT / "ci" / "install.sh"), **env)
    assert ran.code == 0, ran
    assert ran.out.startswith("campaign, version ")
    folder = Path(listed.read_text(encoding="utf-8").strip())
    assert author.run(str(folder / "campaign"), "validate", "--quiet").code == 0


def test_a_version_that_is_none_fails_the_step(author: Clone, tmp_path: Path) -> None:
    env = {"RUNNER_TEMP": str(tmp_path), "CAMPAIGN_CI_VERSION": "--help; touch x"}
    assert author.run("bash", str(ROOT / "ci" / "install.sh"), **env).code != 0
    assert not (author.root / "x").exists()
