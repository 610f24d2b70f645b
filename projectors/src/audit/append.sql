-- Adds a batch's commits, each with its place among its aggregate's own.
INSERT INTO commits (
    stream, position, organization, noun, aggregate, version, commit_id, time,
    actor_kind, actor, on_behalf_of, cause, types, payload, hash
)
SELECT
    $1, batch.position, batch.organization, batch.noun, batch.aggregate,
    coalesce(before.version, 0) + row_number() OVER (
        PARTITION BY batch.organization, batch.noun, batch.aggregate ORDER BY batch.position
    ),
    commit_id, time, actor_kind, actor, on_behalf_of, cause,
    string_to_array(types, E'\n'), payload::json, hash
FROM unnest(
    $2::bigint[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::timestamptz[],
    $8::text[], $9::uuid[], $10::uuid[], $11::uuid[], $12::text[], $13::text[], $14::bytea[]
) AS batch (
    position, organization, noun, aggregate, commit_id, time,
    actor_kind, actor, on_behalf_of, cause, types, payload, hash
)
LEFT JOIN LATERAL (
    SELECT max(version) AS version FROM commits
    WHERE commits.organization = batch.organization AND commits.noun = batch.noun
        AND commits.aggregate = batch.aggregate
) AS before ON true
