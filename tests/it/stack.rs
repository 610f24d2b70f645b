//! The servers come up, survive the death of any of them, and end in order.

use std::io::{Read, Write};
use std::net::TcpStream;

use anyhow::Context;
use infra::stack::Part;
use tests::stack::{databases, log};

#[test]
fn the_shared_databases_answer_with_their_versions() -> anyhow::Result<()> {
    let addresses = databases()?.addresses();
    let address = addresses.clickhouse.as_deref().unwrap();
    assert_eq!(query(address, "SELECT version()")?, "26.7.2.1\n");
    assert!(addresses.postgres.is_some());
    assert_eq!(addresses.nats, None);
    Ok(())
}

#[test]
fn each_log_is_a_server_of_its_own() -> anyhow::Result<()> {
    let (one, other) = (log()?, log()?);
    assert_ne!(one.addresses().nats, other.addresses().nats);
    one.stop()?;
    other.wait_ready(Part::Nats)?;
    Ok(())
}

fn query(address: &str, sql: &str) -> anyhow::Result<String> {
    let host = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host)?;
    let length = sql.len();
    write!(
        stream,
        "POST / HTTP/1.0\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n{sql}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (_, body) = answer
        .split_once("\r\n\r\n")
        .context("an answer has a head")?;
    Ok(body.to_owned())
}
