"""How often somebody may hear from campaigns of a tag: `at_most`, over the ledger and the other campaigns at hand."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from runner.cli.clock import clock
from runner.cli.loading import Loaded
from runner.ledger.caps import Frequency, Kin, Promises, hold_capped, promises
from runner.ledger.draft import Draft

Cap = Callable[[Draft], None]


@contextmanager
def promised_among(loaded: Sequence[Loaded]) -> Iterator[Promises | None]:
    """What campaigns of one command promise each other's recipients, for the length of the block; None: nobody asks.

    Those that are planned first count for those that are planned later.
    """
    tags = frozenset(tag for one in loaded if one.campaign.at_most for tag in one.campaign.tags)
    if len(loaded) < 2 or not tags:
        yield None
        return
    with promises(tags) as made:
        yield made


def cap_of(loaded: Loaded, promised: Promises | None) -> Cap | None:
    """What holds those who have had enough, once a draft is compared with the ledger; None where there is no cap."""
    most = loaded.campaign.at_most
    if most is None:
        return None
    frequency = Frequency(most.messages, most.seconds, clock().now())
    return lambda draft: hold_capped(draft, _kin(loaded), frequency, promised)


def promise(loaded: Loaded, draft: Draft, promised: Promises | None) -> None:
    """What this plan sends counts for the campaigns after it."""
    if promised and promised.tags.intersection(loaded.campaign.tags):
        promised.add(draft, _kin(loaded))


def _kin(loaded: Loaded) -> Kin:
    campaign = loaded.campaign
    return Kin(loaded.ledger, str(campaign.account), campaign.name, campaign.tags)
