//! The orderly end of a gateway: nobody new is let in, calls under way get time, then they are told to end.
use actix_web::dev::Server;
use std::{io, time::Duration};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
    time::timeout,
};

/// How long calls may take to be settled once they were told to end.
pub(crate) const FAREWELL: Duration = Duration::from_secs(5);

/// How far the end has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// It has not begun.
    Open,
    /// Nobody new is let in.
    Draining,
    /// Calls under way have to end.
    Last,
}

/// Tells calls under way to end.
#[derive(Debug)]
pub(crate) struct Closing(watch::Sender<Stage>);

/// Lets a call under way know that it has to end.
#[derive(Clone, Debug)]
pub(crate) struct LastCall(watch::Receiver<Stage>);

/// Both sides of it.
pub(crate) fn last_call() -> (Closing, LastCall) {
    let (closing, last_call) = watch::channel(Stage::Open);
    (Closing(closing), LastCall(last_call))
}

impl LastCall {
    /// Returns when calls under way have to end.
    pub(crate) async fn came(&mut self) {
        self.reached(Stage::Last).await;
    }

    /// Returns when the end has begun: for answers that would never end by themselves.
    pub(crate) async fn draining(&mut self) {
        self.reached(Stage::Draining).await;
    }

    async fn reached(&mut self, stage: Stage) {
        if self.0.wait_for(|now| *now >= stage).await.is_err() {
            // Nobody is left to say so.
            std::future::pending::<()>().await;
        }
    }
}

impl Closing {
    /// Ends `server`: calls under way have `drain` to end by themselves.
    ///
    /// # Errors
    /// When the server failed.
    pub(crate) async fn end(self, server: &mut Server, drain: Duration) -> io::Result<()> {
        drop(server.handle().stop(true));
        self.0.send_replace(Stage::Draining);
        if let Ok(ended) = timeout(drain, &mut *server).await {
            return ended;
        }
        self.0.send_replace(Stage::Last);
        server.await
    }
}

/// Returns when the process is asked to end.
///
/// # Errors
/// When signals cannot be heard.
pub(crate) async fn asked_to_end() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
