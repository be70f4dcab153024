"""The commands: one small file each, that reads options, makes a few calls and returns an exit code."""
