"""The stored bytes of one entry of every kind that was ever written, one file per kind.

A golden file is written once and never changed: it stands for the registers that people
already have. For a new kind, add an example to `make.py` and run

    python -m tests.golden.make

which writes the files that are missing and touches no other. When a kind is replaced by
a newer version, its file stays, and `fact.upcast` keeps it readable.
"""
