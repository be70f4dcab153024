"""The table of providers: built-in ones, and those that installed packages bring."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path

import pytest

from runner.all_providers import BUILT_IN, GROUP, PROVIDERS, Providers, all_kinds
from runner.provider import ProviderType, name_of
from runner.providers.webhook import Webhook

KINDS = list(all_kinds())
each_kind = pytest.mark.parametrize("kind", KINDS, ids=name_of)

PACKAGE = """
from dataclasses import dataclass
from typing import ClassVar

from runner.providers.webhook import Webhook

@dataclass(frozen=True, slots=True)
class Chat(Webhook):
    type: ClassVar[str] = "chat"

class Half:
    type = "chat"
    api = ""
"""

Install = Callable[..., Providers]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts packages where Python finds them; the table that looks there."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def installed(*points: str, code: str = PACKAGE, package: str = "campaign-chat") -> Providers:
        module = package.replace("-", "_")
        (tmp_path / f"{module}.py").write_text(code, encoding="utf-8")
        info = tmp_path / f"{module}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.2\n", encoding="utf-8")
        (info / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *points]), encoding="utf-8")
        sys.modules.pop(module, None)
        return Providers(BUILT_IN, lambda: found(distributions(path=[str(tmp_path)])))

    return installed


def found(packages: Iterable[Distribution]) -> list[EntryPoint]:
    """The entry points of our group in these packages."""
    return [point for one in packages for point in one.entry_points if point.group == GROUP]


def test_each_provider_stands_under_its_own_name_its_listed_kind_first() -> None:
    assert [{kind.type for kind in kinds} for kinds in PROVIDERS.values()] == [{name} for name in PROVIDERS]
    assert [kinds[0].audience for kinds in PROVIDERS.values()] == ["listed"] * len(PROVIDERS)
    assert list(PROVIDERS)[:3] == ["netease", "rongcloud", "webhook"]


def test_no_two_kinds_are_named_alike() -> None:
    names = [name_of(kind) for kind in KINDS]
    assert len(set(names)) == len(names)


def test_the_table_is_for_reading_only() -> None:
    with pytest.raises(TypeError):
        PROVIDERS["other"] = PROVIDERS["netease"]  # type: ignore[index]


@each_kind
def test_suspicious_codes_are_codes(kind: ProviderType) -> None:
    assert all(code.isdecimal() for code in kind("key", "secret").suspicious)


def test_a_package_brings_a_provider(install: Install) -> None:
    providers = install("chat = campaign_chat:Chat")
    (kind,) = providers["chat"]
    assert (kind.type, kind("key", "secret").app_key) == ("chat", "key")
    assert list(providers) == [*BUILT_IN, "chat"]
    assert len(providers) == len(BUILT_IN) + 1
    assert "chat" in providers
    assert (providers.problem("chat"), providers.problems()) == ("", {})


def test_a_package_brings_several_kinds(install: Install) -> None:
    code = f"{PACKAGE}\nclass Everyone(Chat):\n    audience = 'everyone'\nBOTH = (Chat, Everyone)"
    providers = install("chat = campaign_chat:BOTH", code=code)
    assert [name_of(kind) for kind in providers["chat"]] == ["chat", "chat everyone"]


def test_a_built_in_provider_wins(install: Install) -> None:
    providers = install("webhook = campaign_chat:Chat", code="raise SystemError")
    assert providers["webhook"] == (Webhook,)
    assert list(providers) == list(BUILT_IN)
    assert providers.problems() == {}


@pytest.mark.parametrize(
    ("point", "code", "why"),
    [
        ("campaign_chat:Chat", "1 / 0", "can't be loaded (ZeroDivisionError: division by zero)"),
        ("campaign_chat:Chat", "raise SystemExit('no licence')", "can't be loaded (SystemExit: no licence)"),
        ("campaign_chat:Chat", "import a_module_that_is_not_here", "can't be loaded (ModuleNotFoundError: No module"),
        ("campaign_chat:Chta", PACKAGE, "can't be loaded (AttributeError: module 'campaign_chat' has no"),
        ("a_module_that_is_not_here:Chat", PACKAGE, "can't be loaded (ModuleNotFoundError: No module named"),
        ("campaign_chat:Half", PACKAGE, "can't be used: Half lacks audience, connections, data_centres,"),
        ("campaign_chat:Webhook", PACKAGE, "can't be used: the type of Webhook is 'webhook', and its entry point is"),
        ("campaign_chat:NONE", "NONE = ()", "can't be used: it is an empty tuple"),
        ("campaign_chat:NONE", "NONE = None", "can't be used: NoneType lacks api,"),
    ],
)
def test_a_package_that_cannot_be_used_is_left_out_and_says_why(
    install: Install, point: str, code: str, why: str
) -> None:
    providers = install(f"chat = {point}", code=code)
    assert providers.get("chat") is None
    assert list(providers) == list(BUILT_IN)
    problem = providers.problem("chat")
    assert problem.startswith(f"the provider `chat` of campaign-chat 1.2 {why}")
    assert problem.endswith("; repair campaign-chat 1.2, or uninstall it")
    assert problem.isprintable()
    assert providers.problems() == {"chat": problem}


def test_two_packages_with_one_provider_are_both_left_out(install: Install) -> None:
    install("chat = campaign_chat:Chat")
    providers = install("chat = other_chat:Chat", package="other-chat")
    assert providers.problem("chat") == (
        "several packages offer the provider `chat`: campaign-chat 1.2, other-chat 1.2; uninstall all but one"
    )
    assert "chat" not in providers


def test_what_nobody_offers_is_no_problem(install: Install) -> None:
    providers = install("chat = campaign_chat:Chat")
    assert providers.get("mail") is None
    assert providers.problem("mail") == ""


def test_a_built_in_provider_is_found_without_a_look_at_packages() -> None:
    def find() -> list[EntryPoint]:
        raise AssertionError("nobody asked for a package's provider")

    providers = Providers(BUILT_IN, find)
    assert providers["netease"] == BUILT_IN["netease"]
    assert providers.problem("netease") == ""


def test_a_package_runs_only_when_its_type_is_asked_for(install: Install, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    providers = install("chat = campaign_chat:Chat", code=f"open({str(mark)!r}, 'x').close()\n{PACKAGE}")
    assert providers["rongcloud"]
    assert providers.get("mail") is None
    assert not mark.exists()
    assert providers["chat"]
    assert providers["chat"]
    assert mark.exists()


def test_importing_the_table_looks_at_no_package() -> None:
    script = (
        "import sys, runner.all_providers; sys.exit('importlib.metadata' in sys.modules or 'jmespath' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
