"""A request as a shell command that signs itself: keys and secrets stay variables. Pure."""

from collections.abc import Mapping
from shlex import quote

from runner.provider import Request

EMULATOR = "$EMULATOR"  # the built-in emulator has no address until it runs: a variable too


def as_curl(base: str, request: Request, signing: Mapping[str, str]) -> str:
    """The request as `curl`; `signing`: headers whose values the shell makes, by name, each as a shell expression."""
    where = f'"{EMULATOR}"{quote(request.path)}' if base == EMULATOR else quote(_without_nimserver(base) + request.path)
    lines = [f"curl -sS -X POST {where}"]
    for name, value in request.headers.items():
        lines.append(f'-H "{name}: {signing[name]}"' if name in signing else f"-H {quote(f'{name}: {value}')}")
    lines.append(f"--data-raw {quote(request.body.decode())}")
    return "NOW=$(date +%s); NONCE=$$$NOW\n" + " \\\n  ".join(lines)


def _without_nimserver(base: str) -> str:
    """NetEase's paths begin with it, whether the endpoint names it or not."""
    return base.rstrip("/").removesuffix("/nimserver")
