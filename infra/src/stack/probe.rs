//! Asking a part whether it is ready.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_millis(500);

/// The question that tells whether a part is ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// A GET that must be answered with 200.
    Http {
        /// The listener.
        address: SocketAddr,
        /// The path asked for.
        path: &'static str,
    },
    /// A Postgres log-in that must be let in.
    Postgres {
        /// The listener.
        address: SocketAddr,
    },
    /// Nothing to ask: ready while it runs.
    Running,
}

impl Probe {
    /// Whether the part answers as it should; waits at most about a second.
    #[must_use]
    pub fn succeeds(&self) -> bool {
        match self {
            Self::Http { address, path } => http(*address, path),
            Self::Postgres { address } => postgres(*address),
            Self::Running => Ok(true),
        }
        .unwrap_or(false)
    }
}

fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

fn http(address: SocketAddr, path: &str) -> io::Result<bool> {
    let mut stream = connect(address)?;
    // In one write: a server that answers and closes before all of it came would reset the connection.
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    Ok(status.starts_with(b"HTTP/1.") && status.ends_with(b" 200"))
}

/// The first exchange of the protocol: a log-in, answered by `R` once the server takes clients.
fn postgres(address: SocketAddr) -> io::Result<bool> {
    let mut stream = connect(address)?;
    stream.write_all(&log_in("hub", "postgres"))?;
    let mut kind = [0];
    stream.read_exact(&mut kind)?;
    let accepted = kind == *b"R";
    if accepted {
        // A goodbye, so that the server does not log a lost client.
        stream.write_all(b"X\0\0\0\x04")?;
    }
    Ok(accepted)
}

fn log_in(user: &str, database: &str) -> Vec<u8> {
    let mut body = vec![0, 3, 0, 0];
    for word in ["user", user, "database", database] {
        body.extend_from_slice(word.as_bytes());
        body.push(0);
    }
    body.push(0);
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    let mut message = length.to_be_bytes().to_vec();
    message.append(&mut body);
    message
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    fn answering(answer: &'static [u8]) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = [0; 1024];
            let _ = stream.read(&mut asked).unwrap();
            stream.write_all(answer).unwrap();
        });
        address
    }

    #[test]
    fn only_an_answer_of_200_is_ready() {
        let ready = |answer| {
            Probe::Http {
                address: answering(answer),
                path: "/",
            }
            .succeeds()
        };
        assert!(ready(b"HTTP/1.1 200 OK\r\n\r\n"));
        assert!(!ready(b"HTTP/1.1 503 Service Unavailable\r\n\r\n"));
        assert!(!ready(b"HTTP"));
    }

    #[test]
    fn a_postgres_that_refuses_the_log_in_is_not_ready() {
        let ready = |answer| {
            Probe::Postgres {
                address: answering(answer),
            }
            .succeeds()
        };
        assert!(ready(b"R\0\0\0\x08\0\0\0\0"));
        assert!(!ready(b"E\0\0\0\x08\0\0\0\0"));
    }

    #[test]
    fn the_log_in_starts_with_its_own_length() {
        let message = log_in("hub", "postgres");
        assert_eq!(
            message[..4],
            u32::try_from(message.len()).unwrap().to_be_bytes()
        );
    }
}
