//! The tables of the analytics in ClickHouse: built up by numbered files.
//!
//! Invariant: every statement can be run twice, and by two processes at once, with the same result. A file that
//! has shipped is never edited; what changes in its tables is a file of its own. What feeds the roll-ups stands in one
//! file, as it is now: two would take turns at every start.

const TABLES: [&str; 8] = [
    include_str!("../clickhouse/0001_cuts.sql"),
    include_str!("../clickhouse/0002_requests.sql"),
    include_str!("../clickhouse/0003_attempts.sql"),
    include_str!("../clickhouse/0004_accepted.sql"),
    include_str!("../clickhouse/0005_config_changes.sql"),
    include_str!("../clickhouse/0007_costs.sql"),
    include_str!("../clickhouse/0009_latency_buckets.sql"),
    include_str!("../clickhouse/0012_characters.sql"),
];

const ROLL_UP: [&str; 4] = [
    include_str!("../clickhouse/0006_roll_up.sql"),
    include_str!("../clickhouse/0008_roll_up_costs.sql"),
    include_str!("../clickhouse/0010_roll_up_buckets.sql"),
    include_str!("../clickhouse/0013_roll_up_characters.sql"),
];

/// What comes after the feed has let go of it.
const NO_LONGER: &str = include_str!("../clickhouse/0011_roll_up_states.sql");

const FEED: &str = include_str!("../clickhouse/roll_up_feed.sql");

/// What a roll-up's definition leaves open: its name, its unit, the unit's type, and the unit's start.
const ROLL_UPS: [[&str; 4]; 2] = [
    ["usage_hourly", "hour", "DateTime('UTC')", "toStartOfHour"],
    ["usage_daily", "day", "Date", "toDate"],
];

/// Every statement, in order.
#[must_use]
pub fn statements() -> Vec<String> {
    let tables = TABLES.iter().map(|file| (*file).to_owned());
    let roll_ups = ROLL_UPS.into_iter().flat_map(roll_up);
    let files: Vec<String> = tables.chain(roll_ups).collect();
    let statements = files.iter().flat_map(|file| file.split(";\n"));
    let statements = statements.map(str::trim).filter(|text| !text.is_empty());
    statements.map(str::to_owned).collect()
}

fn roll_up([table, unit, r#type, start]: [&str; 4]) -> Vec<String> {
    let create =
        format!("CREATE MATERIALIZED VIEW IF NOT EXISTS {{table}}_feed TO {{table}} AS\n{FEED}");
    let replace = format!("ALTER TABLE {{table}}_feed MODIFY QUERY\n{FEED}");
    let files = ROLL_UP.into_iter().chain([&*create, &replace, NO_LONGER]);
    let filled = files.map(|file| {
        file.replace("{table}", table)
            .replace("{unit}", unit)
            .replace("{type}", r#type)
            .replace("{start}", start)
    });
    filled.collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_statement_can_be_run_twice() {
        for statement in super::statements() {
            let mut code = statement.lines().filter(|line| !line.starts_with("--"));
            let head = code.next().expect("a statement, not only a comment");
            let creates = head.starts_with("CREATE ") && head.contains(" IF NOT EXISTS ");
            let replaces = head.starts_with("ALTER TABLE ") && head.ends_with(" MODIFY QUERY");
            let changes = head.starts_with("ALTER TABLE ")
                && code.all(|line| {
                    line.starts_with("    ADD COLUMN IF NOT EXISTS ")
                        || line.starts_with("    DROP COLUMN IF EXISTS ")
                });
            assert!(creates || replaces || changes, "{statement}");
        }
    }

    #[test]
    fn every_column_says_what_it_means() {
        let statements = super::statements();
        let tables = statements
            .iter()
            .filter(|text| text.contains("CREATE TABLE") || text.contains("ADD COLUMN"));
        let columns = tables.flat_map(|text| text.lines().filter(|line| line.starts_with("    ")));
        for column in columns {
            assert!(column.contains(" COMMENT '"), "{column}");
        }
    }
}
