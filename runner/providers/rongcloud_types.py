"""RongCloud's built-in message types, and which of them push by themselves. Pure. Source: R-OBJ, fact sheet B2."""

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
_RECALL = ("RcCmd",)
_SILENT = ("CmdMsg", "ContactNtf", "ProfileNtf", "InfoNtf", "GrpNtf", "chrmKVNotiMsg", "TypSts", "ReadNtf")
# the vendor's client SDKs know these; whether they push isn't documented, so they are taken to
_UNDOCUMENTED = ("CmdNtf", "CombineV2Msg", "CardMsg", "StkMsg", "StreamMsg")

PUSHING_TYPES = frozenset(f"RC:{name}" for name in (*_USER_CONTENT, *_RECALL, *_UNDOCUMENTED))
SILENT_TYPES = frozenset(f"RC:{name}" for name in _SILENT)
BUILT_IN_TYPES = PUSHING_TYPES | SILENT_TYPES
