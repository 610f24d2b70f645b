//! `Idempotency-Key`: a repeated POST makes nothing new.
use super::access::Admin;
use crate::problem::{Problem, Reason};
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::HeaderValue, web::Data};
use base64::{Engine, prelude::BASE64_STANDARD};
use domain::{
    Aggregate,
    id::CommandId,
    idempotency_key::{Command, Fingerprint, IdempotencyKey},
};
use hkdf::Hkdf;
use infra::secrets::Keyring;
use sha2::Sha256;
use std::future::{Ready, ready};
use utoipa::IntoParams;
use uuid::Uuid;

/// The header.
pub(crate) const HEADER: &str = "idempotency-key";

const MOST_CHARACTERS: usize = 255;
const PURPOSE: &[u8] = b"hub/idempotency/v1";

/// A POST, of which a repeat by the same key is the same command.
pub(crate) struct Creation {
    key: Option<String>,
    route: String,
    keyring: Data<Keyring>,
}

/// The header of every creation.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "describes what `Creation` reads")]
pub(crate) struct CreationParameters {
    /// Makes a repeat of this request, with the same body, return what the first one made.
    #[param(
        rename = "Idempotency-Key",
        required = false,
        min_length = 1,
        max_length = 255,
        pattern = "^[!-~]+$"
    )]
    idempotency_key: String,
}

impl FromRequest for Creation {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(creation(request))
    }
}

fn creation(request: &HttpRequest) -> Result<Creation, Problem> {
    let keyring = request.app_data::<Data<Keyring>>().cloned();
    let not_set_up = || Problem::new(Reason::Internal, "a part of the gateway is not set up");
    Ok(Creation {
        key: request.headers().get(HEADER).map(key).transpose()?,
        route: format!("POST {}", request.path()),
        keyring: keyring.ok_or_else(not_set_up)?,
    })
}

fn key(value: &HeaderValue) -> Result<String, Problem> {
    let key = value.to_str().unwrap_or_default();
    let visible = key.bytes().all(|c| c.is_ascii_graphic());
    if visible && (1..=MOST_CHARACTERS).contains(&key.len()) {
        return Ok(key.to_owned());
    }
    let detail = format!("1 to {MOST_CHARACTERS} visible ASCII characters");
    Err(Problem::invalid("/Idempotency-Key", detail))
}

impl Creation {
    /// The command that this POST of `body` is: a new one, or the one that its idempotency key stands for.
    pub(crate) async fn command(&self, admin: &Admin, body: &[u8]) -> Result<CommandId, Problem> {
        let Some(key) = &self.key else {
            return Ok(CommandId(Uuid::now_v7()));
        };
        let command = CommandId::of_idempotency_key(admin.organization, &self.route, key);
        let aggregate = IdempotencyKey::aggregate_id(admin.organization, command);
        let first = Command::Use(fingerprint(&self.keyring, body));
        admin
            .execute::<IdempotencyKey>(&aggregate, command.0, first)
            .await?;
        Ok(command)
    }

    /// Seals and opens secrets.
    pub(crate) fn keyring(&self) -> &Keyring {
        &self.keyring
    }
}

fn fingerprint(keyring: &Keyring, body: &[u8]) -> Fingerprint {
    let key = keyring.derive(PURPOSE);
    let (digest, _) = Hkdf::<Sha256>::extract(Some(key.as_slice()), body);
    Fingerprint(BASE64_STANDARD.encode(digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_tells_bodies_apart_and_depends_on_the_master_key() {
        let keyring = |byte: u8| Keyring::from_base64(&BASE64_STANDARD.encode([byte; 32])).unwrap();
        let (one, other) = (keyring(1), keyring(2));
        assert_eq!(fingerprint(&one, b"a"), fingerprint(&one, b"a"));
        assert_ne!(fingerprint(&one, b"a"), fingerprint(&one, b"b"));
        assert_ne!(fingerprint(&one, b"a"), fingerprint(&other, b"a"));
    }
}
