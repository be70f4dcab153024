"""The clock of a command: real, or virtual with jumps; waits that a signal ends."""

import os
import signal
import threading
import time

from runner.cli.clock import Clock, clock
from tests.cli.projects import Project, netease


def test_a_real_clock_sleeps_and_tells_the_time() -> None:
    real = Clock()
    before = time.time()
    assert real.sleep_until(before + 0.05)
    assert real.now() >= before + 0.05
    assert real.wall is time.time
    assert real.sleep_until(before)  # what is past isn't waited for


def test_a_virtual_clock_jumps_and_goes_on_from_there() -> None:
    moments = iter([10.0, 11.0, 11.0, 12.0])
    virtual = Clock(virtual=True, ahead=1000.0, real=lambda: next(moments))
    assert virtual.now() == 1010.0
    assert virtual.sleep_until(5000.0)
    assert virtual.wall() == 5000.0
    assert virtual.now() == 5001.0


def test_a_virtual_clock_never_jumps_back() -> None:
    virtual = Clock(virtual=True, ahead=1000.0, real=lambda: 0.0)
    assert virtual.sleep_until(500.0)
    assert virtual.now() == 1000.0


def test_a_signal_ends_the_wait_and_leaves_the_handlers_as_they_were() -> None:
    before = signal.getsignal(signal.SIGTERM)
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGTERM)).start()
    began = time.monotonic()
    assert not Clock().sleep_until(time.time() + 60)
    assert time.monotonic() - began < 30
    assert signal.getsignal(signal.SIGTERM) is before


def test_outside_a_command_the_clock_is_real() -> None:
    assert not clock().virtual


def test_a_clock_that_is_no_time_is_said(project: Project) -> None:
    project.campaign(netease())
    ran = project.look("plan", CAMPAIGN_CLOCK="tomorrow")
    assert ran.code == 2
    assert ran.err == (
        "CAMPAIGN_CLOCK: `tomorrow` isn't a moment; write date, time and offset: 2026-12-01T09:00:00+08:00\n"
    )


def test_each_command_winds_its_own(project: Project) -> None:
    project.campaign(netease())
    for _ in range(2):
        ran = project.look("plan", CAMPAIGN_CLOCK="2026-12-01T09:00:00+08:00")
        assert ran.code == 0
        assert ran.err.count("CAMPAIGN_CLOCK: a virtual clock, which begins at 2026-12-01T01:00:00.000Z") == 1
