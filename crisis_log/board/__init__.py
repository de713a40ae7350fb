"""The live board: the crisis room sees the register as it is, in a browser, read-only.

    register ──follow──▶ Seen, one look ──page──▶ parts, rendered once ──stream──▶ every reader

- `eye`: who looks, whenever something was recorded, and finds out when the register is lost
- `seen`: one look at the register, and what every page tells of it
- `page`, `pages/`: what each page asks and shows; views, words and charts are those of documents
- `rendering`: each page once a turn, cut into parts, each with the turn that changed it;
  `templates`: what it is made with
- `board`: turns, and what readers wait for
- `stream`: what changed, to each reader, as server-sent events
- `app`: the addresses; `serving`: the server, `listening` and `sockets` where it listens

Nobody reads without a link, or a name that a proxy vouches for:

    request ──headers──▶ guard ──reader──▶ app
                           └─▶ answers, one sentence; entering, where a link is taken

- `links`: one-time links, as they are kept; `readers`: who took one that is good
- `guard`: what is refused, and in which order; `limits`, `headers`, `connections`: how much, how
- `open_streams`: who may read no more is let go
"""
