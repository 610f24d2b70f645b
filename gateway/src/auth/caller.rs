//! A caller, and what they may do.
use super::{Denied, Known, Unauthenticated, restrictions::Restrictions, token::KeyFacts};
use crate::live::OrganizationView;
use domain::{
    actor::Actor,
    api_key::{ApiKeySettings, Scope},
    id::{ApiKeyId, OrganizationId},
    request::CalledBy,
    time::Timestamp,
};
use std::{net::IpAddr, sync::Arc};

/// What a caller without restrictions takes in memory, roughly, with its place in a cache.
const PLAIN_BYTES: usize = 1 << 10;

/// Somebody known, by a token that is good.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The organisation that they act in.
    pub organization: OrganizationId,
    /// Who acts.
    pub actor: Actor,
    /// The key and its owner, as a call records them.
    pub called_by: CalledBy,
    rights: Rights,
}

#[derive(Clone, Debug)]
enum Rights {
    Operator,
    Key {
        api_key: ApiKeyId,
        /// What the key may do; the name is empty where it was read from a token.
        settings: Arc<ApiKeySettings>,
        restrictions: Option<Arc<Restrictions>>,
    },
}

/// Something that a caller wants to do.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// What for.
    pub scope: Scope,
    /// The model as `provider/model`, where it is about one.
    pub model: Option<&'a str>,
    /// Where the caller's connection comes from, where that is known.
    pub source_ip: Option<IpAddr>,
    /// When.
    pub now: Timestamp,
}

impl Caller {
    pub(super) const fn operator(organization: OrganizationId) -> Self {
        Self {
            organization,
            actor: Actor::OPERATOR,
            called_by: CalledBy {
                api_key: None,
                user: None,
            },
            rights: Rights::Operator,
        }
    }

    pub(super) fn key(key: KeyFacts, restrictions: Option<Restrictions>) -> Self {
        Self {
            organization: key.organization,
            actor: Actor::api_key(key.api_key, key.owner),
            called_by: CalledBy {
                api_key: Some(key.api_key),
                user: key.owner,
            },
            rights: Rights::Key {
                api_key: key.api_key,
                settings: Arc::new(key.settings),
                restrictions: restrictions.map(Arc::new),
            },
        }
    }

    /// Whether it is the platform's operator, who may do everything.
    #[must_use]
    pub const fn is_operator(&self) -> bool {
        matches!(self.rights, Rights::Operator)
    }

    /// The key, and what it may do before what its holders took away; nothing for the operator.
    #[must_use]
    pub fn key_settings(&self) -> Option<(ApiKeyId, &ApiKeySettings)> {
        match &self.rights {
            Rights::Operator => None,
            Rights::Key {
                api_key, settings, ..
            } => Some((*api_key, settings)),
        }
    }

    /// The operator acting in another organisation; nothing for a key, which never leaves its own.
    #[must_use]
    pub fn acting_in(&self, organization: OrganizationId) -> Option<Self> {
        self.is_operator().then(|| Self::operator(organization))
    }

    /// Whether this call may be made: by the key's scopes, models and expiry, and by every restriction that
    /// a holder appended.
    ///
    /// # Errors
    /// When it may not.
    pub fn may_call(&self, call: &Call<'_>) -> Result<(), Denied> {
        let Rights::Key {
            settings,
            restrictions,
            ..
        } = &self.rights
        else {
            return Ok(());
        };
        if !settings.scopes.contains(&call.scope) {
            return Err(Denied::Scope);
        }
        if has_ended(settings, call.now) {
            return Err(Denied::Expired);
        }
        let allowed = |model| settings.models.iter().any(|models| models.matches(model));
        if !call.model.is_none_or(allowed) {
            return Err(Denied::Model);
        }
        match restrictions {
            Some(restrictions) => restrictions.check(call),
            None => Ok(()),
        }
    }

    /// This caller as the newest snapshot has them: the same where nothing changed since the token was made.
    pub(super) fn current(
        self: Arc<Self>,
        view: Option<&OrganizationView>,
        now: Timestamp,
    ) -> Result<Arc<Self>, Unauthenticated> {
        let Rights::Key {
            api_key, settings, ..
        } = &self.rights
        else {
            return Ok(self);
        };
        if view.is_some_and(|view| view.revoked_keys.contains(api_key)) {
            return Err(Unauthenticated::Revoked(self.known()));
        }
        let changed = view.and_then(|view| view.changed_keys.get(api_key));
        if has_ended(changed.unwrap_or(settings), now) {
            return Err(Unauthenticated::Expired(self.known()));
        }
        match changed {
            Some(settings) => Ok(Arc::new(self.with_settings(settings))),
            None => Ok(self),
        }
    }

    /// The memory that the caller takes, roughly.
    pub(super) fn bytes(&self) -> usize {
        let restrictions = match &self.rights {
            Rights::Key { restrictions, .. } => restrictions.as_deref(),
            Rights::Operator => None,
        };
        PLAIN_BYTES + restrictions.map_or(0, Restrictions::bytes)
    }

    fn with_settings(&self, changed: &Arc<ApiKeySettings>) -> Self {
        let mut caller = self.clone();
        if let Rights::Key { settings, .. } = &mut caller.rights {
            settings.clone_from(changed);
        }
        caller
    }

    /// Whose token it is, for a record.
    pub(crate) const fn known(&self) -> Known {
        Known {
            organization: self.organization,
            called_by: self.called_by,
        }
    }
}

fn has_ended(settings: &ApiKeySettings, now: Timestamp) -> bool {
    settings.expires_at.is_some_and(|end| end <= now)
}
