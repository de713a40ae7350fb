"""From a register to files: what each format can hold, and who makes it.

- `formats`: a line for each
- `tables`: what is told in tables, and their rows: `entries`, `things`, `counts`
"""
