//! Usage as a table: a row an interval and group.
use super::{
    csv::{PIECE, Table, push_line},
    metrics::{Metrics, UsageRow},
    names::Names,
    series::{key_of, organization},
    statement::Selection,
    warehouse::{AnalyticsError, Rows},
};
use domain::time::Timestamp;

/// Usage on its way into a file.
pub(super) struct UsageTable {
    rows: Rows<UsageRow>,
    names: Names,
    selection: Selection,
}

impl UsageTable {
    pub(super) const fn new(rows: Rows<UsageRow>, names: Names, selection: Selection) -> Self {
        Self {
            rows,
            names,
            selection,
        }
    }

    fn cells(&self, row: &UsageRow) -> Vec<String> {
        let mut cells = Vec::new();
        if self.selection.interval.is_some() {
            let start = i64::from(row.bucket) * 1_000_000;
            cells.push(Timestamp::from_micros(start).to_string());
        }
        let organization = organization(&self.selection, &row.label);
        for (dimension, value) in self.selection.group_by.iter().zip(&row.label) {
            let named = self.names.of(*dimension, organization, value);
            cells.push(value.clone());
            cells.push(named.map_or_else(String::new, |named| named.name().to_owned()));
        }
        cells.extend(Metrics::from(row).cells());
        cells
    }
}

impl Table for UsageTable {
    fn head(&self) -> Vec<String> {
        let start = self.selection.interval.iter().map(|_| "start".to_owned());
        let dimensions = self.selection.group_by.iter().flat_map(|dimension| {
            let name = dimension.as_str();
            [name.to_owned(), format!("{name}_name")]
        });
        let metrics = Metrics::COLUMNS.iter().map(ToString::to_string);
        start.chain(dimensions).chain(metrics).collect()
    }

    async fn more(&mut self, out: &mut String) -> Result<bool, AnalyticsError> {
        let rows = self.rows.next(PIECE).await?;
        let keys = rows
            .iter()
            .filter_map(|row| key_of(&self.selection, &row.label));
        self.names.learn(keys).await;
        for row in &rows {
            push_line(out, &self.cells(row));
        }
        Ok(!rows.is_empty())
    }
}
