"""The tests mirror the package, one file a module."""
