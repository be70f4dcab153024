"""One sender an account: an OS lock under the user's state folder, whose file also keeps the last sends. Touches files.

The file keeps, for each budget of the account, how many units were answered in the last moments, how many had no answer
yet, and until when the provider wants silence: so a limit holds across a restart, `kill -9` included. It is a memory
map that outlives the process, not a power cut; after a reboot all that it keeps counts as sent just now.
"""

import fcntl
import mmap
import os
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import orjson

from runner.errors import AccountLocked, RunnerError
from runner.model import Account
from runner.pacing import Held

HOLDER = 1024  # bytes: who holds the lock, as JSON
BUDGETS = 8
PARTS = 32  # a window is remembered in this many parts
RING = 40
_HEAD = struct.Struct("=32s ddddqdq")  # name; window, timeout, closed_until, last_sent; flying; lost_until; lost
_FLYING = struct.Struct("=dq")  # last_sent and flying, as they stand in the head: what changes with each request
_AT_FLYING = 32 + 3 * 8
_PART = struct.Struct("=qq")  # number of the part, units answered in it
_BUDGET = _HEAD.size + RING * _PART.size
SIZE = HOLDER + BUDGETS * _BUDGET
SILENCE = 60.0  # seconds: the longest block of both vendors
LONGEST_SILENCE = 33 * SILENCE  # as `pacing.silence` makes it; more means that the clock began anew unnoticed
DAMAGED = (0.0, 0.0, 1.0, 0.0, 0, 0.0, 0)  # nobody knows what was sent: as after a block in an earlier boot
_MOST = 2**40  # no time in seconds and no number of units is more


def state_folder() -> Path:
    """`$XDG_STATE_HOME/campaign-runner`, by default under `~/.local/state`; a relative one is no state folder."""
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home and Path(home).is_absolute() else Path.home() / ".local" / "state") / "campaign-runner"


def journal_of(account: Account, scope: str, folder: Path) -> Path:
    """The file that remembers the account's rare sends; see `journal`."""
    return folder / f"{_name(account, scope)}.sends"


def boot_id() -> bytes:
    """What tells one boot of this machine from the next; empty where the system has no such name."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_bytes().strip()
    except OSError:
        return b""


class LastSends:
    """What one budget has sent, in a slice of the account's file; every change is there at once."""

    def __init__(self, memory: mmap.mmap, offset: int, name: str, window: float, timeout: float) -> None:
        """The slice at `offset` for the budget `name`; `timeout` bounds how long a request may be under way."""
        self._memory, self._offset = memory, offset
        self._name, self._window, self._timeout = name.encode()[:32], window, timeout
        self._part = window / PARTS
        self._closed_until = self._last_sent = self._lost_until = 0.0
        self._flying = self._lost = 0
        self._ring: list[tuple[int, int]] = [(0, 0)] * RING

    def restore(self, now: float, *, same_boot: bool) -> tuple[list[Held], float]:
        """As `remembered`; begins anew with it."""
        held, closed = self.remembered(now, same_boot=same_boot)
        self._lost, self._lost_until = sum(one.units for one in held), max((one.until for one in held), default=0.0)
        self._closed_until = closed
        self._write_all()
        return held, closed

    def remembered(self, now: float, *, same_boot: bool) -> tuple[list[Held], float]:
        """What an earlier process sent that still counts, and until when its silence lasts; changes nothing."""
        _, *head = _HEAD.unpack_from(self._memory, self._offset)
        parts = [_PART.unpack_from(self._memory, self._offset + _HEAD.size + i * _PART.size) for i in range(RING)]
        if not all(0 <= number < _MOST for number in (*head, *chain.from_iterable(parts))):
            head, parts, same_boot = list(DAMAGED), [], False
        window, timeout, closed, sent, flying, lost_until, lost = head
        counts = max(window, self._window)
        longest = max(timeout, self._timeout) + counts
        held = [Held((number + 1) * window / PARTS + counts, units) for number, units in parts if units]
        held += [Held(sent + timeout + counts, flying)] if flying else []
        held += [Held(lost_until - window + counts, lost)] if lost else []
        if not same_boot:
            held, closed = [Held(now + longest, units) for _, units in held], closed and now + max(longest, SILENCE)
        held = [Held(min(one.until, now + longest), one.units) for one in held if one.until > now]
        return held, min(closed, now + LONGEST_SILENCE) if closed > now else 0.0

    def take(self, now: float, units: int) -> None:
        """`units` are about to leave."""
        self._flying += units
        self._last_sent = now
        _FLYING.pack_into(self._memory, self._offset + _AT_FLYING, now, self._flying)

    def answered(self, now: float, units: int) -> None:
        """Their answer came."""
        self._flying -= units
        number = int(now / self._part)
        place = number % RING
        kept, before = self._ring[place]
        self._ring[place] = part = (number, units + before if kept == number else units)
        _PART.pack_into(self._memory, self._offset + _HEAD.size + place * _PART.size, *part)
        _FLYING.pack_into(self._memory, self._offset + _AT_FLYING, self._last_sent, self._flying)

    def lost(self, now: float, until: float, units: int) -> None:
        """No answer came: they count until then."""
        self._flying -= units
        self._lost = units + (self._lost if self._lost_until > now else 0)
        self._lost_until = max(self._lost_until, until)
        self._write_head()

    def released(self, units: int) -> None:
        """They never left."""
        self._flying -= units
        self._write_head()

    def close(self, until: float) -> None:
        """The provider wants silence until then."""
        self._closed_until = max(self._closed_until, until)
        self._write_head()

    def _write_head(self) -> None:
        _HEAD.pack_into(
            self._memory, self._offset, self._name, self._window, self._timeout, self._closed_until,
            self._last_sent, self._flying, self._lost_until, self._lost,
        )  # fmt: skip

    def _write_all(self) -> None:
        """The head first: a kill in between counts units twice, not never."""
        self._write_head()
        for i, part in enumerate(self._ring):
            _PART.pack_into(self._memory, self._offset + _HEAD.size + i * _PART.size, *part)


@dataclass(frozen=True, slots=True)
class HeldAccount:
    """An account that this process alone may send on, until it lets go."""

    memory: mmap.mmap
    same_boot: bool

    def last_sends(self, budget: str, window: float, timeout: float) -> LastSends:
        """The memory of one budget, in its slice or the first free one."""
        name = budget.encode()[:32].ljust(32, b"\0")
        for i in range(BUDGETS):
            offset = HOLDER + i * _BUDGET
            if self.memory[offset : offset + 32] in {name, b"\0" * 32}:
                self.memory[offset : offset + 32] = name
                return LastSends(self.memory, offset, budget, window, timeout)
        raise RunnerError(f"an account has {BUDGETS} limits at most; {budget!r} is one more")


@contextmanager
def hold(
    account: Account, scope: str, folder: Path, wait: float, pause: Callable[[float], None] = time.sleep
) -> Iterator[HeldAccount]:
    """Hold the account for the length of the block; `AccountLocked` when another process has it for `wait` seconds.

    `scope` is empty for a vendor's account; emulated ones are apart for each ledger: each has its own emulator.
    """
    descriptor = _open(folder, _name(account, scope))
    try:
        _lock(descriptor, account, wait, pause)
        if os.fstat(descriptor).st_size < SIZE:
            os.ftruncate(descriptor, SIZE)
        with mmap.mmap(descriptor, SIZE) as memory:
            earlier = _holder(memory[:HOLDER])
            if not earlier and any(memory[:HOLDER]):
                memory[HOLDER:] = _HEAD.pack(b"", *DAMAGED).ljust(_BUDGET, b"\0") * BUDGETS
            boot = boot_id().decode()
            mine = orjson.dumps({"pid": os.getpid(), "since": time.time(), "boot": boot, "account": str(account)[:100]})
            memory[:HOLDER] = mine.ljust(HOLDER)
            yield HeldAccount(memory, same_boot=earlier.get("boot") == boot)
    finally:
        os.close(descriptor)


def is_held(account: Account, scope: str, folder: Path) -> bool:
    """Whether a process holds the account now; asks without waiting and without keeping it."""
    path = folder / f"{_name(account, scope)}.account"
    if not path.exists():
        return False
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _name(account: Account, scope: str) -> str:
    return blake2b(f"{account}\n{scope}".encode(), digest_size=12).hexdigest()


def _open(folder: Path, name: str) -> int:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(folder / f"{name}.account", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise RunnerError(
            f"the state folder {folder} can't be used: {error}; name another with XDG_STATE_HOME, nothing is sent "
            "without it"
        ) from error


def _lock(descriptor: int, account: Account, wait: float, pause: Callable[[float], None]) -> None:
    waited = 0.0
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waited >= wait:
                raise AccountLocked(_who_holds(descriptor, account)) from None
        else:
            return
        step = min(0.1, wait - waited)
        pause(step)
        waited += step


def _who_holds(descriptor: int, account: Account) -> str:
    holder = _holder(os.pread(descriptor, HOLDER, 0))
    since = holder.get("since")
    who = f"process {holder.get('pid')} since {time.ctime(since)}" if isinstance(since, float) else "another process"
    return f"{account} is held by {who}; wait for it, or give it time with --lock-timeout 5m"


def _holder(head: bytes) -> dict[str, object]:
    try:
        holder = orjson.loads(head.rstrip(b"\0 ") or b"{}")
    except orjson.JSONDecodeError:
        return {}
    return holder if isinstance(holder, dict) else {}
