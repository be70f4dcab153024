"""The built-in emulator for the length of one command: a process of its own, which ends when this one does."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import orjson

from runner.campaign.model import Campaign
from runner.errors import RunnerError


@contextmanager
def emulator(campaigns: Iterable[Campaign]) -> Iterator[Mapping[str, str]]:
    """The emulator's URL by provider type, for the accounts of these campaigns; empty where none needs it."""
    accounts = {one.account.app_key: one.provider.app_secret for one in campaigns if one.account.emulated}
    if not accounts:
        yield {}
        return
    secrets = {"CAMPAIGN_EMULATOR_ACCOUNTS": orjson.dumps(accounts).decode()}  # never in argv, which others can read
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
