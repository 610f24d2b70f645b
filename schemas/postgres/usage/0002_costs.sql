-- What was added up before costs were known has none, and all of it that may have cost something is unpriced.
ALTER TABLE totals ADD COLUMN cost numeric(38, 12), ADD COLUMN unpriced bigint;
UPDATE totals SET cost = 0, unpriced = succeeded + cancelled;
ALTER TABLE totals ALTER COLUMN cost SET NOT NULL, ALTER COLUMN unpriced SET NOT NULL;

COMMENT ON COLUMN totals.cost IS 'US dollars that the providers charge, where that is known, added up';
COMMENT ON COLUMN totals.unpriced IS 'Calls that may have cost something and it is not known what';
