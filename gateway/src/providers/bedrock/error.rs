//! Bedrock's errors: a message, and a name in a header or in a frame's head.
//!
//! <https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html>
use crate::providers::failure::Told;
use serde::Deserialize;

/// What a body may say.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    #[serde(alias = "Message")]
    message: Option<String>,
    #[serde(rename = "__type")]
    r#type: Option<String>,
    /// In place of a name in an error without one.
    code: Option<String>,
    #[serde(rename = "originalMessage")]
    original: Option<String>,
}

/// What a class of errors means.
struct Class {
    r#type: &'static str,
    code: Option<&'static str>,
    /// The status that says it, where the answer's own does not.
    status: Option<u16>,
}

/// What Bedrock says of prompts that are too long, depending on the model.
const TOO_LONG: [&str; 5] = [
    "input is too long",
    "prompt is too long",
    "too many input tokens",
    "maximum context length",
    "exceeds the maximum number of",
];

/// Whether a frame of this name tells of an error.
pub(super) fn is(name: &str) -> bool {
    name == "error" || name.ends_with("Exception")
}

/// What a failed answer, or a frame, says of its failure.
pub(super) fn told(name: Option<&str>, body: &[u8]) -> Told {
    let body: Body = serde_json::from_slice(body).unwrap_or_default();
    let named = name.filter(|name| *name != "error");
    let name = named.or(body.r#type.as_deref()).or(body.code.as_deref());
    // `ValidationException:http://internal.amazon.com/…`, `com.amazon.coral#ValidationException`.
    let name = name.map(|name| name.split(':').next().unwrap_or(name));
    let name = name.map(|name| name.rsplit('#').next().unwrap_or(name));
    let message = body.message.or(body.original);
    let class = class(
        name.unwrap_or_default(),
        message.as_deref().unwrap_or_default(),
    );
    Told {
        message,
        r#type: Some(class.r#type.to_owned()),
        code: class.code.map(str::to_owned),
        status: class.status,
        ..Told::default()
    }
}

/// A name's first letter is a capital in a header, and small in a frame.
fn class(name: &str, message: &str) -> Class {
    let of = |r#type, code, status| Class {
        r#type,
        code,
        status,
    };
    let said = message.to_ascii_lowercase();
    match name.to_ascii_lowercase().as_str() {
        "validationexception" if TOO_LONG.iter().any(|long| said.contains(long)) => of(
            "invalid_request_error",
            Some("context_length_exceeded"),
            None,
        ),
        "validationexception" if said.contains("model identifier is invalid") => {
            of("invalid_request_error", Some("model_not_found"), Some(404))
        }
        "validationexception" => of("invalid_request_error", None, None),
        "resourcenotfoundexception" => of("invalid_request_error", Some("model_not_found"), None),
        "throttlingexception" | "servicequotaexceededexception" => {
            of("rate_limit_error", Some("rate_limit_exceeded"), Some(429))
        }
        "serviceunavailableexception" | "modelnotreadyexception" => {
            of("overloaded_error", None, Some(503))
        }
        // Its status is that of a client's fault, which it is not.
        "modelerrorexception" | "modelstreamerrorexception" => {
            of("upstream_error", None, Some(502))
        }
        "accessdeniedexception"
        | "unrecognizedclientexception"
        | "invalidsignatureexception"
        | "incompletesignatureexception"
        | "expiredtokenexception"
        | "missingauthenticationtokenexception" => of("upstream_error", None, Some(403)),
        _ => of("upstream_error", None, None),
    }
}
