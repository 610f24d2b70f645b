//! One management request: who asks, for which organisation, and the way to change its configuration.
use super::{start::FirstSteps, version::Expected};
use crate::{
    activity::{Activity, Doer},
    auth::{
        Authenticator, Begun, Caller, Identified, Session, TooLong, Unauthenticated, bearer,
        identify, in_named_organization, may_manage,
    },
    live::{Live, OrganizationView, Snapshot},
    problem::{Problem, Reason},
    request_id,
};
use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use domain::{
    Aggregate, AggregateId,
    activity::{self, AuditedStream, Exported},
    actor::{Actor, ActorKind},
    api_key::{ApiKey, State},
    id::{ApiKeyId, OrganizationId},
    time::Timestamp,
};
use infra::{
    clock,
    event_log::{By, EventLog, Executed, Executor, JetStreamLog, Recordable, Recorded, Sequence},
};
use std::{
    future::{Ready, ready},
    sync::Arc,
    time::Duration,
};
use tokio::time::timeout;
use uuid::Uuid;

/// The longest wait until this gateway has folded its own commit.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest wait for something that an answer can do without.
const BRIEFLY: Duration = Duration::from_secs(1);
/// How often a change is made again because somebody else changed the same thing.
const ATTEMPTS: u32 = 8;

/// Somebody who may manage an organisation, at work on it.
pub(crate) struct Admin {
    /// Who.
    pub(crate) actor: Actor,
    /// On which organisation.
    pub(crate) organization: OrganizationId,
    /// By which request, as its answer names it.
    pub(crate) request: Uuid,
    executor: Data<Executor<JetStreamLog>>,
    live: Data<Live>,
    /// Which of the organisation's first steps are done.
    pub(super) steps: Data<FirstSteps>,
    activity: Data<Activity>,
}

impl FromRequest for Admin {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(admit(request))
    }
}

/// The platform's operator, at work on an organisation.
pub(crate) struct Operator(pub(crate) Admin);

impl FromRequest for Operator {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(admit(request).and_then(operator))
    }
}

fn operator(admin: Admin) -> Result<Operator, Problem> {
    if admin.actor.kind == ActorKind::Operator {
        return Ok(Operator(admin));
    }
    let detail = "only the operator's token may do this";
    Err(Problem::new(Reason::Forbidden, detail))
}

fn admit(request: &HttpRequest) -> Result<Admin, Problem> {
    let live = of_app::<Live>(request)?;
    let caller = caller(request, &live)?;
    Ok(Admin {
        actor: caller.actor,
        organization: caller.organization,
        request: request_id::of(request).unwrap_or_else(Uuid::now_v7),
        executor: of_app(request)?,
        live,
        steps: of_app(request)?,
        activity: of_app(request)?,
    })
}

fn of_app<T: 'static>(request: &HttpRequest) -> Result<Data<T>, Problem> {
    let part = request.app_data::<Data<T>>().cloned();
    part.ok_or_else(|| Problem::new(Reason::Internal, "a part of the gateway is not set up"))
}

/// Who manages, in the organisation that they act in.
fn caller(request: &HttpRequest, live: &Live) -> Result<Arc<Caller>, Problem> {
    let authenticator = of_app::<Authenticator>(request)?;
    let identified = identified(request, &authenticator, live)?;
    may_manage(&identified.caller, request, clock::now())?;
    moved(identified.caller, request, live)
}

/// Who sent a request below `/api`.
fn identified(
    request: &HttpRequest,
    authenticator: &Authenticator,
    live: &Live,
) -> Result<Identified, Unauthenticated> {
    let token = bearer(request.headers());
    identify(
        (request, token),
        authenticator,
        &live.snapshot(),
        clock::now(),
    )
}

/// The caller in the organisation that they act in.
fn moved(caller: Arc<Caller>, request: &HttpRequest, live: &Live) -> Result<Arc<Caller>, Problem> {
    let caller = in_named_organization(caller, request);
    match live.snapshot().organization(caller.organization) {
        None if caller.is_operator() => Err(Problem::not_found("organisation")),
        Some(_) | None => Ok(caller),
    }
}

/// Somebody who signs in or out, or asks who they are.
pub(crate) struct Visitor {
    authenticator: Data<Authenticator>,
    executor: Data<Executor<JetStreamLog>>,
    pub(super) live: Data<Live>,
    pub(super) activity: Data<Activity>,
}

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parts = || {
            Ok(Self {
                authenticator: of_app(request)?,
                executor: of_app(request)?,
                live: of_app(request)?,
                activity: of_app(request)?,
            })
        };
        ready(parts())
    }
}

impl Visitor {
    /// Who sent a request.
    pub(super) fn identified(&self, request: &HttpRequest) -> Result<Identified, Unauthenticated> {
        identified(request, &self.authenticator, &self.live)
    }

    /// The caller in the organisation that the request names.
    pub(super) fn moved(
        &self,
        caller: Arc<Caller>,
        request: &HttpRequest,
    ) -> Result<Arc<Caller>, Problem> {
        moved(caller, request, &self.live)
    }

    /// Who holds `token`.
    pub(super) fn sign_in(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Arc<Caller>, Unauthenticated> {
        let snapshot = self.live.snapshot();
        self.authenticator.authenticate(token, &snapshot, now)
    }

    /// A session for who holds `token`.
    pub(super) fn begin_session(
        &self,
        token: &str,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Begun, TooLong> {
        self.authenticator.begin_session(token, caller, now)
    }

    /// Ends the session for every gateway; this one knows when it returns.
    pub(super) async fn end_session(
        &self,
        caller: &Caller,
        session: &Session,
        cause: Option<Uuid>,
    ) -> Result<(), Problem> {
        let aggregate = domain::session::Session::aggregate_id(caller.organization, session.id);
        let by = By {
            actor: caller.actor,
            cause,
            now: clock::now(),
        };
        let end = domain::session::Command::End {
            ends_at: session.ends_at,
        };
        let executed = self.executor.execute(&aggregate, by, end).await;
        let executed: Executed<domain::session::Session> = executed?;
        read_own(&self.live, executed.sequence).await
    }

    /// A key's name; nothing while the log is away.
    pub(super) async fn key_name(
        &self,
        organization: OrganizationId,
        api_key: ApiKeyId,
    ) -> Option<String> {
        let aggregate = ApiKey::aggregate_id(organization, api_key);
        let state = timeout(BRIEFLY, self.executor.state::<ApiKey>(&aggregate)).await;
        match &*state.ok()?.ok()?.0 {
            State::Active(key) => Some(key.value.name.clone()),
            State::Absent | State::Revoked(_) => None,
        }
    }
}

impl Admin {
    /// Who manages by this request.
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, Problem> {
        admit(request)
    }

    /// What this gateway knows of every organisation, as of now.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.live.snapshot()
    }

    /// What this gateway knows of the organisation.
    pub(crate) fn view(&self) -> Result<Arc<OrganizationView>, Problem> {
        let snapshot = self.live.snapshot();
        let view = snapshot.organization(self.organization).cloned();
        view.ok_or_else(|| Problem::not_found("organisation"))
    }

    /// What this gateway knows of every organisation, by name. For the operator.
    pub(crate) fn organizations(&self) -> Vec<Arc<OrganizationView>> {
        let snapshot = self.live.snapshot();
        let created = snapshot
            .organizations
            .values()
            .filter(|one| !one.name.is_empty());
        let mut all: Vec<_> = created.cloned().collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }

    /// Records that a file is taken out of the hub, before it is.
    pub(crate) async fn takes(
        &self,
        what: Exported,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
    ) -> Result<(), Problem> {
        let taken = activity::Event::ExportTaken { what, from, to };
        Ok(self.activity.record(self.doer(), taken).await?)
    }

    /// Records that a stream of the log is read, before it is.
    pub(crate) async fn reads(&self, stream: AuditedStream) -> Result<(), Problem> {
        Ok(self.activity.read(self.doer(), stream).await?)
    }

    const fn doer(&self) -> Doer {
        Doer {
            organization: self.organization,
            actor: self.actor,
            cause: Some(self.request),
        }
    }

    /// How far this gateway has folded CONTROL.
    pub(crate) fn folded(&self) -> Sequence {
        self.live.folded()
    }

    /// The commits of one aggregate.
    pub(crate) async fn commits(&self, aggregate: &AggregateId) -> Result<Vec<Recorded>, Problem> {
        Ok(self.executor.log().load(aggregate, 0).await?)
    }

    /// Executes a command and waits until this gateway has folded what it led to.
    pub(crate) async fn execute<D: Recordable>(
        &self,
        aggregate: &AggregateId,
        cause: Uuid,
        command: D::Command,
    ) -> Result<Executed<D>, Problem>
    where
        Problem: From<D::Error>,
    {
        let by = By {
            actor: self.actor,
            cause: Some(cause),
            now: clock::now(),
        };
        let executed = self.executor.execute::<D>(aggregate, by, command).await?;
        read_own(&self.live, executed.sequence).await?;
        Ok(executed)
    }

    /// Executes the command that `command` makes of the newest state; again, where somebody was faster and
    /// the client insists on no version.
    pub(crate) async fn change<D: Recordable>(
        &self,
        aggregate: &AggregateId,
        Expected(expected): Expected,
        command: impl Fn(&D::State) -> Result<D::Command, D::Error>,
    ) -> Result<Executed<D>, Problem>
    where
        Problem: From<D::Error>,
    {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let (state, _) = self.executor.state::<D>(aggregate).await?;
            let executed = self
                .execute(aggregate, self.request, command(&state)?)
                .await;
            match executed {
                Err(problem)
                    if problem.reason() == Reason::PreconditionFailed
                        && expected.is_none()
                        && attempt < ATTEMPTS => {}
                done => return done,
            }
        }
    }
}

/// Waits until this gateway has folded the commit at `sequence`.
async fn read_own(live: &Live, sequence: Sequence) -> Result<(), Problem> {
    match timeout(PATIENCE, live.reached(sequence)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Problem::new(
            Reason::NotCaughtUp,
            "the change was recorded, but this gateway does not see it yet: read it again shortly",
        )),
    }
}
