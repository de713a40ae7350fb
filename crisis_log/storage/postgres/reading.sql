-- Stored values as bytes, as text and as numbers, whatever their columns hold: see cursor.py.
-- Those that convert are as stable as what they call, so that the server puts that in their place.

CREATE OR REPLACE FUNCTION bytes_of(bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE OR REPLACE FUNCTION bytes_of(text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT pg_catalog.convert_to($1, 'UTF8') $$;
CREATE OR REPLACE FUNCTION bytes_of(bigint) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT pg_catalog.convert_to($1::text, 'UTF8') $$;
CREATE OR REPLACE FUNCTION text_of(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE OR REPLACE FUNCTION text_of(bytea) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT pg_catalog.convert_from($1, 'UTF8') $$;
