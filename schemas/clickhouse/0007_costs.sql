ALTER TABLE requests
    ADD COLUMN IF NOT EXISTS cost Nullable(Decimal(38, 12)) COMMENT 'US dollars that the provider charges; null where that is not known, which is not the same as nothing',
    ADD COLUMN IF NOT EXISTS price_version LowCardinality(String) COMMENT 'The price by which that is; empty where it is not known',
    ADD COLUMN IF NOT EXISTS unpriced UInt8 ALIAS cost IS NULL AND outcome IN ('succeeded', 'cancelled') COMMENT '1 where the call may have cost something and it is not known what: no sum of costs has it';
