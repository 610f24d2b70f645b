//! Calls at a steady rate, each with a name of its own, and which of them were answered.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use actix_web::rt;
use domain::id::RequestId;
use serde_json::{Value, json};
use tests::client::Client;
use tests::waiting::until;

/// How far apart calls are: 200 a second.
const PACE: Duration = Duration::from_millis(5);

/// Calls going on in the background.
pub(super) struct Load {
    tally: Rc<Tally>,
    calling: rt::task::JoinHandle<()>,
    ends: Rc<Cell<bool>>,
}

/// What came of the calls.
#[derive(Default)]
pub(super) struct Tally {
    sent: Cell<usize>,
    ended: Cell<usize>,
    answered: RefCell<BTreeMap<String, RequestId>>,
}

impl Load {
    /// Starts calling the provider `double`, with each client in turn.
    pub(super) fn start(clients: Vec<Client>) -> Self {
        let tally = Rc::new(Tally::default());
        let ends = Rc::new(Cell::new(false));
        let calling = rt::spawn(call(clients, Rc::clone(&tally), Rc::clone(&ends)));
        Self {
            tally,
            calling,
            ends,
        }
    }

    /// Waits until this many more calls were answered.
    pub(super) async fn answers(&self, more: usize) -> anyhow::Result<()> {
        let goal = self.tally.answers() + more;
        until("answers under load", async || {
            (self.tally.answers() >= goal).then_some(())
        })
        .await
    }

    /// Ends it when every call has come to an end.
    pub(super) async fn stop(self) -> anyhow::Result<Rc<Tally>> {
        self.ends.set(true);
        self.calling.await?;
        let tally = self.tally;
        let all = async || (tally.ended.get() == tally.sent.get()).then_some(());
        until("the end of every call", all).await?;
        Ok(tally)
    }
}

impl Tally {
    /// How many calls were made.
    pub(super) fn calls(&self) -> usize {
        self.sent.get()
    }

    /// How many were answered in full.
    pub(super) fn answers(&self) -> usize {
        self.answered.borrow().len()
    }

    /// The model that each answered call named, and the call's id.
    pub(super) fn answered(&self) -> BTreeMap<String, RequestId> {
        self.answered.borrow().clone()
    }
}

async fn call(clients: Vec<Client>, tally: Rc<Tally>, ends: Rc<Cell<bool>>) {
    let mut pace = tokio::time::interval(PACE);
    for (number, client) in clients.iter().cycle().enumerate() {
        if ends.get() {
            return;
        }
        pace.tick().await;
        let (client, tally) = (client.clone(), Rc::clone(&tally));
        tally.sent.set(number + 1);
        rt::spawn(async move {
            let model = format!("double/whole:{number}");
            // Calls fail whenever what they need is dead: they count as not answered.
            if let Ok(id) = answered(&client, &body(&model, number)).await {
                tally.answered.borrow_mut().insert(model, id);
            }
            tally.ended.set(tally.ended.get() + 1);
        });
    }
}

/// Every other call is streamed.
fn body(model: &str, number: usize) -> Value {
    let messages = json!([{ "role": "user", "content": "Say hello." }]);
    json!({ "model": model, "messages": messages, "stream": number.is_multiple_of(2) })
}

async fn answered(client: &Client, body: &Value) -> anyhow::Result<RequestId> {
    let answer = client.stream(body).await?;
    anyhow::ensure!(answer.head.status == 200);
    let id = answer.head.request_id()?;
    let end = if body["stream"] == true {
        "data: [DONE]"
    } else {
        "}"
    };
    anyhow::ensure!(answer.text().await?.trim_end().ends_with(end));
    Ok(id)
}
