"""Audits: what an auditor asks of a register; errors found are data, never raised.

- `verify`: what was altered, and how far is the register signed? In parts: `log_check` (hashes
  and order), `entry_check` (contents; `spelling`), `stored_check` (what is stored beside the log),
  `given_check` (is what was given out still there?), `shelf` (the files of issued reports),
  `seal_keys` (keys, and which to trust), `seal_check` (signatures), `witness_check`, `clock_check`
  (times); `finding` is what they return, `verification` what it all comes to
- `checkpoints`: signed checkpoints; `kept`: which of the stored ones hold; `status`: how far they
  reach; `giving`: that they went out is an entry; `key_file`: the key that signs them
- `witness`: checkpoints that others kept, in a PDF (`pdf`, `attached`) or in text (`pasted`), and
  two of them compared without the log; `carrier`: what the file is that carried one
- `timestamping`: a checkpoint stamped by an authority, asked within an `exchange`
- `restoring`: may a backup take the place of the register?
- `bundle`: everything an expert needs, with a verifier that imports nothing of ours
- `replay`: what did each entry change?
- `doctor`: is the file kept as it should be?
"""
