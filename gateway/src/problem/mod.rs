//! Every error answer of `/api`: problem details as RFC 9457 has them. Statuses and bodies are picked here alone.
mod of_errors;
mod reason;

pub use reason::Reason;

use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use serde::Serialize;
use std::{error::Error, fmt};
use utoipa::ToSchema;

/// An error answer: why, what to do next, and which fields are at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    reason: Reason,
    detail: String,
    errors: Vec<FieldError>,
}

/// One field at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// A JSON pointer into the body, or `/name` for a parameter; empty for the body as a whole.
    #[schema(example = "/name")]
    pub pointer: String,
    /// What is wrong with it.
    #[schema(example = "missing field `name`")]
    pub detail: String,
}

/// Problem details (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// Stable, by the kind of problem: `/problems/` and the code.
    #[schema(example = "/problems/invalid_request")]
    r#type: String,
    /// What kind of problem it is, for people.
    title: &'a str,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// The kind of problem, for programs.
    #[schema(example = "invalid_request")]
    code: &'a str,
    /// What is wrong and what to do next.
    detail: &'a str,
    /// The fields at fault.
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    errors: &'a [FieldError],
}

impl Problem {
    /// A problem that no single field is to blame for.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
            errors: Vec::new(),
        }
    }

    /// A field, named by a JSON pointer, that is not what it should be.
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let (pointer, detail) = (pointer.into(), detail.into());
        Self {
            detail: match pointer.strip_prefix('/') {
                Some(name) => format!("{name}: {detail}"),
                None => detail.clone(),
            },
            reason: Reason::InvalidRequest,
            errors: vec![FieldError { pointer, detail }],
        }
    }

    /// There is no such `what`.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(Reason::NotFound, format!("there is no such {what}"))
    }

    /// The same, with the field that is to blame.
    #[must_use]
    pub fn at(mut self, pointer: &str) -> Self {
        self.errors.push(FieldError {
            pointer: pointer.to_owned(),
            detail: self.detail.clone(),
        });
        self
    }

    /// Why.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// The fields at fault.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason.code(), self.detail)
    }
}

impl Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.reason.status()
    }

    fn error_response(&self) -> HttpResponse {
        let (status, code) = (self.reason.status(), self.reason.code());
        let mut response = HttpResponse::build(status);
        response.content_type("application/problem+json");
        if self.reason == Reason::Unauthenticated {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        let body = ProblemBody {
            r#type: format!("/problems/{code}"),
            title: self.reason.title(),
            status: status.as_u16(),
            code,
            detail: &self.detail,
            errors: &self.errors,
        };
        response.body(serde_json::to_vec(&body).unwrap_or_default())
    }
}
