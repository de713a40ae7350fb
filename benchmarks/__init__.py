"""Benchmarks: every claim is a ratio against a floor measured in the same run.

`python -m benchmarks` prints the table and writes it as JSON. Nothing here is a test:
machines differ and are shared, so nothing fails because it took long.

- `measuring`: interleaved pairs, and the rows they make
- `registers`: registers of any size to measure on
- `bare`: the floor of storage, plain `sqlite3`
- `watching`: the time and the memory of a process and of those it begins
- `startup`, `recording`, `growth`, `reading`, `reporting`, `charts`, `evidence`,
  `exchange`: the rows
- `server`: registers on PostgreSQL, over `bare_server`, the floor there, and `network`; `desks`:
  many who record at once
- `scale`: every costly command from a thousand entries to a million; `long_report`: one report
"""
