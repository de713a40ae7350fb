"""Audits: what an auditor asks of a register; errors found are data, never raised.

- `verify`: what was altered, and how far is the register signed? In parts: `log_check` (hashes
  and order), `entry_check` (contents), `stored_check` (what is stored beside the log),
  `given_check` (is what was given out still there?), `seal_keys` (keys, and which to trust),
  `seal_check` (signatures and witnesses), `clock_check` (times); `finding` is what they return
- `checkpoints`: signed checkpoints, how far they reach; `kept`: which of the stored ones hold;
  `giving`: that they went out is an entry; `key_file`: the key that signs them
- `witness`: checkpoints that others kept; two of them compared without the log
- `timestamping`: a checkpoint stamped by an authority
- `bundle`: everything an expert needs, with a verifier that imports nothing of ours
- `replay`: what did each entry change?
- `doctor`: is the file kept as it should be?
"""
