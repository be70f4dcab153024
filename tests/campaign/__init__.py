"""Tests of reading and validating campaign files."""
