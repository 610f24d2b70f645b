//! A Google service account, and who gives tokens for its signature.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tests::serving::Serving;

const KEY: &str = include_str!("../../fixtures/providers/google/service_account.pem");

/// What gives tokens to service accounts, and what it does.
pub(super) struct Tokens {
    serving: Serving,
    bought: Arc<AtomicUsize>,
}

impl Tokens {
    pub(super) fn start() -> anyhow::Result<Self> {
        let bought = Arc::new(AtomicUsize::new(0));
        let counted = web::Data::from(Arc::clone(&bought));
        let serving = Serving::start(move |config: &mut ServiceConfig| {
            config
                .app_data(counted.clone())
                .route("/token", web::post().to(token))
                .route("/refuses", web::post().to(refuses));
        })?;
        Ok(Self { serving, bought })
    }

    /// How many were given.
    pub(super) fn bought(&self) -> usize {
        self.bought.load(Ordering::SeqCst)
    }

    /// The key file of an account whose tokens come from `/token`, or, from `/refuses`, do not.
    pub(super) fn key_file(&self, path: &str) -> Value {
        json!({
            "type": "service_account", "project_id": "project-1", "private_key_id": "1", "private_key": KEY,
            "client_email": "hub@example.iam.gserviceaccount.com",
            "token_uri": format!("{}{path}", self.serving.url()),
        })
    }
}

/// A token for an assertion that says what Google wants to know.
async fn token(bought: web::Data<AtomicUsize>, body: String) -> HttpResponse {
    bought.fetch_add(1, Ordering::SeqCst);
    let asked = body.split_once("&assertion=");
    let Some(("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer", jwt)) = asked
    else {
        return HttpResponse::BadRequest().body(body);
    };
    let claims = jwt.split('.').nth(1).unwrap_or_default();
    let claims = URL_SAFE_NO_PAD.decode(claims).unwrap_or_default();
    let claims: Value = serde_json::from_slice(&claims).unwrap_or_default();
    let hour = claims["exp"].as_i64().zip(claims["iat"].as_i64());
    if claims["iss"] != "hub@example.iam.gserviceaccount.com"
        || claims["scope"] != "https://www.googleapis.com/auth/cloud-platform"
        || hour.is_none_or(|(end, begin)| end - begin != 3600)
    {
        return HttpResponse::BadRequest().json(claims);
    }
    HttpResponse::Ok()
        .json(json!({ "access_token": "ya29.token", "expires_in": 3600, "token_type": "Bearer" }))
}

async fn refuses(body: String) -> HttpResponse {
    let said = format!("Invalid JWT Signature: {body}");
    HttpResponse::BadRequest().json(json!({ "error": "invalid_grant", "error_description": said }))
}
