-- Calls {first} to {last} of {all} over the 90 days up to {end}, as an organisation of some size makes them: four
-- organisations, 200 keys of which few make most calls, three models a key out of 24, days and nights. The same
-- number is always the same call. They go through the table that the projector writes, and so into the roll-ups.
INSERT INTO requests (sequence, event_index, commit_id, organization, request, api_key, user_id, operation,
    requested_model, provider, model, stream, started_at, recorded_at, outcome, failure, http_status, attempts,
    latency_micros, time_to_first_token_micros, usage_source, input_uncached, cache_read, cache_write_5m,
    cache_write_1h, output_text, output_reasoning, audio_in, audio_out, image_in, image_out, images, seconds,
    answered, searches, cost, price_version)
WITH
    sipHash64(number, 1) AS a, sipHash64(number, 2) AS b, sipHash64(number, 3) AS c, sipHash64(number, 4) AS d,
    -- Few keys make most calls.
    toUInt64(floor(200 * pow((a % 1000000) / 1000000, 3))) AS key,
    -- Each key's first model takes three quarters of its calls.
    multiIf(b % 100 < 75, 0, b % 100 < 95, 1, 2) AS place,
    sipHash64(key, place, 9) % 24 AS which,
    ['openai', 'azure', 'anthropic', 'gemini', 'local', 'bedrock'][1 + which % 6] AS provider_,
    concat(['gpt-large', 'gpt-small', 'embed', 'reason'][1 + intDiv(which, 6)], '-', toString(which)) AS model_,
    intDiv(which, 6) = 2 AS embeds,
    (c % 1000) AS luck,
    multiIf(luck < 20, 'refused', luck < 35, 'failed', luck < 45, 'cancelled', 'succeeded') AS outcome_,
    -- More by day than by night.
    number / {all} * 90 AS days, days - 0.12 * sin(2 * pi() * days) / (2 * pi()) * 2 AS warped,
    toDateTime64('{end}', 6, 'UTC') - INTERVAL 90 DAY + toIntervalMicrosecond(toInt64(warped * 86400000000)) AS started,
    lower(leftPad(hex(toUnixTimestamp64Milli(started)), 12, '0')) AS since,
    lower(hex(sipHash128(number, 5))) AS rest,
    exp(13.2 + 0.9 * (sqrt(-2 * log((1 + d % 999983) / 999984)) * cos(2 * pi() * (a % 999979) / 999979))) AS micros,
    toUInt64(if(outcome_ = 'refused', 80 + d % 400, if(embeds, micros / 12, micros))) AS latency,
    NOT embeds AND (b % 10 < 7) AS streamed,
    outcome_ IN ('succeeded', 'cancelled') AS answered_, answered_ AND d % 50 != 0 AS priced,
    answered_ * (50 + c % 3000) AS input, answered_ * (NOT embeds) * (20 + b % 700) AS output
SELECT
    2 * number + 1, 0, reinterpretAsUUID(sipHash128(number, 6)),
    toUUID({ids}[multiIf(key % 20 < 14, 1, key % 20 < 18, 2, key % 20 < 19, 3, 4)]),
    toUUID(concat(substring(since, 1, 8), '-', substring(since, 9, 4), '-7', substring(rest, 1, 3), '-8', substring(rest, 4, 3), '-', substring(rest, 7, 12))),
    if(key = 7, toUUID('00000000-0000-0000-0000-000000000000'), reinterpretAsUUID(sipHash128(key, 7))),
    if(key % 3 = 0, toUUID('00000000-0000-0000-0000-000000000000'), reinterpretAsUUID(sipHash128(intDiv(key, 4), 8))),
    if(embeds, 'embeddings', 'chat'), concat(provider_, '/', model_),
    if(outcome_ = 'refused', '', provider_), if(outcome_ = 'refused', '', model_), streamed, started,
    started + toIntervalMicrosecond(latency), outcome_,
    multiIf(outcome_ = 'refused', ['model_not_found', 'invalid_request', 'key_expired'][1 + d % 3],
            outcome_ = 'failed', ['upstream_timeout', 'upstream_error', 'upstream_rate_limited'][1 + d % 3], ''),
    multiIf(outcome_ = 'refused', [404, 400, 401][1 + d % 3], outcome_ = 'failed', [504, 502, 429][1 + d % 3],
            outcome_ = 'cancelled', 499, 200),
    multiIf(outcome_ = 'refused', 0, outcome_ = 'failed', 2, 1), latency,
    if(streamed AND answered_, toUInt64(latency / (3 + d % 5)), NULL),
    if(answered_, 'reported', if(outcome_ = 'refused', '', 'unknown')),
    input, answered_ * (c % 4 = 0) * (d % 2000), 0, 0,
    output, answered_ * (intDiv(which, 6) = 3) * (b % 1500), 0, 0, 0, 0, 0, 0,
    answered_, 0, if(priced, toDecimal128(input, 0) * toDecimal128('0.00000015', 12) + toDecimal128(output, 0) * toDecimal128('0.0000006', 12), NULL),
    if(priced, concat('catalogue-2026-11-24:', provider_, '/', model_), '')
FROM numbers({first}, {last} - {first})
