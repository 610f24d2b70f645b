//! Answers of management routes that are no problems.
use super::version::tag;
use actix_web::{HttpResponse, http::header};
use domain::provider::Revision;
use serde::Serialize;

/// A resource as it is at `revision`.
pub(crate) fn shown(resource: &impl Serialize, revision: Revision) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(tag(revision))
        .json(resource)
}

/// A resource that was created, at `location`.
pub(crate) fn created(
    location: &str,
    resource: &impl Serialize,
    revision: Revision,
) -> HttpResponse {
    HttpResponse::Created()
        .insert_header((header::LOCATION, location))
        .insert_header(tag(revision))
        .json(resource)
}

/// What was asked for is gone.
pub(crate) fn gone() -> HttpResponse {
    HttpResponse::NoContent().finish()
}
