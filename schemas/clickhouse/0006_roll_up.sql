-- A roll-up of requests. Read counters by sum(), latencies by quantilesBFloat16Merge(0.5, 0.9, 0.99)(latency): exact
-- to 0.4 percent, and the same in whichever order the rows came.
CREATE TABLE IF NOT EXISTS {table} (
    {unit} {type} COMMENT 'When the requests came',
    organization UUID COMMENT 'Whose calls they were',
    operation LowCardinality(String) COMMENT 'chat, embeddings, image_generation or image_edit',
    provider LowCardinality(String) COMMENT 'The provider that answered, or was tried last; empty where refused',
    model LowCardinality(String) COMMENT 'That provider''s name for the model; empty where refused',
    api_key UUID COMMENT 'The key that called; nil where the operator called',
    user_id UUID COMMENT 'The owner of the key; nil where it has none',
    outcome LowCardinality(String) COMMENT 'succeeded, failed, cancelled or refused',
    requests SimpleAggregateFunction(sum, UInt64) COMMENT 'How many calls',
    attempts SimpleAggregateFunction(sum, UInt64) COMMENT 'How often providers were called',
    input_uncached SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    cache_read SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    cache_write_5m SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    cache_write_1h SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    output_text SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    output_reasoning SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    audio_in SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    audio_out SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    image_in SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    image_out SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    images SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    seconds SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    answered SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    searches SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up',
    latency_micros SimpleAggregateFunction(sum, UInt64) COMMENT 'Latencies added up',
    latency AggregateFunction(quantilesBFloat16(0.5, 0.9, 0.99), UInt64) COMMENT 'State of the latencies'' percentiles, microseconds',
    time_to_first_token AggregateFunction(quantilesBFloat16(0.5, 0.9, 0.99), Nullable(UInt64)) COMMENT 'State of the percentiles of the time to first token, microseconds'
) ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM({unit})
ORDER BY (organization, {unit}, operation, provider, model, api_key, user_id, outcome)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'Calls and what they took, one row a {unit} (UTC), caller, model and outcome';

CREATE MATERIALIZED VIEW IF NOT EXISTS {table}_feed TO {table} AS
SELECT
    {start}(started_at) AS {unit}, organization, operation, provider, model, api_key, user_id, outcome,
    count() AS requests,
    sum(requests.attempts) AS attempts,
    sum(requests.input_uncached) AS input_uncached,
    sum(requests.cache_read) AS cache_read,
    sum(requests.cache_write_5m) AS cache_write_5m,
    sum(requests.cache_write_1h) AS cache_write_1h,
    sum(requests.output_text) AS output_text,
    sum(requests.output_reasoning) AS output_reasoning,
    sum(requests.audio_in) AS audio_in,
    sum(requests.audio_out) AS audio_out,
    sum(requests.image_in) AS image_in,
    sum(requests.image_out) AS image_out,
    sum(requests.images) AS images,
    sum(requests.seconds) AS seconds,
    sum(requests.answered) AS answered,
    sum(requests.searches) AS searches,
    sum(requests.latency_micros) AS latency_micros,
    quantilesBFloat16State(0.5, 0.9, 0.99)(requests.latency_micros) AS latency,
    quantilesBFloat16State(0.5, 0.9, 0.99)(requests.time_to_first_token_micros) AS time_to_first_token
FROM requests
GROUP BY {unit}, organization, operation, provider, model, api_key, user_id, outcome;
