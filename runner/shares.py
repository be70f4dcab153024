"""Who is in a share of a campaign's recipients: by a stable hash of the id, never by the order of a list. Pure."""

from hashlib import blake2b

BUCKETS = 1 << 64


class Share:
    """A share (0 to 1) of a campaign's recipients. One of a larger share holds all of a smaller one's.

    Each `purpose` (at most 16 bytes) draws anew: who is in a share of one has the same chance in another's.
    """

    def __init__(self, campaign: str, purpose: str, share: float) -> None:
        """A share of those whom this campaign may be sent to."""
        self._drawing = blake2b(f"{campaign}\0".encode(), digest_size=8, salt=purpose.encode())
        self._below = round(share * BUCKETS)

    def __contains__(self, recipient: object) -> bool:
        """Whether this id is drawn."""
        drawing = self._drawing.copy()
        drawing.update(str(recipient).encode())
        return int.from_bytes(drawing.digest(), "big") < self._below


def percent(share: float) -> str:
    """A share as people write it: `5%`, `0.25%`."""
    return f"{round(share * 100, 9):.9g}%"
