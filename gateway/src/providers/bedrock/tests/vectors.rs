//! Vectors of texts.
use super::*;
use canonical::embeddings::{Answer, Input, Request as Texts};
use proptest::prelude::*;

const TITAN: &str = "amazon.titan-embed-text-v2:0";
const NOVA_VECTORS: &str = "amazon.nova-2-multimodal-embeddings-v1:0";
const COHERE: &str = "us.cohere.embed-v4:0";

fn texts(texts: &[&str]) -> Texts {
    Texts {
        input: texts
            .iter()
            .map(|text| Input::Text((*text).to_owned()))
            .collect(),
        ..Texts::default()
    }
}

fn tried(model: &str, request: &Texts) -> Result<Encoded, Unsupported> {
    recipient("bedrock", model, |to| BEDROCK.embeddings(request, to))
}

fn bodies(model: &str, request: &Texts) -> Vec<Value> {
    let encoded = tried(model, request).unwrap();
    let all = std::iter::once(&encoded.first).chain(&encoded.more);
    all.map(|call| serde_json::from_slice(&call.body).unwrap())
        .collect()
}

fn read(bodies: &[(Value, Option<&'static str>)]) -> Answer {
    let answers = bodies.iter().map(|(body, count)| {
        let mut received = Received {
            body: body.to_string().into(),
            ..Received::default()
        };
        if let Some(count) = count {
            let name = actix_web::http::header::HeaderName::from_static(
                "x-amzn-bedrock-input-token-count",
            );
            received.headers.insert(name, count.parse().unwrap());
        }
        received
    });
    let answers: Vec<Received> = answers.collect();
    BEDROCK
        .embeddings_answer(&Texts::default(), &answers)
        .unwrap()
}

#[test]
fn embeddings_titan_fans_out_arrays() {
    let request = Texts {
        dimensions: Some(256),
        ..texts(&["a", "b"])
    };
    let encoded = tried(TITAN, &request).unwrap();
    assert_eq!(
        encoded.first.path,
        "/model/amazon.titan-embed-text-v2%3A0/invoke"
    );
    assert_eq!(
        bodies(TITAN, &request),
        [
            json!({ "inputText": "a", "dimensions": 256 }),
            json!({ "inputText": "b", "dimensions": 256 })
        ]
    );
    let answer = read(&[
        (
            json!({ "embedding": [1.0], "inputTextTokenCount": 2, "embeddingsByType": { "float": [1.0] } }),
            None,
        ),
        (
            json!({ "embedding": [2.0], "inputTextTokenCount": 3 }),
            None,
        ),
    ]);
    assert_eq!(answer.vectors, [[1.0], [2.0]]);
    let usage = answer.usage.unwrap();
    assert_eq!((usage.input_uncached, usage.requests), (5, 2));
}

#[test]
fn embeddings_nova_fans_out_arrays_and_says_what_they_are_for() {
    let request = Texts {
        dimensions: Some(384),
        task: Some("search_query".into()),
        ..texts(&["a", "b"])
    };
    let body = |text: &str| {
        let text = json!({ "truncationMode": "NONE", "value": text });
        let parameters = json!({ "embeddingPurpose": "GENERIC_RETRIEVAL", "embeddingDimension": 384, "text": text });
        json!({ "taskType": "SINGLE_EMBEDDING", "singleEmbeddingParams": parameters })
    };
    assert_eq!(bodies(NOVA_VECTORS, &request), [body("a"), body("b")]);
    let vector = json!({ "embeddings": [{ "embeddingType": "TEXT", "embedding": [1.0, 2.0] }] });
    let answer = read(&[(vector, Some("4"))]);
    assert_eq!(answer.vectors, [[1.0, 2.0]]);
    assert_eq!(answer.usage.unwrap().input_uncached, 4);
}

#[test]
fn embeddings_cohere_takes_96_texts_at_once() {
    let many = vec!["a"; 100];
    let request = Texts {
        dimensions: Some(512),
        ..texts(&many)
    };
    let bodies = bodies(COHERE, &request);
    let lengths: Vec<_> = bodies
        .iter()
        .map(|body| body["texts"].as_array().unwrap().len())
        .collect();
    assert_eq!(lengths, [96, 4]);
    assert_eq!(bodies[0]["input_type"], "search_document");
    assert_eq!(bodies[0]["output_dimension"], 512);
    for body in [
        json!({ "id": "i", "embeddings": [[1.0], [2.0]], "response_type": "embeddings_floats", "texts": ["a", "b"] }),
        json!({ "id": "i", "embeddings": { "float": [[1.0], [2.0]] }, "response_type": "embeddings_by_type" }),
    ] {
        assert_eq!(read(&[(body.clone(), Some("1"))]).vectors, [[1.0], [2.0]]);
        assert_eq!(read(&[(body, None)]).usage, None, "usage is not made up");
    }
}

#[test]
fn what_a_model_cannot_take_is_refused() {
    let refused = |model: &str, request: &Texts| {
        let refused = tried(model, request).unwrap_err();
        refused.param.unwrap().into_owned()
    };
    let tokens = Texts {
        input: vec![Input::Tokens(vec![u64::MAX])],
        ..Texts::default()
    };
    assert_eq!(refused(TITAN, &tokens), "input");
    assert_eq!(refused(TITAN, &texts(&[])), "input");
    assert_eq!(refused(TITAN, &texts(&[""])), "input");
    assert_eq!(refused(TITAN, &texts(&vec!["a"; 300])), "input");
    assert_eq!(refused(CLAUDE, &texts(&["a"])), "model");
    let sized = Texts {
        dimensions: Some(256),
        ..texts(&["a"])
    };
    assert_eq!(refused("cohere.embed-english-v3", &sized), "dimensions");
    assert_eq!(refused("amazon.titan-embed-text-v1", &sized), "dimensions");
    let unheard = Texts {
        task: Some("dancing".into()),
        ..texts(&["a"])
    };
    assert_eq!(refused(COHERE, &unheard), "input_type");
}

#[test]
fn what_says_nothing_to_a_model_is_told_to_have_been_left_out() {
    let request = Texts {
        task: Some("search_query".into()),
        user: Some("u".into()),
        ..texts(&["a"])
    };
    let dropped = tried(TITAN, &request).unwrap().dropped;
    assert_eq!(dropped, ["user", "input_type"]);
    let sized = Texts {
        dimensions: Some(384),
        ..texts(&["a"])
    };
    let body = &bodies("amazon.titan-embed-image-v1", &sized)[0];
    assert_eq!(
        body["embeddingConfig"],
        json!({ "outputEmbeddingLength": 384 })
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let received = Received { body: body.into(), ..Received::default() };
        let _ = BEDROCK.embeddings_answer(&Texts::default(), &[received]);
    }
}
