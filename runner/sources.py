"""The pages that rules, routes and the docs rest on, by key. Pure.

Nothing in this program was tried against the vendors' real services; where a page was not to be had, a public copy is
named.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Source(NamedTuple):
    """One page: what stands there, and its address, or in words where it can be found."""

    what: str
    where: str


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "N-SEED": Source("sendAttachMsg", "https://doc.commsease.com/messaging/server-apis/jYxMjQ1NTk?platform=server"),
        "N-BATCH": Source(
            "sendBatchAttachMsg", "https://doc.yunxin.163.com/messaging/server-apis/Dk2MjQwODA?platform=server"
        ),
        "N-BCAST": Source("broadcastMsg", "https://doc.yunxin.163.com/messaging/server-apis/Dg1NDYxNTM"),
        "N-V2B": Source(
            "custom notifications of the server API V2",
            "https://doc.commsease.com/messaging2/server-apis/Tc0ODg0OTA?platform=server",
        ),
        "N-APIFOX": Source("the same, single and batch", "https://yunxin-im.apifox.cn/api-147228832"),
        "N-AUTH": Source("headers, clock", "https://doc.yunxin.163.com/neroom/server-apis/TMyMDg2Mzg"),
        "N-HOST1": Source("hosts of V1", "https://doc.commsease.com/messaging/server-apis/jk3MzY2MTI"),
        "N-HOST2": Source("hosts of V2", "https://doc.yunxin.163.com/messaging2/server-apis/zcwODA3MTU"),
        "N-CODE": Source("status codes", "https://doc.commsease.com/en/messaging/server-apis/TM5NTk2Mzc"),
        "N-ENUM": Source(
            "codes of the client SDK", "https://github.com/netease-im/node-nim (ts/v2_def/v2_nim_enum_def.ts)"
        ),
        "N-ACCID": Source("accounts", "https://doc.yunxin.163.com/messaging2/server-apis/TQyNjgyMzc"),
        "N-JAVA": Source("Java SDK: RequestId, hosts", "https://github.com/netease-im/yunxin-server-sdk-java"),
        "R-SEED": Source("system/publish", "https://docs.rongcloud.cn/platform-chat-api/system/send-private"),
        "R-TPL": Source(
            "system/publish_template", "https://docs.rongcloud.cn/platform-chat-api/system/send-private-template"
        ),
        "R-RECALL": Source(
            "recall of system messages", "https://docs.rongcloud.io/platform-chat-api/system/recall-system-message"
        ),
        "R-AUTH": Source("signature", "https://docs.rongcloud.cn/platform-chat-api/auth"),
        "R-HOST": Source("hosts", "https://docs.rongcloud.io/platform-chat-api/base-url"),
        "R-CODE": Source("status codes, a copy of an older edition", "https://imooc.com/article/68442"),
        "R-RATE": Source("limits, by the vendor's list of interfaces of 2026-01-09", "no public address"),
        "R-OBJ": Source(
            "message types (objectName), v4 documentation", 'docs.rongcloud.cn, "objectname" under message'
        ),
        "R-PY": Source("Python SDK (rc-server-sdk 3.2.0)", "https://github.com/rongcloud/server-sdk-python"),
        "R-JAVA": Source("Java SDK: msgRandom, pushExt", "https://github.com/rongcloud/server-sdk-java"),
        "R-GO": Source("Go SDK", "https://github.com/rongcloud/server-sdk-go"),
        "W-SPEC": Source("Standard Webhooks", "https://www.standardwebhooks.com"),
        "W-RFC": Source("HTTP semantics", "https://www.rfc-editor.org/rfc/rfc9110"),
        "W-JMES": Source("JMESPath, how answers are read", "https://jmespath.org/specification.html"),
        "S-EXCEL": Source(
            "how spreadsheets read numbers",
            "https://support.microsoft.com/en-us/office/keeping-leading-zeros-and-large-numbers-"
            "1bf7b935-36e1-4985-842f-5dfa51f85fe7",
        ),
    }
)
