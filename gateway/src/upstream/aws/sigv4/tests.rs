//! Amazon's own test suite for Signature Version 4; `vectors/README.md` says where it is from.
use super::*;

fn keys(session_token: Option<&str>) -> AwsKeys {
    AwsKeys {
        access_key_id: "AKIDEXAMPLE".into(),
        secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
        session_token: session_token.map(str::to_owned),
        region: None,
    }
}

/// The request of a vector, and the `authorization` that it must get.
fn check(name: &str, request: &str, expected: &str) {
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let mut lines = head.lines();
    let line = lines.next().unwrap();
    let (method, rest) = line.split_once(' ').unwrap();
    let (uri, _) = rest.rsplit_once(' ').unwrap();
    let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
    let header = |wanted: &str| {
        let mut lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        let found = lines.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value)
    };
    let call = Signable {
        method,
        host: header("host").unwrap(),
        path,
        query,
        content_type: header("content-type"),
        body: body.as_bytes(),
    };
    let scope = Scope {
        region: "us-east-1",
        service: "service",
    };
    let at = "2015-08-30T12:36:00Z".parse().unwrap();
    let signature = sign(&call, &scope, &keys(header("x-amz-security-token")), at);
    assert_eq!(signature.date, "20150830T123600Z", "{name}");
    assert_eq!(signature.authorization, expected.trim(), "{name}");
}

macro_rules! vectors {
    ($($name:literal),+ $(,)?) => {
        [$((
            $name,
            include_str!(concat!("../vectors/", $name, ".req")),
            include_str!(concat!("../vectors/", $name, ".authz")),
        )),+]
    };
}

#[test]
fn the_published_test_suite_is_signed_as_published() {
    for (name, request, expected) in vectors![
        "get-unreserved",
        "get-utf8",
        "get-vanilla",
        "get-vanilla-empty-query-key",
        "get-vanilla-query",
        "get-vanilla-query-order-key",
        "get-vanilla-query-order-key-case",
        "get-vanilla-query-order-value",
        "get-vanilla-query-unreserved",
        "post-sts-header-before",
        "post-vanilla",
        "post-vanilla-query",
        "post-x-www-form-urlencoded",
        "post-x-www-form-urlencoded-parameters",
    ] {
        check(name, request, expected);
    }
}

#[test]
fn a_path_is_encoded_once_more_than_it_is_sent() {
    let sent = "/model/anthropic.claude-v2%3A1/converse";
    assert_eq!(encoded(sent), "/model/anthropic.claude-v2%253A1/converse");
    assert_eq!(encoded(""), "/");
}
