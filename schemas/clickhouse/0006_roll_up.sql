-- A roll-up of requests, fed as roll_up_feed.sql says. Read its counters by sum().
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
