"""Registers that are SQLite files: one `Backend`, and what only a file needs.

- `place`: where the file lies; `names`: that it has one name; `rights`: of what lies beside it
- `creation`: new files; `copying`: whole copies; `restoration`: one in the place of another
- `backend`: the open file; `connections`: its transactions, `lock`: among processes, by `turn`
- `hold`: which files this process has open, and whether others have; `log_ahead`: what a
  killed writer left; `file`: what a file must be, where it may lie
- `schema`: the tables; `shape`: that a file has those and nothing else; `health`: how they are
  kept; `limits`: of what SQLite may do with a file; `errors`: what it raises
"""
