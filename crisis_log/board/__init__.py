"""The live board: the crisis room sees the register as it is, in a browser, read-only.

    register ──follow──▶ Seen, one look ──page──▶ parts, rendered once ──stream──▶ every reader

- `follow`: look again whenever something was recorded, and say so when the register is lost
- `seen`: one look at the register, and what every page tells of it
- `page`, `pages/`: what each page asks and shows; views, words and charts are those of documents
- `rendering`: each page once a turn, cut into parts, each with the turn that changed it
- `board`: turns, and what readers wait for
- `stream`: what changed, to each reader, as server-sent events
- `app`: the addresses; `serving`: the server
"""
