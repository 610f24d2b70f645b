//! Access tokens of Google service accounts: bought with a signature, kept until shortly before they end.
//!
//! RFC 7523, as <https://developers.google.com/identity/protocols/oauth2/service-account> applies it.
//! Invariant: of those who need the same token at once one asks for it, and the others wait for what it gets.
#[cfg(test)]
mod tests;

use super::SendError;
use actix_web::http::header::{self, HeaderValue};
use awc::Client;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use infra::{clock, secrets::ServiceAccount};
use rustls::{
    SignatureScheme,
    crypto::ring::sign::any_supported_type,
    pki_types::{PrivateKeyDer, pem::PemObject},
};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{
    cell::RefCell,
    collections::HashMap,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::{sync::OnceCell, time::timeout};

/// What a token may be used for.
const SCOPE: &str = "https://www.googleapis.com/auth/cloud-platform";
/// How long a signature holds; Google takes no more than an hour.
const SIGNATURE_SECONDS: i64 = 3600;
/// How long before its end a token is no longer used.
const MARGIN: Duration = Duration::from_mins(1);
/// How long a token lasts that does not say so.
const LIFETIME_SECONDS: u64 = 3600;
/// The most of a token's answer that is read, in bytes.
const ANSWER_BYTES: usize = 64 << 10;
/// How many accounts' tokens are kept.
const ACCOUNTS: usize = 1024;

/// A service account, by a digest of its key.
type Account = [u8; 32];
/// A token, as soon as somebody got it.
type Cell = Rc<OnceCell<Token>>;

/// The tokens of one worker's calls.
#[derive(Default)]
pub(super) struct Tokens {
    held: RefCell<HashMap<Account, Cell>>,
}

#[derive(Clone)]
struct Token {
    header: HeaderValue,
    until: Instant,
}

impl Token {
    fn is_over(&self) -> bool {
        Instant::now() >= self.until
    }
}

impl Tokens {
    /// The `Authorization` of calls in an account's name.
    ///
    /// # Errors
    /// When the account has no key that signs, or gets no token.
    pub(super) async fn authorization(
        &self,
        client: &Client,
        account: &ServiceAccount,
        patience: Duration,
    ) -> Result<HeaderValue, SendError> {
        let cell = self.cell(account);
        let bought = cell.get_or_try_init(|| async {
            let bought = timeout(patience, buy(client, account)).await;
            bought.map_err(|_| SendError::Timeout)?
        });
        Ok(bought.await?.header.clone())
    }

    /// Forgets an account's token, which was refused.
    pub(super) fn forget(&self, account: &ServiceAccount) {
        self.held.borrow_mut().remove(&digest(account));
    }

    /// Where an account's token is or will be; what is over is thrown away.
    fn cell(&self, account: &ServiceAccount) -> Cell {
        let mut held = self.held.borrow_mut();
        let account = digest(account);
        let is_over = |cell: &Cell| cell.get().is_some_and(Token::is_over);
        if held.len() >= ACCOUNTS {
            held.retain(|_, cell| cell.get().is_some_and(|token| !token.is_over()));
        }
        if held.get(&account).is_some_and(is_over) {
            held.remove(&account);
        }
        Rc::clone(held.entry(account).or_default())
    }
}

fn digest(account: &ServiceAccount) -> Account {
    let mut digest = Sha256::new();
    for part in [
        &account.client_email,
        &account.private_key,
        &account.token_uri,
    ] {
        digest.update(part.len().to_le_bytes());
        digest.update(part);
    }
    digest.finalize().into()
}

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    expires_in: Option<u64>,
}

async fn buy(client: &Client, account: &ServiceAccount) -> Result<Token, SendError> {
    let assertion = assertion(account, clock::now().seconds())?;
    let form = format!(
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}"
    );
    let asked = Instant::now();
    let sending = client
        .post(&account.token_uri)
        .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
        .insert_header((header::ACCEPT_ENCODING, "identity"))
        .no_decompress();
    let mut response = sending
        .send_body(form)
        .await
        .map_err(super::client::send_error)?;
    match response.status().as_u16() {
        200..=299 => {}
        400..=499 => return Err(SendError::Refused),
        _ => return Err(SendError::NoToken),
    }
    let body = response.body().limit(ANSWER_BYTES).await;
    let body = body.map_err(|_| SendError::NoToken)?;
    let answer: Answer = serde_json::from_slice(&body).map_err(|_| SendError::NoToken)?;
    let header = HeaderValue::try_from(["Bearer ", &answer.access_token].concat());
    let mut header = header.map_err(|_| SendError::NoToken)?;
    header.set_sensitive(true);
    let lifetime = Duration::from_secs(answer.expires_in.unwrap_or(LIFETIME_SECONDS));
    Ok(Token {
        header,
        until: asked + lifetime.saturating_sub(MARGIN),
    })
}

/// What an account says of itself and signs, as a JSON web token (RS256).
fn assertion(account: &ServiceAccount, now: i64) -> Result<String, SendError> {
    let claims = json!({
        "iss": account.client_email,
        "scope": SCOPE,
        "aud": account.token_uri,
        "iat": now,
        "exp": now + SIGNATURE_SECONDS,
    });
    let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let head = part(&json!({ "alg": "RS256", "typ": "JWT" }));
    let signed = [&head, ".", &part(&claims)].concat();
    let signature = sign(&account.private_key, signed.as_bytes()).ok_or(SendError::Unsignable)?;
    Ok([&signed, ".", &URL_SAFE_NO_PAD.encode(signature)].concat())
}

fn sign(pem: &str, message: &[u8]) -> Option<Vec<u8>> {
    let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).ok()?;
    let key = any_supported_type(&key).ok()?;
    let signer = key.choose_scheme(&[SignatureScheme::RSA_PKCS1_SHA256])?;
    signer.sign(message).ok()
}
