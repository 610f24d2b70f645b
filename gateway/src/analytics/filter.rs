//! Which calls are meant, the same in a table, in a roll-up and in the log.
use super::{
    call::CallRow, described, dimension::Dimension, parameters::Parameters, warehouse::Statement,
};
use crate::problem::Problem;
use std::fmt::Write as _;
use utoipa::{
    IntoParams,
    openapi::{
        Ref, RefOr,
        schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type},
    },
};
use uuid::Uuid;

/// The parameters that every route takes.
pub(super) const COMMON: [&str; 8] = [
    "model",
    "provider",
    "user",
    "key",
    "app",
    "organization",
    "status",
    "operation",
];
/// What only calls one by one have.
pub(super) const OF_CALLS: [&str; 4] =
    ["failure", "requested_model", "http_status", "min_duration"];

/// Which requests are meant. Each may be repeated: any of its values will do. An empty value stands for requests
/// that have none.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Filters` reads")]
pub(super) struct FilterParameters {
    /// A provider's name for a model, or `provider/model` for one provider's; empty for those refused.
    #[param(required = false)]
    model: Vec<String>,
    /// A provider's name.
    #[param(required = false)]
    provider: Vec<String>,
    /// The owner of a key.
    #[param(required = false, schema_with = ids)]
    user: Vec<String>,
    /// A key; empty for the operator's own calls.
    #[param(required = false, schema_with = ids)]
    key: Vec<String>,
    /// An application.
    #[param(required = false, schema_with = ids)]
    app: Vec<String>,
    /// An organisation. The operator may name others than the one they act in, where `x-hub-organization` names none.
    #[param(required = false)]
    organization: Vec<Uuid>,
    /// How a request ended.
    #[param(required = false, schema_with = statuses)]
    status: Vec<String>,
    /// What was called.
    #[param(required = false, schema_with = operations)]
    operation: Vec<String>,
}

/// The same for requests one by one.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Filters` reads")]
pub(super) struct CallFilterParameters {
    /// Why a request failed or was refused, such as `upstream_timeout`; empty for those that did not.
    #[param(required = false)]
    failure: Vec<String>,
    /// The model as the client named it.
    #[param(required = false)]
    requested_model: Vec<String>,
    /// The HTTP status that the client got.
    #[param(required = false, schema_with = http_statuses)]
    http_status: Vec<String>,
    /// The least duration in milliseconds.
    #[param(required = false, minimum = 0, maximum = 4_294_967_295_u64)]
    min_duration: u32,
}

fn several(items: impl Into<RefOr<Schema>>) -> Schema {
    Schema::Array(
        ArrayBuilder::new()
            .items(items.into())
            .max_items(Some(100))
            .build(),
    )
}

fn pattern(pattern: &str) -> Schema {
    let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    several(Schema::Object(text.pattern(Some(pattern)).build()))
}

fn ids() -> Schema {
    pattern("^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$")
}

fn http_statuses() -> Schema {
    pattern("^[0-9]{3}$")
}

fn statuses() -> Schema {
    several(Ref::from_schema_name("RequestStatus"))
}

fn operations() -> Schema {
    several(Ref::from_schema_name("Operation"))
}

/// Conditions that all have to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Filters {
    any_of: Vec<(Field, Vec<String>)>,
    min_duration_micros: Option<u64>,
}

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Dimension(Dimension),
    Failure,
    RequestedModel,
    HttpStatus,
}

impl Field {
    /// Those whose parameter is given; organisations are the scope's.
    const ALL: [Self; 10] = [
        Self::Dimension(Dimension::Model),
        Self::Dimension(Dimension::Provider),
        Self::Dimension(Dimension::User),
        Self::Dimension(Dimension::Key),
        Self::Dimension(Dimension::App),
        Self::Dimension(Dimension::Status),
        Self::Dimension(Dimension::Operation),
        Self::Failure,
        Self::RequestedModel,
        Self::HttpStatus,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Dimension(dimension) => dimension.as_str(),
            Self::Failure => "failure",
            Self::RequestedModel => "requested_model",
            Self::HttpStatus => "http_status",
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Self::Dimension(dimension) => dimension.column(),
            Self::Failure => "t.failure",
            Self::RequestedModel => "t.requested_model",
            Self::HttpStatus => "toString(t.http_status)",
        }
    }

    /// Whether a value is one that the field can have.
    fn takes(self, value: &str) -> bool {
        match self {
            Self::Dimension(Dimension::Status) => is_one_of(&described::statuses(), value),
            Self::Dimension(Dimension::Operation) => is_one_of(&described::operations(), value),
            Self::Dimension(dimension) if dimension.is_id() => {
                value.is_empty() || value.parse::<Uuid>().is_ok()
            }
            Self::HttpStatus => value.len() == 3 && value.bytes().all(|c| c.is_ascii_digit()),
            Self::Dimension(_) | Self::Failure | Self::RequestedModel => true,
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Dimension(Dimension::Status) => "succeeded, failed, cancelled or refused",
            Self::Dimension(Dimension::Operation) => {
                "chat, embeddings, image_generation or image_edit"
            }
            Self::HttpStatus => "a status such as 429",
            Self::Dimension(_) | Self::Failure | Self::RequestedModel => {
                "an id, or empty for requests that have none"
            }
        }
    }

    const fn is_id(self) -> bool {
        match self {
            Self::Dimension(dimension) => dimension.is_id(),
            Self::Failure | Self::RequestedModel | Self::HttpStatus => false,
        }
    }

    fn of(self, call: &CallRow) -> String {
        let id = |id: Uuid| {
            if id.is_nil() {
                String::new()
            } else {
                id.to_string()
            }
        };
        match self {
            Self::Dimension(Dimension::Model) => call.model.clone(),
            Self::Dimension(Dimension::Provider) => call.provider.clone(),
            Self::Dimension(Dimension::User) => id(call.user_id),
            Self::Dimension(Dimension::Key) => id(call.api_key),
            Self::Dimension(Dimension::App) => String::new(),
            Self::Dimension(Dimension::Organization) => id(call.organization),
            Self::Dimension(Dimension::Status) => call.outcome.clone(),
            Self::Dimension(Dimension::Operation) => call.operation.clone(),
            Self::Failure => call.failure.clone(),
            Self::RequestedModel => call.requested_model.clone(),
            Self::HttpStatus => call.http_status.to_string(),
        }
    }
}

impl Filters {
    /// The conditions that a query names.
    pub(super) fn parse(parameters: &Parameters) -> Result<Self, Problem> {
        let mut any_of = Vec::new();
        for field in Field::ALL {
            let values = parameters.many(field.name())?;
            if let Some(unfit) = values.iter().find(|value| !field.takes(value)) {
                let detail = format!("`{unfit}` is not {}", field.expected());
                return Err(Problem::invalid(format!("/{}", field.name()), detail));
            }
            if !values.is_empty() {
                any_of.push((
                    field,
                    values
                        .into_iter()
                        .map(|value| canonical(field, value))
                        .collect(),
                ));
            }
        }
        Ok(Self {
            any_of,
            min_duration_micros: parameters
                .parsed::<u32>("min_duration", "a whole number of milliseconds")?
                .map(|millis| u64::from(millis) * 1000),
        })
    }

    /// The conditions as SQL, each after an `AND`.
    pub(super) fn conditions(&self) -> String {
        let mut text = String::new();
        for (field, _) in &self.any_of {
            let (column, name) = (field.column(), field.name());
            let kind = if field.is_id() { "UUID" } else { "String" };
            let parameter = format!("{{any_{name}:Array({kind})}}");
            let _ = match field {
                Field::Dimension(Dimension::Model) => write!(
                    text,
                    " AND ({column} IN {parameter} OR concat(t.provider, '/', {column}) IN {parameter})"
                ),
                Field::Dimension(_)
                | Field::Failure
                | Field::RequestedModel
                | Field::HttpStatus => {
                    write!(text, " AND {column} IN {parameter}")
                }
            };
        }
        if self.min_duration_micros.is_some() {
            text.push_str(" AND t.latency_micros >= {min_duration:UInt64}");
        }
        text
    }

    /// Says what the conditions' parameters are.
    pub(super) fn bind(&self, mut statement: Statement) -> Statement {
        for (field, values) in &self.any_of {
            let nil = || Uuid::nil().to_string();
            let value = |value: &String| match (field.is_id(), value.is_empty()) {
                (true, true) => nil(),
                (true | false, _) => value.clone(),
            };
            let values: Vec<String> = values.iter().map(value).collect();
            statement = statement.with(&format!("any_{}", field.name()), values);
        }
        match self.min_duration_micros {
            Some(micros) => statement.with("min_duration", micros),
            None => statement,
        }
    }

    /// Whether `call` is among those that are meant.
    pub(super) fn include(&self, call: &CallRow) -> bool {
        let holds = |(field, values): &(Field, Vec<String>)| {
            let value = field.of(call);
            values.contains(&value)
                || (*field == Field::Dimension(Dimension::Model)
                    && values.contains(&format!("{}/{value}", call.provider)))
        };
        self.any_of.iter().all(holds)
            && self
                .min_duration_micros
                .is_none_or(|least| call.latency_micros >= least)
    }
}

fn is_one_of(words: &[String], value: &str) -> bool {
    words.iter().any(|word| word == value)
}

/// An id as it is written everywhere else.
fn canonical(field: Field, value: &str) -> String {
    match value.parse::<Uuid>() {
        Ok(id) if field.is_id() => id.to_string(),
        Ok(_) | Err(_) => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filters(query: &str) -> Result<Filters, Problem> {
        Filters::parse(&Parameters::parse(query).unwrap())
    }

    #[test]
    fn a_value_that_a_field_cannot_have_is_refused_by_its_name() {
        for (query, pointer) in [
            ("status=ok", "/status"),
            ("operation=", "/operation"),
            ("key=first", "/key"),
            ("http_status=abc", "/http_status"),
            ("min_duration=-1", "/min_duration"),
        ] {
            let error = filters(query).unwrap_err();
            assert_eq!(error.errors()[0].pointer, pointer, "{query}");
        }
    }

    #[test]
    fn a_call_is_meant_where_every_condition_holds_for_one_of_its_values() {
        let call = CallRow {
            provider: "openai".to_owned(),
            model: "gpt-4o".to_owned(),
            outcome: "failed".to_owned(),
            http_status: 504,
            latency_micros: 2_000,
            ..CallRow::default()
        };
        for (query, meant) in [
            ("", true),
            ("model=gpt-4o", true),
            ("model=openai/gpt-4o", true),
            ("model=azure/gpt-4o", false),
            ("provider=openai&provider=", true),
            ("provider=", false),
            ("key=&app=&user=", true),
            ("app=00000000-0000-0000-0000-000000000001", false),
            ("status=failed&status=refused&http_status=504", true),
            ("status=failed&http_status=500", false),
            ("min_duration=2", true),
            ("min_duration=3", false),
        ] {
            assert_eq!(filters(query).unwrap().include(&call), meant, "{query}");
        }
    }
}
