//! By what calls are grouped and told apart.
use crate::problem::Problem;
use serde::Serialize;
use utoipa::ToSchema;

/// One property of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Dimension {
    Model,
    Provider,
    User,
    Key,
    App,
    Organization,
    Status,
    Operation,
}

impl Dimension {
    pub(super) const ALL: [Self; 8] = [
        Self::Model,
        Self::Provider,
        Self::User,
        Self::Key,
        Self::App,
        Self::Organization,
        Self::Status,
        Self::Operation,
    ];

    /// Its name in the API.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Provider => "provider",
            Self::User => "user",
            Self::Key => "key",
            Self::App => "app",
            Self::Organization => "organization",
            Self::Status => "status",
            Self::Operation => "operation",
        }
    }

    /// Its column in every table; calls are not told apart by application yet.
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::Model => "t.model",
            Self::Provider => "t.provider",
            Self::User => "t.user_id",
            Self::Key => "t.api_key",
            Self::App => "toUUID('00000000-0000-0000-0000-000000000000')",
            Self::Organization => "t.organization",
            Self::Status => "t.outcome",
            Self::Operation => "t.operation",
        }
    }

    /// Whether its values are ids, of which the nil one stands for none.
    pub(super) const fn is_id(self) -> bool {
        match self {
            Self::User | Self::Key | Self::App | Self::Organization => true,
            Self::Model | Self::Provider | Self::Status | Self::Operation => false,
        }
    }

    /// What `group_by` names: each once, in order.
    pub(super) fn list(text: &str) -> Result<Vec<Self>, Problem> {
        let mut list = Vec::new();
        for name in text.split(',').filter(|name| !name.is_empty()) {
            let found = Self::ALL.into_iter().find(|one| one.as_str() == name);
            let Some(dimension) = found.filter(|one| !list.contains(one)) else {
                let known = Self::ALL.map(Self::as_str).join(", ");
                let detail = format!("any of {known}, each once, separated by commas");
                return Err(Problem::invalid("/group_by", detail));
            };
            list.push(dimension);
        }
        Ok(list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_each_once() {
        let list = Dimension::list("provider,model").unwrap();
        assert_eq!(list, [Dimension::Provider, Dimension::Model]);
        assert_eq!(Dimension::list("").unwrap(), []);
        for text in ["models", "model,model", "model, key"] {
            assert!(Dimension::list(text).is_err(), "{text}");
        }
    }
}
