"""A plan as a file: written, read, held against what is there now, shown, and compared with another one."""
