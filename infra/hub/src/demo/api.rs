//! The running hub's API, as the operator calls it.

use anyhow::{Context, anyhow, bail};
use awc::http::{Method, StatusCode};
use awc::{Client, ClientRequest, ClientResponse, error::SendRequestError};
use serde_json::Value;

/// The operator, in the demonstration's organisation.
pub(super) struct Api {
    http: Client,
    base: String,
    token: String,
    pub(super) organization: String,
}

/// An answer that is no error.
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) body: Value,
}

impl Api {
    pub(super) fn new(base: &str, token: &str, organization: &str) -> Self {
        Self {
            http: Client::builder().disable_timeout().finish(),
            base: base.trim_end_matches('/').to_owned(),
            token: token.to_owned(),
            organization: organization.to_owned(),
        }
    }

    /// Asks for what lies at `path`.
    pub(super) async fn get(&self, path: &str) -> anyhow::Result<Answered> {
        answered(path, self.managing(Method::GET, path).send().await).await
    }

    /// Makes something at `path`; again, it is the same by `key`.
    pub(super) async fn make(
        &self,
        path: &str,
        key: Option<&str>,
        body: &Value,
    ) -> anyhow::Result<Value> {
        let mut request = self.managing(Method::POST, path);
        if let Some(key) = key {
            request = request.insert_header(("idempotency-key", key));
        }
        Ok(answered(path, request.send_json(body).await).await?.body)
    }

    /// Changes what lies at `path`.
    pub(super) async fn change(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let request = self.managing(Method::PATCH, path);
        Ok(answered(path, request.send_json(body).await).await?.body)
    }

    /// A call with a key's token.
    pub(super) fn call(&self, path: &str, token: &str) -> ClientRequest {
        let request = self.http.post(format!("{}{path}", self.base));
        request.bearer_auth(token)
    }

    fn managing(&self, method: Method, path: &str) -> ClientRequest {
        let request = self.http.request(method, format!("{}{path}", self.base));
        let request = request.bearer_auth(&self.token);
        // Organisations themselves lie in none.
        if path.starts_with("/api/organizations") {
            request
        } else {
            request.insert_header(("x-hub-organization", self.organization.as_str()))
        }
    }
}

async fn answered<S>(
    path: &str,
    sent: Result<ClientResponse<S>, SendRequestError>,
) -> anyhow::Result<Answered>
where
    S: futures_util::Stream<Item = Result<bytes::Bytes, awc::error::PayloadError>> + Unpin,
{
    let mut response = sent.map_err(|error| anyhow!("{path}: {error}"))?;
    let status = response.status();
    let body = response
        .body()
        .await
        .map_err(|error| anyhow!("{path}: {error}"))?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    if !status.is_success() && status != StatusCode::CONFLICT && status != StatusCode::NOT_FOUND {
        let detail = body["detail"].as_str().unwrap_or("no reason is given");
        bail!("the hub refused {path} ({status}): {detail}");
    }
    Ok(Answered { status, body })
}

/// A text that an answer has.
pub(super) fn text<'a>(body: &'a Value, field: &str) -> anyhow::Result<&'a str> {
    let text = body[field].as_str();
    text.with_context(|| {
        let detail = body["detail"].as_str().unwrap_or_default();
        format!("the hub's answer has no {field}: {detail}")
    })
}
