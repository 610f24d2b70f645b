//! The tables of the read models in Postgres: one schema a projector, built up by numbered migrations.
//!
//! Invariant: a migration that has shipped is never edited. Names in them are unqualified, so that a schema
//! can be built anew beside the old one.

/// One step from an older form of a schema to a newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// Its place in the order, from 1.
    pub version: i32,
    /// The statements.
    pub sql: &'static str,
}

/// A schema with all that leads to its newest form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    /// Its name in the database.
    pub name: &'static str,
    /// In order.
    pub migrations: &'static [Migration],
}

/// How far each projector has read.
pub const PROJECTIONS: Schema = Schema {
    name: "projections",
    migrations: &[Migration {
        version: 1,
        sql: include_str!("../postgres/projections/0001_checkpoints.sql"),
    }],
};

/// What the organisations configured, as it is now.
pub const DIRECTORY: Schema = Schema {
    name: "directory",
    migrations: &[
        Migration {
            version: 1,
            sql: include_str!("../postgres/directory/0001_directory.sql"),
        },
        Migration {
            version: 2,
            sql: include_str!("../postgres/directory/0002_routes.sql"),
        },
    ],
};

/// Every commit of configuration, append-only, and the heads of the hash chains.
pub const JOURNAL: Schema = Schema {
    name: "journal",
    migrations: &[Migration {
        version: 1,
        sql: include_str!("../postgres/journal/0001_journal.sql"),
    }],
};

/// What was called and what it took, added up.
pub const USAGE: Schema = Schema {
    name: "usage",
    migrations: &[
        Migration {
            version: 1,
            sql: include_str!("../postgres/usage/0001_usage.sql"),
        },
        Migration {
            version: 2,
            sql: include_str!("../postgres/usage/0002_costs.sql"),
        },
        Migration {
            version: 3,
            sql: include_str!("../postgres/usage/0003_characters.sql"),
        },
    ],
};

/// Every schema, in the order in which they are built.
pub const ALL: [Schema; 4] = [PROJECTIONS, DIRECTORY, JOURNAL, USAGE];
