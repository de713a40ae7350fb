"""A register that is read from an auditor's bundle, and never written to.

    bundle ──held to its leaves and checkpoints──▶ private scratch register ──▶ every question

- `place`: which folders and files are bundles
- `files`: the files of one, whatever whoever made it has put there
- `manifest`: whether they are those that its lists name
- `contents`: what they hold of a register
- `carriers`: what carried its checkpoints out, as its entries tell
- `backend`: the scratch register that is made of it, and what it refuses
"""
