import pytest

from runner.campaign.environment import Expanded, expand_env, holds_more
from runner.errors import Place
from runner.source import Scalar

ENVIRON = {"NETEASE_A": "a", "RONGCLOUD_B": "b", "CAMPAIGN_C": "${NETEASE_A}", "CAMPAIGN_EMPTY": "", "HOME": "s3cr3t"}


def expand(text: str, *allowed: str) -> Expanded:
    return expand_env(Scalar(text, Place("c", 3, 4)), frozenset(allowed), ENVIRON)


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("plain", "plain"),
        ("$5 and $NAME", "$5 and $NAME"),
        ("${NETEASE_A}", "a"),
        ("<${NETEASE_A}-${RONGCLOUD_B}>", "<a-b>"),
        ("${NETEASE_NONE:-demo}", "demo"),
        ("${NETEASE_NONE:-a:-b c}", "a:-b c"),
        ("${CAMPAIGN_EMPTY:-demo}", "demo"),
        ("${NETEASE_A:-demo}", "a"),
        ("${CAMPAIGN_C}", "${NETEASE_A}"),
    ],
)
def test_references_are_replaced_once(text: str, expanded: str) -> None:
    assert expand(text) == Expanded(expanded)


@pytest.mark.parametrize("text", ["${NETEASE_NONE}", "${CAMPAIGN_EMPTY}", "${NETEASE_NONE:-}"])
def test_what_is_unset_or_empty_is_missing(text: str) -> None:
    assert expand(text).missing == (text[2:].partition(":")[0].rstrip("}"),)
    assert not expand(text).problems


def test_other_names_are_closed_unless_the_project_opens_them() -> None:
    (problem,) = expand("${HOME}").problems
    assert str(problem) == (
        "c:3:4: the environment variable HOME isn't open to campaign files "
        "(NETEASE_…, RONGCLOUD_…, WEBHOOK_…, CAMPAIGN_… are); "
        "rename it, or list it in project.yaml under `env`"
    )
    assert expand("${HOME:-x}").problems
    assert expand("${HOME}", "HOME") == Expanded("s3cr3t")


def test_secrets_are_open_to_secrets_only() -> None:
    text = Scalar("${NETEASE_APP_SECRET}", Place("c", 3, 4))
    environ = {"NETEASE_APP_SECRET": "s3cr3t"}
    assert expand_env(text, frozenset(), environ, secret=True) == Expanded("s3cr3t")
    (problem,) = expand_env(text, frozenset(), environ).problems
    assert "NETEASE_APP_SECRET is a secret by its name; use it in `app_secret` only" in str(problem)


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "DB_PASSWORD", "Npm_Token", "SSH_PRIVATE_KEY", "AWS_CREDENTIALS"])
def test_what_a_project_opens_is_no_app_key_where_its_name_says_that_it_is_confidential(name: str) -> None:
    text, opened = Scalar(f"${{{name}}}", Place("c", 3, 4)), frozenset({name})
    (problem,) = expand_env(text, opened, {name: "s3cr3t"}).problems
    assert f"{name} is a secret by its name" in str(problem)
    assert expand_env(text, opened, {name: "s3cr3t"}, secret=True) == Expanded("s3cr3t")


@pytest.mark.parametrize("text", ["${", "${}", "${NETEASE_A", "${9}", "${NETEASE_A:x}", "${NETEASE A}", "${netease-a}"])
def test_no_references(text: str) -> None:
    assert "`${` begins no reference" in str(expand(text).problems[0])


@pytest.mark.parametrize(
    ("text", "typed"), [("", False), ("${A}", False), ("${A:-demo}", False), ("s3cret", True), ("${A}x", True)]
)
def test_what_is_typed_beside_references(text: str, typed: bool) -> None:
    assert holds_more(text) is typed
