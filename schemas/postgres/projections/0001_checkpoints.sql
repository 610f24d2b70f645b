-- How far each projector has read each stream; written in the transaction that writes its rows.
CREATE TABLE checkpoints (
    projector text   NOT NULL,
    stream    text   NOT NULL,
    position  bigint NOT NULL,
    PRIMARY KEY (projector, stream)
);

COMMENT ON COLUMN checkpoints.projector IS 'The schema that the projector writes';
COMMENT ON COLUMN checkpoints.position IS 'The last stream sequence that is in its rows';
