"""A request as a shell command that signs itself: keys, secrets and whole addresses stay variables. Pure."""

import re
from collections.abc import Mapping
from shlex import quote

from runner.provider import Request

EMULATOR = "$EMULATOR"  # the built-in emulator has no address until it runs: a variable too
ID = "webhook-id"  # the header that holds $ID


def variable_of(provider: str) -> str:
    """The variable that stands for a whole address, which may be a secret: `$WEBHOOK_URL` of the type `webhook`."""
    return f"${re.sub('[^A-Z0-9]', '_', provider.upper())}_URL"


def as_curl(base: str, request: Request, signing: Mapping[str, str]) -> str:
    """The request as `curl`. `base`: an address, or a variable that holds it: `$NAME`.

    `signing`: headers whose values the shell makes, by name, each as a shell expression.
    An expression may use $NONCE, $NOW (seconds), and, of a request that is signed as a whole, $ID and $BODY.
    """
    where = _quoted(base, request.path)
    made = "".join(expression for name, expression in signing.items() if name in request.headers)
    body, given = quote(request.body.decode()), []
    if "$ID" in made:
        given.append(f"ID={quote(request.headers[ID])}")
    if "$BODY" in made:
        given.append(f"BODY={body}")
        body = '"$BODY"'
    lines = [f"curl -sS -X POST {where}"]
    for name, value in request.headers.items():
        lines.append(f'-H "{name}: {signing[name]}"' if name in signing else f"-H {quote(f'{name}: {value}')}")
    lines.append(f"--data-raw {body}")
    return "\n".join(["NOW=$(date +%s); NONCE=$$$NOW", *given, " \\\n  ".join(lines)])


def _quoted(base: str, path: str) -> str:
    if re.fullmatch(r"\$[A-Z0-9_]+", base):
        return f'"{base}"' + (quote(path) if path else "")
    return quote(_address(base, path))


def _address(base: str, path: str) -> str:
    """A whole address as it is; NetEase's paths begin with `/nimserver`, whether the endpoint names it or not."""
    return base.rstrip("/").removesuffix("/nimserver") + path if path else base
