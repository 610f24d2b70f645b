//! `/api/session`: signing in and out.
use super::{
    access::Visitor,
    body::Body,
    field::SecretText,
    me::{Me, moved},
};
use crate::{
    activity::{Attempt, Doer},
    auth::{
        Begun, Identified, Known, LIFE, SessionCookie, Throttle, Unauthenticated, may_manage,
        network,
    },
    origin::Origin,
    problem::{Problem, ProblemBody, Reason},
    request_id,
};
use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::header::{CACHE_CONTROL, RETRY_AFTER, SET_COOKIE},
    web::Data,
};
use domain::{activity::Event, id::OrganizationId, organization};
use infra::clock;
use serde::{Deserialize, Serialize};
use std::{
    net::{IpAddr, Ipv4Addr},
    time::{Duration, Instant},
};
use utoipa::ToSchema;

/// What to sign in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"token": "the operator's token"}))]
pub(crate) struct SignIn {
    /// The operator's token, or that of a key with the scope `manage`.
    token: SecretText,
}

/// Whether somebody is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionState {
    /// Who; null where nobody is.
    #[schema(required)]
    me: Option<Me>,
}

/// Is somebody signed in?
///
/// For a page that begins and can't know: unlike `/api/me`, that nobody is signed in is an answer here and no error.
#[utoipa::path(get, path = "/api/session", tag = "session", security(()),
    responses((status = 200, description = "Who is signed in, if anybody", body = SessionState)))]
pub(crate) async fn show(visitor: Visitor, http: HttpRequest) -> Result<HttpResponse, Problem> {
    let me = match visitor.identified(&http) {
        Ok(identified) => Some(moved(&visitor, identified, &http).await?),
        Err(_) => None,
    };
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(SessionState { me }))
}

/// Sign in
///
/// For pages in a browser: the answer sets a cookie that no script can read, and holds the token to send as
/// `x-csrf-token` with everything but GET and HEAD. The session ends after twelve hours, or with what was signed in with.
#[utoipa::path(post, path = "/api/session", tag = "session", request_body = SignIn, security(()),
    responses((status = 201, description = "Who signed in", body = Me,
            headers(("Set-Cookie" = String, description = "The session"))),
        (status = 429, description = "Too many sign-ins failed from this address", body = ProblemBody,
            content_type = "application/problem+json",
            headers(("Retry-After" = u32, description = "Seconds until the next try")))))]
pub(crate) async fn begin(
    visitor: Visitor,
    (throttle, origin): (Data<Throttle>, Data<Origin>),
    http: HttpRequest,
    body: Body<SignIn>,
) -> Result<HttpResponse, Problem> {
    let place = http
        .peer_addr()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.ip());
    if let Some(wait) = throttle.wait(place, Instant::now()) {
        visitor.activity.turned_away(attempt(place, None));
        return Ok(throttled(wait));
    }
    let now = clock::now();
    let caller = match visitor.sign_in(body.value.token.reveal(), now) {
        Ok(caller) => caller,
        Err(error) => {
            throttle.failed(place, Instant::now());
            visitor.activity.failed(attempt(place, error.known()));
            return Err(error.into());
        }
    };
    if let Err(denied) = may_manage(&caller, &http, now) {
        visitor
            .activity
            .failed(attempt(place, Some(caller.known())));
        return Err(denied.into());
    }
    let begun = visitor.begin_session(body.value.token.reveal(), &caller, now);
    let Begun { cookie, session } =
        begun.map_err(|error| Problem::invalid("/token", error.to_string()))?;
    let doer = Doer {
        organization: caller.organization,
        actor: caller.actor,
        cause: request_id::of(&http),
    };
    let signed_in = Event::SignedIn {
        session: session.id,
        ends_at: session.ends_at,
        source_ip: http.peer_addr().map(|address| address.ip()),
    };
    visitor.activity.record(doer, signed_in).await?;
    let identified = Identified {
        caller,
        session: Some(session),
    };
    let me = moved(&visitor, identified, &http).await?;
    let cookie = set_cookie(origin.session_cookie(&http), &cookie, LIFE);
    Ok(HttpResponse::Created()
        .insert_header((SET_COOKIE, cookie))
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(me))
}

/// Sign out
///
/// Clears the session's cookie, also where the session has ended, and ends the session: a copy of the cookie is worth
/// nothing from then on, at any gateway. While the log is away the cookie is cleared all the same, but copies live until
/// the session ends by itself.
#[utoipa::path(delete, path = "/api/session", tag = "session", security(()),
    responses((status = 204, description = "The session has ended and its cookie is cleared",
        headers(("Set-Cookie" = String, description = "Without the session")))))]
pub(crate) async fn end(visitor: Visitor, http: HttpRequest) -> Result<HttpResponse, Problem> {
    let identified = match visitor.identified(&http) {
        Err(Unauthenticated::Unproven) => return Err(Unauthenticated::Unproven.into()),
        Err(_) => None,
        Ok(identified) => identified
            .session
            .map(|session| (identified.caller, session)),
    };
    let ended = match &identified {
        Some((caller, session)) => {
            let cause = request_id::of(&http);
            visitor.end_session(caller, session, cause).await
        }
        None => Ok(()),
    };
    let mut answer = match ended {
        Ok(()) => HttpResponse::NoContent().finish(),
        Err(problem) => problem.error_response(),
    };
    for cookie in [SessionCookie::Secure, SessionCookie::Plain] {
        if let Ok(cleared) = set_cookie(cookie, "", Duration::ZERO).try_into() {
            answer.headers_mut().append(SET_COOKIE, cleared);
        }
    }
    Ok(answer)
}

/// A sign-in that failed: of a key's organisation, where it was a key; else of the default one.
fn attempt(place: IpAddr, known: Option<Known>) -> Attempt {
    let default = || OrganizationId::named(organization::DEFAULT_NAME);
    Attempt {
        organization: known.map_or_else(default, |known| known.organization),
        place: Some(network(place)),
        api_key: known.and_then(|known| known.called_by.api_key),
    }
}

fn throttled(wait: Duration) -> HttpResponse {
    let seconds = wait.as_secs_f64().ceil();
    let detail = format!("too many sign-ins failed from your address: try again in {seconds} s");
    let mut answer = Problem::new(Reason::TooManyAttempts, detail).error_response();
    let seconds = seconds.to_string();
    if let Ok(seconds) = seconds.try_into() {
        answer.headers_mut().insert(RETRY_AFTER, seconds);
    }
    answer
}

/// A cookie for this host alone, that no script reads and that no other site's page makes a browser send.
fn set_cookie(cookie: SessionCookie, value: &str, life: Duration) -> String {
    let secure = match cookie {
        SessionCookie::Secure => "; Secure",
        SessionCookie::Plain => "",
    };
    let (name, life) = (cookie.name(), life.as_secs());
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={life}{secure}")
}
