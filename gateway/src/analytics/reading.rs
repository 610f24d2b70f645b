//! One request to the analytics: who asks, what for, and where the answer is.
use super::{
    names::Names,
    parameters::Parameters,
    period::Period,
    scope::{Each, Scope},
    warehouse::{Analytics, AnalyticsError},
};
use crate::{admin::Admin, directory::Directory, problem::Problem};
use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Data};
use domain::activity::Exported;
use std::future::{Ready, ready};

/// Somebody who may manage, and what they want to know.
pub(super) struct Reading {
    pub(super) admin: Admin,
    pub(super) request: HttpRequest,
    pub(super) parameters: Parameters,
    analytics: Option<Data<Analytics>>,
    directory: Option<Data<Directory>>,
}

impl FromRequest for Reading {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(reading(request))
    }
}

fn reading(request: &HttpRequest) -> Result<Reading, Problem> {
    Ok(Reading {
        admin: Admin::of(request)?,
        parameters: Parameters::parse(request.query_string())?,
        analytics: request.app_data().cloned(),
        directory: request.app_data().cloned(),
        request: request.clone(),
    })
}

impl Reading {
    /// The analytics, where this gateway has some.
    pub(super) fn analytics(&self) -> Result<&Analytics, Problem> {
        let analytics = self.analytics.as_ref();
        Ok(analytics.ok_or(AnalyticsError::Absent)?.get_ref())
    }

    /// Records that a file with what is of `period` is taken out of the hub, before it is.
    pub(super) async fn exports(&self, what: Exported, period: Period) -> Result<(), Problem> {
        let Period { from, to } = period;
        self.admin.takes(what, Some(from), Some(to)).await
    }

    /// What is called how, as of now.
    pub(super) fn names(&self) -> Names {
        let directory = self.directory.clone();
        Names::new(&self.admin, directory.map(Data::into_inner))
    }

    /// Whose calls are shown.
    pub(super) fn scope(&self, each: Each) -> Result<Scope, Problem> {
        let asked = self.parameters.many("organization")?;
        Scope::of(&self.admin, &self.request, &asked, each)
    }
}
