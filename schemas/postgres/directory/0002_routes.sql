-- Routes, each with its settings as the log has them; and why the hub does not use a credential that is enabled.
CREATE TABLE routes (
    organization uuid        NOT NULL,
    id           uuid        NOT NULL,
    name         text        NOT NULL,
    strategy     text        NOT NULL,
    settings     jsonb       NOT NULL,
    enabled      boolean     NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    revision     bigint      NOT NULL,
    PRIMARY KEY (organization, id)
);

ALTER TABLE credentials ADD COLUMN disabled_reason text;
