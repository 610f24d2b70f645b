CREATE TABLE IF NOT EXISTS attempts (
    sequence UInt64 COMMENT 'Place in the TRAFFIC stream of the log; with event_index and attempt the row''s key',
    event_index UInt16 COMMENT 'Place of the event in its commit',
    attempt UInt16 COMMENT 'Which attempt of the request, from 0',
    organization UUID COMMENT 'Whose call it was',
    request UUID COMMENT 'The call',
    operation LowCardinality(String) COMMENT 'chat, embeddings, image_generation or image_edit',
    provider LowCardinality(String) COMMENT 'The provider that was called',
    model LowCardinality(String) COMMENT 'Its name for the model',
    credential UUID COMMENT 'The credential that signed the call; nil where none did',
    started_at DateTime64(6, 'UTC') COMMENT 'When the attempt began',
    first_byte_micros Nullable(UInt64) COMMENT 'Microseconds from its start to the answer''s first byte',
    duration_micros UInt64 COMMENT 'Microseconds from its start to its end',
    http_status Nullable(UInt16) COMMENT 'The provider''s HTTP status, where it answered',
    failure LowCardinality(String) COMMENT 'Why it failed; empty where it did not'
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(started_at)
ORDER BY (organization, started_at, sequence, event_index, attempt)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'One row a call to a provider';
