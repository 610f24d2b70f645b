//! What holders of a key took away by appending blocks, and how it is enforced.
//!
//! A block comes from whoever holds the key, so that its cost is bounded before it is ever run: no rules, no
//! blocks of third parties, no regular expressions, no loops, and a bound on joins. Its checks see the facts
//! of a call, `time`, `operation`, `provider`, `model` and `source_ip`, besides those of the authority block.
use super::{Call, Denied};
use biscuit_auth::{
    Authorizer, AuthorizerBuilder, AuthorizerLimits, Biscuit, BlockBuilder,
    builder::{Binary, Expression, Fact, Op, Policy, PolicyKind, Predicate, Rule, Term, Unary},
};
use std::{collections::HashMap, time::Duration};

/// The most blocks that holders may append.
const BLOCKS: usize = 16;
/// The most steps that all checks of a token may take together: facts looked at, times operations.
pub(super) const STEPS: usize = 100_000;

/// The appended blocks of one token.
#[derive(Debug)]
pub(super) struct Restrictions {
    token: Biscuit,
}

/// What a check may ask about a call.
const CALL_FACTS: [&str; 5] = ["time", "operation", "provider", "model", "source_ip"];

/// The appended blocks could take too long to check, or are of a kind that is not evaluated.
#[derive(Debug)]
pub(super) struct TooCostly;

/// Bounds that a block within [`STEPS`] never reaches; the time is long, so that a thread that lost its turn
/// refuses no good token.
pub(super) const fn limits() -> AuthorizerLimits {
    AuthorizerLimits {
        max_facts: 1_000,
        max_iterations: 2,
        max_time: Duration::from_secs(1),
    }
}

impl Restrictions {
    /// Those of `token`, if it has any.
    pub(super) fn of(token: Biscuit, loaded: &Authorizer) -> Result<Option<Self>, TooCostly> {
        let appended = token.block_count() - 1;
        if appended == 0 {
            return Ok(None);
        }
        let foreign = token.external_public_keys().iter().any(Option::is_some);
        let is_bounded = cost(loaded).is_some_and(|steps| steps <= STEPS);
        if appended > BLOCKS || foreign || !is_bounded {
            return Err(TooCostly);
        }
        Ok(Some(Self { token }))
    }

    /// Whether every appended check allows `call`.
    pub(super) fn check(&self, call: &Call<'_>) -> Result<(), Denied> {
        let request = BlockBuilder {
            facts: facts(call),
            ..BlockBuilder::default()
        };
        AuthorizerBuilder::new()
            .merge_block(request)
            .set_limits(limits())
            .policy(allow())
            .and_then(|builder| builder.build(&self.token))
            .and_then(|mut authorizer| authorizer.authorize())
            .map_or(Err(Denied::Attenuation), |_| Ok(()))
    }

    /// The memory that the token takes, roughly.
    pub(super) fn bytes(&self) -> usize {
        8 * self.token.serialized_size().unwrap_or_default()
    }
}

fn facts(call: &Call<'_>) -> Vec<Fact> {
    let text = |text: &str| Term::Str(text.to_owned());
    let seconds = u64::try_from(call.now.seconds()).unwrap_or_default();
    let provider = call.model.and_then(|model| model.split_once('/'));
    let known = [
        Some(("time", Term::Date(seconds))),
        Some(("operation", text(call.scope.as_str()))),
        call.model.map(|model| ("model", text(model))),
        provider.map(|(provider, _)| ("provider", text(provider))),
        call.source_ip
            .map(|ip| ("source_ip", Term::Str(ip.to_canonical().to_string()))),
    ];
    let facts = known.into_iter().flatten();
    facts
        .map(|(name, value)| Fact::new(name.to_owned(), [value]))
        .collect()
}

fn allow() -> Policy {
    let always = Expression {
        ops: vec![Op::Value(Term::Bool(true))],
    };
    let head = Predicate::new("query".to_owned(), []);
    Policy {
        queries: vec![Rule::new(head, Vec::new(), vec![always], Vec::new())],
        kind: PolicyKind::Allow,
    }
}

/// The most steps that all checks of a token take together, counted without running one; nothing where a rule or an operation may
/// run for long.
pub(super) fn cost(loaded: &Authorizer) -> Option<usize> {
    let (facts, rules, checks, _) = loaded.dump();
    if !rules.is_empty() {
        return None;
    }
    let mut named: HashMap<&str, usize> = CALL_FACTS.map(|name| (name, 1)).into();
    for fact in &facts {
        *named.entry(&fact.predicate.name).or_default() += 1;
    }
    let queries = checks.iter().flat_map(|check| &check.queries);
    let steps: Option<Vec<usize>> = queries.map(|query| steps(query, &named)).collect();
    Some(steps?.into_iter().fold(0, usize::saturating_add))
}

/// The most steps that a query takes; nothing where one of its operations may run for long.
fn steps(query: &Rule, named: &HashMap<&str, usize>) -> Option<usize> {
    let facts = named.values().sum::<usize>();
    let matches = |body: &Predicate| named.get(body.name.as_str()).copied().unwrap_or(1);
    let joined = query.body.iter().map(matches);
    let joined = joined.fold(facts, usize::saturating_mul);
    let expressions = query.expressions.iter();
    let operations: Option<usize> = expressions.map(|any| operations(&any.ops)).sum();
    Some(joined.saturating_mul(operations? + 1))
}

/// How many operations these are; nothing where one of them may run for long.
fn operations(ops: &[Op]) -> Option<usize> {
    let counts = ops.iter().map(|op| match op {
        Op::Closure(parameters, ops) if parameters.is_empty() => operations(ops),
        Op::Closure(..)
        | Op::Unary(Unary::Ffi(_))
        | Op::Binary(Binary::Regex | Binary::All | Binary::Any | Binary::Ffi(_)) => None,
        Op::Value(_) | Op::Unary(_) | Op::Binary(_) => Some(1),
    });
    counts.sum()
}
