-- What was added up before characters were counted has none.
ALTER TABLE totals ADD COLUMN characters numeric NOT NULL DEFAULT 0;
ALTER TABLE totals ALTER COLUMN characters DROP DEFAULT;

COMMENT ON COLUMN totals.characters IS 'Characters of texts that were spoken, where the providers count nothing themselves';
