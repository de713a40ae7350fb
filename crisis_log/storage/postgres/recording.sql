-- The only two ways to write: `begin_recording` takes the lock, `record` writes under it.
-- They bind who writes, when, and where in the log; whether it makes sense is decided before.
-- What they call is plpgsql as well: its plans are kept, those of sql are made at each call, but
-- for one expression, which stands where it is called. They alone call it, and tell where names are
-- looked for: a setting of each function that is called takes longer than most of them.
-- No backslash stands in a body: what one means in a text is a setting of who calls.

-- Whether the login belongs to a group that may record facts of this kind.
CREATE OR REPLACE FUNCTION may_record(of_kind text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce(bool_or(pg_has_role(session_user, role, 'member')), false) FROM may
    WHERE kind_like = (
        SELECT kind_like FROM may WHERE of_kind LIKE kind_like
        ORDER BY length(kind_like) DESC LIMIT 1
    );
END $$;

-- Refuses a kind that the login may not record.
CREATE OR REPLACE FUNCTION check_may_record(of_kind text) RETURNS void
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT may_record(of_kind) THEN
        RAISE EXCEPTION '% may not record %', session_user, of_kind
            USING ERRCODE = 'CL003', DETAIL = of_kind;
    END IF;
END $$;

-- Whether this is one plain list of so many values; NULL where it is none at all.
CREATE OR REPLACE FUNCTION is_list(given anyarray, wanted integer) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
SELECT cardinality(given) = wanted
    AND (wanted = 0 OR array_ndims(given) = 1 AND array_lower(given, 1) = 1)
$$;

-- Text as it is compared where people write one thing in several ways.
CREATE OR REPLACE FUNCTION folded(said text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN regexp_replace(replace(lower(said COLLATE "C"), 'ß', 'ss'), '[^a-z0-9]', '', 'g');
END $$;

-- Whether the fact of an entry names a subject: `decision/3` by its 3, a day by its date.
CREATE OR REPLACE FUNCTION names(number bigint, fact jsonb, subject text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    said text[];
    part text;
BEGIN
    IF position('/' IN subject) = 0
        OR substr(subject, position('/' IN subject) + 1) = number::text
    THEN
        RETURN true;
    END IF;
    said := ARRAY(
        SELECT one #>> '{}' FROM jsonb_path_query(fact, 'strict $.**') AS one
        WHERE jsonb_typeof(one) IN ('string', 'number')
    ) || number::text;
    IF subject = ANY (said) THEN
        RETURN true;
    ELSIF subject IS NULL OR position('/' IN subject) = length(subject) THEN
        RETURN false;
    END IF;
    FOREACH part IN ARRAY string_to_array(substr(subject, position('/' IN subject) + 1), ':') LOOP
        IF part = '' OR part <> ALL (said) AND NOT EXISTS (
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
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    key text := substr(subject, length(split_part(subject, '/', 1)) + 2);
    first text := split_part(key, ':', 1);
BEGIN
    RETURN key = sorted OR lpad(first, 10, '0') || substr(key, length(first) + 1) = sorted;
END $$;

-- When the entry with these bytes was recorded: entries begin as `enveloped` has it.
CREATE OR REPLACE FUNCTION recorded_at_of(stored bytea) RETURNS timestamp with time zone
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN nullif(split_part(split_part(
        encode(substring(stored FROM 1 FOR 1000), 'escape'), '","recorded_at":"', 2
    ), '"', 1), '')::timestamptz;
END $$;

-- An entry that is to be stored as this number, read: refused unless it begins as every entry
-- does, says everything once, and could be read again by whoever reads it after us.
CREATE OR REPLACE FUNCTION enveloped(stored bytea, of_register text, number bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    said text := convert_from(stored, 'UTF8');
    envelope jsonb := said::jsonb;
BEGIN
    IF octet_length(stored) > @largest@ OR jsonb_typeof(envelope) <> 'object'
        OR (SELECT count(*) FROM json_object_keys(said::json))
            <> (SELECT count(*) FROM jsonb_object_keys(envelope))
        OR jsonb_typeof(envelope -> 'fact') IS DISTINCT FROM 'object'
        OR jsonb_typeof(envelope -> 'request_id') IS DISTINCT FROM 'string'
        OR coalesce(jsonb_typeof(envelope -> 'attachments'), 'array') <> 'array'
        OR jsonb_path_exists(envelope, 'strict $.**{64 to last}')
        OR jsonb_path_exists(envelope, 'strict $.** ? (@ > 1e300 || @ < -1e300)')
    THEN
        RAISE EXCEPTION 'entry % is not as entries are', number USING ERRCODE = 'CL008';
    END IF;
    IF envelope -> 'register_id' IS DISTINCT FROM to_jsonb(of_register)
        OR envelope -> 'number' IS DISTINCT FROM to_jsonb(number)
    THEN
        RAISE EXCEPTION 'entry % is not the next one', number USING ERRCODE = 'CL002';
    END IF;
    IF NOT coalesce(envelope ->> 'kind' IN (@kinds@), false)
        OR NOT coalesce(envelope ->> 'recorded_at' ~
            '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]{1,6})?Z$', false)
        OR NOT starts_with(said, format(
            '{"register_id":%s,"number":%s,"kind":"%s","recorded_at":"%s",',
            to_json(of_register), number, envelope ->> 'kind', envelope ->> 'recorded_at'
        ))
    THEN
        RAISE EXCEPTION 'entry % does not begin as entries do', number USING ERRCODE = 'CL008';
    END IF;
    RETURN envelope;
END $$;

-- The hashes that an entry completes in the proof tree: its leaf, then nodes above it.
CREATE OR REPLACE FUNCTION nodes_of(stored bytea, number bigint) RETURNS bytea
LANGUAGE plpgsql STABLE AS $$
DECLARE
    node bytea := sha256(decode('00', 'hex') || stored);
    hashes bytea := node;
    level int := 0;
BEGIN
    WHILE (number >> level) & 1 = 0 LOOP
        SELECT sha256(
            decode('01', 'hex') || substring(t.nodes FROM level * 32 + 1 FOR 32) || node
        ) INTO node FROM tree t WHERE t.entry = number - (1::bigint << level);
        hashes := hashes || node;
        level := level + 1;
    END LOOP;
    RETURN hashes;
END $$;

-- Takes the lock, and tells the end of the log, the server's clock and the login.
CREATE OR REPLACE FUNCTION begin_recording(
    OUT number bigint, OUT content bytea, OUT kinds text[], OUT now timestamp with time zone,
    OUT recorder text
) RETURNS record LANGUAGE plpgsql SECURITY DEFINER SET search_path = @schema@, pg_temp AS $$
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
-- The lists that tell one thing are of one length.
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
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
    register_id text := (SELECT r.value FROM register r WHERE r.name = 'register_id');
    held_since timestamptz;
    last_at timestamptz;
    size bigint;
    first bigint;
    stored bytea;
    envelope jsonb;
    envelopes jsonb[] := '{}';
    at timestamptz;
    request text;
    asked int := 0;
    answered int;
    wrong text;
BEGIN
    IF (is_list(contents, cardinality(contents)) AND is_list(words, cardinality(contents))
        AND is_list(subjects, cardinality(subjects))
        AND is_list(subject_entries, cardinality(subjects))
        AND is_list(marks, cardinality(marks)) AND is_list(mark_entries, cardinality(marks))
        AND is_list(changed, cardinality(changed)) AND is_list(changed_keys, cardinality(changed))
        AND is_list(changed_since, cardinality(changed))
        AND is_list(changed_values, cardinality(changed))
        AND is_list(past, cardinality(past)) AND is_list(past_keys, cardinality(past))
        AND is_list(past_upto, cardinality(past)) AND is_list(past_since, cardinality(past))
        AND is_list(past_values, cardinality(past)) AND is_list(files, cardinality(files))
        AND is_list(checkpoint_sizes, cardinality(checkpoint_sizes))
        AND is_list(carriers, cardinality(checkpoint_sizes))
        AND is_list(made_at, cardinality(checkpoint_sizes))
        AND is_list(checkpoint_notes, cardinality(checkpoint_sizes))
        AND is_list(timestamp_notes, cardinality(timestamp_notes))
        AND is_list(replies, cardinality(timestamp_notes))) IS NOT TRUE
    THEN
        RAISE EXCEPTION 'the lists are not of one length' USING ERRCODE = 'CL008';
    END IF;

    SELECT h.held_since INTO held_since FROM head h
        WHERE h.held_in = pg_current_xact_id_if_assigned();
    IF held_since IS NULL OR clock_timestamp() - held_since > interval '@deadline@' THEN
        RAISE EXCEPTION 'the lock is not held, or too long' USING ERRCODE = 'CL004';
    END IF;
    SELECT e.originator_version, recorded_at_of(e.state) INTO size, last_at
        FROM entries e WHERE e.originator_id = register_id
        ORDER BY e.originator_version DESC LIMIT 1;
    size := coalesce(size, 0);
    first := size + 1;

    FOREACH stored IN ARRAY contents LOOP
        size := size + 1;
        envelope := enveloped(stored, register_id, size);
        IF envelope ->> 'recorded_by' IS DISTINCT FROM session_user::text THEN
            RAISE EXCEPTION 'entry % names another login', size USING ERRCODE = 'CL005';
        END IF;
        PERFORM check_may_record(envelope ->> 'kind');
        at := (envelope ->> 'recorded_at')::timestamptz;
        -- The server's clock tells the time; where it does not go on, time does, by the least step.
        IF NOT coalesce(
            CASE WHEN last_at IS NULL THEN size = 1 ELSE at > last_at END AND (
                at BETWEEN held_since AND clock_timestamp()
                OR (last_at >= held_since AND at = last_at + interval '1 microsecond')
            ), false
        ) THEN
            RAISE EXCEPTION 'entry % tells a time that is not now', size USING ERRCODE = 'CL006';
        END IF;
        last_at := at;
        envelopes := envelopes || envelope;
        IF envelope ->> 'request_id' IS DISTINCT FROM request THEN
            request := envelope ->> 'request_id';
            asked := asked + 1;
        END IF;

        INSERT INTO entries VALUES (register_id, size, envelope ->> 'kind', stored);
        INSERT INTO kinds VALUES (envelope ->> 'kind') ON CONFLICT DO NOTHING;
        INSERT INTO tree VALUES (size, nodes_of(stored, size));
        INSERT INTO words VALUES (size, record.words[size - first + 1]::tsvector);
    END LOOP;

    -- A request is answered by the entries that it made, which follow one another.
    INSERT INTO requests
        SELECT one ->> 'request_id', min(first + nth - 1), max(first + nth - 1)
        FROM unnest(envelopes) WITH ORDINALITY AS given(one, nth) GROUP BY 1
        ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS answered = ROW_COUNT;
    IF answered <> asked THEN
        SELECT r.request_id INTO wrong FROM unnest(envelopes) AS given(one)
            JOIN requests r ON r.request_id = one ->> 'request_id' GROUP BY r.request_id
            HAVING r.first_entry < first OR r.last_entry - r.first_entry + 1 <> count(*) LIMIT 1;
        RAISE EXCEPTION 'request % was answered', wrong USING ERRCODE = 'CL009', DETAIL = wrong;
    END IF;

    SELECT min(given.subject) INTO wrong
        FROM unnest(record.subjects, subject_entries) AS given(subject, entry)
        WHERE NOT coalesce(given.entry BETWEEN first AND size AND names(
            given.entry, envelopes[given.entry - first + 1] -> 'fact', given.subject
        ), false);
    IF wrong IS NULL THEN
        SELECT min(given.subject) INTO wrong FROM (
            SELECT * FROM unnest(record.changed, changed_keys)
            UNION ALL SELECT * FROM unnest(record.past, past_keys)
        ) AS given(subject, key)
            WHERE NOT coalesce(
                given.subject = ANY (record.subjects) AND is_sorted_by(given.subject, given.key),
                false
            );
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'no entry names %', wrong USING ERRCODE = 'CL007', DETAIL = wrong;
    END IF;
    -- Marks and rows are of the entries that are written here; a past row is of a mark just passed.
    IF EXISTS (
        SELECT FROM unnest(mark_entries) AS entry
        WHERE NOT coalesce(entry BETWEEN first AND size, false)
    ) OR EXISTS (
        SELECT FROM unnest(changed_since) AS since
        WHERE NOT coalesce(since BETWEEN first AND size, false)
    ) OR EXISTS (
        SELECT FROM unnest(past_upto, past_since, past_values) AS was(upto, since, value)
        WHERE NOT coalesce(
            was.upto % @mark@ = 0 AND was.upto > first - 1 - @mark@ AND was.upto BETWEEN 1 AND size
            AND (was.value IS NULL) = (was.since IS NULL)
            AND coalesce(was.since BETWEEN first AND was.upto, true), false
        )
    ) THEN
        RAISE EXCEPTION 'a row is of no entry that is written here' USING ERRCODE = 'CL007';
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
        ON CONFLICT (collection, key, upto) DO NOTHING;
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
        IF NOT EXISTS (
            SELECT FROM unnest(envelopes) AS given(one),
                jsonb_array_elements(coalesce(one -> 'attachments', '[]')) AS attached
            WHERE attached ->> 'sha256' = encode(sha256(stored), 'hex')
        ) THEN
            RAISE EXCEPTION 'no entry names a file' USING ERRCODE = 'CL010';
        END IF;
        INSERT INTO attachments VALUES (encode(sha256(stored), 'hex'), stored)
            ON CONFLICT DO NOTHING;
    END LOOP;

    IF cardinality(checkpoint_sizes) + cardinality(timestamp_notes) > 0 THEN
        PERFORM check_may_record('checkpoint.given.v1');
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
