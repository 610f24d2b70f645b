//! What the console lives on: sessions, the audit trail, its pages.

mod activity;
mod audit;
mod checkout;
mod pages;
mod session;

use awc::http::Method;
use serde_json::{Value, json};
use tests::client::{Answer, Client, whole};

/// A browser that signed in: it has a cookie, and knows what to prove itself by.
struct Browser {
    client: Client,
    cookie: String,
    csrf: String,
}

impl Browser {
    /// Signs in at `client`'s gateway.
    async fn sign_in(client: &Client, token: &str) -> anyhow::Result<Self> {
        let answer = client
            .post("/api/session", &json!({ "token": token }))
            .await?;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let cookie = answer.header("set-cookie");
        let csrf = answer.json()["csrf_token"].as_str().map(str::to_owned);
        Ok(Self {
            client: client.clone(),
            cookie: cookie.split(';').next().unwrap_or_default().to_owned(),
            csrf: csrf.unwrap_or_default(),
        })
    }

    /// The same at another gateway.
    fn at(&self, base: &str) -> Self {
        Self {
            client: self.client.at(base),
            cookie: self.cookie.clone(),
            csrf: self.csrf.clone(),
        }
    }

    async fn get(&self, path: &str) -> anyhow::Result<Answer> {
        self.ask(Method::GET, path, &[], None).await
    }

    async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> anyhow::Result<Answer> {
        let request = self.client.request(method, path);
        let mut request = request.insert_header(("cookie", self.cookie.as_str()));
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        match body {
            Some(body) => whole(request.send_json(body)).await,
            None => whole(request.send()).await,
        }
    }

    /// Sends what changes something as the page does that knows the session's token.
    async fn change(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> anyhow::Result<Answer> {
        let proof = [("x-csrf-token", self.csrf.as_str())];
        self.ask(method, path, &proof, body).await
    }
}

/// The code of a problem, with its status.
fn problem(answer: &Answer) -> (u16, String) {
    let code = answer.json()["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    (answer.status, code)
}
