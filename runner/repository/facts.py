"""Which commit, tag and branch a project stands on, for its templates; asked for once each. Runs `git`."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from runner.repository.asking import Git, NoAnswer

Facts = Callable[[str], str | tuple[str, str]]
SHORT = 7  # the same in every clone, while git's own abbreviation grows with the clone


def facts(root: Path, environ: Mapping[str, str]) -> Facts:
    """Gives a fact by its name (`tag`, `sha`, `short_sha`, `branch`), or what is wrong and what to do.

    Nothing is asked for before it is needed. Where git itself has no tag or branch to name, as in the checkouts of CI,
    or where there is no git at all, it is what GitHub or GitLab say in `environ`.
    """
    git = Git(root, environ)
    known = {"tag": _tag, "sha": _sha, "short_sha": lambda git: _sha(git)[:SHORT], "branch": _branch}

    @cache
    def fact(name: str) -> str | tuple[str, str]:
        if name not in known:
            return f"git has no {name!r} here", f"it has {', '.join(known)}"
        try:
            return known[name](git)
        except NoAnswer as error:
            return error.what, error.todo

    return fact


def _sha(git: Git) -> str:
    try:
        return git.commit("HEAD")
    except NoAnswer as error:
        if said := _commit_of_ci(git.environ):
            return said
        if "HEAD" in error.what:
            raise NoAnswer("the repository has no commit yet", "commit something") from None
        raise


def _tag(git: Git) -> str:
    """The tag that points at HEAD; of several the one that CI runs for."""
    sha, named = _sha(git), _tag_of_ci(git.environ)
    try:
        tags = git.ask("for-each-ref", f"--points-at={sha}", "--format=%(refname:strip=2)", "refs/tags").split("\n")
    except NoAnswer:
        tags = [""]
    if named and (named in tags or (tags == [""] and _commit_of_ci(git.environ) in ("", sha))):
        return named
    if len(tags) > 1:
        todo = "delete all but one, or give the name with --var and use that"
        raise NoAnswer(f"{len(tags)} tags point at HEAD: {', '.join(tags)}", todo)
    if not tags[0]:
        todo = "check out a tag or make one (`git tag NAME`); |default(…) says what stands for it"
        raise NoAnswer(f"no tag points at HEAD ({sha[:SHORT]})", todo)
    return tags[0]


def _branch(git: Git) -> str:
    try:
        return git.ask("symbolic-ref", "--short", "HEAD")
    except NoAnswer as error:
        if said := _branch_of_ci(git.environ):
            return said
        if "not a symbolic ref" not in error.what:
            raise
        raise NoAnswer("HEAD is on no branch", "check one out (`git switch NAME`)") from None


def _commit_of_ci(environ: Mapping[str, str]) -> str:
    return environ.get("GITHUB_SHA") or environ.get("CI_COMMIT_SHA", "")


def _tag_of_ci(environ: Mapping[str, str]) -> str:
    """The tag that a job was started for.

    Sources: docs.github.com "Default environment variables", docs.gitlab.com "Predefined CI/CD variables".
    """
    name = environ.get("GITHUB_REF_NAME", "") if environ.get("GITHUB_REF_TYPE") == "tag" else ""
    return name or environ.get("CI_COMMIT_TAG", "")


def _branch_of_ci(environ: Mapping[str, str]) -> str:
    """The branch that a job was started for; of a pull or merge request, the one that it comes from."""
    source = environ.get("GITHUB_HEAD_REF") or environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "")
    if source or _tag_of_ci(environ):
        return source
    return environ.get("GITHUB_REF_NAME") or environ.get("CI_COMMIT_REF_NAME", "")
