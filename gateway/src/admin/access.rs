//! One management request: who asks, for which organisation, and the way to change its configuration.
use super::version::Expected;
use crate::{
    auth::{Authenticator, Caller, bearer, in_named_organization, may_manage},
    live::{Live, OrganizationView, Snapshot},
    problem::{Problem, Reason},
    request_id,
};
use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use domain::{
    AggregateId,
    actor::{Actor, ActorKind},
    id::OrganizationId,
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
    })
}

fn of_app<T: 'static>(request: &HttpRequest) -> Result<Data<T>, Problem> {
    let part = request.app_data::<Data<T>>().cloned();
    part.ok_or_else(|| Problem::new(Reason::Internal, "a part of the gateway is not set up"))
}

/// Who manages, in the organisation that they act in.
fn caller(request: &HttpRequest, live: &Live) -> Result<Arc<Caller>, Problem> {
    let (snapshot, now) = (live.snapshot(), clock::now());
    let token = bearer(request.headers()).unwrap_or_default();
    let caller = of_app::<Authenticator>(request)?.authenticate(token, &snapshot, now)?;
    may_manage(&caller, request, now)?;
    let caller = in_named_organization(caller, request);
    match snapshot.organization(caller.organization) {
        None if caller.is_operator() => Err(Problem::not_found("organisation")),
        Some(_) | None => Ok(caller),
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
        self.read_own(executed.sequence).await?;
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

    async fn read_own(&self, sequence: Sequence) -> Result<(), Problem> {
        match timeout(PATIENCE, self.live.reached(sequence)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Problem::new(
                Reason::NotCaughtUp,
                "the change was recorded, but this gateway does not see it yet: read it again shortly",
            )),
        }
    }
}
