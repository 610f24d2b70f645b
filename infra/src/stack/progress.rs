//! What the stack says of its work while it goes on, for whoever shows it.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::part::Part;

/// A piece of work that may take long enough to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Fetching a package's archive.
    Download(&'static str),
    /// Unpacking it.
    Unpack(&'static str),
    /// Installing what something is built with.
    Install(&'static str),
    /// Building it.
    Build(&'static str),
    /// Making a part's empty data directory.
    Initialise(Part),
    /// Bringing a part's tables up to date.
    Migrate(Part),
    /// Starting a part until it answers.
    Start(Part),
    /// Ending a part in its own orderly way.
    Stop(Part),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Download(package) => write!(f, "download {package}"),
            Self::Unpack(package) => write!(f, "unpack {package}"),
            Self::Install(packages) => write!(f, "install {packages}"),
            Self::Build(what) => write!(f, "build {what}"),
            Self::Initialise(part) => write!(f, "initialise {part}"),
            Self::Migrate(part) => write!(f, "migrate {part}"),
            Self::Start(part) => write!(f, "start {part}"),
            Self::Stop(part) => write!(f, "stop {part}"),
        }
    }
}

/// Something worth telling the person who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A step began.
    Began(Step),
    /// A step has done so many bytes of about so many.
    Bytes {
        /// The step.
        step: Step,
        /// Bytes done.
        done: u64,
        /// Bytes to do, as far as is known.
        total: u64,
    },
    /// A step ended well after so long.
    Ended(Step, Duration),
    /// A part ended by itself and will be started again.
    Restarting {
        /// The part.
        part: Part,
        /// How it ended.
        reason: String,
        /// How long until it is started again.
        delay: Duration,
    },
}

/// Who is told.
#[derive(Clone)]
pub struct Observer(Arc<dyn Fn(Progress) + Send + Sync>);

impl Observer {
    /// Calls `tell` with everything; it must not block for long.
    pub fn new(tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// Tells nobody.
    #[must_use]
    pub fn silent() -> Self {
        Self::new(|_| ())
    }

    /// Tells of one thing.
    pub fn tell(&self, progress: Progress) {
        (self.0)(progress);
    }

    /// Does `work`, telling of its begin and, when it succeeds, of its end.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn step<T, E>(&self, step: Step, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let began = Instant::now();
        self.tell(Progress::Began(step));
        let done = work()?;
        self.tell(Progress::Ended(step, began.elapsed()));
        Ok(done)
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn a_step_that_fails_is_never_said_to_have_ended() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&told);
        let observer = Observer::new(move |progress| into.lock().unwrap().push(progress));
        let step = Step::Download("nats");
        assert_eq!(observer.step(step, || Err::<(), _>("no")), Err("no"));
        assert_eq!(*told.lock().unwrap(), vec![Progress::Began(step)]);
    }
}
