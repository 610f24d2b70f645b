//! Every event of the system, one variant a noun.
use crate::{activity, api_key, idempotency_key, organization, provider, request, route, session};
use schemars::JsonSchema;
use serde::Serialize;

/// What can be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Event {
    /// Of an organisation.
    Organization(organization::Event),
    /// Of a provider, its credentials and its models.
    Provider(provider::Event),
    /// Of a route.
    Route(route::Event),
    /// Of an API key.
    ApiKey(api_key::Event),
    /// Of an idempotency key.
    IdempotencyKey(idempotency_key::Event),
    /// Of a call through the gateway.
    Request(request::Event),
    /// Of a browser's session.
    Session(session::Event),
    /// Of what was done besides.
    Activity(activity::Event),
}

macro_rules! nouns {
    ($($variant:ident => $event:ty;)+) => {$(
        impl From<$event> for Event {
            fn from(event: $event) -> Self {
                Self::$variant(event)
            }
        }

        impl TryFrom<Event> for $event {
            type Error = Event;

            fn try_from(event: Event) -> Result<Self, Event> {
                if let Event::$variant(event) = event {
                    Ok(event)
                } else {
                    Err(event)
                }
            }
        }
    )+};
}

nouns! {
    Organization => organization::Event;
    Provider => provider::Event;
    Route => route::Event;
    ApiKey => api_key::Event;
    IdempotencyKey => idempotency_key::Event;
    Request => request::Event;
    Session => session::Event;
    Activity => activity::Event;
}
