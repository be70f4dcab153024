"""One form of JSON only, and the checksum over it."""

from hashlib import sha256

import orjson

from runner.planfile.canonical import canonical, checksum, sealed


def test_the_form() -> None:
    assert canonical({"b": [1, 2.5], "a": "王"}) == '{\n  "a": "王",\n  "b": [\n    1,\n    2.5\n  ]\n}\n'.encode()


def test_the_checksum_is_over_everything_else() -> None:
    found = orjson.loads(sealed({"b": 1, "a": 2}))
    assert found["checksum"] == sha256(b'{\n  "a": 2,\n  "b": 1\n}\n').hexdigest()
    assert checksum(found) == found["checksum"]
    assert checksum({**found, "a": 3}) != found["checksum"]
