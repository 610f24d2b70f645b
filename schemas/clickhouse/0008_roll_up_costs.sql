-- What was rolled up before costs were known has none, and all of it that may have cost something is unpriced.
ALTER TABLE {table}
    ADD COLUMN IF NOT EXISTS cost SimpleAggregateFunction(sum, Decimal(38, 12)) COMMENT 'US dollars that the providers charge, where that is known, added up',
    ADD COLUMN IF NOT EXISTS unpriced SimpleAggregateFunction(sum, UInt64) DEFAULT if(outcome IN ('succeeded', 'cancelled'), requests, 0) COMMENT 'How many calls may have cost something and it is not known what';

ALTER TABLE {table}_feed MODIFY QUERY
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
    quantilesBFloat16State(0.5, 0.9, 0.99)(requests.time_to_first_token_micros) AS time_to_first_token,
    ifNull(sum(requests.cost), toDecimal128(0, 12)) AS cost,
    countIf(requests.cost IS NULL AND outcome IN ('succeeded', 'cancelled')) AS unpriced
FROM requests
GROUP BY {unit}, organization, operation, provider, model, api_key, user_id, outcome;
