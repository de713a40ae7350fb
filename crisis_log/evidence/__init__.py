"""Evidence: pure formats that prove what a log says, readable without this software.

Nothing here opens a register. In reading order:

- `exact`: numbers and bytes in texts, each with one spelling
- `merkle`: the tree over the entries, its proofs and their verification (RFC 9162)
- `signing_key`: Ed25519 keys, their names and how they are written (C2SP signed-note)
- `note`: signed texts, and checkpoints: the size and root of a log, signed (C2SP)
- `proof`: one entry is in the log of a checkpoint (C2SP tlog-proof)
- `history`: a checkpoint extends earlier ones; two reports compared without the log
- `keys`: whose log it is, and what the rotation of its key states
- `der`, `timestamp_token`, `timestamp`, `timestamp_authority`: a checkpoint existed before
  an instant (RFC 3161)
"""
