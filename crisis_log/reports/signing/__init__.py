"""Electronic signatures of reports: PAdES baseline (ETSI EN 319 142-1), with pyHanko.

    unsigned PDF ──credential──▶ the same bytes + signature [+ validation data + timestamp]

- `credentials`: a PKCS #12 file; `hardware`: a card or key, through PKCS #11
- `sign`: signs, checks what it signed, and gives the bytes; `appearance`: what is seen of it
- `authority`: asks a time-stamping authority
- `check`: what a signed file says: `revisions` (what was added to the original, and whether
  that alters it), `signatures` (each of them), `trust` (whom it leads to, as of when)
- `recognition`: whether a register knows the file
- `findings`: all that, as data; `reading`: opens a file of which nothing is known

The libraries behind it are slow to import: only the two commands import these modules.
"""
