"""A process that sends one campaign, for tests that kill it. Its arguments: URL, folder, how many, calls a second."""

import sys
from pathlib import Path

from tests.sending.desk import Desk, people

if __name__ == "__main__":
    url, folder, count, limit = sys.argv[1:]
    Desk(Path(folder), durability="full").send_to(url, people(int(count)), {"single": (int(limit), 1.0)})
