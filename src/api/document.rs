//! The OpenAPI document: the table of calls, with schemas generated from the types they really use.
//! What a call does is in `routes`; a whole-flow test asks each of them for what this table says.

use super::answers::{
    EnhanceAnswer, HealthAnswer, JobsAnswer, ModelsAnswer, PersonasAnswer, ResultAnswer, Started,
};
use super::asks::{CaptionAsk, EnhanceAsk, PictureAsk, QueueAsk};
use super::refusal::RefusalAnswer;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

type Of = fn(&mut SchemaGenerator) -> Schema;

/// One call.
struct Call {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    sends: Option<Of>,
    /// Status and form of the answer that was asked for.
    answers: (u16, Form),
    /// The refusals that only some calls know.
    refuses: &'static [u16],
}

enum Form {
    Json(Of),
    Other(&'static str),
}

fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// Every call, in the order in which one would try them.
const CALLS: &[Call] = &[
    Call {
        method: "post",
        path: "/generate-image",
        summary: "Ask for pictures. Answers at once; see /result.",
        sends: Some(of::<PictureAsk>),
        answers: (202, Form::Json(of::<Started>)),
        refuses: &[500],
    },
    Call {
        method: "post",
        path: "/generate-caption",
        summary: "Ask for a caption. Answers at once; see /result.",
        sends: Some(of::<CaptionAsk>),
        answers: (202, Form::Json(of::<Started>)),
        refuses: &[500],
    },
    Call {
        method: "get",
        path: "/result/{job_id}",
        summary: "What became of a job.",
        sends: None,
        answers: (200, Form::Json(of::<ResultAnswer>)),
        refuses: &[400, 404, 500],
    },
    Call {
        method: "post",
        path: "/enhance-prompt",
        summary: "What brand, format, style and model make of a prompt. Nothing is queued.",
        sends: Some(of::<EnhanceAsk>),
        answers: (200, Form::Json(of::<EnhanceAnswer>)),
        refuses: &[],
    },
    Call {
        method: "get",
        path: "/jobs",
        summary: "Jobs, newest first, by the page.",
        sends: None,
        answers: (200, Form::Json(of::<JobsAnswer>)),
        refuses: &[422, 500],
    },
    Call {
        method: "delete",
        path: "/jobs/{job_id}",
        summary: "Cancel a job that waits or runs.",
        sends: None,
        answers: (202, Form::Json(of::<Started>)),
        refuses: &[400, 404, 409, 500],
    },
    Call {
        method: "get",
        path: "/images/{name}",
        summary: "A finished picture.",
        sends: None,
        answers: (200, Form::Other("image/png")),
        refuses: &[400, 404],
    },
    Call {
        method: "post",
        path: "/queue",
        summary: "Pause the queue, or let it go on, as after a crash.",
        sends: Some(of::<QueueAsk>),
        answers: (200, Form::Json(of::<HealthAnswer>)),
        refuses: &[],
    },
    Call {
        method: "get",
        path: "/personas",
        summary: "The brands that can speak.",
        sends: None,
        answers: (200, Form::Json(of::<PersonasAnswer>)),
        refuses: &[],
    },
    Call {
        method: "get",
        path: "/models",
        summary: "What draws and what writes.",
        sends: None,
        answers: (200, Form::Json(of::<ModelsAnswer>)),
        refuses: &[],
    },
    Call {
        method: "get",
        path: "/events",
        summary: "Server-sent events: `job`, with its id and its result so far, for each step.",
        sends: None,
        answers: (200, Form::Other("text/event-stream")),
        refuses: &[],
    },
    Call {
        method: "get",
        path: "/health",
        summary: "How Brandish is, and whether its queue runs.",
        sends: None,
        answers: (200, Form::Json(of::<HealthAnswer>)),
        refuses: &[],
    },
];

/// What every call may refuse, and what more where something is sent.
const REFUSALS: &[u16] = &[401, 403, 429, 503];
const REFUSALS_OF_WHAT_WAS_SENT: &[u16] = &[400, 408, 413, 415, 422];

/// The whole document, OpenAPI 3.1.
pub fn openapi() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let mut paths = Map::new();
    for call in CALLS {
        let operation = operation(call, &mut generator);
        let path = paths.entry(call.path).or_insert_with(|| json!({}));
        path[call.method] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Brandish",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "On-brand pictures and captions, made on this laptop.",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
        // The token is asked for only where the door was opened with one.
        "security": [{}, { "token": [] }],
    })
}

fn operation(call: &Call, generator: &mut SchemaGenerator) -> Value {
    let (status, form) = &call.answers;
    let mut answers = Map::new();
    answers.insert(
        status.to_string(),
        match form {
            Form::Json(schema) => described("What was asked for.", schema(generator)),
            Form::Other(kind) => json!({
                "description": "What was asked for.",
                "content": { *kind: { "schema": { "type": "string" } } },
            }),
        },
    );
    let of_what_was_sent = call.sends.map_or(&[][..], |_| REFUSALS_OF_WHAT_WAS_SENT);
    for status in REFUSALS.iter().chain(of_what_was_sent).chain(call.refuses) {
        let schema = generator.subschema_for::<RefusalAnswer>();
        answers.insert(status.to_string(), described(reason(*status), schema));
    }
    let id = call.path.trim_matches('/').replace(['/', '-'], "_").replace(['{', '}'], "");
    let mut operation = json!({
        "operationId": format!("{}_{id}", call.method),
        "summary": call.summary,
        "parameters": parameters(call.path),
        "responses": answers,
    });
    if let Some(schema) = call.sends {
        let content = json!({ "application/json": { "schema": schema(generator) } });
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    operation
}

fn described(description: &str, schema: Schema) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

fn parameters(path: &str) -> Value {
    let id = json!({ "type": "string", "format": "uuid" });
    let in_path = |name: &str, schema: Value| json!([{ "name": name, "in": "path", "required": true, "schema": schema }]);
    match path {
        "/result/{job_id}" | "/jobs/{job_id}" => in_path("job_id", id),
        "/images/{name}" => {
            in_path("name", json!({ "type": "string", "pattern": "^[^/]+\\.png$" }))
        }
        "/jobs" => json!([
            {
                "name": "limit",
                "in": "query",
                "schema": { "type": "integer", "minimum": 1, "maximum": 100, "default": 20 },
            },
            { "name": "before", "in": "query", "schema": id },
        ]),
        _ => json!([]),
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        400 => "What was sent is not readable.",
        401 => "The token is missing or wrong.",
        403 => "The host that was called, or the page that called, is not known.",
        404 => "There is no such thing.",
        408 => "The body took too long.",
        409 => "Not in the state it is in.",
        413 => "The body is too large.",
        415 => "The body is not JSON.",
        422 => "What was sent is readable, and cannot be done.",
        429 => "Too much waits already; see Retry-After.",
        500 => "The disk failed.",
        _ => "Brandish is closing.",
    }
}
