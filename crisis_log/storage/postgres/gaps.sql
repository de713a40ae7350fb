-- That numbers follow one another, whoever inserts.

CREATE OR REPLACE TRIGGER without_gap BEFORE INSERT ON @table@
    FOR EACH ROW EXECUTE FUNCTION is_numbered_without_gap();
