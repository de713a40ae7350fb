-- The tables of one register, in a schema of its own: those of a register file, and `head`.
-- See storage/sqlite/schema.py for what each holds. shape.py compares a register with this text:
-- columns, then checks, then the primary key, written as the server tells them.

CREATE TABLE register (
    name text COLLATE "C" NOT NULL,
    value text COLLATE "C" NOT NULL,
    PRIMARY KEY (name)
);
-- One row, which every writer changes: in which transaction the register is held, since when.
CREATE TABLE head (
    is_one boolean DEFAULT true NOT NULL,
    held_in xid8,
    held_since timestamp with time zone,
    CHECK (is_one),
    PRIMARY KEY (is_one)
) WITH (fillfactor=10);
CREATE TABLE entries (
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    topic text COLLATE "C" NOT NULL,
    state bytea NOT NULL,
    PRIMARY KEY (originator_id, originator_version)
);
CREATE TABLE tree (
    entry bigint NOT NULL,
    nodes bytea NOT NULL,
    PRIMARY KEY (entry)
);
CREATE TABLE requests (
    request_id text COLLATE "C" NOT NULL,
    first_entry bigint NOT NULL,
    last_entry bigint NOT NULL,
    PRIMARY KEY (request_id)
);
CREATE TABLE subjects (
    subject text COLLATE "C" NOT NULL,
    entry bigint NOT NULL,
    PRIMARY KEY (subject, entry)
);
CREATE TABLE marks (
    mark text COLLATE "C" NOT NULL,
    entry bigint NOT NULL,
    PRIMARY KEY (mark, entry)
);
CREATE TABLE kinds (
    kind text COLLATE "C" NOT NULL,
    PRIMARY KEY (kind)
);
CREATE TABLE state (
    collection text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    value bytea NOT NULL,
    since bigint DEFAULT 0 NOT NULL,
    PRIMARY KEY (collection, key)
);
CREATE TABLE past (
    collection text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    upto bigint NOT NULL,
    since bigint NOT NULL,
    value bytea NOT NULL,
    PRIMARY KEY (collection, key, upto)
);
CREATE TABLE attachments (
    sha256 text COLLATE "C" NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (sha256)
);
CREATE TABLE checkpoints (
    number bigint NOT NULL,
    size bigint NOT NULL,
    carrier text COLLATE "C" NOT NULL,
    made_at text COLLATE "C" NOT NULL,
    note text COLLATE "C" NOT NULL,
    PRIMARY KEY (number)
);
CREATE TABLE timestamps (
    number bigint NOT NULL,
    note text COLLATE "C" NOT NULL,
    reply bytea NOT NULL,
    PRIMARY KEY (number)
);
CREATE TABLE words (
    entry bigint NOT NULL,
    said tsvector NOT NULL,
    PRIMARY KEY (entry)
);
CREATE INDEX words_said ON words USING gin (said);
-- Which groups may record facts of which kinds: of the patterns that fit, the longest counts.
CREATE TABLE may (
    kind_like text COLLATE "C" NOT NULL,
    role name NOT NULL,
    PRIMARY KEY (kind_like, role)
);
