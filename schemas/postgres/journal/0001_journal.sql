-- Every commit of configuration as it was stored, and the heads of the hash chains.
--
-- A chain runs through one organisation's commits in one stream:
-- hash = SHA-256(previous hash || stream sequence, 8 bytes big-endian || SHA-256(stored bytes)), from 32 zero bytes.
CREATE TABLE commits (
    stream       text        NOT NULL,
    position     bigint      NOT NULL,
    organization uuid        NOT NULL,
    noun         text        NOT NULL,
    aggregate    uuid        NOT NULL,
    version      bigint      NOT NULL,
    commit_id    uuid        NOT NULL UNIQUE,
    time         timestamptz NOT NULL,
    actor_kind   text        NOT NULL,
    actor        uuid        NOT NULL,
    on_behalf_of uuid,
    cause        uuid,
    types        text[]      NOT NULL,
    payload      json        NOT NULL,
    hash         bytea       NOT NULL,
    PRIMARY KEY (stream, position),
    UNIQUE (organization, noun, aggregate, version)
);

CREATE INDEX commits_by_time ON commits (organization, time);

COMMENT ON COLUMN commits.position IS 'The stream sequence';
COMMENT ON COLUMN commits.version IS 'Which commit of its aggregate this is, from 1';
COMMENT ON COLUMN commits.payload IS 'The stored bytes, unchanged: the chain can be recomputed from them';

CREATE TABLE heads (
    stream       text   NOT NULL,
    organization uuid   NOT NULL,
    position     bigint NOT NULL,
    commits      bigint NOT NULL,
    hash         bytea  NOT NULL,
    PRIMARY KEY (stream, organization)
);

COMMENT ON TABLE heads IS 'Where each chain ends: its last commit''s stream sequence, how many commits it has, its hash';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % is refused', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON commits
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
