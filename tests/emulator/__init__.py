"""The emulator is held to the vendors' pages."""
