//! The tables of the analytics in ClickHouse.
//!
//! Invariant: every statement can be run twice, and by two processes at once, with the same result.

const FILES: [&str; 6] = [
    include_str!("../clickhouse/0001_cuts.sql"),
    include_str!("../clickhouse/0002_requests.sql"),
    include_str!("../clickhouse/0003_attempts.sql"),
    include_str!("../clickhouse/0004_accepted.sql"),
    include_str!("../clickhouse/0005_config_changes.sql"),
    include_str!("../clickhouse/0006_roll_ups.sql"),
];

/// Every statement, in order.
pub fn statements() -> impl Iterator<Item = &'static str> {
    let statements = FILES.iter().flat_map(|file| file.split(";\n"));
    statements
        .map(str::trim)
        .filter(|statement| !statement.is_empty())
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
        let columns = super::statements()
            .filter(|statement| statement.contains("CREATE TABLE"))
            .flat_map(|statement| statement.lines().filter(|line| line.starts_with("    ")));
        for column in columns {
            assert!(column.contains(" COMMENT '"), "{column}");
        }
    }
}
