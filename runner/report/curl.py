"""A request as a shell command that signs itself: keys and secrets stay variables. Pure."""

from collections.abc import Mapping
from shlex import quote

from runner.provider import Request


def as_curl(base: str, request: Request, signing: Mapping[str, str]) -> str:
    """The request as `curl`; `signing`: headers whose values the shell makes, by name, each as a shell expression."""
    lines = [f"curl -sS -X POST {quote(base.removesuffix('/nimserver') + request.path)}"]
    for name, value in request.headers.items():
        lines.append(f'-H "{name}: {signing[name]}"' if name in signing else f"-H {quote(f'{name}: {value}')}")
    lines.append(f"--data-raw {quote(request.body.decode())}")
    return "NONCE=$RANDOM$RANDOM; NOW=$(date +%s)\n" + " \\\n  ".join(lines)
