"""Whole runs through the command line: real processes, the emulator beside them."""
