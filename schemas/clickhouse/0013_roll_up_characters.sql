ALTER TABLE {table}
    ADD COLUMN IF NOT EXISTS characters SimpleAggregateFunction(sum, UInt64) COMMENT 'As in requests, added up';
