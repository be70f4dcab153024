"""The campaign file: every rule about it, and its JSON Schema. Pure, but for reading the file."""
