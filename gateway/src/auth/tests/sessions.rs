//! Sessions as they are begun, forged, outlived and proven.
use super::*;
use actix_web::{HttpRequest, http::Method, test::TestRequest};

const OTHER: &str = "another-operators-token";

fn manager() -> KeyFacts {
    key(settings(&[Scope::Manage], &["*"]))
}

fn begun(authenticator: &Authenticator, token: &str) -> Begun {
    let caller = authenticator.authenticate(token, &Snapshot::default(), noon());
    let begun = authenticator.begin_session(token, &caller.unwrap(), noon());
    begun.unwrap()
}

fn resumed(
    authenticator: &Authenticator,
    cookie: &str,
    now: &str,
) -> Result<Arc<Caller>, Unauthenticated> {
    let resumed = authenticator.resume_session(cookie, &Snapshot::default(), at(now));
    resumed.map(|(caller, _)| caller)
}

const LATER: &str = "2026-11-23T23:59:59Z";
const TOO_LATE: &str = "2026-11-24T00:00:00Z";

#[test]
fn any_gateway_with_the_same_master_key_knows_a_session_until_its_end() {
    let cookie = begun(&authenticator(MASTER_KEY), OPERATOR).cookie;
    let other = authenticator(MASTER_KEY);
    assert!(resumed(&other, &cookie, LATER).unwrap().is_operator());
    let ended = resumed(&other, &cookie, TOO_LATE);
    assert_eq!(ended.err(), Some(Unauthenticated::SessionEnded));
}

#[test]
fn a_gateway_with_another_master_key_knows_it_not() {
    let cookie = begun(&authenticator(MASTER_KEY), OPERATOR).cookie;
    let ended = resumed(&authenticator(NEXT_MASTER_KEY), &cookie, LATER);
    assert_eq!(ended.err(), Some(Unauthenticated::SessionEnded));
}

#[test]
fn a_session_ends_with_the_operators_token() {
    let cookie = begun(&authenticator(MASTER_KEY), OPERATOR).cookie;
    let keyring = Keyring::from_base64(MASTER_KEY).unwrap();
    let ended = resumed(&Authenticator::new(&keyring, OTHER), &cookie, LATER);
    assert_eq!(ended.err(), Some(Unauthenticated::SessionEnded));
}

#[test]
fn a_session_ends_with_its_key() {
    let authenticator = authenticator(MASTER_KEY);
    let key = manager();
    let cookie = begun(&authenticator, &authenticator.mint(&key)).cookie;
    let caller = resumed(&authenticator, &cookie, LATER).unwrap();
    assert_eq!(caller.called_by.api_key, Some(key.api_key));
    let revoked = snapshot(&key, &[Event::Revoked {}]);
    let ended = authenticator.resume_session(&cookie, &revoked, noon());
    assert!(matches!(ended, Err(Unauthenticated::Revoked(_))));
}

#[test]
fn a_session_shows_nothing_of_what_was_signed_in_with() {
    let authenticator = authenticator(MASTER_KEY);
    let token = authenticator.mint(&manager());
    let begun = begun(&authenticator, &token);
    assert!(!begun.cookie.contains(&token[..20]));
    assert!(!format!("{begun:?}").contains(&begun.cookie[..20]));
}

#[test]
fn forged_and_changed_cookies_are_none() {
    let authenticator = authenticator(MASTER_KEY);
    let cookie = begun(&authenticator, OPERATOR).cookie;
    let cut = &cookie[..cookie.len() - 4];
    let longer = format!("{cookie}AAAA");
    for forged in ["", "AAAA", OPERATOR, cut, &longer] {
        let ended = resumed(&authenticator, forged, LATER);
        assert_eq!(ended.err(), Some(Unauthenticated::SessionEnded), "{forged}");
    }
}

#[test]
fn a_token_too_long_for_a_cookie_begins_no_session() {
    let authenticator = authenticator(MASTER_KEY);
    let caller = authenticator.authenticate(
        &authenticator.mint(&manager()),
        &Snapshot::default(),
        noon(),
    );
    let begun = authenticator.begin_session(&"x".repeat(4000), &caller.unwrap(), noon());
    assert_eq!(begun.err(), Some(TooLong));
}

fn request(method: Method, headers: &[(&str, &str)]) -> HttpRequest {
    let request = TestRequest::default().method(method);
    let request = headers
        .iter()
        .fold(request, |request, header| request.append_header(*header));
    request.to_http_request()
}

/// Who sent a request under `/v1`; the operator, where it says nothing else.
fn sender(method: Method, headers: &[(&str, &str)]) -> Result<Identified, Unauthenticated> {
    let http = request(method, headers);
    let token = token_of(&http);
    let authenticator = authenticator(MASTER_KEY);
    identify((&http, token), &authenticator, &Snapshot::default(), noon())
}

#[test]
fn what_changes_something_has_to_prove_its_page() {
    let begun = begun(&authenticator(MASTER_KEY), OPERATOR);
    let other = self::begun(&authenticator(MASTER_KEY), OPERATOR);
    let cookie = format!("theme=dark; hub_session={}", begun.cookie);
    let (own, foreign) = (begun.session.csrf_token(), other.session.csrf_token());
    let unproven = Err(Unauthenticated::Unproven);
    for (method, csrf, expected) in [
        (Method::GET, None, Ok(())),
        (Method::HEAD, None, Ok(())),
        (Method::POST, Some(own.as_str()), Ok(())),
        (Method::DELETE, Some(&own), Ok(())),
        (Method::POST, None, unproven),
        (Method::PATCH, Some(""), unproven),
        (Method::POST, Some("guessed"), unproven),
        (Method::OPTIONS, None, unproven),
        (Method::POST, Some(&foreign), unproven),
    ] {
        let mut headers = vec![("cookie", cookie.as_str())];
        headers.extend(csrf.map(|csrf| (CSRF_TOKEN, csrf)));
        let sent = sender(method.clone(), &headers).map(|sent| assert!(sent.session.is_some()));
        assert_eq!(sent, expected, "{method} {csrf:?}");
    }
}

#[test]
fn a_token_goes_before_the_cookie() {
    let authenticator = authenticator(MASTER_KEY);
    let cookie = format!("hub_session={}", begun(&authenticator, OPERATOR).cookie);
    let token = authenticator.mint(&manager());
    let bearer = format!("Bearer {token}");
    for header in [("authorization", bearer.as_str()), ("x-api-key", &token)] {
        let sent = sender(Method::POST, &[("cookie", &cookie), header]).unwrap();
        assert!(!sent.caller.is_operator() && sent.session.is_none());
    }
    for header in [
        ("authorization", "Bearer nonsense"),
        ("authorization", "Basic x"),
    ] {
        assert!(sender(Method::GET, &[("cookie", &cookie), header]).is_err());
    }
}

#[test]
fn the_cookie_of_https_goes_before_the_plain_one() {
    let authenticator = authenticator(MASTER_KEY);
    let good = begun(&authenticator, OPERATOR).cookie;
    let both = format!("hub_session=planted; __Host-hub_session={good}");
    assert!(sender(Method::GET, &[("cookie", &both)]).is_ok());
    let spread = [("cookie", "a=b"), ("cookie", both.as_str())];
    assert!(sender(Method::GET, &spread).is_ok());
    let none = sender(Method::GET, &[("cookie", "session=x")]);
    assert_eq!(none.err(), Some(Unauthenticated::Missing));
}
