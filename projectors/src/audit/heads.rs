//! Where each organisation's chain ends.
use super::chain::{self, Hash};
use crate::{error::StoreError, postgres::position, record::Batch};
use infra::event_log::Stream;
use std::collections::{BTreeMap, btree_map::Entry};
use tokio_postgres::Transaction;
use uuid::Uuid;

const HEADS: &str = "
    SELECT organization, commits, hash FROM heads WHERE stream = $1 AND organization = ANY($2)";
const MOVE: &str = "
    INSERT INTO heads (stream, organization, position, commits, hash)
    SELECT $1, * FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::bytea[])
    ON CONFLICT (stream, organization) DO UPDATE SET
        position = excluded.position, commits = excluded.commits, hash = excluded.hash";

struct Head {
    position: i64,
    commits: i64,
    hash: Hash,
}

/// Lengthens the chains by a batch; tells the hash of each of its commits.
pub(super) async fn extend(
    transaction: &Transaction<'_>,
    stream: Stream,
    batch: &Batch,
) -> Result<Vec<Hash>, StoreError> {
    let mut heads = load(transaction, stream, batch).await?;
    let mut hashes = Vec::with_capacity(batch.records.len());
    for record in &batch.records {
        let sequence = record.message.sequence;
        let at = position(sequence)?;
        let head = match heads.entry(record.commit.organization.0) {
            Entry::Occupied(head) => head.into_mut(),
            Entry::Vacant(first) => first.insert(Head::first()),
        };
        head.extend(
            at,
            chain::next(&head.hash, sequence, &record.message.payload),
        );
        hashes.push(head.hash);
    }
    store(transaction, stream, &heads).await?;
    Ok(hashes)
}

impl Head {
    const fn first() -> Self {
        Self {
            position: 0,
            commits: 0,
            hash: chain::BEGINNING,
        }
    }

    const fn extend(&mut self, position: i64, hash: Hash) {
        self.position = position;
        self.commits += 1;
        self.hash = hash;
    }
}

async fn load(
    transaction: &Transaction<'_>,
    stream: Stream,
    batch: &Batch,
) -> Result<BTreeMap<Uuid, Head>, StoreError> {
    let organizations = batch.records.iter().map(|one| one.commit.organization.0);
    let mut organizations: Vec<Uuid> = organizations.collect();
    organizations.sort_unstable();
    organizations.dedup();
    let rows = transaction
        .query(HEADS, &[&stream.name(), &organizations])
        .await?;
    let heads = rows.iter().map(|row| {
        let hash: &[u8] = row.get(2);
        let head = Head {
            position: 0,
            commits: row.get(1),
            hash: hash.try_into().unwrap_or(chain::BEGINNING),
        };
        (row.get(0), head)
    });
    Ok(heads.collect())
}

async fn store(
    transaction: &Transaction<'_>,
    stream: Stream,
    heads: &BTreeMap<Uuid, Head>,
) -> Result<u64, StoreError> {
    let organizations: Vec<Uuid> = heads.keys().copied().collect();
    let positions: Vec<i64> = heads.values().map(|head| head.position).collect();
    let commits: Vec<i64> = heads.values().map(|head| head.commits).collect();
    let hashes: Vec<&[u8]> = heads.values().map(|head| &head.hash[..]).collect();
    let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 5] = [
        &stream.name(),
        &organizations,
        &positions,
        &commits,
        &hashes,
    ];
    Ok(transaction.execute(MOVE, &parameters).await?)
}
