//! `GET /api/start`: which of a new organisation's first steps are done.
use super::access::Admin;
use crate::problem::Problem;
use actix_web::web::{Data, Json};
use async_nats::jetstream;
use domain::id::OrganizationId;
use infra::event_log::has_calls;
use serde::Serialize;
use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};
use utoipa::ToSchema;

/// What this gateway remembers of organisations' first steps: what was seen once stays true.
#[derive(Debug, Default)]
pub struct FirstSteps(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    /// A provider answered as it does to those it accepts: in a check, or when its models were asked for.
    checked: HashSet<OrganizationId>,
    /// A call is in the log.
    called: HashSet<OrganizationId>,
}

impl FirstSteps {
    /// One of the organisation's providers has answered as it does to those it accepts.
    pub(crate) fn checked(&self, organization: OrganizationId) {
        self.with(|seen| seen.checked.insert(organization));
    }

    fn with<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn has_called(
        &self,
        log: &jetstream::Context,
        organization: OrganizationId,
    ) -> Result<bool, Problem> {
        if self.with(|seen| seen.called.contains(&organization)) {
            return Ok(true);
        }
        let called = has_calls(log, organization).await?;
        if called {
            self.with(|seen| seen.called.insert(organization));
        }
        Ok(called)
    }
}

/// Which of an organisation's first steps are done.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a step of its own, in no order"
)]
pub(crate) struct Start {
    /// A provider is connected.
    provider: bool,
    /// One has a credential, or needs none.
    credential: bool,
    /// A provider has answered as it does to those it accepts: when this gateway checked it or asked for the models, or in
    /// a call.
    credential_checked: bool,
    /// One offers a model.
    model: bool,
    /// A key was created.
    key: bool,
    /// A call is in the log.
    request: bool,
}

/// Which first steps are done?
///
/// Cheap enough to be asked again and again while somebody takes them.
#[utoipa::path(get, path = "/api/start", tag = "session",
    responses((status = 200, description = "The steps", body = Start)))]
pub(crate) async fn show(
    admin: Admin,
    log: Data<jetstream::Context>,
) -> Result<Json<Start>, Problem> {
    let (view, steps) = (admin.view()?, &admin.steps);
    let request = steps.has_called(&log, admin.organization).await?;
    let checked = steps.with(|seen| seen.checked.contains(&admin.organization));
    let mut providers = view.providers.values();
    Ok(Json(Start {
        provider: !view.providers.is_empty(),
        credential: providers
            .clone()
            .any(|one| !one.credentials.is_empty() || one.is_unsigned()),
        credential_checked: checked || request,
        model: providers.any(|one| !one.models.is_empty()),
        key: view.has_keys,
        request,
    }))
}
