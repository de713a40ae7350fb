"""Audits: what an auditor asks of a register; errors found are data, never raised.

- `verify`: is the log whole, and does the stored state follow from it?
- `replay`: what did each entry change?
- `doctor`: is the file kept as it should be?
"""
