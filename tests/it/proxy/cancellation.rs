//! Clients that hang up.

use std::time::Instant;

use domain::id::RequestId;
use domain::request::{Event, Outcome, Settled};
use tests::provider::{Fate, Received};

use super::{Line, chat, streamed};

fn all(fate: Fate) -> impl Fn(&[Received]) -> bool {
    move |calls| !calls.is_empty() && calls.iter().all(|call| call.fate == fate)
}

async fn only_settled(line: &Line) -> anyhow::Result<Settled> {
    let mut traffic = line.app.traffic().await?;
    let settled = traffic.find(|event| match event {
        Event::Settled(settled) => Some((**settled).clone()),
        Event::Accepted(_) | Event::Refused(_) => None,
    });
    settled.await
}

async fn cut_off_soon(line: &Line) -> anyhow::Result<Settled> {
    let began = Instant::now();
    line.provider.until(all(Fate::CutOff)).await?;
    assert!(began.elapsed().as_secs() < 1, "{:?}", began.elapsed());
    let settled = only_settled(line).await?;
    assert_eq!(
        (settled.outcome, settled.http_status),
        (Outcome::Cancelled, 499)
    );
    assert_eq!(settled.failure, None);
    Ok(settled)
}

#[actix_web::test]
async fn who_hangs_up_before_the_answer_cancels_the_call() -> anyhow::Result<()> {
    for body in [chat("silent"), streamed("silent")] {
        let line = Line::start().await?;
        let client = line.client.clone();
        let calling = actix_web::rt::spawn(async move { client.chat(&body).await });
        line.provider.until(all(Fate::Running)).await?;
        calling.abort();
        let settled = cut_off_soon(&line).await?;
        assert_eq!(settled.attempts[0].http_status, None);
    }
    Ok(())
}

#[actix_web::test]
async fn who_hangs_up_between_chunks_cancels_the_call() -> anyhow::Result<()> {
    let line = Line::start().await?;
    line.provider.step();
    line.provider.step();
    let mut answer = line.client.stream(&streamed("stepped")).await?;
    let id: RequestId = answer.head.request_id()?;
    answer.frame().await?;
    answer.frame().await?;
    drop(answer);
    let settled = cut_off_soon(&line).await?;
    assert_eq!(settled.request, id);
    assert!(settled.time_to_first_token_micros.is_some());
    Ok(())
}

#[actix_web::test]
async fn who_hangs_up_while_a_stream_has_not_begun_cancels_the_call() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let client = line.client.clone();
    let calling =
        actix_web::rt::spawn(async move { client.stream(&streamed("stepped")).await.map(drop) });
    line.provider.until(all(Fate::Running)).await?;
    calling.abort();
    cut_off_soon(&line).await?;
    Ok(())
}

#[actix_web::test]
async fn another_call_is_not_disturbed_by_one_that_was_cancelled() -> anyhow::Result<()> {
    let line = Line::start().await?;
    let client = line.client.clone();
    let calling = actix_web::rt::spawn(async move { client.chat(&chat("silent")).await });
    line.provider.until(all(Fate::Running)).await?;
    calling.abort();
    line.provider.until(all(Fate::CutOff)).await?;
    assert_eq!(line.client.chat(&chat("whole")).await?.status, 200);
    Ok(())
}
