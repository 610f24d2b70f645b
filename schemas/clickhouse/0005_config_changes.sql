CREATE TABLE IF NOT EXISTS config_changes (
    sequence UInt64 COMMENT 'Place in the CONTROL stream of the log; with event_index the row''s key',
    event_index UInt16 COMMENT 'Place of the event in its commit',
    commit_id UUID COMMENT 'The commit that recorded it',
    organization UUID COMMENT 'Whose configuration it is',
    noun LowCardinality(String) COMMENT 'What was changed: organization, provider or api_key',
    aggregate UUID COMMENT 'Which one',
    type LowCardinality(String) COMMENT 'What happened, such as credential.added.v1',
    changed_at DateTime64(6, 'UTC') COMMENT 'When',
    actor_kind LowCardinality(String) COMMENT 'operator, user, api_key or system',
    actor UUID COMMENT 'Who; nil for the operator and the hub itself',
    on_behalf_of UUID COMMENT 'The person for whom a program acted; nil where none',
    cause UUID COMMENT 'The request or command that led to it; nil where none',
    data String COMMENT 'The event as JSON, without sealed secrets'
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(changed_at)
ORDER BY (organization, changed_at, sequence, event_index)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'One row a change of configuration';
