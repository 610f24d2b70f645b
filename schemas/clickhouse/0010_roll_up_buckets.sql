-- Read latencies by sumMap() of their buckets; a bucket's middle in microseconds is
-- reinterpretAsFloat32(toUInt32(bucket * 262144 + 131072)). Calls that were rolled up before there were buckets are in
-- none until the analytics are rebuilt.
ALTER TABLE {table}
    ADD COLUMN IF NOT EXISTS latency_buckets SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) COMMENT 'How many calls took how long, by bucket',
    ADD COLUMN IF NOT EXISTS time_to_first_token_buckets SimpleAggregateFunction(sumMap, Map(UInt16, UInt64)) COMMENT 'The same of the time to first token';
