//! The engine's life: load, listen, run until told to stop.

use std::fs::create_dir_all;
use std::io;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::hold;
use crate::library::Engine;
use crate::signals::StopSignals;

/// How often a running engine is looked at between signals.
const PATIENCE: Duration = Duration::from_millis(200);
/// How long the engine may take to end; the process then ends without it.
const LONGEST_END: Duration = Duration::from_secs(20);
/// How soon an engine that was told to end is looked at again.
const PAUSE: Duration = Duration::from_millis(5);
/// What the engine's own program expects of a main thread.
const STACK_BYTES: usize = 16 << 20;

/// What an engine is started with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// The engine's shared library.
    pub library: PathBuf,
    /// Where its data lies; made if missing.
    pub data: PathBuf,
    /// Its configuration file.
    pub config: PathBuf,
    /// The port of its HTTP interface on 127.0.0.1.
    pub http_port: u16,
    /// The port of its native interface on 127.0.0.1.
    pub tcp_port: u16,
}

/// Why an engine did not start or did not run to its orderly end.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// A file, the pipe, the signal mask or the thread could not be made.
    #[error("the engine's surroundings could not be prepared")]
    Prepare(#[from] io::Error),
    /// The library is not one for this machine, or lacks a function.
    #[error("the engine's library could not be loaded")]
    Load(#[from] libloading::Error),
    /// The engine ended by itself; its own message is in the log above.
    #[error("the engine ended by itself: {0}")]
    Ended(String),
    /// The engine was told to end and did not.
    #[error("the engine did not end in its time")]
    Stuck,
}

/// Runs the engine in this process until `SIGTERM` or `SIGINT`.
///
/// # Errors
/// When it could not be started, or ended before it was told to.
pub fn run(launch: &Launch) -> Result<(), EngineError> {
    let stop = StopSignals::block()?;
    create_dir_all(&launch.data)?;
    let pipe = hold::create(&launch.data)?;
    let engine = Engine::load(&launch.library)?;
    let worker = start(engine, arguments(launch, &pipe))?;
    let held = hold::open(&pipe)?;
    while !worker.is_finished() {
        if stop.wait(PATIENCE) {
            drop(held);
            return finish(worker, &pipe);
        }
    }
    // A refusal (a locked directory, a port in use) is printed by the library, not returned.
    let message = ended(worker).unwrap_or_else(|| "see the lines above".to_owned());
    Err(EngineError::Ended(message))
}

fn start(engine: Engine, arguments: Vec<String>) -> io::Result<JoinHandle<Option<String>>> {
    thread::Builder::new()
        .name("clickhouse".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || {
            engine
                .run(&arguments)
                .unwrap_or_else(|error| Some(error.to_string()))
        })
}

/// Lets the engine find the pipe's end, also if it had not opened its own end when ours was closed:
/// then it waits for a writer until one has come and gone.
fn finish(worker: JoinHandle<Option<String>>, pipe: &Path) -> Result<(), EngineError> {
    let told = Instant::now();
    while !worker.is_finished() {
        if told.elapsed() > LONGEST_END {
            return Err(EngineError::Stuck);
        }
        thread::sleep(PAUSE);
        drop(hold::open(pipe)?);
    }
    ended(worker).map_or(Ok(()), |message| Err(EngineError::Ended(message)))
}

fn ended(worker: JoinHandle<Option<String>>) -> Option<String> {
    worker
        .join()
        .unwrap_or_else(|_| Some("its thread panicked".to_owned()))
}

fn arguments(launch: &Launch, pipe: &Path) -> Vec<String> {
    vec![
        "clickhouse".to_owned(),
        format!("--path={}", launch.data.display()),
        format!("--config-file={}", launch.config.display()),
        "--listen_host=127.0.0.1".to_owned(),
        format!("--http_port={}", launch.http_port),
        format!("--tcp_port={}", launch.tcp_port),
        format!(
            "--query=SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; \
             SELECT line FROM file('{}', 'LineAsString') \
             SETTINGS max_execution_time=0, storage_file_read_method='read'",
            pipe.display()
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch(library: &str) -> Launch {
        Launch {
            library: library.into(),
            data: std::env::temp_dir().join(format!("engine-{}", std::process::id())),
            config: "engine.xml".into(),
            http_port: 1,
            tcp_port: 2,
        }
    }

    #[test]
    fn the_listeners_start_before_the_query_that_holds_the_engine() {
        let arguments = arguments(&launch("libchdb.so"), Path::new("/data/hold.fifo"));
        let query = arguments.last().unwrap();
        let listen = query.find("SYSTEM START LISTEN HTTP").unwrap();
        assert!(listen < query.find("/data/hold.fifo").unwrap());
        assert!(arguments.contains(&"--http_port=1".to_owned()));
    }

    #[test]
    fn a_file_that_is_no_library_is_refused() {
        let refused = run(&launch("/dev/null"));
        assert!(matches!(refused, Err(EngineError::Load(_))));
    }
}
