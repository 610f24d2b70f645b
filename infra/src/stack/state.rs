//! What a stack remembers in `stack.json`: its ports, and the processes that run now.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::{Doing, StackError};
use super::outside::Outside;
use super::part::Part;
use super::place::Place;
use super::ports::Ports;
use super::process::Process;

/// A part that runs, or ran when the file was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The part.
    pub part: Part,
    /// Its process; none for a server outside.
    pub process: Option<Process>,
    /// Where it is reached; without a password.
    pub address: String,
}

impl From<&Outside> for Recorded {
    fn from(outside: &Outside) -> Self {
        Self {
            part: outside.part,
            process: None,
            address: outside.address.clone(),
        }
    }
}

/// The file's content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The ports to use again.
    pub ports: Option<Ports>,
    /// What runs, in the order in which it was started.
    pub parts: Vec<Recorded>,
    /// The servers of others that were used last, also after the end.
    #[serde(default)]
    pub outside: Vec<Outside>,
    /// Whether everything that was asked for has come up.
    pub ready: bool,
}

impl State {
    /// What the stack in `place` wrote last.
    #[must_use]
    pub fn of(place: &Place) -> Self {
        Self::read(&place.state())
    }

    /// What the file says; nothing remembered if there is none or it can't be read.
    pub(crate) fn read(path: &Path) -> Self {
        let text = fs::read(path).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    /// Replaces the file by one rename.
    pub(crate) fn write(&self, path: &Path) -> Result<(), StackError> {
        let text = serde_json::to_vec_pretty(self).unwrap_or_default();
        let new = path.with_extension("json.new");
        fs::write(&new, text).doing("writing", &new)?;
        fs::rename(&new, path).doing("writing", path)
    }

    /// Records a part under its newest process.
    pub(crate) fn record(&mut self, recorded: Recorded) {
        match self
            .parts
            .iter_mut()
            .find(|known| known.part == recorded.part)
        {
            Some(known) => *known = recorded,
            None => self.parts.push(recorded),
        }
    }

    /// Where a part is reached.
    #[must_use]
    pub fn address(&self, part: Part) -> Option<&str> {
        let known = self.parts.iter().find(|known| known.part == part)?;
        Some(&known.address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::scratch::Scratch;

    #[test]
    fn what_is_written_is_read_again_and_rubbish_is_forgotten() {
        let scratch = Scratch::new("state");
        let path = scratch.path().join("stack.json");
        assert_eq!(State::read(&path), State::default());
        let mut state = State {
            ports: Some(Ports::USUAL),
            ..State::default()
        };
        let part = Part::Nats;
        for address in ["nats://one", "nats://two"] {
            state.record(Recorded {
                part,
                process: None,
                address: address.to_owned(),
            });
        }
        state.write(&path).unwrap();
        assert_eq!(State::read(&path).address(part), Some("nats://two"));
        fs::write(&path, "{").unwrap();
        assert_eq!(State::read(&path), State::default());
    }
}
