"""`python -m runner.emulator`: both vendors on loopback until a signal."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from runner.emulator.quotas import QUOTAS, Limit, SettingsError, read_limits, read_seconds
from runner.emulator.server import run
from runner.emulator.settings import Settings, read_accounts, read_latency

BLOCKS = {
    "netease-block": ("10s", ("single", "v2-single")),
    "netease-batch-block": ("60s", ("batch", "v2-batch")),
    "netease-broadcast-block": ("60s", ("broadcast", "v2-broadcast")),
}
"""How long an excess blocks, and on which budgets."""


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m runner.emulator", description=__doc__)
    option = parser.add_argument
    option("--port", type=int, default=0, help="0, the default: a free one, which is printed")
    option("--app-key", help="default: $CAMPAIGN_EMULATOR_APP_KEY, else demo")
    option("--app-secret", help="default: $CAMPAIGN_EMULATOR_APP_SECRET, else demo")
    for quota in QUOTAS:
        option(f"--{quota.option}", default=quota.default, help=f"{quota.help}; none lifts it")
    for name, (default, budgets) in BLOCKS.items():
        option(f"--{name}", default=default, help=f"how long an excess blocks: {', '.join(budgets)}")
    option("--missing", action="append", metavar="PATTERN", help="accounts that do not exist; default ghost*")
    option("--unregister-as-string", action="store_true", help="as the SDKs read it: JSON text within JSON")
    option("--latency", default="0ms", help="50ms, or 20-200ms for an even spread; half of it each way")
    option("--seed", type=int, help="makes latencies and faults repeatable")
    option("--faults", type=Path, metavar="FILE", help="YAML list of faults")
    option("--record", type=Path, metavar="FILE", help="append every message taken to this file")
    option("--keep", type=int, default=2_000_000, help="messages and calls that are remembered")
    option("--parent", action="store_true", help="end when stdin ends")
    return parser


def _settings(options: Namespace, environment: Mapping[str, str]) -> Settings:
    prefix = "CAMPAIGN_EMULATOR_"
    accounts = read_accounts(
        options.app_key or environment.get(f"{prefix}APP_KEY") or "demo",
        options.app_secret or environment.get(f"{prefix}APP_SECRET") or "demo",
        environment.get(f"{prefix}ACCOUNTS", ""),
    )
    if not 0 <= options.port <= 65535 or options.keep < 0:
        raise SettingsError("--port is from 0 to 65535 and --keep is not negative; correct it")
    return Settings(
        port=options.port,
        accounts=accounts,
        limits=_limits(vars(options)),
        missing=tuple(options.missing or ("ghost*",)),
        unregister_as_string=options.unregister_as_string,
        latency=read_latency(options.latency),
        seed=options.seed,
        faults=options.faults,
        record=options.record,
        keep=options.keep,
        parent=options.parent,
    )


def _limits(texts: Mapping[str, str]) -> Mapping[str, Limit]:
    seconds = {name: read_seconds(texts[name.replace("-", "_")]) for name in BLOCKS}
    return read_limits(texts, {budget: seconds[name] for name in BLOCKS for budget in BLOCKS[name][1]})


def main(arguments: Sequence[str]) -> int:
    """Serve as the options say; the exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = _settings(options, os.environ)
    except SettingsError as error:
        sys.stderr.write(f"emulator: {error}\n")
        return 2
    return run(settings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
