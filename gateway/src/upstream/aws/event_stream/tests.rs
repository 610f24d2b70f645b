//! Messages of botocore 1.43.11's own tests (Apache-2.0, `tests/unit/test_eventstream.py`), and any cut of them.
use super::*;
use proptest::prelude::*;

const EMPTY: &str = "000000100000000005c248eb7d98c8ff";
const ONE_TEXT_HEADER: &str = "0000003d0000002007fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1";
const EVERY_TYPE_OF_HEADER: &str = "000000620000005203b5cb9c0130000131010132020201330300030134040000000401350500000000000000050136060005627974657301370700047574663801380800000000000000080139093031323334353637383961626364656663353671";
const ERROR: &str = "0000005200000042bf23637e0d3a6d6573736167652d747970650700056572726f720b3a6572726f722d636f6465070004636f64650e3a6572726f722d6d6573736167650700076d6573736167656b6cea3d";

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = (0..hex.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}

/// A message with these headers of text.
pub(crate) fn message(headers: &[(&str, &str)], payload: &[u8]) -> Vec<u8> {
    let mut head = Vec::new();
    for (name, value) in headers {
        head.push(u8::try_from(name.len()).unwrap());
        head.extend_from_slice(name.as_bytes());
        head.push(7);
        head.extend_from_slice(&u16::try_from(value.len()).unwrap().to_be_bytes());
        head.extend_from_slice(value.as_bytes());
    }
    let length = PRELUDE + head.len() + payload.len() + CHECKSUM;
    let mut message = u32::try_from(length).unwrap().to_be_bytes().to_vec();
    message.extend_from_slice(&u32::try_from(head.len()).unwrap().to_be_bytes());
    message.extend_from_slice(&crc32fast::hash(&message).to_be_bytes());
    message.extend_from_slice(&head);
    message.extend_from_slice(payload);
    message.extend_from_slice(&crc32fast::hash(&message).to_be_bytes());
    message
}

fn frames<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<Vec<Frame>, Corrupt> {
    let mut splitter = MessageSplitter::default();
    let mut frames = Vec::new();
    for piece in pieces {
        splitter.push(piece);
        while let Some(frame) = splitter.next_frame()? {
            frames.push(frame);
        }
    }
    Ok(frames)
}

fn frame(event: Option<&str>, data: &[u8]) -> Frame {
    Frame {
        event: event.map(str::to_owned),
        data: Bytes::copy_from_slice(data),
    }
}

fn stream() -> Vec<u8> {
    let event = [
        (":message-type", "event"),
        (":event-type", "contentBlockDelta"),
    ];
    let exception = [
        (":exception-type", "throttlingException"),
        (":message-type", "exception"),
    ];
    [
        bytes(EMPTY),
        message(&event, "{\"text\":\"h\u{e9}llo\"}".as_bytes()),
        bytes(ONE_TEXT_HEADER),
        bytes(EVERY_TYPE_OF_HEADER),
        bytes(ERROR),
        message(&exception, b"{\"message\":\"slow down\"}"),
    ]
    .concat()
}

#[test]
fn events_exceptions_and_errors_have_their_names() {
    let whole = stream();
    let expected = [
        frame(None, b""),
        frame(
            Some("contentBlockDelta"),
            "{\"text\":\"h\u{e9}llo\"}".as_bytes(),
        ),
        frame(None, b"{'foo':'bar'}"),
        frame(None, b""),
        frame(Some("error"), br#"{"code":"code","message":"message"}"#),
        frame(Some("throttlingException"), b"{\"message\":\"slow down\"}"),
    ];
    assert_eq!(frames([whole.as_slice()]).unwrap(), expected);
}

#[test]
fn broken_event_stream_frame() {
    for (name, message) in [
        (
            "header length",
            "0000003dff00010207fd83960c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1",
        ),
        (
            "headers",
            "0000003d0000002007fd83960c636f6e74656e742b747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1",
        ),
        (
            "length",
            "0100001d00000000fd528c5a7b27666f6f273a27626172277dc3653936",
        ),
        (
            "payload",
            "0000001d00000000fd528c5a7b27666f6f273a27626172278dc3653936",
        ),
        (
            "headers beyond their bound",
            "0000003dff0001021583f5c20c636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d2f377f5d",
        ),
    ] {
        assert_eq!(frames([&*bytes(message)]), Err(Corrupt), "{name}");
    }
}

#[test]
fn a_message_beyond_its_bound_is_refused_by_its_prelude() {
    let mut prelude = [0x7f, 0, 0, 0, 0, 0, 0, 0].to_vec();
    prelude.extend_from_slice(&crc32fast::hash(&prelude).to_be_bytes());
    assert_eq!(frames([&*prelude]), Err(Corrupt));
}

#[test]
fn nothing_is_read_after_a_broken_message() {
    let mut splitter = MessageSplitter::default();
    splitter.push(&[0xff; PRELUDE]);
    assert_eq!(splitter.next_frame(), Err(Corrupt));
    splitter.push(&bytes(EMPTY));
    assert_eq!(splitter.next_frame(), Err(Corrupt));
}

#[test]
fn any_single_cut_of_the_bytes_gives_the_same_frames() {
    let whole = stream();
    let expected = frames([whole.as_slice()]).unwrap();
    for at in 0..=whole.len() {
        let (before, after) = whole.split_at(at);
        assert_eq!(frames([before, after]).unwrap(), expected, "cut at {at}");
    }
}

proptest! {
    #[test]
    fn any_cuts_of_the_bytes_give_the_same_frames(size in 1_usize..40) {
        let whole = stream();
        let expected = frames([whole.as_slice()]).unwrap();
        prop_assert_eq!(frames(whole.chunks(size)).unwrap(), expected);
    }

    #[test]
    fn any_bytes_are_read_or_refused(
        headers in proptest::collection::vec(any::<u8>(), 0..64),
        noise in proptest::collection::vec(any::<u8>(), 0..64),
    ) {
        let _ = Kind::of(headers.into());
        let _ = frames([&*noise]);
    }

    #[test]
    fn a_changed_byte_is_noticed(at in 0_usize..61, flip in 1_u8..) {
        let mut changed = bytes(ONE_TEXT_HEADER);
        changed[at] ^= flip;
        prop_assert!(frames([&*changed]).is_err());
    }
}
