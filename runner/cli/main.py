"""`campaign`: the commands, and what the program ends with. The only place that exits."""

import os
import signal
import sys
import traceback
from collections.abc import Sequence

import click

from runner.cli.commands import Commands
from runner.cli.console import say, write_anything
from runner.errors import ExitCode, RunnerError
from runner.report.words import clean

EPILOG = "Exit codes and every option: see the README. Every option can also be set as CAMPAIGN_<COMMAND>_<OPTION>."


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
@click.version_option(package_name="campaign-runner", prog_name="campaign")
def campaign() -> None:
    """Notification campaigns as code: plan, review and send them through NetEase Yunxin IM, RongCloud IM
    and webhooks."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code; SIGTERM ends it as Ctrl-C does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    write_anything()
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; its exit code. Errors become one line on stderr, never a traceback."""
    try:
        code = campaign.main(arguments, prog_name="campaign", standalone_mode=False)
    except RunnerError as error:
        say("\n".join(clean(line) for line in str(error).splitlines()), colour="red")
        return int(error.exit_code)
    except click.ClickException as error:
        error.show()
        return int(ExitCode.USAGE)
    except (click.Abort, KeyboardInterrupt):
        say("interrupted; nothing more is done")
        return int(ExitCode.INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last net: no traceback for users
        return _internal(error)
    return int(code or ExitCode.DONE)


def _internal(error: Exception) -> int:
    if os.environ.get("CAMPAIGN_DEBUG"):
        traceback.print_exception(error)
    say(
        f"internal error: {type(error).__name__}: {clean(' '.join(str(error).split()))[:300]}; "
        "please report it with what you did; CAMPAIGN_DEBUG=1 shows where it happened",
        colour="red",
    )
    return int(ExitCode.INTERNAL)
