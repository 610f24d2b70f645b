-- What was rolled up before costs were known has none, and all of it that may have cost something is unpriced.
ALTER TABLE {table}
    ADD COLUMN IF NOT EXISTS cost SimpleAggregateFunction(sum, Decimal(38, 12)) COMMENT 'US dollars that the providers charge, where that is known, added up',
    ADD COLUMN IF NOT EXISTS unpriced SimpleAggregateFunction(sum, UInt64) DEFAULT if(outcome IN ('succeeded', 'cancelled'), requests, 0) COMMENT 'How many calls may have cost something and it is not known what';
