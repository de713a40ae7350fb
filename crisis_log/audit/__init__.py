"""Audits: what an auditor asks of a register; errors found are data, never raised.

- `verify`: is the register whole, unaltered and signed? In parts: `log_check` (hashes and
  order), `entry_check` (contents), `stored_check` (what is stored beside the log),
  `given_check` (is what was given out still there?), `seal_check` (signatures and witnesses);
  `finding` is what they return
- `checkpoints`: signed checkpoints, how far they reach; `giving`: that they went out is an
  entry; `key_file`: the key that signs them
- `witness`: checkpoints that others kept; two of them compared without the log
- `timestamping`: a checkpoint stamped by an authority
- `bundle`: everything an expert needs, with a verifier that imports nothing of ours
- `replay`: what did each entry change?
- `doctor`: is the file kept as it should be?
"""
