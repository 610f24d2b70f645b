CREATE TABLE IF NOT EXISTS accepted (
    sequence UInt64 COMMENT 'Place in the TRAFFIC stream of the log; with event_index the row''s key',
    event_index UInt16 COMMENT 'Place of the event in its commit',
    organization UUID COMMENT 'Whose call it is',
    request UUID COMMENT 'The call',
    api_key UUID COMMENT 'The key that called; nil where the operator called',
    user_id UUID COMMENT 'The owner of the key; nil where it has none',
    operation LowCardinality(String) COMMENT 'chat, embeddings, image_generation or image_edit',
    requested_model String COMMENT 'The model as the client named it',
    provider LowCardinality(String) COMMENT 'The provider that was to be called first',
    model LowCardinality(String) COMMENT 'That provider''s name for the model',
    stream Bool COMMENT 'Whether the answer is streamed',
    accepted_at DateTime64(6, 'UTC') COMMENT 'When it was admitted'
) ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(accepted_at)
ORDER BY (organization, accepted_at, sequence, event_index)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'One row a call that was admitted';

CREATE VIEW IF NOT EXISTS abandoned AS
SELECT accepted.* FROM accepted
LEFT ANTI JOIN requests ON requests.organization = accepted.organization AND requests.request = accepted.request
COMMENT 'Calls that were admitted and never settled; those still running are among them: filter by accepted_at';
