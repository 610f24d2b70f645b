//! Showing what goes on: one line redrawn on a terminal, a plain line a step elsewhere.

use std::sync::Mutex;
use std::time::Duration;

use infra::stack::{Observer, Progress};

use crate::terminal::{draw, is_redrawable};

/// To the line's begin, and what it held deleted.
const CLEAR: &str = "\r\x1b[2K";

/// Something to show.
#[derive(Debug, PartialEq, Eq)]
enum Line {
    /// It stays.
    Lasting(String),
    /// The next one replaces it; where that can't be, it is not shown.
    Passing(String),
}

/// Shows everything it is told.
pub(crate) fn shown() -> Observer {
    let redrawable = is_redrawable();
    // Several threads tell; a line must be whole.
    let passing = Mutex::new(false);
    Observer::new(move |progress| {
        let Ok(mut passing) = passing.lock() else {
            return;
        };
        let clear = if *passing { CLEAR } else { "" };
        match describe(&progress) {
            Line::Lasting(text) => {
                draw(format_args!("{clear}  {text}\n"));
                *passing = false;
            }
            Line::Passing(text) if redrawable => {
                draw(format_args!("{clear}  {text}"));
                *passing = true;
            }
            Line::Passing(_) => {}
        }
    })
}

fn describe(progress: &Progress) -> Line {
    match progress {
        Progress::Began(step) => Line::Passing(format!("… {step}")),
        Progress::Bytes { step, done, total } => {
            let (done, total) = (done / 1_000_000, total / 1_000_000);
            Line::Passing(format!("… {step}: {done} of {total} MB"))
        }
        Progress::Ended(step, after) => Line::Lasting(format!("✓ {step} ({})", seconds(*after))),
        Progress::Restarting {
            part,
            reason,
            delay,
        } => {
            let delay = seconds(*delay);
            Line::Lasting(format!("! {part}: {reason}; starting it again in {delay}"))
        }
    }
}

fn seconds(duration: Duration) -> String {
    let (seconds, rest) = (duration.as_secs(), duration.subsec_millis() / 10);
    format!("{seconds}.{rest:02} s")
}

#[cfg(test)]
mod tests {
    use infra::stack::{Part, Step};

    use super::*;

    #[test]
    fn bytes_pass_by_and_the_end_of_a_step_stays() {
        let bytes = Progress::Bytes {
            step: Step::Download("nats-server 2.15.1"),
            done: 3_400_000,
            total: 7_200_000,
        };
        let text = "… download nats-server 2.15.1: 3 of 7 MB".to_owned();
        assert_eq!(describe(&bytes), Line::Passing(text));
        let ended = Progress::Ended(Step::Start(Part::Nats), Duration::from_millis(1_066));
        let text = "✓ start nats (1.06 s)".to_owned();
        assert_eq!(describe(&ended), Line::Lasting(text));
    }
}
