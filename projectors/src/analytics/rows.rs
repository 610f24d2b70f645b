//! The rows of the tables, field by field in the order of their definitions.
use super::native::Block;
use domain::{money::Usd, time::Timestamp};
use uuid::Uuid;

/// A row of a table.
pub(super) trait Row: Sized {
    /// The table.
    const TABLE: &'static str;

    /// Rows as they are sent.
    fn block(rows: &[Self]) -> Block;
}

macro_rules! tables {
    ($($(#[$doc:meta])* $table:literal: $row:ident<$borrowed:lifetime> { $($column:ident: $type:ty,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(super) struct $row<$borrowed> {
            $(pub(super) $column: $type,)+
        }

        impl Row for $row<'_> {
            const TABLE: &'static str = $table;

            fn block(rows: &[Self]) -> Block {
                let columns = [$(stringify!($column)),+];
                let mut block = Block::new(columns.len(), rows.len());
                $(block.column(
                    stringify!($column).trim_start_matches("r#"),
                    rows.iter().map(|row| &row.$column),
                );)+
                block
            }
        }
    )+};
}

tables! {
    /// A call that came to its end.
    "requests": Request<'a> {
        sequence: u64,
        event_index: u16,
        commit_id: Uuid,
        organization: Uuid,
        request: Uuid,
        api_key: Uuid,
        user_id: Uuid,
        operation: &'static str,
        requested_model: &'a str,
        provider: &'a str,
        model: &'a str,
        stream: bool,
        started_at: Timestamp,
        recorded_at: Timestamp,
        outcome: &'static str,
        failure: &'static str,
        http_status: u16,
        attempts: u16,
        latency_micros: u64,
        time_to_first_token_micros: Option<u64>,
        usage_source: &'static str,
        input_uncached: u64,
        cache_read: u64,
        cache_write_5m: u64,
        cache_write_1h: u64,
        output_text: u64,
        output_reasoning: u64,
        audio_in: u64,
        audio_out: u64,
        image_in: u64,
        image_out: u64,
        images: u64,
        seconds: u64,
        answered: u64,
        searches: u64,
        characters: u64,
        cost: Option<Usd>,
        price_version: &'a str,
    }

    /// One call to a provider.
    "attempts": Attempt<'a> {
        sequence: u64,
        event_index: u16,
        attempt: u16,
        organization: Uuid,
        request: Uuid,
        operation: &'static str,
        provider: &'a str,
        model: &'a str,
        credential: Uuid,
        started_at: Timestamp,
        first_byte_micros: Option<u64>,
        duration_micros: u64,
        http_status: Option<u16>,
        failure: &'static str,
    }

    /// A call that was admitted.
    "accepted": Accepted<'a> {
        sequence: u64,
        event_index: u16,
        organization: Uuid,
        request: Uuid,
        api_key: Uuid,
        user_id: Uuid,
        operation: &'static str,
        requested_model: &'a str,
        provider: &'a str,
        model: &'a str,
        stream: bool,
        accepted_at: Timestamp,
    }

    /// A change of configuration.
    "config_changes": ConfigChange<'a> {
        sequence: u64,
        event_index: u16,
        commit_id: Uuid,
        organization: Uuid,
        noun: &'a str,
        aggregate: Uuid,
        r#type: String,
        changed_at: Timestamp,
        actor_kind: &'static str,
        actor: Uuid,
        on_behalf_of: Uuid,
        cause: Uuid,
        data: String,
    }
}
