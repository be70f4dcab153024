"""RongCloud's built-in message types, and which of them push by themselves. Pure. Source: R-OBJ, R-SEED.

The vendor adds types; one that isn't listed here may be newer than the list.
"""

_USER_CONTENT = (
    "TxtMsg",
    "VcMsg",
    "HQVCMsg",
    "ImgMsg",
    "GIFMsg",
    "ImgTextMsg",
    "FileMsg",
    "LBSMsg",
    "SightMsg",
    "ReferenceMsg",
    "CombineMsg",
)
_SILENT = ("CmdMsg", "ContactNtf", "ProfileNtf", "InfoNtf", "GrpNtf", "chrmKVNotiMsg", "TypSts", "ReadNtf")

RESERVED = "RC:"
PUSHING_TYPES = frozenset(f"{RESERVED}{name}" for name in _USER_CONTENT)
SILENT_TYPES = frozenset(f"{RESERVED}{name}" for name in _SILENT)
BUILT_IN_TYPES = PUSHING_TYPES | SILENT_TYPES


def pushes_unasked(name: str) -> bool:
    """Whether a message of this type may push without a push text: the app's own types and the silent ones don't.

    The recall command and reserved names that aren't listed may: what they do isn't documented.
    """
    return name.startswith(RESERVED) and name not in SILENT_TYPES
