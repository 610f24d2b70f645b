//! The end of a log, for a message.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes looked at from the end; lines beyond are not shown.
const LOOKED_AT: u64 = 16 << 10;

/// The last `lines` lines of the file; empty if it can't be read.
pub(super) fn of(path: &Path, lines: usize) -> String {
    let Ok(text) = read_end(path) else {
        return String::new();
    };
    let text = String::from_utf8_lossy(&text);
    let all: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

fn read_end(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LOOKED_AT)))?;
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::scratch::Scratch;

    #[test]
    fn the_last_lines_are_shown_without_empty_ones() {
        let scratch = Scratch::new("tail");
        let log = scratch.path().join("log");
        std::fs::write(&log, "one\ntwo\n\nthree\n").unwrap();
        assert_eq!(of(&log, 2), "two\nthree");
        assert_eq!(of(&log, 9), "one\ntwo\nthree");
        assert_eq!(of(Path::new("/missing"), 2), "");
    }
}
