//! Narrowing a key offline: its holder appends what it may no longer do.
use biscuit_auth::{
    BlockBuilder, UnverifiedBiscuit,
    builder::{Binary, Check, CheckKind, Expression, Op, Predicate, Rule, Term, Unary},
};
use domain::{
    api_key::{ModelPattern, Scope},
    time::Timestamp,
};
use std::net::IpAddr;

/// The variable that stands for a fact's value.
const VALUE: &str = "value";

/// What a narrowed key is restricted to; an empty list restricts nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowing {
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// Which models it may call. At most one `*` each.
    pub models: Vec<ModelPattern>,
    /// Where calls may come from.
    pub source_ips: Vec<IpAddr>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

/// Why a token can't be narrowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NarrowingError {
    /// The token is no biscuit, or one that is sealed.
    #[error("the token is not a key that can be narrowed")]
    Token,
    /// A pattern that a restriction can't state.
    #[error("{0} has more than one `*`, which a restriction can't state")]
    Pattern(ModelPattern),
}

/// The token of a key that may do only what both `token` and `narrowing` allow. Needs no hub.
///
/// # Errors
/// When the token or a pattern does not allow it.
pub fn attenuate(token: &str, narrowing: &Narrowing) -> Result<String, NarrowingError> {
    let token = UnverifiedBiscuit::from_base64(token).map_err(|_| NarrowingError::Token)?;
    let block = BlockBuilder {
        checks: checks(narrowing)?,
        ..BlockBuilder::default()
    };
    token
        .append(block)
        .and_then(|narrowed| narrowed.to_base64())
        .map_err(|_| NarrowingError::Token)
}

fn checks(narrowing: &Narrowing) -> Result<Vec<Check>, NarrowingError> {
    let is = |value: &str| comparison(Binary::Equal, Term::Str(value.to_owned()));
    let scopes = narrowing
        .scopes
        .iter()
        .map(|scope| vec![is(scope.as_str())]);
    let sources = narrowing.source_ips.iter();
    let sources = sources.map(|ip| vec![is(&ip.to_canonical().to_string())]);
    let models: Result<_, _> = narrowing.models.iter().map(matching).collect();
    let end = narrowing.expires_at.map(|end| {
        let seconds = u64::try_from(end.seconds()).unwrap_or_default();
        vec![comparison(Binary::LessThan, Term::Date(seconds))]
    });
    let stated = [
        ("operation", scopes.collect()),
        ("source_ip", sources.collect()),
        ("model", models?),
        ("time", Vec::from_iter(end)),
    ];
    let stated = stated.into_iter().filter(|(_, any)| !any.is_empty());
    Ok(stated.map(|(fact, any)| any_of(fact, any)).collect())
}

/// What makes the value of a fact match `models`.
fn matching(models: &ModelPattern) -> Result<Vec<Expression>, NarrowingError> {
    let text = |text: &str| Term::Str(text.to_owned());
    let Some((first, last)) = models.as_str().split_once('*') else {
        return Ok(vec![comparison(Binary::Equal, text(models.as_str()))]);
    };
    if last.contains('*') {
        return Err(NarrowingError::Pattern(models.clone()));
    }
    let bytes = i64::try_from(first.len() + last.len()).unwrap_or(i64::MAX);
    Ok(vec![
        comparison(Binary::Prefix, text(first)),
        comparison(Binary::Suffix, text(last)),
        expression([
            value(),
            Op::Unary(Unary::Length),
            Op::Value(Term::Integer(bytes)),
            Op::Binary(Binary::GreaterOrEqual),
        ]),
    ])
}

/// A check that a fact's value meets all of the expressions in one of the alternatives.
fn any_of(fact: &str, alternatives: Vec<Vec<Expression>>) -> Check {
    let query = |expressions| {
        let head = Predicate::new("query".to_owned(), []);
        let body = Predicate::new(fact.to_owned(), [Term::Variable(VALUE.to_owned())]);
        Rule::new(head, vec![body], expressions, Vec::new())
    };
    Check {
        queries: alternatives.into_iter().map(query).collect(),
        kind: CheckKind::One,
    }
}

fn comparison(how: Binary, with: Term) -> Expression {
    expression([value(), Op::Value(with), Op::Binary(how)])
}

fn expression(ops: impl Into<Vec<Op>>) -> Expression {
    Expression { ops: ops.into() }
}

fn value() -> Op {
    Op::Value(Term::Variable(VALUE.to_owned()))
}
