"""GitLab's code quality report of what `campaign validate` found: code_quality.py VALIDATION.json OUT. Stands alone."""

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any


def issue(found: dict[str, Any]) -> dict[str, Any]:
    """One finding as GitLab wants it; what has no place stands at the project's root."""
    where = found["range"] or {"filename": "project.yaml", "start": {"line": 1}}
    said = ": ".join(filter(None, (found["summary"], found["detail"])))
    place, line = where["filename"], max(1, where["start"]["line"])
    return {
        "description": said,
        "check_name": found["code"] or "campaign-validate",
        "fingerprint": sha256(f"{place}\n{found['code']}\n{said}".encode()).hexdigest(),
        "severity": "major" if found["severity"] == "error" else "minor",
        "location": {"path": place, "lines": {"begin": line}},
    }


if __name__ == "__main__":
    source, out = map(Path, sys.argv[1:])
    found = json.loads(source.read_bytes())["diagnostics"] if source.exists() else []
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps([issue(one) for one in found], ensure_ascii=False), encoding="utf-8")
