"""The statements with which outcomes are exchanged for claims: each takes many rows as one JSON text. Pure.

?1 is the campaign (of MARK the run), ?2 the JSON text, ?3 the time in Unix seconds.
"""

from runner.ledger.schema import ACCEPTED

MARK = """
INSERT INTO message (campaign, recipient, status, digest, route, request_id, attempts, planned_at, sent_at, run)
SELECT p.campaign, p.recipient, 1, p.digest, p.route, j.request_id, 1, r.started_at, ?3, r.id
FROM (SELECT value->>0 AS batch, value->>1 AS request_id FROM json_each(?2) LIMIT -1) j
CROSS JOIN run r ON r.id = ?1
CROSS JOIN planned p ON p.campaign = r.campaign AND p.batch = j.batch
WHERE true
ON CONFLICT (campaign, recipient) DO UPDATE SET
    status = 1, digest = excluded.digest, route = excluded.route, code = '', detail = '', provider_id = '',
    request_id = excluded.request_id, attempts = attempts + 1, planned_at = excluded.planned_at,
    sent_at = excluded.sent_at, answered_at = NULL, run = excluded.run
"""
SUPERSEDE = """
INSERT INTO attempt SELECT m.* FROM (SELECT value->>0 AS batch FROM json_each(?2) LIMIT -1) j
CROSS JOIN planned p ON p.campaign = ?1 AND p.batch = j.batch
CROSS JOIN message m ON m.campaign = p.campaign AND m.recipient = p.recipient
"""
REMARK = """
UPDATE message SET status = 1, code = '', detail = '', provider_id = '', request_id = j.request_id,
    attempts = attempts + 1, sent_at = ?3, answered_at = NULL
FROM (SELECT value->>0 AS recipient, value->>1 AS request_id FROM json_each(?2) LIMIT -1) j
WHERE message.campaign = ?1 AND message.recipient = j.recipient
"""
RECORD = """
UPDATE message SET status = j.status, code = j.code, detail = j.detail, provider_id = j.provider_id,
    sent_at = j.sent_at, answered_at = j.answered_at
FROM (SELECT value->>0 AS recipient, value->>1 AS status, value->>2 AS code, value->>3 AS detail,
    value->>4 AS provider_id, value->>5 AS sent_at, value->>6 AS answered_at FROM json_each(?2) LIMIT -1) j
WHERE message.campaign = ?1 AND message.recipient = j.recipient
"""
BEFORE = f"""
coalesce((SELECT iif(m.digest = p.digest AND m.sent_at IS NOT NULL, m.request_id, '') FROM message m
    WHERE m.campaign = p.campaign AND m.recipient = p.recipient), ''),
(SELECT count(*) FROM message m WHERE m.campaign = p.campaign AND m.recipient = p.recipient AND m.status = {ACCEPTED})
+ (SELECT count(*) FROM attempt a WHERE a.campaign = p.campaign AND a.recipient = p.recipient AND a.status = {ACCEPTED})
"""
NAMED = "SELECT value AS recipient FROM json_each(?2)"
OF_NAMED = f"(SELECT * FROM attempt WHERE campaign = ?1 AND recipient IN ({NAMED}))"
