//! What every operation has, said once: problems that follow from an operation's shape, the organisation
//! header, the request id, the security schemes, unique operation ids.
use crate::problem::Reason;
use serde_json::{Map, Value, json};

const PROBLEM: &str = "application/problem+json";

/// The problems that an operation below `/api` has because of how it is made.
const ALWAYS: [Reason; 6] = [
    Reason::InvalidRequest,
    Reason::Unauthenticated,
    Reason::Forbidden,
    Reason::NotFound,
    Reason::LogUnavailable,
    Reason::Internal,
];
const WITH_BODY: [Reason; 2] = [Reason::PayloadTooLarge, Reason::UnsupportedMediaType];
const CHANGING: [Reason; 1] = [Reason::Conflict];
const GUARDED: [Reason; 1] = [Reason::PreconditionFailed];

pub(super) fn complete(document: &mut Value) {
    add_components(document);
    document["security"] = json!([{ "bearer": [] }]);
    let Some(paths) = document["paths"].as_object_mut() else {
        return;
    };
    for (path, item) in paths {
        let Some(operations) = item.as_object_mut() else {
            continue;
        };
        for (method, operation) in operations {
            operation["operationId"] = json!(operation_id(method, path));
            if path.starts_with("/api/") {
                manage(method, operation);
            } else if operation["tags"][0] == "proxy" && operation.get("requestBody").is_some() {
                take(operation, "UnsupportedParams");
            }
            identify(operation);
        }
    }
}

fn add_components(document: &mut Value) {
    let components = &mut document["components"];
    components["securitySchemes"] = json!({
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key, or the operator's token."
        }
    });
    components["headers"] = json!({
        "RequestId": {
            "description": "Names this request, to ask about it.",
            "schema": { "type": "string" }
        }
    });
    components["parameters"] = json!({
        "UnsupportedParams": {
            "name": "x-hub-unsupported-params",
            "in": "header",
            "description": "What becomes of parameters that the provider has no equivalent of: `drop` leaves them out and names them in `x-hub-dropped-params`, `strict` calls no provider that would lose one, and answers 400 where every one would. The operator's HUB_UNSUPPORTED_PARAMS where absent.",
            "schema": { "type": "string", "enum": ["drop", "strict"] }
        },
        "Organization": {
            "name": "x-hub-organization",
            "in": "header",
            "description": "With the operator's token: the name or id of the organisation to act on, `default` where absent.",
            "schema": { "type": "string" },
            "example": "default"
        }
    });
    let problems = ALWAYS
        .iter()
        .chain(&WITH_BODY)
        .chain(&CHANGING)
        .chain(&GUARDED);
    let responses = problems.map(|reason| (reason.code().to_owned(), response(*reason)));
    components["responses"] = Value::Object(responses.collect());
}

fn response(reason: Reason) -> Value {
    let example = json!({
        "type": format!("/problems/{}", reason.code()),
        "title": reason.title(),
        "status": reason.status().as_u16(),
        "code": reason.code(),
        "detail": reason.title(),
    });
    json!({
        "description": reason.title(),
        "headers": { "x-request-id": { "$ref": "#/components/headers/RequestId" } },
        "content": { PROBLEM: {
            "schema": { "$ref": "#/components/schemas/Problem" },
            "example": example,
        } }
    })
}

fn operation_id(method: &str, path: &str) -> String {
    let words = path.split(['/', '.', ':']).filter(|word| !word.is_empty());
    let words = words.map(|word| word.trim_matches(['{', '}']).replace('-', "_"));
    std::iter::once(method.to_owned())
        .chain(words)
        .collect::<Vec<_>>()
        .join("_")
}

/// The parameters and problems that every management route has by its shape.
fn manage(method: &str, operation: &mut Value) {
    let has_body = operation.get("requestBody").is_some();
    let guarded = has_parameter(operation, "If-Match");
    take(operation, "Organization");
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    add(responses, &ALWAYS);
    if has_body {
        add(responses, &WITH_BODY);
    }
    if method != "get" {
        add(responses, &CHANGING);
    }
    if guarded {
        add(responses, &GUARDED);
    }
    responses.sort_keys();
}

/// Adds one of the parameters that are described once.
fn take(operation: &mut Value, name: &str) {
    let parameter = json!({ "$ref": format!("#/components/parameters/{name}") });
    match operation["parameters"].as_array_mut() {
        Some(parameters) => parameters.push(parameter),
        None => operation["parameters"] = json!([parameter]),
    }
}

fn has_parameter(operation: &Value, name: &str) -> bool {
    let parameters = operation["parameters"].as_array();
    parameters.is_some_and(|all| all.iter().any(|one| one["name"] == name))
}

fn add(responses: &mut Map<String, Value>, reasons: &[Reason]) {
    for reason in reasons {
        let status = reason.status().as_str().to_owned();
        let reference = format!("#/components/responses/{}", reason.code());
        responses
            .entry(status)
            .or_insert_with(|| json!({ "$ref": reference }));
    }
}

/// Every answer carries the request's id.
fn identify(operation: &mut Value) {
    let responses = operation["responses"].as_object_mut();
    for response in responses.into_iter().flat_map(Map::values_mut) {
        if response.get("$ref").is_none() {
            response["headers"]["x-request-id"] =
                json!({ "$ref": "#/components/headers/RequestId" });
        }
    }
}
