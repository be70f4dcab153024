"""`campaign emulator`: both vendors on loopback, until Ctrl-C."""

from collections.abc import Callable
from pathlib import Path

import click

from runner import emulator
from runner.cli.options import together
from runner.errors import UsageError


def _limit(quota: emulator.Quota) -> Callable[..., Callable[..., int]]:
    return click.option(
        f"--{quota.option}",
        default=quota.default,
        show_default=quota.default is not None,
        metavar=f"N/{quota.unit}",
        help=f"{quota.help[0].upper()}{quota.help[1:]}.",
    )


@click.command("emulator")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Default: a free one, which is printed.")
@click.option("--app-key", default="demo", show_default=True, help="The app key that is let in.")
@click.option("--app-secret", default="demo", show_default=True, help="Its secret.")
@together(*map(_limit, emulator.QUOTAS))
@click.option(
    "--latency", default="0ms", show_default=True, metavar="TIME", help="50ms, or 20-200ms for an even spread."
)
@click.option("--missing", multiple=True, default=("ghost*",), show_default=True, help="Accounts that don't exist.")
@click.option("--faults", type=click.Path(path_type=Path), metavar="FILE", help="YAML list of faults.")
@click.option("--record", type=click.Path(path_type=Path), metavar="FILE", help="Append every message taken to FILE.")
@click.option("--seed", type=int, help="Makes latencies and faults repeatable.")
def command(
    port: int,
    app_key: str,
    app_secret: str,
    latency: str,
    missing: tuple[str, ...],
    faults: Path | None,
    record: Path | None,
    seed: int | None,
    **limits: str | None,
) -> int:
    """Emulate NetEase Yunxin and RongCloud as their pages describe them; prints its URLs as one line of JSON.

    What arrived is listed at /_emulator/received, calls and the strictest window at /_emulator/stats. A limit of none
    refuses nothing and is measured all the same.
    """
    try:
        settings = emulator.Settings(
            port=port,
            accounts=emulator.read_accounts(app_key, app_secret, ""),
            limits=emulator.read_limits(limits),
            missing=missing,
            latency=emulator.read_latency(latency),
            faults=faults,
            record=record,
            seed=seed,
        )
        return emulator.run(settings)
    except emulator.SettingsError as error:
        raise UsageError(str(error)) from error
