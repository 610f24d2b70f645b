//! `HUB_ACK`: when the last byte of an answer may leave.

use infra::stack::Part;
use tests::app::App;

use super::{Line, chat, streamed};

#[actix_web::test]
async fn in_either_mode_calls_are_answered_while_the_log_is_away_and_shipped_afterwards()
-> anyhow::Result<()> {
    for mode in ["log", "journal"] {
        let line = Line::of(App::build().set("HUB_ACK", mode)).await?;
        let before = line.client.chat(&chat("whole")).await?.request_id()?;
        line.app.log().halt(Part::Nats)?;
        let whole = line.client.chat(&chat("whole")).await?;
        assert_eq!(whole.status, 200, "{mode}: {}", whole.text());
        let stream = line.client.stream(&streamed("whole")).await?;
        let streamed = stream.head.request_id()?;
        assert!(stream.rest().await?.ends_with("data: [DONE]\n\n"), "{mode}");
        line.app.log().resume(Part::Nats)?;

        let mut traffic = line.app.traffic().await?;
        for id in [before, whole.request_id()?, streamed] {
            traffic.accepted(id).await?;
            traffic.settled(id).await?;
        }
        assert_eq!(traffic.all().await?.len(), 6, "{mode}");
    }
    Ok(())
}

#[actix_web::test]
async fn an_answer_acknowledged_by_the_log_is_in_it_when_it_arrives() -> anyhow::Result<()> {
    let line = Line::of(App::build().set("HUB_ACK", "log")).await?;
    let mut traffic = line.app.traffic().await?;
    for calls in 1..=20 {
        line.client.chat(&chat("whole")).await?;
        assert_eq!(traffic.all().await?.len(), 2 * calls);
    }
    Ok(())
}
