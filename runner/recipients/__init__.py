"""Recipient lists, inline and from files, as streams of `Recipient`. Reads files."""

from runner.recipients.files import read_file, read_ids
from runner.recipients.listed import read_listed

__all__ = ["read_file", "read_ids", "read_listed"]
