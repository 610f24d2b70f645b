//! A record's bytes.
//!
//! `length u32 · checksum u32 · sequence u64 · organisation 16 · commit id 16 · payload`, little-endian; the
//! length is the payload's, the checksum (CRC-32) is over everything but itself.
//!
//! Invariant: bytes that were not written as a record are never read as one.
use bytes::Bytes;
use domain::id::{CommitId, OrganizationId};
use std::ops::{Range, RangeInclusive};
use uuid::Uuid;

/// How many bytes precede the payload.
pub(super) const HEADER: usize = 48;
/// The largest payload; larger ones would not go through the log's server.
pub(super) const MAX_PAYLOAD: usize = 768 * 1024;

/// One commit of an organisation, as it lies in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// Its place in the journal.
    pub(super) sequence: u64,
    pub(super) organization: OrganizationId,
    pub(super) commit: CommitId,
    /// The commit's stored form.
    pub(super) payload: Bytes,
}

/// What a segment's bytes hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scanned {
    /// The records, in order.
    pub(super) records: Vec<Record>,
    /// Bytes between records that are none.
    pub(super) corrupt: Vec<Range<usize>>,
    /// Where the last record ends; what follows is torn.
    pub(super) end: usize,
}

impl Record {
    /// Appends the record's bytes to `target`.
    pub(super) fn encode(&self, target: &mut Vec<u8>) {
        target.extend_from_slice(&self.header());
        target.extend_from_slice(&self.payload);
    }

    fn header(&self) -> [u8; HEADER] {
        let mut header = [0; HEADER];
        let length = u32::try_from(self.payload.len()).unwrap_or(u32::MAX);
        header[0..4].copy_from_slice(&length.to_le_bytes());
        header[8..16].copy_from_slice(&self.sequence.to_le_bytes());
        header[16..32].copy_from_slice(self.organization.0.as_bytes());
        header[32..48].copy_from_slice(self.commit.0.as_bytes());
        let checksum = checksum(&header, &self.payload);
        header[4..8].copy_from_slice(&checksum.to_le_bytes());
        header
    }

    /// The record's length in the journal.
    pub(super) fn bytes(&self) -> usize {
        HEADER + self.payload.len()
    }
}

/// Reads what `bytes` hold, where the first record follows the sequence `after`.
pub(super) fn scan(bytes: &Bytes, after: u64) -> Scanned {
    let mut scanned = Scanned::default();
    let mut last = after;
    while let Some((start, record)) = next(bytes, scanned.end, last) {
        if start > scanned.end {
            scanned.corrupt.push(scanned.end..start);
        }
        last = record.sequence;
        scanned.end = start + record.bytes();
        scanned.records.push(record);
    }
    scanned
}

/// The first record at or after `from`, with where it starts.
fn next(bytes: &Bytes, from: usize, last: u64) -> Option<(usize, Record)> {
    (from..bytes.len()).find_map(|start| {
        let most_lost = ((start - from) / HEADER) as u64;
        let record = record_at(bytes, start, last + 1..=last + 1 + most_lost)?;
        Some((start, record))
    })
}

/// The record that starts at `start`, where there is one with one of these sequences.
fn record_at(bytes: &Bytes, start: usize, sequences: RangeInclusive<u64>) -> Option<Record> {
    let header: &[u8; HEADER] = bytes.get(start..)?.first_chunk()?;
    let length = u32::from_le_bytes(field(header, 0)) as usize;
    let sequence = u64::from_le_bytes(field(header, 8));
    if length > MAX_PAYLOAD || !sequences.contains(&sequence) {
        return None;
    }
    let payload = start + HEADER..start + HEADER + length;
    let found = checksum(header, bytes.get(payload.clone())?);
    (found == u32::from_le_bytes(field(header, 4))).then(|| Record {
        sequence,
        organization: OrganizationId(Uuid::from_bytes(field(header, 16))),
        commit: CommitId(Uuid::from_bytes(field(header, 32))),
        payload: bytes.slice(payload),
    })
}

fn field<const N: usize>(header: &[u8; HEADER], at: usize) -> [u8; N] {
    std::array::from_fn(|i| header[at + i])
}

fn checksum(header: &[u8; HEADER], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&header[0..4]);
    hasher.update(&header[8..]);
    hasher.update(payload);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(payloads: &[Vec<u8>], after: u64) -> Vec<Record> {
        let numbered = (after + 1..).zip(payloads);
        let record = |(sequence, payload): (u64, &Vec<u8>)| Record {
            sequence,
            organization: OrganizationId(Uuid::from_u128(u128::from(sequence) << 64)),
            commit: CommitId(Uuid::from_u128(u128::from(sequence))),
            payload: payload.clone().into(),
        };
        numbered.map(record).collect()
    }

    fn written(records: &[Record]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for record in records {
            record.encode(&mut bytes);
        }
        bytes
    }

    fn payloads() -> impl Strategy<Value = Vec<Vec<u8>>> {
        prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..20)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(payloads in payloads(), after in 0..u64::MAX / 2) {
            let records = records(&payloads, after);
            let bytes = written(&records);
            let scanned = scan(&bytes.clone().into(), after);
            prop_assert_eq!(scanned, Scanned { records, corrupt: Vec::new(), end: bytes.len() });
        }

        #[test]
        fn a_cut_anywhere_keeps_every_whole_record_before_it(
            payloads in payloads(), cut in any::<prop::sample::Index>(),
        ) {
            let records = records(&payloads, 0);
            let mut bytes = written(&records);
            bytes.truncate(cut.index(bytes.len() + 1));
            let length = bytes.len();
            let scanned = scan(&bytes.into(), 0);
            let ends = records.iter().scan(0, |end, record| {
                *end += record.bytes();
                Some(*end)
            });
            let whole = ends.take_while(|end| *end <= length).count();
            prop_assert_eq!(&scanned.records[..], &records[..whole]);
            prop_assert!(scanned.corrupt.is_empty());
        }

        #[test]
        fn damage_costs_the_records_that_it_touches_and_no_other(
            payloads in payloads(), at in any::<prop::sample::Index>(),
            damage in prop::collection::vec(any::<u8>(), 1..100),
        ) {
            let records = records(&payloads, 0);
            let mut bytes = written(&records);
            let start = at.index(bytes.len() + 1);
            let end = bytes.len().min(start + damage.len());
            bytes[start..end].copy_from_slice(&damage[..end - start]);
            let mut offset = 0;
            let untouched: Vec<Record> = records.iter().filter(|record| {
                let from = offset;
                offset += record.bytes();
                offset <= start || from >= end
            }).cloned().collect();
            let found = scan(&bytes.into(), 0).records;
            prop_assert!(untouched.iter().all(|record| found.contains(record)));
            prop_assert!(found.iter().all(|record| records.contains(record)));
        }

        #[test]
        fn bytes_that_were_never_written_hold_no_record(
            bytes in prop::collection::vec(any::<u8>(), 0..2000), after in 0..u64::MAX / 2,
        ) {
            prop_assert_eq!(scan(&bytes.into(), after), Scanned::default());
        }
    }

    #[test]
    fn a_file_of_zeros_holds_no_record() {
        assert_eq!(scan(&vec![0; 4096].into(), 0), Scanned::default());
    }

    #[test]
    fn a_record_of_another_place_is_not_taken_for_the_next_one() {
        let old = written(&records(&[b"old".to_vec()], 6));
        assert_eq!(scan(&old.into(), 0).records, Vec::new());
    }
}
