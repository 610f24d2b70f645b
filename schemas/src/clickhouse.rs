//! The tables of the analytics in ClickHouse.
//!
//! Invariant: every statement can be run twice, and by two processes at once, with the same result.

const TABLES: [&str; 5] = [
    include_str!("../clickhouse/0001_cuts.sql"),
    include_str!("../clickhouse/0002_requests.sql"),
    include_str!("../clickhouse/0003_attempts.sql"),
    include_str!("../clickhouse/0004_accepted.sql"),
    include_str!("../clickhouse/0005_config_changes.sql"),
];

const ROLL_UP: &str = include_str!("../clickhouse/0006_roll_up.sql");

/// What a roll-up's definition leaves open: its name, its unit, the unit's type, and the unit's start.
const ROLL_UPS: [[&str; 4]; 2] = [
    ["usage_hourly", "hour", "DateTime('UTC')", "toStartOfHour"],
    ["usage_daily", "day", "Date", "toDate"],
];

/// Every statement, in order.
#[must_use]
pub fn statements() -> Vec<String> {
    let tables = TABLES.iter().map(|file| (*file).to_owned());
    let files: Vec<String> = tables.chain(ROLL_UPS.into_iter().map(roll_up)).collect();
    let statements = files.iter().flat_map(|file| file.split(";\n"));
    let statements = statements.map(str::trim).filter(|text| !text.is_empty());
    statements.map(str::to_owned).collect()
}

fn roll_up([table, unit, r#type, start]: [&str; 4]) -> String {
    ROLL_UP
        .replace("{table}", table)
        .replace("{unit}", unit)
        .replace("{type}", r#type)
        .replace("{start}", start)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_statement_can_be_run_twice() {
        for statement in super::statements() {
            let code = statement.lines().find(|line| !line.starts_with("--"));
            let code = code.expect("a statement, not only a comment");
            assert!(
                code.starts_with("CREATE ") && code.contains(" IF NOT EXISTS "),
                "{code}"
            );
        }
    }

    #[test]
    fn every_column_says_what_it_means() {
        let statements = super::statements();
        let tables = statements
            .iter()
            .filter(|text| text.contains("CREATE TABLE"));
        let columns = tables.flat_map(|text| text.lines().filter(|line| line.starts_with("    ")));
        for column in columns {
            assert!(column.contains(" COMMENT '"), "{column}");
        }
    }
}
