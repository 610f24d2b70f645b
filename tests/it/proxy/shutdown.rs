//! The orderly end of a gateway.

use domain::request::Outcome;
use tests::app::App;
use tests::provider::Fate;
use tests::waiting::until;
use tokio::net::TcpStream;

use super::{Line, chat, streamed};

#[actix_web::test]
async fn a_stream_under_way_is_drained_while_new_connections_are_refused() -> anyhow::Result<()> {
    let mut line = Line::start().await?;
    line.provider.step();
    let mut answer = line.client.stream(&streamed("stepped")).await?;
    let id = answer.head.request_id()?;
    answer.frame().await?;

    line.app.gateway().ask_to_end();
    let address = line.app.gateway().address();
    let closed = until("a closed port", async || {
        TcpStream::connect(address).await.is_err().then_some(())
    });
    closed.await?;
    for _ in 0..5 {
        line.provider.step();
    }
    assert!(answer.rest().await?.ends_with("data: [DONE]\n\n"));
    let status = line.app.gateways()[0].ended().await?;
    assert!(status.success(), "{}", line.app.gateway().tail());
    let settled = line.app.traffic().await?.settled(id).await?;
    assert_eq!(settled.outcome, Outcome::Succeeded);
    Ok(())
}

#[actix_web::test]
async fn a_call_that_outlasts_the_patience_of_the_end_is_cut_and_still_settled()
-> anyhow::Result<()> {
    let mut line = Line::of(App::build().set("HUB_DRAIN_TIMEOUT", "1")).await?;
    line.provider.step();
    let mut answer = line.client.stream(&streamed("stepped")).await?;
    let id = answer.head.request_id()?;
    answer.frame().await?;
    line.app.gateway().ask_to_end();
    let end = answer.rest().await?;
    assert!(end.contains(r#""code":"shutting_down""#), "{end}");
    assert!(!end.contains("[DONE]"), "{end}");
    let status = line.app.gateways()[0].ended().await?;
    assert!(status.success(), "{}", line.app.gateway().tail());
    line.provider
        .until(|calls| calls.iter().all(|call| call.fate == Fate::CutOff))
        .await?;
    let settled = line.app.traffic().await?.settled(id).await?;
    assert_eq!((settled.outcome, settled.failure), (Outcome::Failed, None));
    Ok(())
}

#[actix_web::test]
async fn what_was_not_shipped_before_the_end_is_shipped_after_the_next_start() -> anyhow::Result<()>
{
    let mut line = Line::of(App::build().set("HUB_ACK", "journal")).await?;
    line.app.log().halt(infra::stack::Part::Nats)?;
    let answer = line.client.chat(&chat("whole")).await?;
    assert_eq!(answer.status, 200, "{}", answer.text());
    line.app.gateways()[0].kill()?;
    line.app.log().resume(infra::stack::Part::Nats)?;
    line.app.gateways()[0].start_again().await?;
    let settled = line
        .app
        .traffic()
        .await?
        .settled(answer.request_id()?)
        .await?;
    assert_eq!(settled.outcome, Outcome::Succeeded);
    Ok(())
}
