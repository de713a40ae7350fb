-- The only two ways to write: `begin_recording` takes the lock, `record` writes under it.
-- They bind who writes, when, and where in the log; whether it makes sense is decided before.
-- What they call is plpgsql as well: its plans are kept, those of sql are made at each call.

-- Whether the login belongs to a group that may record facts of this kind.
CREATE OR REPLACE FUNCTION may_record(of_kind text) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = @schema@, pg_temp AS $$
BEGIN
    RETURN coalesce(bool_or(pg_has_role(session_user, role, 'member')), false) FROM may
    WHERE kind_like = (
        SELECT kind_like FROM may WHERE of_kind LIKE kind_like
        ORDER BY length(kind_like) DESC LIMIT 1
    );
END $$;

-- Text as it is compared where people write one thing in several ways.
CREATE OR REPLACE FUNCTION folded(said text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN regexp_replace(replace(lower(said COLLATE "C"), 'ß', 'ss'), '[^a-z0-9]', '', 'g');
END $$;

-- Whether the fact of an entry names a subject: `decision/3` by its 3, a day by its date.
CREATE OR REPLACE FUNCTION names(number bigint, fact jsonb, subject text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = @schema@, pg_temp AS $$
DECLARE
    said text[] := ARRAY(
        SELECT one #>> '{}' FROM jsonb_path_query(fact, 'strict $.**') AS one
        WHERE jsonb_typeof(one) IN ('string', 'number')
    ) || number::text;
    part text;
BEGIN
    IF position('/' IN subject) = 0 OR subject = ANY (said) THEN
        RETURN true;
    END IF;
    FOREACH part IN ARRAY string_to_array(substr(subject, position('/' IN subject) + 1), ':') LOOP
        IF part <> ALL (said) AND NOT EXISTS (
            SELECT FROM unnest(said) AS it
            WHERE starts_with(it, part || 'T') OR folded(it) = folded(part)
        ) THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
END $$;

-- Whether this is the key by which a subject is sorted within its collection.
CREATE OR REPLACE FUNCTION is_sorted_by(subject text, sorted text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    key text := substr(subject, length(split_part(subject, '/', 1)) + 2);
    first text := split_part(key, ':', 1);
BEGIN
    RETURN key = sorted OR lpad(first, 10, '0') || substr(key, length(first) + 1) = sorted;
END $$;

CREATE OR REPLACE FUNCTION begin_recording(
    OUT number bigint, OUT content bytea, OUT kinds text[], OUT now timestamptz, OUT recorder text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = @schema@, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM may WHERE pg_has_role(session_user, role, 'member')) THEN
        RAISE EXCEPTION '% may not record', session_user USING ERRCODE = 'CL003';
    END IF;
    -- This row never changes: who waits for it gets it in the order of coming.
    PERFORM FROM register WHERE name = 'register_id' FOR UPDATE;
    UPDATE head SET held_in = pg_current_xact_id(), held_since = clock_timestamp()
        RETURNING held_since INTO now;
    SELECT e.originator_version, e.state INTO number, content FROM entries e
        WHERE e.originator_id = (SELECT value FROM register WHERE name = 'register_id')
        ORDER BY e.originator_version DESC LIMIT 1;
    number := coalesce(number, 0);
    SELECT coalesce(array_agg(kind), '{}') INTO kinds FROM kinds AS k(kind);
    recorder := session_user;
END $$;

-- Writes entries by their stored bytes, and what follows from them:
--   words               of each entry, in order, as a text search vector
--   subjects, marks     what they are found by, each with the number of its entry
--   changed             what each changed subject is now, since which entry; NULL where it is gone
--   past                what subjects were at a mark: NULL stands for what they are until now
--   files               that they name; their digests are computed here
--   checkpoints, timestamps: evidence, each once
-- Its plans are kept while tables grow: they follow keys, however short the tables were at first.
CREATE OR REPLACE FUNCTION record(
    contents bytea[], words text[],
    subjects text[], subject_entries bigint[], marks text[], mark_entries bigint[],
    changed text[], changed_keys text[], changed_since bigint[], changed_values bytea[],
    past text[], past_keys text[], past_upto bigint[], past_since bigint[], past_values bytea[],
    files bytea[],
    checkpoint_sizes bigint[], carriers text[], made_at text[], checkpoint_notes text[],
    timestamp_notes text[], replies bytea[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = @schema@, pg_temp
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
    register_id text := (SELECT r.value FROM register r WHERE r.name = 'register_id');
    held_since timestamptz;
    last_at timestamptz;
    size bigint;
    first bigint;
    stored bytea;
    envelope json;
    at timestamptz;
    node bytea;
    hashes bytea;
    level int;
    wrong text;
BEGIN
    SELECT h.held_since INTO held_since FROM head h
        WHERE h.held_in = pg_current_xact_id_if_assigned();
    IF held_since IS NULL OR clock_timestamp() - held_since > interval '@deadline@' THEN
        RAISE EXCEPTION 'the lock is not held, or too long' USING ERRCODE = 'CL004';
    END IF;
    SELECT e.originator_version,
        substring(encode(e.state, 'escape') FROM '"recorded_at":"([-0-9T:.]+Z)"')::timestamptz
        INTO size, last_at FROM entries e WHERE e.originator_id = register_id
        ORDER BY e.originator_version DESC LIMIT 1;
    size := coalesce(size, 0);
    first := size + 1;

    FOREACH stored IN ARRAY contents LOOP
        size := size + 1;
        envelope := convert_from(stored, 'UTF8')::json;
        at := (envelope ->> 'recorded_at')::timestamptz;
        IF (SELECT count(*) <> count(DISTINCT key) FROM json_object_keys(envelope) AS key)
            OR envelope ->> 'register_id' IS DISTINCT FROM register_id
            OR envelope ->> 'number' IS DISTINCT FROM size::text
        THEN
            RAISE EXCEPTION 'entry % is not the next one', size USING ERRCODE = 'CL002';
        END IF;
        IF envelope ->> 'recorded_by' IS DISTINCT FROM session_user::text THEN
            RAISE EXCEPTION 'entry % names another login', size USING ERRCODE = 'CL005';
        END IF;
        IF NOT may_record(envelope ->> 'kind') THEN
            RAISE EXCEPTION '% may not record %', session_user, envelope ->> 'kind'
                USING ERRCODE = 'CL003', DETAIL = envelope ->> 'kind';
        END IF;
        IF NOT coalesce(
            at > coalesce(last_at, '-infinity') AND (
                at BETWEEN held_since AND clock_timestamp()
                OR at = last_at + interval '1 microsecond'
            ), false
        ) THEN
            RAISE EXCEPTION 'entry % tells a time that is not now', size USING ERRCODE = 'CL006';
        END IF;
        last_at := at;

        INSERT INTO entries VALUES (register_id, size, envelope ->> 'kind', stored);
        INSERT INTO kinds VALUES (envelope ->> 'kind') ON CONFLICT DO NOTHING;
        node := sha256('\x00'::bytea || stored);
        hashes := node;
        level := 0;
        WHILE (size >> level) & 1 = 0 LOOP
            SELECT sha256('\x01'::bytea || substring(t.nodes FROM level * 32 + 1 FOR 32) || node)
                INTO node FROM tree t WHERE t.entry = size - (1::bigint << level);
            hashes := hashes || node;
            level := level + 1;
        END LOOP;
        INSERT INTO tree VALUES (size, hashes);
        INSERT INTO words VALUES (size, record.words[size - first + 1]::tsvector);
    END LOOP;

    INSERT INTO requests
        SELECT one ->> 'request_id', min(e.originator_version), max(e.originator_version)
        FROM entries e, LATERAL (SELECT convert_from(e.state, 'UTF8')::json AS one) AS parsed
        WHERE e.originator_id = register_id AND e.originator_version >= first GROUP BY 1;

    SELECT min(given.subject) INTO wrong
        FROM unnest(record.subjects, subject_entries) AS given(subject, entry)
        LEFT JOIN entries e ON e.originator_id = register_id
            AND e.originator_version = given.entry AND given.entry >= first
        WHERE e.state IS NULL OR NOT names(
            given.entry, (convert_from(e.state, 'UTF8')::json -> 'fact')::jsonb, given.subject
        );
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'no entry names %', wrong USING ERRCODE = 'CL007';
    END IF;
    SELECT min(given.subject) INTO wrong FROM (
        SELECT * FROM unnest(record.changed, changed_keys)
        UNION ALL SELECT * FROM unnest(record.past, past_keys)
    ) AS given(subject, key)
        WHERE given.subject <> ALL (record.subjects) OR NOT is_sorted_by(given.subject, given.key);
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'no entry names %', wrong USING ERRCODE = 'CL007';
    END IF;

    INSERT INTO subjects SELECT * FROM unnest(record.subjects, subject_entries)
        ON CONFLICT DO NOTHING;
    INSERT INTO marks SELECT * FROM unnest(record.marks, mark_entries) ON CONFLICT DO NOTHING;
    INSERT INTO past (collection, key, upto, since, value)
        SELECT split_part(was.subject, '/', 1), was.key, was.upto,
            coalesce(was.since, s.since), coalesce(was.value, s.value)
        FROM unnest(record.past, past_keys, past_upto, past_since, past_values)
            AS was(subject, key, upto, since, value)
        LEFT JOIN state s ON was.value IS NULL
            AND s.collection = split_part(was.subject, '/', 1) AND s.key = was.key
        WHERE coalesce(was.since, s.since) <= was.upto
        ON CONFLICT (collection, key, upto)
            DO UPDATE SET since = excluded.since, value = excluded.value;
    INSERT INTO state (collection, key, since, value)
        SELECT split_part(now.subject, '/', 1), now.key, now.since, now.value
        FROM unnest(record.changed, changed_keys, changed_since, changed_values)
            AS now(subject, key, since, value)
        WHERE now.value IS NOT NULL
        ON CONFLICT (collection, key)
            DO UPDATE SET since = excluded.since, value = excluded.value;
    DELETE FROM state s USING unnest(record.changed, changed_keys, changed_values)
            AS gone(subject, key, value)
        WHERE gone.value IS NULL
            AND s.collection = split_part(gone.subject, '/', 1) AND s.key = gone.key;

    FOREACH stored IN ARRAY files LOOP
        INSERT INTO attachments
            SELECT encode(sha256(stored), 'hex'), stored
            WHERE EXISTS (
                SELECT FROM entries e, json_array_elements(
                    coalesce(convert_from(e.state, 'UTF8')::json -> 'attachments', '[]')
                ) AS one
                WHERE e.originator_id = register_id AND e.originator_version >= first
                    AND one ->> 'sha256' = encode(sha256(stored), 'hex')
            ) ON CONFLICT DO NOTHING;
    END LOOP;

    IF cardinality(checkpoint_sizes) + cardinality(timestamp_notes) > 0
        AND NOT may_record('checkpoint.given.v1')
    THEN
        RAISE EXCEPTION '% may not record %', session_user, 'checkpoint.given.v1'
            USING ERRCODE = 'CL003', DETAIL = 'checkpoint.given.v1';
    END IF;
    FOR i IN 1 .. cardinality(checkpoint_sizes) LOOP
        INSERT INTO checkpoints SELECT (SELECT coalesce(max(number), 0) + 1 FROM checkpoints),
                checkpoint_sizes[i], carriers[i], record.made_at[i], checkpoint_notes[i]
            WHERE NOT EXISTS (
                SELECT FROM checkpoints c WHERE c.note = checkpoint_notes[i]
                    AND c.carrier = carriers[i] AND c.size = checkpoint_sizes[i]
            );
    END LOOP;
    FOR i IN 1 .. cardinality(timestamp_notes) LOOP
        INSERT INTO timestamps SELECT (SELECT coalesce(max(number), 0) + 1 FROM timestamps),
                timestamp_notes[i], replies[i]
            WHERE NOT EXISTS (
                SELECT FROM timestamps t WHERE t.note = timestamp_notes[i] AND t.reply = replies[i]
            );
    END LOOP;
END $$;
