-- Where the batches end. A batch is cut here before it is written, and a cut is never moved: whoever
-- writes the batch (again) writes the same rows under the same deduplication token.
CREATE TABLE IF NOT EXISTS cuts (
    stream LowCardinality(String) COMMENT 'The stream of the log',
    first UInt64 COMMENT 'The first stream sequence of the batch',
    last UInt64 COMMENT 'The last stream sequence of the batch'
) ENGINE = MergeTree
ORDER BY (stream, first)
SETTINGS non_replicated_deduplication_window = 10000
COMMENT 'The batches in which the log was written here';
