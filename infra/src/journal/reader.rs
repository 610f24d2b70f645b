//! Reading records back from a journal's segments.
use super::{record::Record, segment};
use std::{collections::VecDeque, io, path::PathBuf};

/// Reads a directory's records in order.
#[derive(Debug)]
pub(super) struct Reader {
    directory: PathBuf,
    /// Records that were read and not taken yet.
    records: VecDeque<Record>,
    at: Option<Cursor>,
}

/// How far a segment was read.
#[derive(Clone, Copy, Debug)]
struct Cursor {
    segment: u64,
    byte: u64,
    /// The last record before `byte`.
    last: u64,
}

impl Reader {
    pub(super) const fn new(directory: PathBuf) -> Self {
        Self {
            directory,
            records: VecDeque::new(),
            at: None,
        }
    }

    /// At most `most` records after `after` and up to `through`; none where there is none that is whole.
    pub(super) fn take(
        &mut self,
        (after, through): (u64, u64),
        most: usize,
    ) -> io::Result<Vec<Record>> {
        self.forget(after);
        while self.records.is_empty() && self.read()? {
            self.forget(after);
        }
        let within = self
            .records
            .partition_point(|record| record.sequence <= through);
        Ok(self.records.drain(..within.min(most)).collect())
    }

    fn forget(&mut self, after: u64) {
        let known = self
            .records
            .partition_point(|record| record.sequence <= after);
        self.records.drain(..known);
    }

    /// Reads on where there is more.
    fn read(&mut self) -> io::Result<bool> {
        let segments = segment::list(&self.directory)?;
        let first = segments.first_key_value();
        let mut next = self
            .at
            .or_else(|| first.map(|(first, _)| Cursor::start(*first)));
        while let Some(at) = next {
            let place = (at.byte, at.last);
            let scanned = segment::read(&self.directory, at.segment, place)?;
            if let Some(last) = scanned.records.last() {
                self.at = Some(Cursor {
                    byte: at.byte + scanned.end as u64,
                    last: last.sequence,
                    ..at
                });
                self.records.extend(scanned.records);
                return Ok(true);
            }
            let following = segments.range(at.segment + 1..).next();
            next = following.map(|(first, _)| Cursor::start(*first));
        }
        Ok(false)
    }
}

impl Cursor {
    const fn start(segment: u64) -> Self {
        Self {
            segment,
            byte: 0,
            last: segment - 1,
        }
    }
}
