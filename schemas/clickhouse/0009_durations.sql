-- The percentiles of durations at a coarser grain than a roll-up's, which they take most of the time of: fed by it, and
-- filled from it where it is older. Read by quantilesBFloat16Merge(0.5, 0.9, 0.99), as there.
CREATE MATERIALIZED VIEW IF NOT EXISTS {table}_{by} (
    {unit} {type} COMMENT 'When the requests came',
    organization UUID COMMENT 'Whose calls they were',
{columns}
    latency AggregateFunction(quantilesBFloat16(0.5, 0.9, 0.99), UInt64) COMMENT 'State of the latencies'' percentiles, microseconds; refused calls left out',
    time_to_first_token AggregateFunction(quantilesBFloat16(0.5, 0.9, 0.99), Nullable(UInt64)) COMMENT 'State of the percentiles of the time to first token, microseconds'
) ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM({unit})
ORDER BY (organization, {unit}, {names})
SETTINGS non_replicated_deduplication_window = 10000
POPULATE AS
SELECT
    {unit}, organization, {names},
    quantilesBFloat16MergeStateIf(0.5, 0.9, 0.99)(latency, outcome != 'refused') AS latency,
    quantilesBFloat16MergeState(0.5, 0.9, 0.99)(time_to_first_token) AS time_to_first_token
FROM {table}
GROUP BY {unit}, organization, {names};
