"""Registers that are SQLite files: one `Backend`, and what only a file needs.

- `place`: where the file lies; `creation`: new files, and copies of one
- `backend`: the open file; `connections`: its transactions, `lock`: among processes
- `hold`: which files this process has open; `file`: what a file must be, where it may lie
- `schema`: the tables; `health`: how they are kept; `errors`: what SQLite raises
"""
