"""The built-in emulator for the length of one command: a process of its own, which ends when this one does."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import orjson

from runner.campaign.model import Campaign
from runner.errors import RunnerError, UsageError


@contextmanager
def emulator(campaigns: Iterable[Campaign]) -> Iterator[Mapping[str, str]]:
    """The emulator's URL by provider type, for the accounts of these campaigns; empty where none needs it."""
    emulated = [one for one in campaigns if one.account.emulated]
    if not emulated:
        yield {}
        return
    accounts = orjson.dumps(_accounts(emulated)).decode()
    secrets = {"CAMPAIGN_EMULATOR_ACCOUNTS": accounts}  # never in argv, which others can read
    process = subprocess.Popen(
        [sys.executable, "-m", "runner.emulator", "--port", "0", "--parent"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **secrets},
        start_new_session=True,  # Ctrl-C is for the run, which still has answers to wait for
    )
    try:
        line = process.stdout.readline() if process.stdout else b""
        if not line:
            raise RunnerError("the built-in emulator did not start; `campaign emulator` shows why")
        yield orjson.loads(line)
    finally:
        process.terminate()
        process.communicate()


def _accounts(campaigns: Iterable[Campaign]) -> dict[str, str]:
    """The secret of each app key that must sign; `UsageError` where one has two, since the emulator keeps one."""
    first: dict[str, Campaign] = {}
    for one in campaigns:
        if not one.provider.signs:
            continue
        known = first.setdefault(one.account.app_key, one)
        if known.provider.app_secret != one.provider.app_secret:
            raise UsageError(
                f"{known.file} and {one.file} give the app key {one.account.app_key!r} different secrets, and the "
                "built-in emulator knows one secret of an app key; give it the same one, or apply them one by one; "
                "nothing was sent"
            )
    return {app_key: one.provider.app_secret for app_key, one in first.items()}
