-- What was called and what it took, added up by day (UTC).
CREATE TABLE totals (
    organization     uuid    NOT NULL,
    day              date    NOT NULL,
    operation        text    NOT NULL,
    provider         text,
    model            text,
    api_key          uuid,
    user_id          uuid,
    requests         bigint  NOT NULL,
    succeeded        bigint  NOT NULL,
    failed           bigint  NOT NULL,
    cancelled        bigint  NOT NULL,
    refused          bigint  NOT NULL,
    input_uncached   numeric NOT NULL,
    cache_read       numeric NOT NULL,
    cache_write_5m   numeric NOT NULL,
    cache_write_1h   numeric NOT NULL,
    output_text      numeric NOT NULL,
    output_reasoning numeric NOT NULL,
    audio_in         numeric NOT NULL,
    audio_out        numeric NOT NULL,
    image_in         numeric NOT NULL,
    image_out        numeric NOT NULL,
    images           numeric NOT NULL,
    seconds          numeric NOT NULL,
    answered         numeric NOT NULL,
    searches         numeric NOT NULL,
    UNIQUE NULLS NOT DISTINCT (organization, day, operation, provider, model, api_key, user_id)
);

COMMENT ON COLUMN totals.provider IS 'Null for calls that were refused: no provider was called';
COMMENT ON COLUMN totals.model IS 'The provider''s name for the model; null for calls that were refused';
COMMENT ON COLUMN totals.api_key IS 'Null where the operator called';
COMMENT ON COLUMN totals.requests IS 'succeeded + failed + cancelled + refused';
COMMENT ON COLUMN totals.answered IS 'Calls that a provider answered: what a price per request is multiplied by';
