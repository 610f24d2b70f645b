//! Where batches end, as it was settled before they were written.
use crate::error::StoreError;
use clickhouse::{Client, Row};
use infra::event_log::{Sequence, Stream};
use serde::{Deserialize, Serialize};

/// A batch's first and last place in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Row, Serialize, Deserialize)]
pub(super) struct Cut {
    pub(super) first: Sequence,
    pub(super) last: Sequence,
}

#[derive(Row, Serialize)]
struct CutRow {
    stream: &'static str,
    first: Sequence,
    last: Sequence,
}

const LAST: &str = "
    SELECT first, last FROM cuts WHERE stream = ? ORDER BY first DESC LIMIT 1";
const SINCE: &str = "
    SELECT first, last FROM cuts WHERE stream = ? AND first >= ? ORDER BY first, last LIMIT 2";

impl Cut {
    /// The token under which the rows of this batch are inserted, into each table once.
    pub(super) fn token(&self, stream: Stream) -> String {
        format!("{}:{}-{}", stream.name(), self.first, self.last)
    }
}

/// The last cut: its batch may be half written.
pub(super) async fn last(client: &Client, stream: Stream) -> Result<Option<Cut>, StoreError> {
    let last = client.query(LAST).bind(stream.name());
    Ok(last.fetch_optional().await?)
}

/// Settles where the batch that begins at `cut.first` ends. Of several writers the first settles it: the
/// token names only where the cut begins.
///
/// # Errors
/// [`StoreError::Moved`] where somebody settled it differently.
pub(super) async fn settle(client: &Client, stream: Stream, cut: Cut) -> Result<(), StoreError> {
    let stream_name = stream.name();
    let token = format!("{stream_name}:{}", cut.first);
    let insert = client.insert::<CutRow>("cuts").await?;
    let mut insert = insert.with_setting("insert_deduplication_token", token);
    let row = CutRow {
        stream: stream_name,
        first: cut.first,
        last: cut.last,
    };
    insert.write(&row).await?;
    insert.end().await?;
    let since = client.query(SINCE).bind(stream_name).bind(cut.first);
    let settled: Vec<Cut> = since.fetch_all().await?;
    if settled == [cut] {
        Ok(())
    } else {
        Err(StoreError::Moved)
    }
}
