//! How far a long count is: redrawn on a terminal, said at its end elsewhere.

use crate::terminal::{draw, is_redrawable};

/// To the line's begin, and what it held deleted.
const CLEAR: &str = "\r\x1b[2K";

/// Counts something, and shows it.
pub(super) struct Counter {
    what: &'static str,
    done: u64,
    /// Of how many; of no known number where it is 0.
    total: u64,
}

impl Counter {
    pub(super) const fn new(what: &'static str, total: u64) -> Self {
        Self {
            what,
            done: 0,
            total,
        }
    }

    /// One more is done.
    pub(super) fn count(&mut self) {
        self.done += 1;
        if is_redrawable() && self.done.is_multiple_of(500) {
            draw(format_args!(
                "{CLEAR}  … {}: {} of {}",
                self.what, self.done, self.total
            ));
        }
    }

    /// All is done.
    pub(super) fn end(&self) {
        let clear = if is_redrawable() { CLEAR } else { "" };
        draw(format_args!("{clear}  ✓ {}: {}\n", self.what, self.done));
    }
}

/// Shows a line that the next one replaces, where that can be.
pub(super) fn passing(line: std::fmt::Arguments<'_>) {
    if is_redrawable() {
        draw(format_args!("{CLEAR}  {line}"));
    }
}
