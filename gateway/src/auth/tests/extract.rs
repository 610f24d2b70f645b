//! Where tokens and organisations are found in a request.
use super::*;
use actix_web::{HttpRequest, test::TestRequest};

fn request(headers: &[(&str, &str)]) -> HttpRequest {
    let request = headers
        .iter()
        .fold(TestRequest::default(), |request, header| {
            request.insert_header(*header)
        });
    request.to_http_request()
}

#[test]
fn a_token_is_found_where_clients_put_it() {
    for (headers, token) in [
        (&[("authorization", "Bearer a")][..], Some("a")),
        (&[("authorization", "bearer  a ")], Some("a")),
        (&[("x-api-key", "b")], Some("b")),
        (&[("api-key", "c")], Some("c")),
        (
            &[
                ("api-key", "c"),
                ("authorization", "Bearer a"),
                ("x-api-key", "b"),
            ],
            Some("a"),
        ),
        (
            &[("authorization", "Basic x"), ("x-api-key", "b")],
            Some("b"),
        ),
        (&[("authorization", "Bearer ")], None),
        (&[("authorization", "Bearer")], None),
        (&[("x-api-key", "")], None),
        (&[], None),
    ] {
        assert_eq!(token_of(&request(headers)), token, "{headers:?}");
    }
}

#[test]
fn only_the_operator_moves_to_the_organisation_that_a_request_names() {
    let other = OrganizationId::named("other");
    let operator = caller(OPERATOR).unwrap();
    let key = caller(&authenticator(MASTER_KEY).mint(&chat_key())).unwrap();
    for named in ["other".to_owned(), other.to_string()] {
        let request = request(&[(ORGANIZATION, &named)]);
        let moved = in_named_organization(operator.clone(), &request);
        assert_eq!((moved.organization, moved.is_operator()), (other, true));
        let stayed = in_named_organization(key.clone(), &request);
        assert_eq!(stayed.organization, chat_key().organization);
    }
    let stayed = in_named_organization(operator.clone(), &request(&[]));
    assert_eq!(stayed.organization, operator.organization);
}

#[test]
fn managing_takes_the_scope_and_every_restriction() {
    let manager = authenticator(MASTER_KEY).mint(&key(settings(&[Scope::Manage], &["*"])));
    let narrowed = Narrowing {
        scopes: vec![Scope::Chat],
        ..Narrowing::default()
    };
    let narrowed = attenuate(&manager, &narrowed).unwrap();
    let chat = authenticator(MASTER_KEY).mint(&chat_key());
    let may = |token: &str| may_manage(&caller(token).unwrap(), &request(&[]), noon());
    assert_eq!(may(OPERATOR), Ok(()));
    assert_eq!(may(&manager), Ok(()));
    assert_eq!(may(&narrowed), Err(Denied::Attenuation));
    assert_eq!(may(&chat), Err(Denied::Scope));
}
