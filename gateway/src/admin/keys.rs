//! `/api/keys`: API keys. The token is shown once, when its key is created.
use super::{
    access::Admin,
    answer::{created, gone, shown},
    body::{Body, Clearable, given},
    creation::{Creation, CreationParameters},
    field::{Label, Several, described},
    key_history::History,
    page::{List, Page},
    version::{ChangeParameters, Expected},
};
use crate::{
    auth::{Authenticator, KeyFacts},
    directory::{Directory, KeyPlace, ListedKey},
    problem::{Problem, ProblemBody, Reason},
};
use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use domain::{
    Aggregate, AggregateId,
    api_key::{ApiKey, ApiKeySettings, Command, Error, ModelPattern, Scope, State},
    id::{ApiKeyId, UserId},
    time::Timestamp,
};
use infra::clock;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Says that a list may lack the newest changes.
const STALE: &str = "x-hub-stale";
/// The longest wait for the directory to read what this gateway has.
const PATIENCE: Duration = Duration::from_secs(2);

/// Names a key in a path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes the path")]
pub(crate) struct KeyPath {
    /// The key.
    id: Uuid,
}

/// The parameters of the list of keys.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Page` and `place_of` read")]
pub(crate) struct KeyPageParameters {
    /// The most items to return.
    #[param(minimum = 1, maximum = 500, default = 50, required = false)]
    limit: u16,
    /// `next_cursor` of the page before; the first page where absent.
    #[param(required = false, pattern = "^(3[0-9]|6[1-6]){48}$")]
    cursor: String,
}

/// A key to create.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "billing-app", "scopes": ["chat", "models"], "models": ["openai/*"], "expires_at": "2027-12-31T23:59:59Z"}))]
pub(crate) struct NewKey {
    name: Label,
    /// What it may be used for; every kind of call, but not `manage`, where absent.
    #[schema(value_type = Option<Vec<described::Scope>>, min_items = 1, max_items = 64)]
    scopes: Option<Several<Scope>>,
    /// Which models it may call; all where absent.
    #[schema(value_type = Option<Vec<described::ModelPattern>>, min_items = 1, max_items = 64)]
    models: Option<Several<ModelPattern>>,
    /// When it ends; never where absent.
    #[schema(value_type = Option<described::Timestamp>)]
    expires_at: Option<Timestamp>,
}

/// What to change of a key: what is absent stays, what is null is cleared. Holds from the next call on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"models": ["openai/gpt-4o-mini"], "expires_at": null}))]
pub(crate) struct KeyChange {
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Label, required = false)]
    name: Option<Label>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Vec<described::Scope>, required = false, min_items = 1, max_items = 64)]
    scopes: Option<Several<Scope>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Vec<described::ModelPattern>, required = false, min_items = 1, max_items = 64)]
    models: Option<Several<ModelPattern>>,
    #[serde(default)]
    #[schema(value_type = Option<described::Timestamp>)]
    expires_at: Clearable<Timestamp>,
}

/// Whether a key can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyState {
    /// It can.
    Active,
    /// Its end is past.
    Expired,
    /// It was revoked, for ever.
    Revoked,
}

/// A key, without its token.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Key)]
pub(crate) struct KeyResource {
    #[schema(value_type = Uuid)]
    id: ApiKeyId,
    name: String,
    #[schema(value_type = Vec<described::Scope>)]
    scopes: Vec<String>,
    #[schema(value_type = Vec<described::ModelPattern>)]
    models: Vec<String>,
    #[schema(value_type = Option<described::Timestamp>, required)]
    expires_at: Option<Timestamp>,
    /// The person whose key it is.
    #[schema(value_type = Option<Uuid>, required)]
    owner: Option<UserId>,
    state: KeyState,
    #[schema(value_type = Option<described::Timestamp>, required)]
    revoked_at: Option<Timestamp>,
    #[schema(value_type = described::Timestamp)]
    created_at: Timestamp,
    #[schema(value_type = described::Timestamp)]
    updated_at: Timestamp,
}

/// A key with its token, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CreatedKey {
    #[serde(flatten)]
    key: KeyResource,
    /// What to send as `Authorization: Bearer`.
    token: String,
}

impl From<ListedKey> for KeyResource {
    fn from(key: ListedKey) -> Self {
        Self {
            id: key.id,
            name: key.name,
            scopes: key.scopes,
            models: key.models,
            expires_at: key.expires_at,
            owner: key.owner,
            state: state(key.revoked_at, key.expires_at),
            revoked_at: key.revoked_at,
            created_at: key.created_at,
            updated_at: key.updated_at,
        }
    }
}

impl KeyResource {
    fn of(id: ApiKeyId, history: &History) -> Self {
        let settings = history.settings.clone();
        let name = |scope: &Scope| scope.as_str().to_owned();
        Self {
            id,
            name: settings.name,
            scopes: settings.scopes.iter().map(name).collect(),
            models: settings.models.into_iter().map(Into::into).collect(),
            expires_at: settings.expires_at,
            owner: history.owner,
            state: state(history.revoked_at, settings.expires_at),
            revoked_at: history.revoked_at,
            created_at: history.created_at,
            updated_at: history.updated_at,
        }
    }
}

impl NewKey {
    fn settings(self) -> ApiKeySettings {
        ApiKeySettings {
            name: self.name.into(),
            scopes: self
                .scopes
                .map_or_else(|| Scope::CALLS.to_vec(), Into::into),
            models: self
                .models
                .map_or_else(|| vec![ModelPattern::any()], Into::into),
            expires_at: self.expires_at,
        }
    }
}

impl KeyChange {
    fn applied_to(&self, settings: &ApiKeySettings) -> ApiKeySettings {
        let mut settings = settings.clone();
        if let Some(name) = &self.name {
            settings.name = name.clone().into();
        }
        if let Some(scopes) = &self.scopes {
            settings.scopes = scopes.clone().into();
        }
        if let Some(models) = &self.models {
            settings.models = models.clone().into();
        }
        self.expires_at.write(&mut settings.expires_at);
        settings
    }
}

fn state(revoked_at: Option<Timestamp>, expires_at: Option<Timestamp>) -> KeyState {
    if revoked_at.is_some() {
        KeyState::Revoked
    } else if expires_at.is_some_and(|end| end <= clock::now()) {
        KeyState::Expired
    } else {
        KeyState::Active
    }
}

/// List keys
///
/// Newest first, those that ended too. With `x-hub-stale: true` the newest changes may be missing.
#[utoipa::path(get, path = "/api/keys", tag = "keys", params(KeyPageParameters),
    responses((status = 200, description = "One page", body = List<KeyResource>,
        headers(("x-hub-stale" = bool, description = "Present where the newest changes may be missing")))))]
pub(crate) async fn list(
    admin: Admin,
    page: Page,
    directory: Option<Data<Directory>>,
) -> Result<HttpResponse, Problem> {
    let no_directory = || {
        Problem::new(
            Reason::DirectoryUnavailable,
            "this gateway was started without Postgres: set HUB_POSTGRES_URL",
        )
    };
    let directory = directory.ok_or_else(no_directory)?;
    let after = page.after.as_deref().map(place_of).transpose()?;
    let fresh = directory.reached(admin.folded(), PATIENCE).await?;
    let keys = directory
        .api_keys(admin.organization, after, page.limit + 1)
        .await?;
    let list = page.of(keys.into_iter().map(KeyResource::from), place);
    let mut answer = HttpResponse::Ok();
    if !fresh {
        answer.insert_header((STALE, "true"));
    }
    Ok(answer.json(list))
}

/// Create a key
///
/// The answer holds its token, which is not shown again.
#[utoipa::path(post, path = "/api/keys", tag = "keys", params(CreationParameters),
    request_body = NewKey,
    responses((status = 201, description = "The key, with its token", body = CreatedKey,
        headers(("ETag" = String, description = "Its version"), ("Location" = String, description = "Where it is")))))]
pub(crate) async fn add(
    admin: Admin,
    creation: Creation,
    authenticator: Data<Authenticator>,
    body: Body<NewKey>,
) -> Result<HttpResponse, Problem> {
    let settings = body.value.settings();
    let command = creation.command(&admin, &body.bytes).await?;
    let id = ApiKeyId::created_by(command);
    let owner = admin.actor.on_behalf_of;
    let create = Command::Create {
        command,
        owner,
        settings,
    };
    let done = admin
        .execute::<ApiKey>(&aggregate(&admin, id), command.0, create)
        .await;
    match done {
        // The request that created the key, once more: changed since, it is shown as it is now.
        Err(problem) if problem.reason() != Reason::IdempotencyClash => return Err(problem),
        Ok(_) | Err(_) => {}
    }
    let history = history(&admin, id).await?;
    let key = CreatedKey {
        token: authenticator.mint(&KeyFacts {
            organization: admin.organization,
            api_key: id,
            owner: history.owner,
            settings: history.settings.clone(),
        }),
        key: KeyResource::of(id, &history),
    };
    Ok(created(&format!("/api/keys/{id}"), &key, history.revision))
}

/// Show a key
#[utoipa::path(get, path = "/api/keys/{id}", tag = "keys", params(KeyPath),
    responses((status = 200, description = "The key, without its token", body = KeyResource,
        headers(("ETag" = String, description = "Its version")))))]
pub(crate) async fn show(admin: Admin, id: Path<ApiKeyId>) -> Result<HttpResponse, Problem> {
    answer(&admin, *id).await
}

/// Change a key
///
/// What is absent stays, what is null is cleared. Holds from the next call on, on every gateway.
#[utoipa::path(patch, path = "/api/keys/{id}", tag = "keys", params(KeyPath, ChangeParameters),
    request_body = KeyChange,
    responses((status = 200, description = "The key as it is now", body = KeyResource,
        headers(("ETag" = String, description = "Its version"))),
        (status = 409, description = "It was revoked", body = ProblemBody, content_type = "application/problem+json")))]
pub(crate) async fn change(
    admin: Admin,
    id: Path<ApiKeyId>,
    expected: Expected,
    body: Body<KeyChange>,
) -> Result<HttpResponse, Problem> {
    admin
        .change::<ApiKey>(&aggregate(&admin, *id), expected, |state| {
            let key = match state {
                State::Absent => Err(Error::Unknown),
                State::Revoked(_) => Err(Error::Revoked),
                State::Active(key) => Ok(key),
            }?;
            Ok(Command::Change {
                expected: Some(expected.or(key.revision)),
                settings: body.value.applied_to(&key.value),
            })
        })
        .await?;
    answer(&admin, *id).await
}

/// Revoke a key
///
/// For ever, with every key narrowed from it, on every gateway within a second. Again, it changes nothing.
#[utoipa::path(delete, path = "/api/keys/{id}", tag = "keys", params(KeyPath, ChangeParameters),
    responses((status = 204, description = "It is revoked")))]
pub(crate) async fn revoke(
    admin: Admin,
    id: Path<ApiKeyId>,
    Expected(expected): Expected,
) -> Result<HttpResponse, Problem> {
    let revoke = Command::Revoke { expected };
    admin
        .execute::<ApiKey>(&aggregate(&admin, *id), admin.request, revoke)
        .await?;
    Ok(gone())
}

fn aggregate(admin: &Admin, id: ApiKeyId) -> AggregateId {
    ApiKey::aggregate_id(admin.organization, id)
}

async fn history(admin: &Admin, id: ApiKeyId) -> Result<History, Problem> {
    let commits = admin.commits(&aggregate(admin, id)).await?;
    History::of(&commits).ok_or_else(|| Problem::not_found("key"))
}

async fn answer(admin: &Admin, id: ApiKeyId) -> Result<HttpResponse, Problem> {
    let history = history(admin, id).await?;
    Ok(shown(&KeyResource::of(id, &history), history.revision))
}

/// Fixed in length, so that every text of its form is a place: the time of creation and the id, in hex.
fn place(key: &KeyResource) -> String {
    let since = key.created_at.micros().unsigned_abs();
    format!("{since:016x}{}", key.id.0.simple())
}

fn place_of(place: &str) -> Result<KeyPlace, Problem> {
    let parsed = place.split_at_checked(16).and_then(|(since, id)| {
        let since = u64::from_str_radix(since, 16).ok()?;
        let created_at = Timestamp::from_micros(i64::try_from(since).unwrap_or(i64::MAX));
        let id = ApiKeyId(Uuid::try_parse(id).ok()?);
        Some(KeyPlace { created_at, id })
    });
    parsed.ok_or_else(|| Problem::invalid("/cursor", "take it from `next_cursor`"))
}
