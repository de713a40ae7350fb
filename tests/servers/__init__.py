"""Real PostgreSQL servers for tests, on loopback, each in a folder of its own.

`programs` finds what to run, `server` runs one, `pair` a primary with its synchronous standby,
`fixtures` hands them to tests, which are skipped by name where there is no PostgreSQL.
"""
