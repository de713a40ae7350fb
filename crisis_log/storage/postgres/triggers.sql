-- What keeps the truth from being changed, even by its owner, unless he removes it first.

CREATE OR REPLACE TRIGGER never_changed BEFORE DELETE OR UPDATE ON @table@
    FOR EACH ROW EXECUTE FUNCTION is_never_changed();
CREATE OR REPLACE TRIGGER never_emptied BEFORE TRUNCATE ON @table@
    FOR EACH STATEMENT EXECUTE FUNCTION is_never_changed();
