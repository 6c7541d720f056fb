-- The roles of a PostgreSQL database of Newswire, which holds nothing else:
--   newswire_owner   owns tables and views; `newswire db upgrade` runs as it
--   newswire_writer  reads and writes rows; the tasks and `newswire ingest` run as it
--   newswire_reader  reads the views of the contract; teams query as it
--
-- Run it in that database as a superuser, before or after the tables are there, once or again:
--   psql -d newswire -f sql/roles.sql
-- and then `newswire db upgrade` as newswire_owner, which grants the rights on tables and views whenever it makes them.
-- No role has a password: set those that you use, with \password in psql. A team with a login of its own is a member:
--   CREATE ROLE research LOGIN IN ROLE newswire_reader;  and the settings below for it: members inherit none
DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['newswire_owner', 'newswire_writer', 'newswire_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I', role);
        END IF;
        EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', role);
    END LOOP;
END
$$;

-- A forgotten transaction would hold up the next upgrade, which makes the views anew.
ALTER ROLE newswire_reader SET statement_timeout = '60s';
ALTER ROLE newswire_reader SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE newswire_reader SET default_transaction_read_only = on;
ALTER ROLE newswire_reader SET timezone = 'UTC';
ALTER ROLE newswire_reader SET jit = off;  -- compiling a query over these views takes longer than running it

DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO newswire_owner, newswire_writer, newswire_reader', current_database());
END
$$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO newswire_owner;
GRANT USAGE ON SCHEMA public TO newswire_writer, newswire_reader;

-- Tables and views that another role has made so far; what belongs to an extension stays.
DO $$
DECLARE
    relation regclass;
BEGIN
    FOR relation IN
        SELECT pg_class.oid
        FROM pg_class
        WHERE relnamespace = 'public'::regnamespace
          AND relkind IN ('r', 'v')
          AND relowner <> 'newswire_owner'::regrole
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
    LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO newswire_owner', relation);
    END LOOP;
END
$$;
