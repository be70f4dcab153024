"""What git knows of the project: its facts for templates, changed files, old revisions. Runs `git`."""

from runner.repository.asking import NoAnswer
from runner.repository.changes import changed_files, dirty_files, is_clean
from runner.repository.facts import Facts, facts
from runner.repository.revisions import show_tree

__all__ = ["Facts", "NoAnswer", "changed_files", "dirty_files", "facts", "is_clean", "show_tree"]
