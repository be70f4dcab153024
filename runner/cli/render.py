"""`campaign render`: exactly what one recipient would get, and the request that carries it."""

import re
from typing import cast

import click
import orjson

from runner.cli import options
from runner.cli.console import say, show
from runner.cli.loading import Loaded, load_one
from runner.cli.sought import Sought
from runner.errors import UsageError
from runner.expanding import recipients
from runner.model import Batch, Message, Recipient
from runner.provider import ProviderType, Stamp
from runner.report.curl import EMULATOR, as_curl, variable_of
from runner.report.words import clean
from runner.sending.parcel import request_id, sender_of

BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@click.command("render")
@options.reading_one
@click.option("-r", "--recipient", required=True, metavar="ID", help="Whose message.")
@click.option("--as", "shape", type=click.Choice(["curl"]), help="The request instead; keys and secrets as $VARS.")
@options.output
def command(
    sought: Sought,
    recipient: str,
    shape: str | None,
    output: str,
) -> None:
    """Show what ID would get from the campaign at PATH: each vendor parameter as `name: text`, one line each.

    The text is exactly what the vendor gets.
    """
    loaded = load_one(sought)
    person = find(loaded, recipient)
    is_seed = person.file in {file.shown for file in loaded.campaign.recipients.seeds}
    if not is_seed and not loaded.rendering.matches(person):
        say(f"{clean(person.id)} is left out by `where`: this is what it would get without that")
    params = loaded.rendering.text(person).params
    if shape == "curl":
        show(_curl(loaded, person))
    elif output == "json":
        show(orjson.dumps(params, option=orjson.OPT_INDENT_2).decode())
    else:
        show("\n".join(f"{name}: {one_line(text)}" for name, text in params.items()))


def find(loaded: Loaded, recipient: str) -> Recipient:
    """The first row of that recipient on the campaign's lists; `UsageError` when there is none."""
    wanted = loaded.addressee(recipient)
    for person in recipients(loaded.campaign):
        if person.id == wanted:
            return person
    raise UsageError(f"{recipient!r} is on no list of {loaded.campaign.file}; its lists stand under `recipients`")


def one_line(text: str) -> str:
    r"""Text on one line: line breaks and control characters show as `\n`, `\x1b` and the like; all else as it is."""
    return BREAKS.sub(lambda match: repr(match[0])[1:-1], text)


def _curl(loaded: Loaded, person: Recipient) -> str:
    campaign = loaded.campaign
    provider = campaign.provider
    if campaign.missing_secret:  # the shell signs with its own: without any, some kinds would leave the signature out
        provider = cast("ProviderType", type(provider))(provider.app_key, "secret")
    text = loaded.rendering.text(person)
    route = provider.ways(text.params).routes[0]
    messages = [Message(person.id, text)]
    batch = Batch(route, messages, request_id(sender_of(campaign.account, campaign.name), route, messages))
    request = provider.request(batch, Stamp(0.0, "0"))
    base = campaign.endpoints[0] if campaign.endpoints else EMULATOR
    if campaign.endpoints and not request.path:
        base = variable_of(campaign.account.provider)
    return as_curl(base, request, provider.signing)
