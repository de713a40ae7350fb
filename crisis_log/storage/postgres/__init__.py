"""Registers on a PostgreSQL server: one schema each, one login a person.

- `address`: what people type; `place`: where it leads
- `connection`: a session with every setting that counts; `cursor`: the statements of `storage`
- `schema`: the tables, and the only two functions that write (`*.sql`)
- `backend`: an open register; `words`: its index of words; `health`: how it is kept
- `administration`: what an administrator does: roles, registers, grants
"""
