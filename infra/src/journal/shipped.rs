//! How far a journal has been shipped, kept beside its segments.
use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::FileExt,
    path::Path,
};

const NAME: &str = "shipped";
const BYTES: usize = 20;

/// Everything up to `position` is in the log; nothing after it is there at or before `sequence`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shipped {
    /// In the journal.
    pub(super) position: u64,
    /// In the log.
    pub(super) sequence: u64,
}

impl Shipped {
    fn encode(self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        bytes[0..8].copy_from_slice(&self.position.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.sequence.to_le_bytes());
        let checksum = crc32fast::hash(&bytes[..16]);
        bytes[16..].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    fn decode(bytes: [u8; BYTES]) -> Option<Self> {
        let field = |at: usize| u64::from_le_bytes(std::array::from_fn(|i| bytes[at + i]));
        let shipped = Self {
            position: field(0),
            sequence: field(8),
        };
        (shipped.encode() == bytes).then_some(shipped)
    }
}

/// The file that holds it.
#[derive(Debug)]
pub(super) struct ShippedFile(File);

impl ShippedFile {
    /// What was kept; nothing where there is no such file or it is damaged, which only makes more of the
    /// log be read to find out.
    pub(super) fn open(directory: &Path) -> io::Result<(Self, Option<Shipped>)> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(directory.join(NAME))?;
        let mut bytes = [0; BYTES];
        let kept = match file.read_exact_at(&mut bytes, 0) {
            Ok(()) => Shipped::decode(bytes),
            Err(_) => None,
        };
        Ok((Self(file), kept))
    }

    pub(super) fn keep(&self, shipped: Shipped) -> io::Result<()> {
        self.0.write_all_at(&shipped.encode(), 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back_and_damage_is_noticed() {
        let directory = tempfile::tempdir().unwrap();
        let (file, kept) = ShippedFile::open(directory.path()).unwrap();
        assert_eq!(kept, None);
        let shipped = Shipped {
            position: 7,
            sequence: 9,
        };
        file.keep(shipped).unwrap();
        let (file, kept) = ShippedFile::open(directory.path()).unwrap();
        assert_eq!(kept, Some(shipped));
        file.0.write_all_at(&[1], 3).unwrap();
        assert_eq!(ShippedFile::open(directory.path()).unwrap().1, None);
    }
}
