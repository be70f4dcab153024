"""Ends with 7 unless a plan file is of the target that this job is for: a plan of another names other accounts."""

import json
import sys
from pathlib import Path

plan, named = Path(sys.argv[1]), sys.argv[2]
wanted = {named} if named else {"", "local"}  # without a name: no targets, or the built-in one
try:
    found = json.loads(plan.read_bytes())["command"]["target"]
except (OSError, ValueError, KeyError, TypeError):
    sys.exit(0)  # `campaign apply` says what is wrong with it
if found not in wanted:
    sys.stderr.write(f"{plan} is a plan for the target {found!r}, this job is for {named!r}; nothing was sent\n")
    sys.exit(7)
