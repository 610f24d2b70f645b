-- What the organisations configured, as it is now. Secrets are not here, only their hints.
CREATE TABLE organizations (
    id           uuid        PRIMARY KEY,
    name         text        NOT NULL,
    display_name text,
    created_at   timestamptz NOT NULL
);

CREATE TABLE providers (
    organization uuid        NOT NULL,
    id           uuid        NOT NULL,
    name         text        NOT NULL,
    kind         text        NOT NULL,
    display_name text,
    base_url     text,
    region       text,
    api_version  text,
    enabled      boolean     NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    revision     bigint      NOT NULL,
    PRIMARY KEY (organization, id)
);

CREATE TABLE credentials (
    organization uuid        NOT NULL,
    provider     uuid        NOT NULL,
    id           uuid        NOT NULL,
    name         text        NOT NULL,
    weight       bigint      NOT NULL,
    enabled      boolean     NOT NULL,
    hint         text        NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    revision     bigint      NOT NULL,
    PRIMARY KEY (organization, provider, id)
);

CREATE TABLE models (
    organization      uuid        NOT NULL,
    provider          uuid        NOT NULL,
    name              text        NOT NULL,
    type              text        NOT NULL,
    context_window    bigint,
    max_output_tokens bigint,
    capabilities      text[]      NOT NULL,
    enabled           boolean     NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    revision          bigint      NOT NULL,
    PRIMARY KEY (organization, provider, name)
);

CREATE TABLE api_keys (
    organization uuid        NOT NULL,
    id           uuid        NOT NULL,
    name         text        NOT NULL,
    owner        uuid,
    scopes       text[]      NOT NULL,
    models       text[]      NOT NULL,
    expires_at   timestamptz,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    revision     bigint      NOT NULL,
    PRIMARY KEY (organization, id)
);

CREATE INDEX api_keys_by_age ON api_keys (organization, created_at DESC, id);
