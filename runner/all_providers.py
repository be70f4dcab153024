"""The providers by a campaign's `provider.type`: the built-in ones, then those of installed packages (entry points).

Not pure: it looks at the packages that are installed, but only when a type is asked for that isn't built in, or all
are; a package's code is run only then. docs/write-a-provider.md tells authors how to be found.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from runner.probe import Probe
from runner.provider import Provider, ProviderType
from runner.providers import netease_probe, rongcloud_probe
from runner.providers.netease import Netease
from runner.providers.netease_everyone import NeteaseEveryone, NeteaseV2Everyone
from runner.providers.netease_v2 import NeteaseV2
from runner.providers.rongcloud import RongCloud
from runner.providers.rongcloud_everyone import RongCloudEveryone, RongCloudOnline
from runner.providers.rongcloud_recall import RongCloudRecall
from runner.providers.webhook import Webhook

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Kinds = tuple[ProviderType, ...]

GROUP = "campaign_runner.providers"
BUILT_IN: Mapping[str, Kinds] = MappingProxyType(
    {
        "netease": (Netease, NeteaseV2, NeteaseEveryone, NeteaseV2Everyone),
        "rongcloud": (RongCloud, RongCloudEveryone, RongCloudOnline, RongCloudRecall),
        "webhook": (Webhook,),
    }
)
PROBES: Mapping[tuple[str, str], Probe] = MappingProxyType(
    {
        ("netease", "v1"): netease_probe.V1,
        ("netease", "v2"): netease_probe.V2,
        ("rongcloud", ""): rongcloud_probe.PROBE,
    }
)
"""By type and API, the question that proves credentials and can't send; a receiver of webhooks has none."""
_MEMBERS = frozenset(Provider.__annotations__) | {"ways", "request", "outcomes"}


class Providers(Mapping[str, Kinds]):
    """Kinds by type, the usual one first; to be read only. A type that is built in can't be replaced.

    A package that can't be used is left out, so it harms no campaign of another provider; `problem` says why.
    """

    def __init__(self, built_in: Mapping[str, Kinds], find: Callable[[], Iterable["EntryPoint"]]) -> None:
        """`find()` gives the entry points of the group; it is called once, when they are needed."""
        self._built_in = built_in
        self._find = find
        self._loaded: dict[str, Kinds | str] = {}

    def __getitem__(self, type_: str) -> Kinds:
        """The kinds of a type; KeyError where there are none."""
        if type_ in self._built_in:
            return self._built_in[type_]
        found = self._load(type_)
        if isinstance(found, str):
            raise KeyError(type_)
        return found

    def __iter__(self) -> Iterator[str]:
        """The types that can be used: built-in ones first, then the others by name."""
        yield from self._built_in
        yield from (name for name in self._installed if not isinstance(self._load(name), str))

    def __len__(self) -> int:
        """How many types can be used."""
        return sum(1 for _ in self)

    def problem(self, type_: str) -> str:
        """Why a package's type can't be used, and what to do; empty where it can, or no package offers it."""
        found = "" if type_ in self._built_in else self._load(type_)
        return found if isinstance(found, str) else ""

    def problems(self) -> Mapping[str, str]:
        """Every type that an installed package offers in vain, and why."""
        return {name: problem for name in self._installed if (problem := self.problem(name))}

    @cached_property
    def _installed(self) -> Mapping[str, list["EntryPoint"]]:
        """Entry points by name, without those that are built in."""
        found: dict[str, list[EntryPoint]] = {}
        for point in sorted(self._find(), key=lambda point: (point.name, package_of(point))):
            if point.name not in self._built_in:
                found.setdefault(point.name, []).append(point)
        return found

    def _load(self, type_: str) -> Kinds | str:
        if type_ not in self._loaded:
            self._loaded[type_] = load(self._installed.get(type_, []))
        return self._loaded[type_]


def load(points: Iterable["EntryPoint"]) -> Kinds | str:
    """The kinds that the entry points of one type load, or why they can't be used; empty where there are none."""
    offered = list(points)
    if not offered:
        return ""
    first, package = offered[0], ", ".join(map(package_of, offered))
    if len(offered) > 1:
        return f"several packages offer the provider `{first.name}`: {package}; uninstall all but one"
    start, end = f"the provider `{first.name}` of {package}", f"repair {package}, or uninstall it"
    try:
        loaded = first.load()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a package's code can do anything
        said = " ".join(str(error).split())[:200]
        return f"{start} can't be loaded ({type(error).__name__}: {said}); {end}"
    kinds = loaded if isinstance(loaded, tuple) else (loaded,)
    wrong = next(filter(None, (unlike(kind, first.name) for kind in kinds)), "" if kinds else "it is an empty tuple")
    return f"{start} can't be used: {wrong}; {end}" if wrong else kinds


def unlike(kind: object, type_: str) -> str:
    """Why something isn't a provider's class of this type; empty where it is."""
    name = getattr(kind, "__name__", type(kind).__name__)
    if missing := sorted(member for member in _MEMBERS if not hasattr(kind, member)):
        return f"{name} lacks {', '.join(missing)}"
    found = getattr(kind, "type", None)
    return "" if found == type_ else f"the type of {name} is {found!r}, and its entry point is named {type_!r}"


def package_of(point: "EntryPoint") -> str:
    """The installed package of an entry point, with its version."""
    return f"{point.dist.name} {point.dist.version}" if point.dist else "an unknown package"


def _entry_points() -> Iterable["EntryPoint"]:
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow to import, and seldom needed

    return entry_points(group=GROUP)


PROVIDERS = Providers(BUILT_IN, _entry_points)


def all_kinds() -> Iterator[ProviderType]:
    """Every kind of every provider, in the table's order."""
    for kinds in PROVIDERS.values():
        yield from kinds
