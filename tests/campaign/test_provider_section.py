from pathlib import Path

import pytest

from runner.all_providers import BUILT_IN
from runner.campaign.parse import read_campaign
from runner.errors import CampaignInvalid
from runner.model import Account
from tests.campaign.toys import CONTENT, HEAD, PROVIDERS, RECIPIENTS, Post, problems, read


def text(provider: str) -> str:
    return f"{HEAD}provider: {provider}\n{RECIPIENTS}{CONTENT}"


SOUND = "type: post, app_key: k, app_secret: s"


def test_credentials_come_from_the_environment(tmp_path: Path) -> None:
    provider = '{type: post, endpoint: emulator, app_key: "${NETEASE_K:-demo}", app_secret: "${NETEASE_S}"}'
    campaign = read(tmp_path, text(provider), {"NETEASE_K": "k", "NETEASE_S": "s3cr3t"})
    assert campaign.provider == Post("k", "s3cr3t")
    assert campaign.missing_secret is None
    assert "s3cr3t" not in repr(campaign)


def test_a_secret_may_be_unset_until_it_is_needed(tmp_path: Path) -> None:
    campaign = read(tmp_path, text('{type: post, endpoint: emulator, app_key: k, app_secret: "${NETEASE_S}"}'))
    assert str(campaign.missing_secret).endswith(
        "the app secret needs NETEASE_S, which isn't set; set it where `campaign apply` runs"
    )
    assert campaign.missing_secret is not None
    assert campaign.missing_secret.place
    assert campaign.provider == Post("k", "")


def test_an_empty_secret_is_said_to_be_empty(tmp_path: Path) -> None:
    campaign = read(tmp_path, text('{type: post, endpoint: emulator, app_key: k, app_secret: ""}'))
    assert "the app secret is empty" in str(campaign.missing_secret)


def test_the_project_opens_more_variables(tmp_path: Path) -> None:
    (tmp_path / "project.yaml").write_text("env: [SHOP_KEY]")
    campaign = read(
        tmp_path, text('{type: post, endpoint: emulator, app_key: "${SHOP_KEY}", app_secret: s}'), {"SHOP_KEY": "x"}
    )
    assert campaign.account == Account("post", "x", emulated=True)


@pytest.mark.parametrize(
    ("written", "endpoints"),
    [
        ("emulator", ()),
        ("[emulator]", ()),
        ('"${CAMPAIGN_E}"', ("https://e.example",)),
        ("https://a.example/api/", ("https://a.example",)),
        ("[https://a.example, http://localhost:1]", ("https://a.example", "http://localhost:1")),
    ],
)
def test_endpoints(tmp_path: Path, written: str, endpoints: tuple[str, ...]) -> None:
    campaign = read(tmp_path, text(f"{{{SOUND}, endpoint: {written}}}"), {"CAMPAIGN_E": "https://e.example/api"})
    assert campaign.endpoints == endpoints
    assert campaign.account.emulated == (endpoints == ())


def test_limits_change_the_routes(tmp_path: Path) -> None:
    campaign = read(tmp_path, text(f"{{{SOUND}, endpoint: emulator, limits: {{many: 50/s}}}}"))
    assert [(route.name, str(route.limit), route.capacity) for route in campaign.routes] == [
        ("single", "100 calls/s", 1),
        ("many", "50 messages/s", 50),
    ]


EMULATOR = f"{SOUND}, endpoint: emulator"


@pytest.mark.parametrize(
    ("provider", "said"),
    [
        (
            "{type: psot, endpoint: emulator, app_key: k, app_secret: s}",
            "3:18: there is no provider `psot`; did you mean",
        ),
        (
            "{type: qq, endpoint: emulator, app_key: k, app_secret: s}",
            "3:18: there is no provider `qq`; write one of post, wire",
        ),
        ("{endpoint: emulator, app_key: k, app_secret: s}", "3:1: `type` is missing under `provider`"),
        (
            f"{{{SOUND}}}",
            "3:1: `endpoint` is missing under `provider`; write `emulator`, `cn`, or https:// and the vendor's host",
        ),
        (
            "{type: cable, app_key: k, app_secret: s}",
            "3:1: `endpoint` is missing under `provider`; write `cn`, or https:// and the vendor's host",
        ),
        (
            "{type: cable, app_key: k, app_secret: s, endpoint: nowhere}",
            "3:62: `nowhere` isn't an address; write `cn`, or https:// and the vendor's host",
        ),
        *[
            (
                f"{{type: cable, app_key: k, app_secret: s, endpoint: {emulator}}}",
                f"3:{column}: the built-in emulator doesn't know `cable`; write `cn`, or https:// and the vendor's",
            )
            for emulator, column in (("emulator", 62), ("[emulator]", 63), ("'${CAMPAIGN_NO:-emulator}'", 62))
        ],
        (f"{{{SOUND}, endpoint: }}", "3:61: `endpoint` has no value"),
        (f"{{{SOUND}, endpoint: {{}}}}", "3:61: `endpoint` must be a text or a list, not a mapping"),
        (f"{{{SOUND}, endpoint: []}}", "3:61: `endpoint` is an empty list"),
        (f"{{{SOUND}, endpoint: [{{a: b}}]}}", "3:62: an item of `endpoint` must be a text, not a mapping"),
        (f"{{{SOUND}, endpoint: ['']}}", "3:62: an item of `endpoint` must be a text, not nothing"),
        (f"{{{SOUND}, endpoint: nowhere}}", "3:61: `nowhere` isn't an address; write `emulator`, `cn`, or https://"),
        (f"{{{SOUND}, endpoint: http://a.example}}", "3:61: `http://a.example` isn't encrypted"),
        (f"{{{SOUND}, endpoint: '${{CAMPAIGN_E}}'}}", "3:61: the endpoint needs CAMPAIGN_E, which isn't set"),
        (f"{{{SOUND}, endpoint: '${{HOME}}'}}", "3:61: the environment variable HOME isn't open"),
        (f"{{{SOUND}, endpoint: [emulator, https://a.example]}}", "3:62: `emulator` can't stand beside addresses"),
        (
            f"{{{SOUND}, endpoint: [https://a.example, https://A.example/]}}",
            "3:81: the endpoint `https://A.example/` stands twice",
        ),
        (
            "{type: post, endpoint: emulator, app_key: '${NETEASE_APP_SECRET}', app_secret: s}",
            "3:53: the environment variable NETEASE_APP_SECRET is a secret by its name",
        ),
        (
            f"{{{SOUND}, endpoint: '${{NETEASE_SECRET:-https://x.example}}'}}",
            "3:61: the environment variable NETEASE_SECRET is a secret by its name",
        ),
        ("{type: post, endpoint: emulator, app_secret: s}", "3:1: `app_key` is missing under `provider`"),
        ("{type: post, endpoint: emulator, app_key: k}", "3:1: `app_secret` is missing under `provider`"),
        (
            "{type: post, endpoint: emulator, app_key: '${NETEASE_K}', app_secret: s}",
            "3:53: the app key needs NETEASE_K, which isn't set; set it, or give a default: ${NETEASE_K:-…}",
        ),
        ("{type: post, endpoint: emulator, app_key: '', app_secret: s}", "3:53: the app key has characters that no"),
        (
            "{type: post, endpoint: emulator, app_key: $NETEASE_K, app_secret: s}",
            "3:53: `app_key` names a variable without",
        ),
        ("{type: post, endpoint: emulator, app_key: '${HOME}', app_secret: s}", "3:53: the environment variable HOME"),
        ("{type: post, endpoint: emulator, app_key: ' k', app_secret: s}", "3:53: the app key has white space around"),
        (
            "{type: post, endpoint: emulator, app_key: k, app_secret: [s]}",
            "3:68: `app_secret` must be a text, not a list",
        ),
        ("{type: post, endpoint: emulator, app_key: k, app_secret: '${HOME}'}", "3:68: the environment variable HOME"),
        ("{type: post, endpoint: emulator, app_key: k, app_secret: $NETEASE_S}", "3:68: `app_secret` names a variable"),
        (f"{{{EMULATOR}, limits: {{singel: 1/s}}}}", "3:80: there is no route `singel`; did you mean `single`?"),
        (f"{{{EMULATOR}, limits: {{qq: 1/s}}}}", "3:80: there is no route `qq`; the routes are single, many"),
        (f"{{{EMULATOR}, limits: {{single: fast}}}}", "3:88: `fast` isn't a limit; write N/s, N/min, N/h or N/day"),
        (f"{{{EMULATOR}, limits: {{single: [1]}}}}", "3:88: the limit of `single` isn't a text"),
        (f"{{{EMULATOR}, limits: {{single: }}}}", "3:88: the limit of `single` isn't a text"),
    ],
)
def test_each_mistake_is_named_at_its_place(tmp_path: Path, provider: str, said: str) -> None:
    found = problems(tmp_path, text(provider), {"HOME": "/home/me"})
    assert len(found) == 1
    assert found[0].startswith(said)


MIXED = "the endpoint mixes a reference with other text, so its value could go anywhere; write ${NAME} or "
MIXED += "${NAME:-default} alone: the variable holds the whole address"


@pytest.mark.parametrize("kind", ["post", "webhook"])
@pytest.mark.parametrize(
    "endpoint",
    [
        "https://evil.example/${NETEASE_K}",
        "https://evil.example/?k=${NETEASE_K:-x}",
        "https://${NETEASE_K}.evil.example",
        "${CAMPAIGN_E}/path",
        "${CAMPAIGN_E}${NETEASE_K}",
        "${CAMPAIGN_NO:-https://evil.example/${NETEASE_K}}",
        " ${CAMPAIGN_E}",
        "https://evil.example/${NETEASE_K",
    ],
)
def test_no_value_of_a_variable_becomes_a_part_of_an_address(tmp_path: Path, endpoint: str, kind: str) -> None:
    provider = f"{{type: {kind}, app_key: k, app_secret: s, endpoint: '{endpoint}'}}"
    column = provider.index("endpoint: '") + len("provider: endpoint: ") + 1
    file = tmp_path / "c.yaml"
    file.write_text(f"{HEAD}provider: {provider}\n{RECIPIENTS}{CONTENT if kind == 'post' else 'content: {body: {}}'}")
    environ = {"NETEASE_K": "k3y", "CAMPAIGN_E": "https://e.example"}
    with pytest.raises(CampaignInvalid) as raised:
        read_campaign(file, "c.yaml", {**PROVIDERS, **BUILT_IN}, environ)
    assert [str(problem) for problem in raised.value.problems] == [f"c.yaml:3:{column}: {MIXED}"]


@pytest.mark.parametrize("value", ["https://e.example/s3cr3t?k=1", ""])
def test_a_reference_alone_may_hold_a_whole_address(tmp_path: Path, value: str) -> None:
    file = tmp_path / "c.yaml"
    provider = "{type: webhook, app_key: k, endpoint: '${WEBHOOK_E:-https://d.example/x}'}"
    file.write_text(f"{HEAD}provider: {provider}\n{RECIPIENTS}content: {{body: {{}}}}")
    campaign = read_campaign(file, "c.yaml", BUILT_IN, {"WEBHOOK_E": value})
    assert campaign.endpoints == (value or "https://d.example/x",)


def test_a_secret_from_the_environment_shows_nowhere(tmp_path: Path) -> None:
    provider = '{type: post, endpoint: "${CAMPAIGN_E}", app_key: "${NETEASE_K}", app_secret: "${NETEASE_S}"}'
    environ = {"NETEASE_K": "k3y k3y", "NETEASE_S": "s3cr3t\n", "CAMPAIGN_E": "https://u:p4ss@a.example"}
    found = "\n".join(problems(tmp_path, text(provider), environ))
    assert found.count("\n") == 1
    for hidden in ("k3y", "s3cr3t", "p4ss"):
        assert hidden not in found


def test_white_space_around_a_secret_is_a_warning(tmp_path: Path) -> None:
    provider = '{type: post, endpoint: emulator, app_key: k, app_secret: "${NETEASE_S}"}'
    (warning,) = read(tmp_path, text(provider), {"NETEASE_S": "s3cr3t\n"}).warnings
    assert (warning.rule.id, warning.severity) == ("GEN001", "warning")
    assert "s3cr3t" not in warning.what
    assert read(tmp_path, text(provider) + "lint: {disable: GEN001}\n", {"NETEASE_S": "s3cr3t\n"}).warnings == ()


def test_a_data_centre_stands_for_its_addresses(tmp_path: Path) -> None:
    for endpoint in ("cn", "'${CAMPAIGN_DC:-cn}'"):
        provider = f"{{type: post, endpoint: {endpoint}, app_key: k, app_secret: s}}"
        assert read(tmp_path, text(provider)).endpoints == ("https://a.com", "https://b.com")
    twice = "{type: post, endpoint: [cn, 'https://a.com'], app_key: k, app_secret: s}"
    assert "stands twice" in problems(tmp_path, text(twice))[0]
