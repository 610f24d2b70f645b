//! Tokens that a service account buys, from an endpoint that counts.
use super::*;
use actix_web::{App, HttpResponse, HttpServer, web};
use base64::engine::general_purpose::STANDARD;
use domain::request::FailureReason;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

const KEY: &str = include_str!("../../../../tests/fixtures/providers/google/service_account.pem");
const PATIENCE: Duration = Duration::from_secs(10);

/// As `openssl dgst -sha256 -sign` signs `signed` with the key.
const SIGNATURE: &str = "U0QRhc+a1hiZncYen/LFJqMjiXONNOXsb05iwhKsjrKXtyjhItH0o9xXht4c5Ow1H7Wy+7dqVgDtYioBo6kg0V+f+jPbUneVmQX6yUUcukOUOermaWgxcm3mMRPMhuLz7LOpWlMS2J6Kk63R/Kt0s2Codl9FzygXJz32YED6UnRUnutIXo5h/Uj1cGyqoae7MtsBg8W++HoD4dQDrB3KvPY/gRHE/oUBVYdvr30GDGQLN3Zpu8LDBjEzJNV954VssUBFrhFALtCTuRCXpMOKssge50wqIc6ikuCTA7yAD5mgV7CRqVWFRGwM/Pc7kNmaQ5Pfz3tEPFOEbMPncy5HrQ==";

/// Gives tokens that last so many seconds, and counts them.
struct Issuer {
    uri: String,
    given: Arc<AtomicU64>,
}

impl Issuer {
    fn start(expires_in: u64, status: u16) -> Self {
        let given = Arc::new(AtomicU64::new(0));
        let counted = web::Data::from(Arc::clone(&given));
        let server = HttpServer::new(move || {
            let token = move |counted: web::Data<AtomicU64>| async move {
                let number = counted.fetch_add(1, Ordering::SeqCst);
                let status = actix_web::http::StatusCode::from_u16(status).unwrap();
                HttpResponse::build(status).json(json!({
                    "access_token": format!("token-{number}"),
                    "expires_in": expires_in,
                }))
            };
            App::new()
                .app_data(counted.clone())
                .route("/token", web::post().to(token))
        });
        let server = server.workers(1).bind(("127.0.0.1", 0)).unwrap();
        let uri = format!("http://{}/token", server.addrs()[0]);
        actix_web::rt::spawn(server.run());
        Self { uri, given }
    }

    fn account(&self) -> ServiceAccount {
        ServiceAccount {
            client_email: "hub@example.iam.gserviceaccount.com".into(),
            private_key: KEY.into(),
            token_uri: self.uri.clone(),
            project_id: "project-1".into(),
        }
    }
}

async fn authorization(tokens: &Tokens, account: &ServiceAccount) -> Result<String, SendError> {
    let client = Client::default();
    let header = tokens.authorization(&client, account, PATIENCE).await?;
    Ok(header.to_str().unwrap().to_owned())
}

#[test]
fn a_signature_is_that_of_rs256() {
    assert_eq!(sign(KEY, b"signed"), STANDARD.decode(SIGNATURE).ok());
    assert_eq!(
        sign(
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            b""
        ),
        None
    );
}

#[actix_web::test]
async fn those_who_need_a_token_at_once_share_one() {
    let issuer = Issuer::start(3600, 200);
    let (tokens, account) = (Tokens::default(), issuer.account());
    let needed = (0..20).map(|_| authorization(&tokens, &account));
    for got in futures_util::future::join_all(needed).await {
        assert_eq!(got.unwrap(), "Bearer token-0");
    }
    assert_eq!(issuer.given.load(Ordering::SeqCst), 1);
}

#[actix_web::test]
async fn a_token_that_is_about_to_end_is_not_used_again() {
    let issuer = Issuer::start(MARGIN.as_secs(), 200);
    let (tokens, account) = (Tokens::default(), issuer.account());
    for expected in ["Bearer token-0", "Bearer token-1"] {
        let got = authorization(&tokens, &account).await;
        assert_eq!(got.unwrap(), expected);
    }
    assert_eq!(tokens.held.borrow().len(), 1);
}

#[actix_web::test]
async fn a_token_that_was_refused_is_not_used_again() {
    let issuer = Issuer::start(3600, 200);
    let (tokens, account) = (Tokens::default(), issuer.account());
    authorization(&tokens, &account).await.unwrap();
    tokens.forget(&account);
    let got = authorization(&tokens, &account).await;
    assert_eq!(got.unwrap(), "Bearer token-1");
}

#[actix_web::test]
async fn another_key_of_an_account_has_another_token() {
    let issuer = Issuer::start(3600, 200);
    let (tokens, account) = (Tokens::default(), issuer.account());
    authorization(&tokens, &account).await.unwrap();
    let mut changed = account.clone();
    changed.private_key.push('\n');
    let got = authorization(&tokens, &changed).await;
    assert_eq!(got.unwrap(), "Bearer token-1");
}

#[actix_web::test]
async fn what_went_wrong_says_who_has_to_mend_it_and_no_secret() {
    for (status, expected) in [
        (400, FailureReason::UpstreamAuthError),
        (401, FailureReason::UpstreamAuthError),
        (503, FailureReason::UpstreamError),
    ] {
        let issuer = Issuer::start(3600, status);
        let error = authorization(&Tokens::default(), &issuer.account()).await;
        let error = error.unwrap_err();
        assert_eq!(error.reason(), expected, "{status}");
        let said = format!("{error} {error:?}");
        assert!(!said.contains("PRIVATE") && !said.contains("eyJ"), "{said}");
    }
    let mut account = Issuer::start(3600, 200).account();
    account.private_key = "no key".into();
    let error = authorization(&Tokens::default(), &account).await;
    assert_eq!(
        error.unwrap_err().reason(),
        FailureReason::UpstreamAuthError
    );
}
