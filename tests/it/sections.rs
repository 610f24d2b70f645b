//! Parts of a stream, read in pieces in either direction.

use std::collections::VecDeque;

use domain::id::OrganizationId;
use infra::event_log::{Backward, Forward, Message, Section, Sequence, Stream, has_calls};
use schemas::subject;
use tests::log::LogServer;

const MESSAGES: u64 = 12_000;
/// One in so many is the rare organisation's.
const RARE: u64 = 3_001;

fn organization(number: u64) -> OrganizationId {
    OrganizationId::named(if number.is_multiple_of(RARE) {
        "rare"
    } else {
        "common"
    })
}

async fn filled() -> anyhow::Result<LogServer> {
    let server = LogServer::start().await?;
    let context = server.context();
    let mut under_way = VecDeque::new();
    for number in 1..=MESSAGES {
        let at = subject::traffic(0, organization(number));
        under_way.push_back(context.publish(at, "{}".into()).await?);
        if under_way.len() > 1000
            && let Some(first) = under_way.pop_front()
        {
            first.await?;
        }
    }
    for one in under_way {
        one.await?;
    }
    Ok(server)
}

fn calls_of(server: &LogServer, name: &str) -> Section {
    let subject = subject::traffic_of(OrganizationId::named(name));
    Section::new(server.context(), Stream::Traffic, subject)
}

fn places(messages: &[Message]) -> Vec<Sequence> {
    messages.iter().map(|message| message.sequence).collect()
}

async fn forward(mut section: Forward) -> anyhow::Result<Vec<Sequence>> {
    let mut all = Vec::new();
    while let Some(messages) = section.next().await? {
        all.extend(places(&messages));
    }
    Ok(all)
}

/// What is found, and in how many pieces.
async fn backward(mut section: Backward) -> anyhow::Result<(Vec<Sequence>, usize)> {
    let (mut all, mut pieces) = (Vec::new(), 0);
    while let Some(messages) = section.next().await? {
        all.extend(places(&messages));
        pieces += 1;
    }
    Ok((all, pieces))
}

#[tokio::test(flavor = "multi_thread")]
async fn both_directions_find_everything_of_one_and_nothing_of_others() -> anyhow::Result<()> {
    let server = filled().await?;
    for (name, is_rare) in [("rare", true), ("common", false)] {
        let mut expected: Vec<u64> = (1..=MESSAGES)
            .filter(|number| number.is_multiple_of(RARE) == is_rare)
            .collect();
        let section = calls_of(&server, name);
        let end = section.end().await?;
        assert_eq!(end, MESSAGES + 1);
        assert_eq!(
            forward(section.clone().forward(1, end)).await?,
            expected,
            "{name}"
        );
        let (found, pieces) = backward(section.backward(end, 1)).await?;
        expected.reverse();
        assert_eq!(found, expected, "{name}");
        assert!(pieces < 12, "{name}: {pieces} pieces");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_outside_of_the_bounds_is_not_read() -> anyhow::Result<()> {
    let server = filled().await?;
    let section = calls_of(&server, "common");
    assert_eq!(
        forward(section.clone().forward(10, 13)).await?,
        [10, 11, 12]
    );
    assert_eq!(
        backward(section.clone().backward(13, 10)).await?.0,
        [12, 11, 10]
    );
    assert!(forward(section.clone().forward(13, 13)).await?.is_empty());
    assert!(backward(section.clone().backward(1, 1)).await?.0.is_empty());
    let all = section
        .clone()
        .forward(1, 3)
        .next()
        .await?
        .unwrap_or_default();
    assert_eq!(section.first_since(all[0].recorded_at).await?, Some(1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_without_calls_has_none() -> anyhow::Result<()> {
    let server = LogServer::start().await?;
    let (one, other) = (OrganizationId::named("one"), OrganizationId::named("other"));
    let context = server.context();
    let published = context
        .publish(subject::traffic(3, one), "{}".into())
        .await?;
    published.await?;
    assert!(has_calls(&context, one).await?);
    assert!(!has_calls(&context, other).await?);
    Ok(())
}
