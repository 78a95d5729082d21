//! The OpenAPI document: the table of calls, with schemas generated from the types of requests and responses.
//! What a call does is in `routes`; tests call each of them and compare its responses with this table.

use super::elements::{ElementsQuery, ElementsResponse};
use super::error::ErrorResponse;
use super::photos::PhotoResponse;
use super::posts::{PostsRequest, PostsResponse};
use super::requests::{CaptionRequest, EnhanceRequest, PageQuery, PictureRequest, QueueRequest};
use super::responses::{
    EnhanceResponse, HealthResponse, JobsResponse, ModelsResponse, PersonasResponse,
    ResultResponse, Started,
};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// One call.
struct Call {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    body: Body,
    /// Status and form of the response on success.
    response: (u16, Form),
    /// Errors beside those of every call.
    errors: &'static [u16],
}

enum Body {
    None,
    Json(SchemaOf),
    /// The bytes of a picture.
    Picture,
}

enum Form {
    Json(SchemaOf),
    Other(&'static str),
}

fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// Every call, in the order in which a new client would use them.
const CALLS: &[Call] = &[
    Call {
        method: "post",
        path: "/generate-image",
        summary: "Start pictures. Returns at once; see /result.",
        body: Body::Json(of::<PictureRequest>),
        response: (202, Form::Json(of::<Started>)),
        errors: &[500],
    },
    Call {
        method: "post",
        path: "/generate-caption",
        summary: "Start a caption. Returns at once; see /result.",
        body: Body::Json(of::<CaptionRequest>),
        response: (202, Form::Json(of::<Started>)),
        errors: &[500],
    },
    Call {
        method: "get",
        path: "/result/{job_id}",
        summary: "The state of a job, and its result.",
        body: Body::None,
        response: (200, Form::Json(of::<ResultResponse>)),
        errors: &[400, 404, 500],
    },
    Call {
        method: "post",
        path: "/enhance-prompt",
        summary: "A prompt as brand, format, style and model complete it. Nothing is queued.",
        body: Body::Json(of::<EnhanceRequest>),
        response: (200, Form::Json(of::<EnhanceResponse>)),
        errors: &[],
    },
    Call {
        method: "get",
        path: "/jobs",
        summary: "A page of jobs, newest first.",
        body: Body::None,
        response: (200, Form::Json(of::<JobsResponse>)),
        errors: &[422, 500],
    },
    Call {
        method: "delete",
        path: "/jobs/{job_id}",
        summary: "Cancel a job that waits or runs.",
        body: Body::None,
        response: (202, Form::Json(of::<Started>)),
        errors: &[400, 404, 409, 500],
    },
    Call {
        method: "get",
        path: "/images/{name}",
        summary: "A finished picture.",
        body: Body::None,
        response: (200, Form::Other("image/png")),
        errors: &[400, 404],
    },
    Call {
        method: "post",
        path: "/photos",
        summary: "Keep a photo of your own: its bytes, JPEG, PNG, WebP or GIF. Other calls take it by its name.",
        body: Body::Picture,
        response: (201, Form::Json(of::<PhotoResponse>)),
        errors: &[500],
    },
    Call {
        method: "post",
        path: "/posts",
        summary: "Finished posts of a completed job's picture or of a photo, with words, brand and layout.",
        body: Body::Json(of::<PostsRequest>),
        response: (200, Form::Json(of::<PostsResponse>)),
        errors: &[404, 409],
    },
    Call {
        method: "get",
        path: "/posts/{name}",
        summary: "The file of a finished post.",
        body: Body::None,
        response: (200, Form::Other("image/*")),
        errors: &[400, 404],
    },
    Call {
        method: "post",
        path: "/queue",
        summary: "Pause or resume the queue, as after a crash.",
        body: Body::Json(of::<QueueRequest>),
        response: (200, Form::Json(of::<HealthResponse>)),
        errors: &[],
    },
    Call {
        method: "get",
        path: "/elements",
        summary: "Illustrations that show what a text says, and the brand's own drawings.",
        body: Body::None,
        response: (200, Form::Json(of::<ElementsResponse>)),
        errors: &[422, 500],
    },
    Call {
        method: "get",
        path: "/personas",
        summary: "The brands.",
        body: Body::None,
        response: (200, Form::Json(of::<PersonasResponse>)),
        errors: &[],
    },
    Call {
        method: "get",
        path: "/models",
        summary: "The picture models, and the models that write captions.",
        body: Body::None,
        response: (200, Form::Json(of::<ModelsResponse>)),
        errors: &[],
    },
    Call {
        method: "get",
        path: "/events",
        summary: "Server-sent events: `job`, with its id and its state, for each step.",
        body: Body::None,
        response: (200, Form::Other("text/event-stream")),
        errors: &[],
    },
    Call {
        method: "get",
        path: "/health",
        summary: "The state of the server, and whether its queue runs.",
        body: Body::None,
        response: (200, Form::Json(of::<HealthResponse>)),
        errors: &[],
    },
];

/// The errors of every call, and those of a call with a body.
const ERRORS: &[u16] = &[400, 401, 403, 429, 503];
const BODY_ERRORS: &[u16] = &[400, 408, 413, 415, 422];

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
        // The token is required only if the server was started with one.
        "security": [{}, { "token": [] }],
    })
}

fn operation(call: &Call, generator: &mut SchemaGenerator) -> Value {
    let (status, form) = &call.response;
    let mut responses = Map::new();
    responses.insert(
        status.to_string(),
        match form {
            Form::Json(schema) => described("Success.", schema(generator)),
            Form::Other(kind) => json!({
                "description": "Success.",
                "content": { *kind: { "schema": { "type": "string" } } },
            }),
        },
    );
    let body_errors = if matches!(call.body, Body::None) { &[][..] } else { BODY_ERRORS };
    for status in ERRORS.iter().chain(body_errors).chain(call.errors) {
        let schema = generator.subschema_for::<ErrorResponse>();
        responses.insert(status.to_string(), described(reason(*status), schema));
    }
    let id = call.path.trim_matches('/').replace(['/', '-'], "_").replace(['{', '}'], "");
    let mut operation = json!({
        "operationId": format!("{}_{id}", call.method),
        "summary": call.summary,
        "parameters": parameters(call.path, generator),
        "responses": responses,
    });
    let content = match call.body {
        Body::None => return operation,
        Body::Json(schema) => json!({ "application/json": { "schema": schema(generator) } }),
        Body::Picture => {
            let kinds = ["image/jpeg", "image/png", "image/webp", "image/gif"];
            kinds
                .into_iter()
                .chain(["application/octet-stream"])
                .map(|kind| (kind, json!({})))
                .collect()
        }
    };
    operation["requestBody"] = json!({ "required": true, "content": content });
    operation
}

fn described(description: &str, schema: Schema) -> Value {
    json!({ "description": description, "content": { "application/json": { "schema": schema } } })
}

fn parameters(path: &str, generator: &mut SchemaGenerator) -> Value {
    let id = json!({ "type": "string", "format": "uuid" });
    let in_path = |name: &str, schema: Value| json!([{ "name": name, "in": "path", "required": true, "schema": schema }]);
    match path {
        "/result/{job_id}" | "/jobs/{job_id}" => in_path("job_id", id),
        "/images/{name}" => {
            in_path("name", json!({ "type": "string", "pattern": "^[^/]+\\.png$" }))
        }
        "/posts/{name}" => {
            in_path("name", json!({ "type": "string", "pattern": "^[^/]+\\.(png|jpg)$" }))
        }
        "/jobs" => query_parameters::<PageQuery>(generator),
        "/elements" => query_parameters::<ElementsQuery>(generator),
        _ => json!([]),
    }
}

/// One parameter for each field of a query.
fn query_parameters<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    let schema = T::json_schema(generator);
    let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let required = schema.get("required").and_then(Value::as_array);
    let is_required =
        |name: &String| required.is_some_and(|names| names.iter().any(|required| required == name));
    fields
        .map(|(name, schema)| json!({ "name": name, "in": "query", "required": is_required(name), "schema": schema }))
        .collect()
}

fn reason(status: u16) -> &'static str {
    match status {
        400 => "The request is not readable, or names a field that has no effect.",
        401 => "The token is missing or wrong.",
        403 => "The request names an unknown host, or comes from a page of another site.",
        404 => "Not found.",
        408 => "The body took too long to arrive.",
        409 => "The job's state does not allow it.",
        413 => "The body is too large.",
        415 => "The body is not declared as what the call takes.",
        422 => "The request is readable, but a value is invalid.",
        429 => "Too many jobs or requests are waiting; see Retry-After.",
        500 => "The disk failed.",
        _ => "Too many connections are open, or Brandish is closing.",
    }
}
