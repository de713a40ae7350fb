-- Who may do what with the schema, the tables and the functions of one register: who records
-- reads everything and writes by two functions alone.

REVOKE ALL ON SCHEMA @schema@ FROM PUBLIC, @record@, @validate@, @publish@, @audit@, @read@;
REVOKE ALL ON ALL TABLES IN SCHEMA @schema@
    FROM PUBLIC, @record@, @validate@, @publish@, @audit@, @read@;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA @schema@
    FROM PUBLIC, @record@, @validate@, @publish@, @audit@, @read@;
GRANT USAGE ON SCHEMA @schema@ TO @record@, @validate@, @publish@, @audit@, @read@;
GRANT SELECT ON ALL TABLES IN SCHEMA @schema@ TO @record@, @validate@, @publish@, @audit@, @read@;
GRANT EXECUTE ON FUNCTION
    bytes_of(bytea), bytes_of(text), bytes_of(bigint), text_of(text), text_of(bytea)
    TO @record@, @validate@, @publish@, @audit@, @read@;
GRANT EXECUTE ON FUNCTION begin_recording(), record(
    bytea[], text[], text[], bigint[], text[], bigint[], text[], text[], bigint[], bytea[],
    text[], text[], bigint[], bigint[], bytea[], bytea[],
    bigint[], text[], text[], text[], text[], bytea[]
) TO @record@, @validate@, @publish@;
