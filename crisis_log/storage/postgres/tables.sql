-- The tables of one register, in a schema of its own: those of a register file, and `head`.
-- See storage/sqlite/schema.py for what each holds. @…@ is filled in by schema.py.

CREATE TABLE register (
    name text COLLATE "C" PRIMARY KEY,
    value text COLLATE "C" NOT NULL
);
-- One row, which every writer changes: in which transaction the register is held, since when.
CREATE TABLE head (
    is_one boolean PRIMARY KEY DEFAULT true CHECK (is_one),
    held_in xid8,
    held_since timestamptz
) WITH (fillfactor = 10);
INSERT INTO head DEFAULT VALUES;
CREATE TABLE entries (
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    topic text COLLATE "C" NOT NULL,
    state bytea NOT NULL,
    PRIMARY KEY (originator_id, originator_version)
);
CREATE TABLE tree (
    entry bigint PRIMARY KEY,
    nodes bytea NOT NULL
);
CREATE TABLE requests (
    request_id text COLLATE "C" PRIMARY KEY,
    first_entry bigint NOT NULL,
    last_entry bigint NOT NULL
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
    kind text COLLATE "C" PRIMARY KEY
);
CREATE TABLE state (
    collection text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    value bytea NOT NULL,
    since bigint NOT NULL DEFAULT 0,
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
    sha256 text COLLATE "C" PRIMARY KEY,
    content bytea NOT NULL
);
CREATE TABLE checkpoints (
    number bigint PRIMARY KEY,
    size bigint NOT NULL,
    carrier text COLLATE "C" NOT NULL,
    made_at text COLLATE "C" NOT NULL,
    note text COLLATE "C" NOT NULL
);
CREATE TABLE timestamps (
    number bigint PRIMARY KEY,
    note text COLLATE "C" NOT NULL,
    reply bytea NOT NULL
);
CREATE TABLE words (
    entry bigint PRIMARY KEY,
    said tsvector NOT NULL
);
CREATE INDEX words_said ON words USING gin (said);
-- Which groups may record facts of which kinds: of the patterns that fit, the longest counts.
CREATE TABLE may (
    kind_like text COLLATE "C" NOT NULL,
    role name NOT NULL,
    PRIMARY KEY (kind_like, role)
);
INSERT INTO may VALUES @may@;

CREATE FUNCTION is_never_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of a register is append-only', TG_TABLE_NAME USING ERRCODE = 'CL001';
END $$;

CREATE FUNCTION is_numbered_without_gap() RETURNS trigger
LANGUAGE plpgsql SET search_path = @schema@, pg_temp AS $$
DECLARE
    last bigint;
    number bigint;
BEGIN
    IF TG_TABLE_NAME = 'entries' THEN
        number := NEW.originator_version;
        SELECT max(originator_version) INTO last FROM entries
            WHERE originator_id = NEW.originator_id;
    ELSE
        number := NEW.entry;
        SELECT max(entry) INTO last FROM tree;
    END IF;
    IF number <> coalesce(last, 0) + 1 THEN
        RAISE EXCEPTION '% grow without gap', TG_TABLE_NAME USING ERRCODE = 'CL002';
    END IF;
    RETURN NEW;
END $$;
