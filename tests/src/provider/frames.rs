//! Streamed answers in OpenAI's form, and the ways in which they go wrong.

use actix_web::web::Bytes;
use futures_util::{Stream, stream};
use serde_json::Value;

use super::answer::error;
use super::ledger::Entry;

/// The choices of a stream's chunks: the role, two words, the finish.
pub const CHOICES: [&str; 4] = [
    r#"[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]"#,
    r#"[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}]"#,
    r#"[{"index":0,"delta":{"content":" world"},"finish_reason":null}]"#,
    r#"[{"index":0,"delta":{},"finish_reason":"stop"}]"#,
];
/// Seven tokens in, of which two were cached, and three out.
const USAGE: &str = concat!(
    r#","usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10,"#,
    r#""prompt_tokens_details":{"cached_tokens":2}}"#,
);

/// What a stream's next step is.
enum Step {
    /// Send this.
    Send(String),
    /// Break the connection off.
    Break,
    /// Send nothing any more, and stay.
    Stay,
}

/// The stream that `model` answers `request` with.
pub(super) fn stream_of(
    model: &str,
    request: &Value,
    entry: Entry,
) -> impl Stream<Item = Result<Bytes, std::io::Error>> + use<> {
    let steps = steps(model, request);
    let is_stepped = model.starts_with("stepped");
    let state = (steps.into_iter(), Some(entry));
    stream::unfold(state, move |(mut steps, entry)| async move {
        let entry = entry?;
        let Some(step) = steps.next() else {
            entry.answered();
            return None;
        };
        if is_stepped {
            entry.step().await;
        }
        match step {
            Step::Send(frame) => Some((Ok(Bytes::from(frame)), (steps, Some(entry)))),
            Step::Break => {
                // Lets the server send what came before.
                tokio::task::yield_now().await;
                entry.answered();
                Some((Err(std::io::Error::other("cut")), (steps, None)))
            }
            Step::Stay => std::future::pending().await,
        }
    })
}

fn steps(model: &str, request: &Value) -> Vec<Step> {
    let behaviour = model.split(':').next().unwrap_or_default();
    let [role, hello, world, finish] = CHOICES;
    let mut steps = vec![
        frame(&chunk(model, role, "")),
        frame(&chunk(model, hello, "")),
    ];
    match behaviour {
        "stall" => steps.push(Step::Stay),
        "cut" => steps.push(Step::Break),
        "error-frame" => steps.push(frame(&error("out of luck").to_string())),
        "bad-frame" => steps.push(frame(r#"{"id":"#)),
        "usage-in-last" => {
            steps.push(frame(&chunk(model, world, "")));
            steps.push(frame(&chunk(model, finish, USAGE)));
        }
        _ => {
            steps.push(frame(&chunk(model, world, "")));
            steps.push(frame(&chunk(model, finish, "")));
            let asked = request["stream_options"]["include_usage"] == true;
            if asked && behaviour != "no-usage" {
                steps.push(frame(&chunk(model, "[]", USAGE)));
            }
        }
    }
    if !matches!(
        behaviour,
        "stall" | "cut" | "error-frame" | "bad-frame" | "no-done"
    ) {
        steps.push(frame("[DONE]"));
    }
    steps
}

/// A chunk as a real provider writes it.
fn chunk(model: &str, choices: &str, after: &str) -> String {
    let head = r#""id":"chatcmpl-test","object":"chat.completion.chunk","created":1700000000"#;
    format!(r#"{{{head},"model":"{model}","choices":{choices}{after}}}"#)
}

fn frame(data: &str) -> Step {
    Step::Send(format!("data: {data}\n\n"))
}
