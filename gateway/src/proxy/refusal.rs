//! Calls that are turned away: what their clients are told, and what is recorded of them.
use super::{
    Arrival, Proxy,
    admission::{Admitted, Endpoint},
    record::{Party, record},
};
use crate::{auth::Unauthenticated, openai::error::ApiError};
use actix_web::HttpResponse;
use domain::{
    actor::Actor,
    request::{Event, Operation, RefusalReason, Refused},
};

/// A call that was turned away, and as much as is known of it.
pub(super) struct Refusal {
    error: ApiError,
    reason: RefusalReason,
    party: Option<Party>,
    requested_model: Option<String>,
}

impl Refusal {
    /// Of a caller who is known.
    pub(super) fn of(party: &Party, error: ApiError) -> Self {
        Self {
            reason: error.refusal(),
            error,
            party: Some(*party),
            requested_model: None,
        }
    }

    /// With the model that was asked for.
    pub(super) fn for_model(self, requested_model: String) -> Self {
        Self {
            requested_model: Some(requested_model),
            ..self
        }
    }

    /// What the client is told, where nothing is recorded.
    pub(super) fn into_error(self) -> ApiError {
        self.error
    }

    /// A call whose admission cannot be recorded.
    pub(super) fn unrecordable(admitted: &Admitted) -> Self {
        let requested_model = admitted.call.requested_model.clone();
        Self::of(&admitted.party, ApiError::log_unavailable()).for_model(requested_model)
    }

    /// Records the refusal, and tells the client.
    pub(super) fn answer(
        &self,
        proxy: &Proxy,
        arrival: &Arrival,
        endpoint: Endpoint,
    ) -> HttpResponse {
        self.record(proxy, arrival, endpoint.operation);
        let mut head = self.error.head();
        head.insert_header(("x-request-id", arrival.request.to_string()));
        head.body(endpoint.format.error_body(&self.error))
    }

    /// Records the refusal where it is known whose it is; a stranger's leaves no record, only a count.
    fn record(&self, proxy: &Proxy, arrival: &Arrival, operation: Operation) {
        let refused = Refused {
            request: arrival.request,
            called_by: self.party.map(|party| party.called_by).unwrap_or_default(),
            operation,
            requested_model: self.requested_model.clone(),
            reason: self.reason,
            http_status: self.error.status.as_u16(),
            started_at: arrival.at,
            latency_micros: arrival.elapsed_micros(),
        };
        proxy.metrics.refused(&refused);
        let Some(party) = self.party else {
            return;
        };
        let recorded = record(&proxy.journal, &party, arrival, Event::Refused(refused));
        if let Err(error) = recorded {
            tracing::warn!(%error, request = %arrival.request, "a refusal could not be recorded");
        }
    }
}

impl From<Unauthenticated> for Refusal {
    fn from(unauthenticated: Unauthenticated) -> Self {
        let message = match &unauthenticated {
            Unauthenticated::Missing => "No API key. Send it as `Authorization: Bearer KEY`.",
            Unauthenticated::Invalid => "Incorrect API key.",
            Unauthenticated::Revoked(_) => "This API key was revoked.",
            Unauthenticated::Expired(_) => "This API key has expired.",
            Unauthenticated::SessionEnded => "The session has ended. Sign in again.",
            Unauthenticated::Unproven => {
                "Send the session's `csrf_token`, as GET /api/me tells it, in `x-csrf-token`."
            }
        };
        let (reason, known) = match unauthenticated {
            Unauthenticated::Revoked(known) => (RefusalReason::KeyRevoked, Some(known)),
            Unauthenticated::Expired(known) => (RefusalReason::KeyExpired, Some(known)),
            Unauthenticated::Missing
            | Unauthenticated::Invalid
            | Unauthenticated::SessionEnded
            | Unauthenticated::Unproven => (RefusalReason::InvalidRequest, None),
        };
        let error = if unauthenticated == Unauthenticated::Unproven {
            ApiError::forbidden("csrf_token_required", message)
        } else {
            ApiError::unauthenticated(message)
        };
        let party = known.and_then(|known| {
            let api_key = known.called_by.api_key?;
            Some(Party {
                organization: known.organization,
                actor: Actor::api_key(api_key, known.called_by.user),
                called_by: known.called_by,
            })
        });
        Self {
            error,
            reason,
            party,
            requested_model: None,
        }
    }
}
