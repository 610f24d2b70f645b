-- What of the calls a roll-up's rows are. It stands here alone, as it is now, so that no start puts a former one back.
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
    sum(requests.characters) AS characters,
    sum(requests.latency_micros) AS latency_micros,
    sumMap(requests.latency_buckets) AS latency_buckets,
    sumMap(requests.time_to_first_token_buckets) AS time_to_first_token_buckets,
    ifNull(sum(requests.cost), toDecimal128(0, 12)) AS cost,
    countIf(requests.cost IS NULL AND outcome IN ('succeeded', 'cancelled')) AS unpriced
FROM requests
GROUP BY {unit}, organization, operation, provider, model, api_key, user_id, outcome;
