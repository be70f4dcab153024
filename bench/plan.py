"""Planning against a plain csv + Jinja2 loop: rows a second and peak memory, each in a process of its own.

`python bench/plan.py [ROWS …]` (default 100000 1000000) prints a Markdown table. Both read the same CSV and make the
same texts; the loop keeps nothing, the plan filters, checks, compares, groups, routes and fingerprints.
"""

import csv
import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, StrictUndefined

CAMPAIGN = """
version: 1
name: bench
vars: {release: 2.4.0}
provider: {type: netease, endpoint: emulator, app_key: demo, app_secret: demo}
recipients: {file: people.csv, id: user_id}
content:
  from: system
  attach: {type: release, title: "{{ release }} is here, {{ name }}", url: "https://example.com/{{ release }}"}
push:
  pushcontent: "Hello {{ name }}, {{ release }} is waiting"
"""


def make(folder: Path, rows: int) -> None:
    """A campaign and its list of so many people."""
    chance = random.Random(1)
    (folder / "campaign.yaml").write_text(CAMPAIGN, encoding="utf-8")
    with (folder / "people.csv").open("w", encoding="utf-8") as people:
        people.write("user_id,name,platform,app_version\n")
        for i in range(rows):
            people.write(f"u{i:08d},Name {chance.randrange(10**9)},ios,2.3.{chance.randrange(9)}\n")


def loop(folder: Path) -> None:
    """The plain loop."""
    env = Environment(undefined=StrictUndefined, autoescape=False)
    title = env.from_string("{{ release }} is here, {{ name }}")
    url = env.from_string("https://example.com/{{ release }}")
    push = env.from_string("Hello {{ name }}, {{ release }} is waiting")
    with (folder / "people.csv").open(encoding="utf-8", newline="") as people:
        for row in csv.DictReader(people):
            names = {**row, "release": "2.4.0"}
            attach = {"type": "release", "title": title.render(names), "url": url.render(names)}
            json.dumps({"from": "system", "attach": json.dumps(attach), "pushcontent": push.render(names)})


def plan(folder: Path) -> None:
    """The command, as a user types it."""
    from runner.cli.main import run  # noqa: PLC0415 - its import is part of what a user waits for

    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115
    assert run(["plan", str(folder / "campaign.yaml")]) == 0


def measured(name: str, folder: Path) -> tuple[float, float]:
    """Seconds and peak MiB of one way, in a process of its own."""
    began = time.perf_counter()
    process = subprocess.run(
        [sys.executable, __file__, "--one", name, str(folder)], check=True, capture_output=True, text=True
    )
    return time.perf_counter() - began, float(process.stderr.split()[-1])


def main(sizes: list[int]) -> None:
    """Both ways at each size, three times in turn; the best of each."""
    print("| rows | plain loop, rows/s | plan, rows/s | ratio | loop MiB | plan MiB |\n|---|---|---|---|---|---|")
    for rows in sizes:
        with TemporaryDirectory() as name:
            make(Path(name), rows)
            turns = [
                (measured("loop", Path(name)), measured("plan", Path(name))) for _ in range(3 if rows < 10**6 else 2)
            ]
        plain, ours = min(turn[0] for turn in turns), min(turn[1] for turn in turns)
        print(
            f"| {rows:,} | {rows / plain[0]:,.0f} | {rows / ours[0]:,.0f} | {plain[0] / ours[0]:.2f} "
            f"| {plain[1]:.0f} | {ours[1]:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        {"loop": loop, "plan": plan}[sys.argv[2]](Path(sys.argv[3]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)
    else:
        main([int(size) for size in sys.argv[1:]] or [100_000, 1_000_000])
