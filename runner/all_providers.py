"""The table of providers, written by hand: a campaign's `provider.type` to what it is. Pure."""

from collections.abc import Mapping
from types import MappingProxyType

from runner.provider import ProviderType
from runner.providers.netease import Netease
from runner.providers.rongcloud import RongCloud

PROVIDERS: Mapping[str, ProviderType] = MappingProxyType({Netease.type: Netease, RongCloud.type: RongCloud})
