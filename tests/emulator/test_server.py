"""The process: announcement, ends, several ways to be told what to do."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from runner.emulator import Settings, run
from tests.conftest import Start
from tests.emulator.callers import Emulated, command, environment, netease_headers, running


def address_of(announcement: str | bytes) -> tuple[str, int]:
    """Where an emulator that announced itself listens."""
    url = urlsplit(json.loads(announcement)["netease"])
    assert url.hostname is not None
    assert url.port is not None
    return url.hostname, url.port


def test_the_announcement(start: Start) -> None:
    emulator = start()
    assert emulator.announced == {
        "netease": emulator.url,
        "rongcloud": emulator.url,
        "received": f"{emulator.url}/_emulator/received",
        "webhook": f"{emulator.url}/_emulator/webhook",
    }
    assert emulator.url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_even_while_a_client_is_connected(number: signal.Signals) -> None:
    with subprocess.Popen(command([]), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        with socket.create_connection(address_of(process.stdout.readline())):
            process.send_signal(number)
            assert process.communicate(timeout=20) == (b"", b"")
    assert process.returncode == 0


def test_it_ends_with_its_parent() -> None:
    with subprocess.Popen(
        command(["--parent"]), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline()
        process.stdin.write(b"what is written does not matter\n")
        process.stdin.flush()
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(timeout=20) == 0


def test_it_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    """The parent is a process that starts an emulator, tells its number, and is killed."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({command(['--parent'])!r}, stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "print(child.stdout.readline().decode(), flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, env=environment(), text=True
    ) as parent:
        assert parent.stdout is not None
        with socket.create_connection(address_of(parent.stdout.readline()), timeout=20) as connection:
            parent.kill()
            assert connection.recv(1) == b""


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run(Settings(port=taken.getsockname()[1])) == 2
    told = capsys.readouterr().err
    assert told.startswith("emulator: port ")
    assert told.endswith("; choose another\n")
    assert told.count("\n") == 1


def test_a_record_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(Settings(record=tmp_path)) == 2
    assert (
        capsys.readouterr().err == f"emulator: {tmp_path}: cannot be written (Is a directory); name another --record\n"
    )


def test_a_bad_fault_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faults = tmp_path / "faults.yaml"
    faults.write_text("- do: explode\n")
    assert run(Settings(faults=faults)) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"emulator: {faults}: fault 1: ")
    assert told.count("\n") == 1


def test_the_record_outlives_a_kill_and_is_appended_to(tmp_path: Path) -> None:
    record = tmp_path / "received.jsonl"
    with subprocess.Popen(
        command(["--record", str(record)]), stdout=subprocess.PIPE, env=environment(), text=True
    ) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["netease"]
        assert Emulated(url, process).single(to="first").code == 200
        process.kill()
    with running("--record", str(record)) as emulator:
        assert emulator.single(to="second").code == 200
    assert [json.loads(line)["recipient"] for line in record.read_bytes().splitlines()] == ["first", "second"]


def test_secrets_are_in_no_output() -> None:
    secret = "hush-hush-secret"
    with subprocess.Popen(
        command([]),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(CAMPAIGN_EMULATOR_APP_SECRET=secret),
        text=True,
    ) as process:
        assert process.stdout is not None
        announced = process.stdout.readline()
        emulator = Emulated(json.loads(announced)["netease"], process)
        assert emulator.single(netease_headers(secret=secret)).code == 200
        assert emulator.single().code == 414
        pages = [emulator.request("GET", f"/_emulator/{page}").body.decode() for page in ("received", "stats", "calls")]
        process.terminate()
        output = process.stdout.read()
    assert not any(secret in text for text in (announced, output, *pages))
