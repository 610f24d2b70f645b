//! Signature Version 4 of services other than S3.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>
#[cfg(test)]
mod tests;

use domain::time::Timestamp;
use hkdf::hmac::{Hmac, Mac};
use infra::secrets::AwsKeys;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use time::OffsetDateTime;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// A call, as far as its signature covers it.
#[derive(Clone, Copy, Debug)]
pub(in crate::upstream) struct Signable<'a> {
    /// `POST`, `GET`.
    pub(in crate::upstream) method: &'a str,
    /// As the header `host` says it.
    pub(in crate::upstream) host: &'a str,
    /// As it is sent: percent-encoded once.
    pub(in crate::upstream) path: &'a str,
    /// As it is sent, without the question mark.
    pub(in crate::upstream) query: &'a str,
    /// The header `content-type`, where there is one.
    pub(in crate::upstream) content_type: Option<&'a str>,
    /// The body.
    pub(in crate::upstream) body: &'a [u8],
}

/// What a signature holds for.
#[derive(Clone, Copy, Debug)]
pub(in crate::upstream) struct Scope<'a> {
    /// Such as `us-east-1`.
    pub(in crate::upstream) region: &'a str,
    /// Such as `bedrock`.
    pub(in crate::upstream) service: &'a str,
}

/// The headers that sign a call; keys that end want `x-amz-security-token` beside them.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::upstream) struct Signature {
    /// `x-amz-date`.
    pub(in crate::upstream) date: String,
    /// `authorization`.
    pub(in crate::upstream) authorization: String,
}

/// Signs a call made at this time.
pub(in crate::upstream) fn sign(
    call: &Signable,
    scope: &Scope,
    keys: &AwsKeys,
    at: Timestamp,
) -> Signature {
    let date = basic(at);
    let day = &date[..8];
    let headers = signed_headers(call, keys, &date);
    let request = canonical(call, &headers);
    let names = names(&headers);
    let credential = [day, scope.region, scope.service, "aws4_request"];
    let place = credential.join("/");
    let digest = hex(&Sha256::digest(request));
    let text = [ALGORITHM, &date, &place, &digest].join("\n");
    let secret = ["AWS4", &keys.secret_access_key].concat();
    let derived = credential
        .iter()
        .fold(secret.into_bytes(), |key, part| keyed(&key, part));
    let signature = hex(&keyed(&derived, &text));
    let id = &keys.access_key_id;
    let authorization = format!(
        "{ALGORITHM} Credential={id}/{place}, SignedHeaders={names}, Signature={signature}"
    );
    Signature {
        date,
        authorization,
    }
}

/// ISO 8601's basic form. A time that no calendar has gives one that no service takes.
fn basic(at: Timestamp) -> String {
    let at = OffsetDateTime::from_unix_timestamp(at.seconds());
    let at = at.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.to_hms();
    let month = u8::from(month);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

/// In the order of their names.
fn signed_headers<'a>(
    call: &Signable<'a>,
    keys: &'a AwsKeys,
    date: &'a str,
) -> Vec<(&'static str, &'a str)> {
    [
        ("content-type", call.content_type),
        ("host", Some(call.host)),
        ("x-amz-date", Some(date)),
        ("x-amz-security-token", keys.session_token.as_deref()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?.trim())))
    .collect()
}

fn names(headers: &[(&str, &str)]) -> String {
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    names.join(";")
}

fn canonical(call: &Signable, headers: &[(&str, &str)]) -> String {
    let mut lines = String::new();
    for (name, value) in headers {
        lines.extend([name, ":", value, "\n"]);
    }
    [
        call.method,
        &encoded(call.path),
        &sorted(call.query),
        &lines,
        &names(headers),
        &hex(&Sha256::digest(call.body)),
    ]
    .join("\n")
}

/// The path encoded once more, which every service but S3 wants.
fn encoded(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            push(&mut encoded, format_args!("%{byte:02X}"));
        }
    }
    if encoded.is_empty() {
        encoded.push('/');
    }
    encoded
}

/// The query's parameters in order of their names, then their values.
fn sorted(query: &str) -> String {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<(&str, &str)> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .collect();
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| [name, "=", value].concat())
        .collect();
    pairs.join("&")
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        push(&mut text, format_args!("{byte:02x}"));
    }
    text
}

fn push(text: &mut String, more: std::fmt::Arguments) {
    // Writing to a string does not fail.
    let _ = text.write_fmt(more);
}
