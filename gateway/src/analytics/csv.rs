//! Tables as CSV (RFC 4180), a piece at a time, so that their length does not matter.
use super::warehouse::AnalyticsError;
use crate::problem::Problem;
use actix_web::{HttpResponse, http::header};
use bytes::Bytes;
use futures_util::{StreamExt, stream};

/// How many rows are read for a piece.
pub(super) const PIECE: usize = 1_000;

/// Something that can be written as a table.
pub(super) trait Table: 'static {
    /// The columns' names.
    fn head(&self) -> Vec<String>;

    /// Appends the next lines; `false` where there were none.
    ///
    /// # Errors
    /// When there is no telling what comes next.
    async fn more(&mut self, out: &mut String) -> Result<bool, AnalyticsError>;
}

/// The table, as a file of this name. What fails later breaks the answer off, so that it is not taken for whole.
pub(super) async fn answer(mut table: impl Table, file: &str) -> Result<HttpResponse, Problem> {
    let mut first = String::new();
    push_line(&mut first, &table.head());
    let more = table.more(&mut first).await?;
    let rest = stream::unfold(more.then_some(table), |table| async {
        let mut table = table?;
        let mut piece = String::new();
        match table.more(&mut piece).await {
            Ok(true) => Some((Ok(Bytes::from(piece)), Some(table))),
            Ok(false) => None,
            Err(error) => {
                tracing::warn!(%error, "an export breaks off");
                Some((Err(error), None))
            }
        }
    });
    let first = stream::once(async { Ok::<_, AnalyticsError>(Bytes::from(first)) });
    let disposition = format!("attachment; filename=\"{file}\"");
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header((header::CONTENT_DISPOSITION, disposition))
        .streaming(first.chain(rest)))
}

/// Appends one line.
pub(super) fn push_line(out: &mut String, cells: &[String]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        push_cell(out, cell);
    }
    out.push_str("\r\n");
}

fn push_cell(out: &mut String, cell: &str) {
    if !cell.contains([',', '"', '\r', '\n']) {
        out.push_str(cell);
        return;
    }
    out.push('"');
    out.push_str(&cell.replace('"', "\"\""));
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_where_it_would_break_the_line() {
        let mut out = String::new();
        let cells = ["plain", "a,b", "say \"hi\"", "", "two\nlines"].map(str::to_owned);
        push_line(&mut out, &cells);
        assert_eq!(out, "plain,\"a,b\",\"say \"\"hi\"\"\",,\"two\nlines\"\r\n");
    }
}
