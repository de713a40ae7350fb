-- What the triggers of the log run: see triggers.sql, gaps.sql.

CREATE OR REPLACE FUNCTION is_never_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of a register is append-only', TG_TABLE_NAME USING ERRCODE = 'CL001';
END $$;

CREATE OR REPLACE FUNCTION is_numbered_without_gap() RETURNS trigger
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
