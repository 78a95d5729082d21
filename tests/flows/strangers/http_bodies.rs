//! Bodies, queries and connections as other programs' HTTP clients send them: each is answered, in a sentence that names
//! what is wrong, and none by an error of the server.

use crate::support::http::{Server, agent, parts, serve};
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Words of the programming language, which say nothing to a client.
const RUST_WORDS: &[&str] = &[
    "untagged",
    "enum",
    "struct ",
    "variant",
    "invalid type",
    "expected",
    "did not match",
    "u32",
    "u64",
    "usize",
    "`",
    "Option",
    "serde",
    "map key",
];

fn send(server: &Server, path: &str, body: &[u8]) -> (u16, Value) {
    let request = agent().post(server.url(path)).header("Content-Type", "application/json");
    parts(request.send(body).unwrap())
}

/// Status and code are as expected, and the sentence names these words and no words of Rust.
#[track_caller]
fn refused(case: &str, (status, answer): (u16, Value), expected: (u16, &str), named: &[&str]) {
    let sentence = answer["error"].as_str().unwrap_or_default();
    assert_eq!((status, answer["code"].as_str().unwrap_or_default()), expected, "{case}: {answer}");
    for word in named {
        assert!(sentence.contains(word), "{case}: “{word}” is not in: {sentence}");
    }
    for word in RUST_WORDS {
        assert!(!sentence.contains(word), "{case}: “{word}” is in: {sentence}");
    }
}

const PICTURE: &str = "/generate-image";
const CAPTION: &str = "/generate-caption";

/// Where what is sent, status and code of the answer, and what its sentence names.
type Case = (&'static str, Value, (u16, &'static str), Vec<&'static str>);

/// A request for a mug, with one more field or another value.
fn with(key: &str, value: Value) -> Value {
    let mut request = json!({ "prompt": "Mug" });
    request[key] = value;
    request
}

/// Fields that have no effect.
fn unused_fields() -> Vec<Case> {
    let both = json!({ "prompt": "Mug", "size": "512x512", "network": "x" });
    let twice = json!({ "prompt": "Mug", "network": "x", "size": { "width": 512, "height": 512 } });
    vec![
        (PICTURE, both.clone(), (400, "not_used"), vec!["“size”", "“network”"]),
        (PICTURE, twice, (400, "not_used"), vec!["“size”", "“network”"]),
        ("/enhance-prompt", both, (400, "not_used"), vec!["“size”", "“network”"]),
        (PICTURE, with("style", json!("bogus")), (422, "style_unknown"), vec!["“bogus”"]),
        (PICTURE, with("style", json!("flat-lay")), (400, "style_unused"), vec!["Spark", "style"]),
        ("/enhance-prompt", with("style", json!("bogus")), (422, "style_unknown"), vec!["“bogus”"]),
        (PICTURE, with("prompts", json!("x")), (400, "not_used"), vec!["“prompts”", "prompt"]),
        (PICTURE, with("width", json!(512)), (400, "not_used"), vec!["“width”", "size"]),
        (
            PICTURE,
            with("negative_prompt", json!("x")),
            (400, "not_used"),
            vec!["“negative_prompt”", "negative"],
        ),
        (PICTURE, with("cfg_scale", json!(7)), (400, "not_used"), vec!["“cfg_scale”"]),
        (PICTURE, with("Prompt", json!("x")), (400, "not_used"), vec!["“Prompt”"]),
        (CAPTION, with("size", json!("512x512")), (400, "not_used"), vec!["“size”", "facts"]),
        (CAPTION, with("style", json!("x")), (400, "not_used"), vec!["“style”"]),
        ("/enhance-prompt", with("count", json!(2)), (400, "not_used"), vec!["“count”"]),
        (
            "/queue",
            json!({ "paused": true, "force": 1 }),
            (400, "not_used"),
            vec!["“force”", "paused"],
        ),
    ]
}

/// Values of another kind than the field's, or that nothing has the name of.
fn wrong_values() -> Vec<Case> {
    vec![
        (PICTURE, with("size", json!(512)), (422, "bad_value"), vec!["“size”", "1024x1024", "512"]),
        (
            PICTURE,
            with("size", json!({ "width": 512 })),
            (422, "bad_value"),
            vec!["“size”", "height"],
        ),
        (PICTURE, with("size", json!([512, 512])), (422, "bad_value"), vec!["“size”", "a list"]),
        (
            PICTURE,
            with("size", json!({ "width": -1, "height": 8 })),
            (422, "bad_value"),
            vec!["“size”"],
        ),
        (PICTURE, with("size", json!("512")), (422, "size_unreadable"), vec!["“512”"]),
        (
            PICTURE,
            with("count", json!("two")),
            (422, "bad_value"),
            vec!["“count”", "1 to 16", "two"],
        ),
        (PICTURE, with("count", json!(1.5)), (422, "bad_value"), vec!["“count”", "1.5"]),
        (PICTURE, with("count", json!(-1)), (422, "bad_value"), vec!["“count”", "-1"]),
        (PICTURE, with("count", json!(5_000_000_000_u64)), (422, "bad_value"), vec!["“count”"]),
        (PICTURE, with("count", json!(0)), (422, "count_out_of_range"), vec!["1 to 16"]),
        (PICTURE, with("seed", json!("7")), (422, "bad_value"), vec!["“seed”", "whole number"]),
        (PICTURE, with("steps", json!(true)), (422, "bad_value"), vec!["“steps”", "true"]),
        (PICTURE, with("prompt", json!(7)), (422, "bad_value"), vec!["“prompt”", "a text", "7"]),
        (PICTURE, with("prompt", Value::Null), (422, "bad_value"), vec!["“prompt”", "null"]),
        (PICTURE, with("persona", json!({})), (422, "bad_value"), vec!["“persona”", "an object"]),
        (PICTURE, json!({ "persona": "stride" }), (422, "bad_value"), vec!["“prompt” is missing"]),
        (PICTURE, json!(["Mug"]), (422, "bad_value"), vec!["a list", "JSON object"]),
        ("/queue", json!([true]), (422, "bad_value"), vec!["a list", "JSON object"]),
        (PICTURE, json!([1]), (422, "bad_value"), vec!["a list", "JSON object"]),
        (PICTURE, json!("Mug"), (422, "bad_value"), vec!["a text", "JSON object"]),
        (PICTURE, Value::Null, (422, "bad_value"), vec!["null"]),
        (
            PICTURE,
            with("network", json!("myspace")),
            (422, "format_unknown"),
            vec!["“myspace”", "bluesky"],
        ),
        (
            CAPTION,
            with("network", json!("myspace")),
            (422, "network_unknown"),
            vec!["threads", "telegram"],
        ),
        (
            CAPTION,
            with("facts", json!("20% off")),
            (422, "bad_value"),
            vec!["“facts”", "a list of texts"],
        ),
        (
            CAPTION,
            with("facts", json!([1])),
            (422, "bad_value"),
            vec!["“facts”", "a list of texts"],
        ),
        (
            CAPTION,
            with("wish", json!("longer")),
            (422, "bad_value"),
            vec!["“wish”", "shorter or warmer", "longer"],
        ),
        (CAPTION, with("goal", json!("fame")), (422, "goal_unknown"), vec!["“fame”"]),
        (
            "/queue",
            json!({ "paused": "yes" }),
            (422, "bad_value"),
            vec!["“paused”", "true or false"],
        ),
        ("/queue", json!({}), (422, "bad_value"), vec!["“paused” is missing"]),
    ]
}

#[test]
fn each_wrong_field_is_named_and_none_is_ignored() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    for (path, request, expected, named) in unused_fields().into_iter().chain(wrong_values()) {
        let case = format!("{path} {request}");
        refused(&case, server.post(path, request), expected, &named);
    }
    for (path, expected, named) in [
        ("/jobs?page=2", (400, "not_used"), vec!["“page”", "before, limit"]),
        ("/jobs?limit=x", (422, "bad_value"), vec!["“limit”", "1 to 100"]),
        ("/jobs?limit=-1", (422, "bad_value"), vec!["“limit”"]),
        ("/jobs?limit=1&limit=2", (422, "bad_value"), vec!["“limit” is given twice"]),
        ("/jobs?before=yesterday", (422, "bad_value"), vec!["“before”"]),
        ("/health?verbose=1", (400, "not_used"), vec!["“verbose”"]),
        ("/models?kind=picture", (400, "not_used"), vec!["“kind”"]),
    ] {
        refused(path, server.get(path), expected, &named);
    }
    assert_eq!(server.get("/jobs").1["jobs"], json!([]), "nothing was queued");
    // What has an effect is accepted.
    for network in ["threads", "bluesky", "mastodon", "telegram", "bluesky-wide"] {
        let (status, answer) = server.post("/enhance-prompt", with("network", json!(network)));
        assert_eq!(status, 200, "{network}: {answer}");
    }
}

#[test]
fn bytes_that_are_no_json_are_named_as_what_they_are() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let mug = "{\"prompt\":\"Mug\"}";
    let wide: Vec<u8> = mug.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (body, expected, named) in [
        ([b"\xef\xbb\xbf", mug.as_bytes()].concat(), (400, "bad_encoding"), "byte order mark"),
        ([b"\xff\xfe", &wide[..]].concat(), (400, "bad_encoding"), "UTF-16"),
        (b"\xfe\xff\0{".to_vec(), (400, "bad_encoding"), "UTF-16"),
        (b"{\"prompt\":\"\xe9\"}".to_vec(), (400, "bad_encoding"), "not UTF-8"),
        (b"{".to_vec(), (400, "bad_json"), "ends too early"),
        (b"".to_vec(), (400, "bad_json"), "empty"),
        (b"prompt=Mug&size=512".to_vec(), (400, "bad_json"), "not JSON: see line 1, column 1"),
        (b"{'prompt': 'Mug'}".to_vec(), (400, "bad_json"), "line 1, column 2"),
        (b"{\"prompt\":\"Mug\",}".to_vec(), (400, "bad_json"), "line 1"),
        (b"{\n\"seed\": 01}".to_vec(), (400, "bad_json"), "line 2"),
        (
            b"{\"prompt\":\"Mug\",\"prompt\":\"Cup\"}".to_vec(),
            (422, "bad_value"),
            "“prompt” is given twice",
        ),
    ] {
        let case = String::from_utf8_lossy(&body).into_owned();
        refused(&case, send(&server, "/generate-image", &body), expected, &[named]);
    }
}

/// Values that a field of any kind may be sent with.
fn odd_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(-1),
        json!(0),
        json!(0.1),
        json!(1e308),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(true),
        json!(""),
        json!(" \t\n"),
        json!("\u{0}"),
        json!("\u{202e}\u{1b}[31m"),
        json!("x".repeat(20_000)),
        json!("../../etc/passwd"),
        json!("1e9x1e9"),
        json!("99999999999999999999x8"),
        json!("0x0"),
        json!("👨‍👩‍👧‍👦".repeat(300)),
        json!([]),
        json!([[[[[[[[]]]]]]]]),
        json!({}),
        json!({ "width": 0, "height": 0 }),
        json!({ "width": 4294967295_u32, "height": 8, "depth": 1 }),
    ]
}

#[test]
fn no_odd_body_is_answered_by_an_error_of_the_server() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    assert_eq!(server.post("/queue", json!({ "paused": true })).0, 200);
    let mut bodies: Vec<(&str, Vec<u8>)> = Vec::new();
    for (path, fields) in [
        (
            "/generate-image",
            &["prompt", "persona", "model", "style", "negative", "size", "network", "count"][..],
        ),
        ("/generate-caption", &["prompt", "network", "goal", "facts", "writer", "wish"][..]),
        ("/enhance-prompt", &["size", "seed"][..]),
    ] {
        for field in fields {
            for value in odd_values() {
                let mut body = json!({ "prompt": "Mug" });
                body[*field] = value;
                bodies.push((path, serde_json::to_vec(&body).unwrap()));
            }
        }
    }
    // A whole request with one byte changed, by a fixed sequence.
    let whole =
        br#"{"prompt":"Mug","size":{"width":512,"height":512},"count":1,"seed":7,"steps":2}"#;
    let mut state = 1_u32;
    for _ in 0..120 {
        let mut body = whole.to_vec();
        for _ in 0..2 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = (state >> 8) as usize % body.len();
            body[at] = (state >> 24) as u8;
        }
        bodies.push(("/generate-image", body));
    }
    bodies.push(("/generate-image", "[".repeat(60_000).into_bytes()));
    bodies.push(("/queue", format!("{{\"paused\":{}1}}", "-".repeat(1_000)).into_bytes()));
    bodies.push(("/generate-image", b"{\"prompt\":\"Mug\",\"seed\":1e400}".to_vec()));
    assert!(bodies.len() >= 200);
    for (path, body) in &bodies {
        let (status, answer) = send(&server, path, body);
        let case = format!("{path} {}", String::from_utf8_lossy(&body[..body.len().min(120)]));
        assert!(status < 500, "{case}: {status} {answer}");
        if status >= 400 {
            let sentence = answer["error"].as_str().unwrap_or_default();
            assert!(sentence.ends_with('.'), "{case}: {answer}");
            assert!(!sentence.contains(char::is_control), "{case}: {answer}");
            for word in RUST_WORDS {
                assert!(!sentence.contains(word), "{case}: “{word}” is in: {sentence}");
            }
        }
    }
    assert_eq!(server.get("/health").0, 200);
}

#[test]
fn localhost_is_answered_by_either_protocol() {
    let home = tempfile::tempdir().unwrap();
    for listen in ["127.0.0.1:0", "[::1]:0"] {
        if TcpStream::connect("[::1]:9")
            .is_err_and(|error| error.kind() == std::io::ErrorKind::AddrNotAvailable)
        {
            return;
        }
        let server = serve(home.path(), &["--listen", listen]);
        let port = server.address.port();
        for host in ["127.0.0.1", "[::1]"] {
            let address: SocketAddr = format!("{host}:{port}").parse().unwrap();
            assert!(TcpStream::connect(address).is_ok(), "{listen}: {address}");
            let url = format!("http://{host}:{port}/health");
            assert_eq!(parts(agent().get(url).call().unwrap()).0, 200, "{listen}: {host}");
        }
        drop(server);
    }
}

#[test]
fn the_health_is_answered_while_more_connections_are_open_than_are_served() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let idle: Vec<_> = (0..300).map(|_| TcpStream::connect(server.address).unwrap()).collect();
    // Shorter than the time after which idle connections are closed.
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    let config = config.timeout_global(Some(Duration::from_secs(8)));
    let agent: ureq::Agent = config.build().into();
    let (status, health) = parts(agent.get(server.url("/health")).call().unwrap());
    assert_eq!((status, &health["status"]), (200, &json!("ok")), "{health}");
    let (status, busy) = parts(agent.get(server.url("/models")).call().unwrap());
    assert_eq!((status, &busy["code"]), (503, &json!("busy")), "{busy}");
    let foreign = agent.get(server.url("/health")).header("Host", "evil.example").call().unwrap();
    assert_eq!(parts(foreign).0, 403, "a busy server is guarded as well");
    drop(idle);
    let again = || parts(agent.get(server.url("/models")).call().unwrap()).0;
    assert!((0..50).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        again() == 200
    }));
}
