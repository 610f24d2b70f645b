//! Whose calls are shown.
use super::warehouse::Statement;
use crate::{admin::Admin, auth::named_organization, problem::Problem};
use actix_web::HttpRequest;
use domain::{actor::ActorKind, id::OrganizationId};
use uuid::Uuid;

/// The organisations whose calls a caller is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Every one.
    All,
    /// These.
    These(Vec<Uuid>),
}

impl Scope {
    /// What `admin` is shown: their organisation; the operator, who names none, those that they ask for, or
    /// all where they ask for each by itself.
    pub(super) fn of(
        admin: &Admin,
        request: &HttpRequest,
        asked: &[&str],
        each: Each,
    ) -> Result<Self, Problem> {
        let asked = asked.iter().map(|text| organization(text));
        let asked: Vec<Uuid> = asked.collect::<Result<_, _>>()?;
        let free = admin.actor.kind == ActorKind::Operator
            && named_organization(request.headers()).is_none()
            && (each == Each::Apart || !asked.is_empty());
        let OrganizationId(own) = admin.organization;
        Ok(match (free, asked.is_empty()) {
            (true, true) => Self::All,
            (true, false) => Self::These(asked),
            (false, true) => Self::These(vec![own]),
            (false, false) => Self::These(asked.into_iter().filter(|one| *one == own).collect()),
        })
    }

    /// The condition that every statement has.
    pub(super) const fn condition(&self) -> &'static str {
        match self {
            Self::All => "1",
            Self::These(one) if one.len() == 1 => "t.organization = {organization:UUID}",
            Self::These(_) => "t.organization IN {organizations:Array(UUID)}",
        }
    }

    /// Says which organisations they are.
    pub(super) fn bind(&self, statement: Statement) -> Statement {
        match self {
            Self::All => statement,
            Self::These(these) => match these.as_slice() {
                [one] => statement.with("organization", one.to_string()),
                these => {
                    let these: Vec<String> = these.iter().map(Uuid::to_string).collect();
                    statement.with("organizations", these)
                }
            },
        }
    }
}

/// Whether organisations are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Each {
    Together,
    Apart,
}

fn organization(text: &str) -> Result<Uuid, Problem> {
    let expected = || Problem::invalid("/organization", "the id of an organisation");
    text.parse().map_err(|_| expected())
}
