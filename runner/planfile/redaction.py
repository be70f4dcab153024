"""Ids that a plan file doesn't name: each as the same short digest, everywhere. Pure.

Without a key, so that two plans can be compared: who knows an id can tell whether it is there, who doesn't can't read
it, and who can guess ids can try them.
"""

import re
from hashlib import sha256

RULE_ID = re.compile(r"\[([A-Z]+[0-9]+)\]")
DIGITS = 20


def redacted(recipient: str) -> str:
    """`sha256:` and 20 hexadecimal digits."""
    return f"sha256:{sha256(recipient.encode('utf-8', 'surrogatepass')).hexdigest()[:DIGITS]}"


def only_rules(reason: str) -> str:
    """Why a recipient is refused, without what it quotes: the ids of the rules."""
    broken = dict.fromkeys(RULE_ID.findall(reason))
    return f"breaks {', '.join(broken)}" if broken else "breaks a rule"
