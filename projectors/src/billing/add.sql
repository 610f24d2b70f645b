-- Adds a batch's sums. Sums travel as text: they may be larger than any integer type. Costs are in trillionths of a dollar.
INSERT INTO totals AS t (
    organization, day, operation, provider, model, api_key, user_id,
    requests, succeeded, failed, cancelled, refused, unpriced, cost,
    input_uncached, cache_read, cache_write_5m, cache_write_1h, output_text, output_reasoning, audio_in,
    audio_out, image_in, image_out, images, seconds, answered, searches, characters
)
SELECT
    organization, date '1970-01-01' + day, operation, provider, model, api_key, user_id,
    requests, succeeded, failed, cancelled, refused, unpriced, cost::numeric * 0.000000000001,
    input_uncached::numeric, cache_read::numeric, cache_write_5m::numeric, cache_write_1h::numeric,
    output_text::numeric, output_reasoning::numeric, audio_in::numeric, audio_out::numeric,
    image_in::numeric, image_out::numeric, images::numeric, seconds::numeric, answered::numeric, searches::numeric,
    characters::numeric
FROM unnest(
    $1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::uuid[],
    $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::text[],
    $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[],
    $22::text[], $23::text[], $24::text[], $25::text[], $26::text[], $27::text[], $28::text[],
    $29::text[]
) AS batch (
    organization, day, operation, provider, model, api_key, user_id,
    requests, succeeded, failed, cancelled, refused, unpriced, cost,
    input_uncached, cache_read, cache_write_5m, cache_write_1h, output_text, output_reasoning, audio_in,
    audio_out, image_in, image_out, images, seconds, answered, searches, characters
)
ON CONFLICT (organization, day, operation, provider, model, api_key, user_id) DO UPDATE SET
    requests = t.requests + excluded.requests,
    succeeded = t.succeeded + excluded.succeeded,
    failed = t.failed + excluded.failed,
    cancelled = t.cancelled + excluded.cancelled,
    refused = t.refused + excluded.refused,
    unpriced = t.unpriced + excluded.unpriced,
    cost = t.cost + excluded.cost,
    input_uncached = t.input_uncached + excluded.input_uncached,
    cache_read = t.cache_read + excluded.cache_read,
    cache_write_5m = t.cache_write_5m + excluded.cache_write_5m,
    cache_write_1h = t.cache_write_1h + excluded.cache_write_1h,
    output_text = t.output_text + excluded.output_text,
    output_reasoning = t.output_reasoning + excluded.output_reasoning,
    audio_in = t.audio_in + excluded.audio_in,
    audio_out = t.audio_out + excluded.audio_out,
    image_in = t.image_in + excluded.image_in,
    image_out = t.image_out + excluded.image_out,
    images = t.images + excluded.images,
    seconds = t.seconds + excluded.seconds,
    answered = t.answered + excluded.answered,
    searches = t.searches + excluded.searches,
    characters = t.characters + excluded.characters
