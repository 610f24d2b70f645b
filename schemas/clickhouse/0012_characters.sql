ALTER TABLE requests
    ADD COLUMN IF NOT EXISTS characters UInt64 COMMENT 'Characters of a text that was spoken, where its provider counts nothing itself';
