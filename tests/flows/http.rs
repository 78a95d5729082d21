//! The local HTTP API from the outside: the real program, the real model, a real client.
//! Calls as they are documented, errors, crashes and many jobs; attacks are in `http_security`.

use crate::support::http::{agent, parts, serve};
use crate::support::{answers, brandish, stderr};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

/// A picture that is drawn quickly.
fn small(prompt: &str) -> Value {
    json!({ "prompt": prompt, "size": "256x256", "steps": 2 })
}

/// A picture that takes long enough to be observed while it is drawn.
fn long(prompt: &str) -> Value {
    json!({ "prompt": prompt, "size": "1024x1024", "steps": 50 })
}

#[test]
fn the_two_documented_exchanges_go_word_for_word() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let (status, started) =
        server.post("/generate-image", json!({ "prompt": "Red Running Shoes" }));
    assert_eq!(status, 202, "{started}");
    let id = started["job_id"].as_str().unwrap().to_owned();
    assert_eq!(started, json!({ "message": "Image generation started", "job_id": id }));

    let (status, result) = server.get(&format!("/result/{id}"));
    assert_eq!((status, &result["status"]), (200, &json!("processing")));
    assert_eq!(result.as_object().unwrap().len(), 2, "{result}");
    assert!(result["progress"]["fraction"].is_number(), "{result}");

    let result = server.wait(&id);
    assert_eq!(result["status"], "completed");
    let path = result["image_path"].as_str().unwrap();
    assert!(path.starts_with("generated_images/") && path.ends_with(".png"), "{path}");
    let bytes = std::fs::read(home.path().join(path)).unwrap();
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    let picture = image::load_from_memory(&bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (1024, 1024));

    let url = server.url(result["image_url"].as_str().unwrap());
    let mut response = agent().get(url).call().unwrap();
    assert_eq!(response.headers()["content-type"], "image/png");
    assert_eq!(response.body_mut().read_to_vec().unwrap(), bytes);
}

#[test]
fn illustrations_are_composed_and_a_file_is_never_read_for_a_request() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let with = |elements: Value| {
        let mut request = small("two burgers");
        request.as_object_mut().unwrap().remove("steps");
        request["elements"] = elements;
        server.post("/generate-image", request)
    };
    let (status, started) = with(json!({
        "names": ["hamburger"], "style": "sticker", "parts": ["hamburger:1=primary"],
    }));
    assert_eq!(status, 202, "{started}");
    let result = server.wait(started["job_id"].as_str().unwrap());
    assert_eq!(result["status"], "completed", "{result}");
    for (elements, named) in [
        (json!({ "names": [] }), "at least one name"),
        (json!({ "names": ["/etc/logo.svg"] }), "no other file is read"),
        (json!({ "names": ["no-such-thing"] }), "no-such-thing"),
        (json!({ "names": ["pizza"], "style": "neon" }), "neon"),
        (json!({ "names": ["pizza"], "tone": "green" }), "green"),
        (json!({ "names": ["pizza"], "parts": ["pizza:1=mauve"] }), "mauve"),
        (json!({ "names": ["pizza"], "parts": ["bread:1=dark"] }), "bread"),
        (json!({ "names": ["pizza"], "parts": ["pizza:29=dark"] }), "no part 29"),
    ] {
        let (status, answer) = with(elements);
        assert_eq!(status, 422, "{answer}");
        assert!(answer["error"].as_str().unwrap().contains(named), "{answer}");
    }
}

#[test]
fn several_pictures_have_several_ids_and_sizes_and_networks_have_two_forms() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let mut request = small("Mug");
    request["count"] = 3.into();
    request["seed"] = 5.into();
    request["persona"] = "lumen".into();
    let (_, started) = server.post("/generate-image", request);
    let ids: Vec<_> =
        started["job_ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!((ids.len(), ids[0]), (3, started["job_id"].as_str().unwrap()));
    let seeds: Vec<_> = ids.iter().map(|id| server.wait(id)["seed"].as_u64().unwrap()).collect();
    assert_eq!(seeds, [5, 6, 7]);

    let sides = json!({ "prompt": "Mug", "steps": 1, "size": { "width": 320, "height": 256 } });
    let network = json!({ "prompt": "Mug", "steps": 1, "network": "instagram" });
    let format = json!({ "prompt": "Mug", "steps": 1, "network": "instagram-wide" });
    for (request, width, height) in [(sides, 320, 256), (network, 1080, 1350), (format, 1080, 566)]
    {
        let (_, started) = server.post("/generate-image", request);
        let result = server.wait(started["job_id"].as_str().unwrap());
        assert_eq!((&result["width"], &result["height"]), (&json!(width), &json!(height)));
    }

    let (_, first) = server.get("/jobs?limit=4");
    let (_, rest) =
        server.get(&format!("/jobs?limit=4&before={}", first["next"].as_str().unwrap()));
    let (first, next) = (first["jobs"].as_array().unwrap(), &rest["next"]);
    let rest = rest["jobs"].as_array().unwrap();
    assert_eq!((first.len(), rest.len(), next), (4, 2, &Value::Null));
    assert_eq!(rest[1]["job_id"], ids[0]);
    assert_eq!(rest[1]["status"], "completed");
}

#[test]
fn captions_prompts_brands_and_models_are_returned() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let request = json!({ "prompt": "Red running shoes", "network": "linkedin", "goal": "launch" });
    let (status, started) = server.post("/generate-caption", request);
    assert_eq!((status, &started["message"]), (202, &json!("Caption generation started")));
    let caption = server.wait(started["job_id"].as_str().unwrap());
    assert_eq!(
        (&caption["status"], &caption["network"]),
        (&json!("completed"), &json!("linkedin"))
    );
    assert!(!caption["text"].as_str().unwrap().is_empty());
    assert!(caption.get("image_path").is_none());

    let request = json!({ "prompt": "shoes with our logo", "persona": "stride" });
    let (status, enhanced) = server.post("/enhance-prompt", request);
    assert_eq!(status, 200, "{enhanced}");
    assert!(enhanced["prompt"].as_str().unwrap().starts_with("shoes with our logo"));
    assert_eq!(enhanced["advice"][0]["topic"], "lettering");

    let (_, personas) = server.get("/personas");
    let ids: Vec<_> =
        personas["personas"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
    assert!(ids.contains(&&json!("stride")));
    let (_, models) = server.get("/models");
    assert_eq!(models["models"][0]["id"], "spark");
    assert_eq!(models["writers"][0]["id"], "builtin");
    let (_, health) = server.get("/health");
    assert_eq!((&health["status"], &health["waiting"]), (&json!("ok"), &json!(0)));
    let (status, page) = server.get("/");
    assert!(status == 200 && page.as_str().unwrap().contains("<h1>Brandish</h1>"));
}

#[test]
fn waiting_and_running_jobs_have_progress_and_can_be_cancelled() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let id = |started: &Value| started["job_id"].as_str().unwrap().to_owned();
    let running = id(&server.post("/generate-image", long("Cup")).1);
    let next = id(&server.post("/generate-image", long("Cake")).1);
    let last = id(&server.post("/generate-image", small("Gift")).1);
    let begun = Instant::now();
    let steps = loop {
        let (_, result) = server.get(&format!("/result/{running}"));
        if result["progress"]["done"].is_number() {
            break result;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{result}");
    };
    assert_eq!(steps["progress"]["total"], 50);
    assert_eq!(steps["progress"]["queued"], false);
    let (_, waits) = server.get(&format!("/result/{last}"));
    assert_eq!(waits["status"], "processing");
    assert_eq!(
        (&waits["progress"]["queued"], &waits["progress"]["position"]),
        (&json!(true), &json!(2))
    );

    for gone in [&next, &running] {
        let (status, response) = server.delete(&format!("/jobs/{gone}"));
        assert_eq!(status, 202, "{response}");
        assert_eq!(server.wait(gone), json!({ "status": "cancelled" }));
    }
    assert_eq!(server.wait(&last)["status"], "completed");
    let (status, response) = server.delete(&format!("/jobs/{last}"));
    assert_eq!((status, &response["code"]), (409, &json!("not_now")));
}

#[test]
fn a_subscriber_receives_each_step_and_the_end() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let stream = agent().get(server.url("/events")).call().unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let (_, started) = server.post("/generate-image", small("Mug"));
    let mut seen = Vec::new();
    for line in BufReader::new(stream.into_body().into_reader()).lines() {
        let line = line.unwrap();
        let Some(data) = line.strip_prefix("data: ") else { continue };
        let event: Value = serde_json::from_str(data).unwrap();
        assert_eq!(event["job_id"], started["job_id"]);
        seen.push(event["result"]["status"].as_str().unwrap().to_owned());
        if seen.last().unwrap() != "processing" {
            break;
        }
    }
    assert!(seen.len() > 1 && seen.last().unwrap() == "completed", "{seen:?}");
}

#[test]
fn invalid_requests_are_refused_with_a_code_and_a_sentence() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let mug = |key: &str, value: Value| {
        let mut request = small("Mug");
        request[key] = value;
        request
    };
    for (request, status, code) in [
        (json!({ "prompt": "  " }), 422, "prompt_empty"),
        (json!({ "prompt": "x".repeat(2_000) }), 422, "prompt_too_long"),
        (mug("size", json!("big")), 422, "size_unreadable"),
        (mug("size", json!("1001x1001")), 422, "size_not_multiple"),
        (mug("size", json!({ "width": 8, "height": 8 })), 422, "size_out_of_range"),
        (mug("count", json!(17)), 422, "count_out_of_range"),
        (mug("persona", json!("nobody")), 422, "persona_unknown"),
        (mug("model", json!("nothing")), 422, "model_unknown"),
        (json!({ "prompt": "Mug", "network": "myspace" }), 422, "format_unknown"),
        (mug("network", json!("x")), 400, "not_used"),
        (mug("seed", json!(u64::MAX)), 422, "seed_too_large"),
        (mug("seed", json!(-1)), 422, "bad_value"),
        (mug("prompts", json!("x")), 400, "not_used"),
        (json!({}), 422, "bad_value"),
        (json!([]), 422, "bad_value"),
    ] {
        let (got, response) = server.post("/generate-image", request.clone());
        assert_eq!((got, response["code"].as_str().unwrap()), (status, code), "{request}");
        assert!(response["error"].as_str().unwrap().ends_with('.'), "{response}");
    }
    let unknown = "01930000-0000-7000-8000-000000000000";
    for (path, status, code) in [
        (format!("/result/{unknown}"), 404, "no_such_job"),
        ("/result/not-an-id".into(), 404, "no_such_job"),
        ("/result/%ff".into(), 400, "bad_address"),
        ("/jobs?limit=0".into(), 422, "bad_value"),
        ("/jobs?page=2".into(), 400, "not_used"),
        ("/nowhere".into(), 404, "no_such_call"),
        ("/generate-image".into(), 405, "no_such_method"),
    ] {
        let (got, response) = server.get(&path);
        assert_eq!((got, response["code"].as_str().unwrap()), (status, code), "{path}");
    }
    assert_eq!(server.delete(&format!("/jobs/{unknown}")).0, 404);
    assert_eq!(server.get("/jobs").1["jobs"], json!([]), "nothing was queued");
}

#[test]
fn ten_thousand_jobs_are_refused_in_time_and_no_accepted_one_is_lost() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let (status, _) = server.post("/queue", json!({ "paused": true }));
    assert_eq!(status, 200);
    let agent = agent();
    let (mut accepted, mut refused) = (Vec::new(), 0);
    for at in 0..10_000 {
        let request = agent.post(server.url("/generate-image"));
        let response = request.send_json(small(&format!("Mug {at}"))).unwrap();
        let retry = response.headers().get("retry-after").cloned();
        let (status, response) = parts(response);
        match status {
            202 => accepted.push(response["job_id"].as_str().unwrap().to_owned()),
            429 => {
                assert_eq!(response["code"], "queue_full");
                assert!(retry.unwrap().to_str().unwrap().parse::<u32>().unwrap() > 0);
                refused += 1;
            }
            _ => panic!("{status}: {response}"),
        }
    }
    assert_eq!((accepted.len(), refused), (1_000, 9_000));
    assert_eq!(server.get("/health").1["waiting"], 1_000);
    let (mut listed, mut before) = (Vec::new(), String::new());
    loop {
        let (_, page) = server.get(&format!("/jobs?limit=100{before}"));
        let jobs = page["jobs"].as_array().unwrap();
        listed.extend(jobs.iter().map(|job| job["job_id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => before = format!("&before={next}"),
            None => break,
        }
    }
    listed.reverse();
    assert_eq!(listed, accepted);
}

#[test]
fn after_a_crash_the_queue_is_kept_and_paused_until_it_is_resumed() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let running =
        server.post("/generate-image", long("Cup")).1["job_id"].as_str().unwrap().to_owned();
    let waiting =
        server.post("/generate-image", small("Mug")).1["job_id"].as_str().unwrap().to_owned();
    let begun = Instant::now();
    while server.get(&format!("/result/{running}")).1["progress"]["queued"] != false {
        assert!(begun.elapsed() < Duration::from_secs(60));
    }
    server.kill();

    let server = serve(home.path(), &[]);
    let (_, health) = server.get("/health");
    assert_eq!((&health["status"], &health["waiting"]), (&json!("paused"), &json!(1)));
    let (_, result) = server.get(&format!("/result/{running}"));
    assert_eq!(result["status"], "failed");
    assert!(result["error"].as_str().unwrap().contains("closed"), "{result}");
    let (_, result) = server.get(&format!("/result/{waiting}"));
    assert_eq!(result["status"], "processing");
    let (_, health) = server.post("/queue", json!({ "paused": false }));
    assert_eq!(health["status"], "ok");
    assert_eq!(server.wait(&waiting)["status"], "completed");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_in_order_and_the_running_job_is_interrupted() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let running =
        server.post("/generate-image", long("Cup")).1["job_id"].as_str().unwrap().to_owned();
    let begun = Instant::now();
    while server.get(&format!("/result/{running}")).1["progress"]["done"].is_null() {
        assert!(begun.elapsed() < Duration::from_secs(60));
    }
    assert!(server.interrupt());
    let output = brandish(home.path()).args(["result", &running, "--json"]).output().unwrap();
    assert_eq!(answers(&output)[0]["status"], "interrupted");
}

#[test]
fn a_home_has_one_writer_and_a_second_one_gets_an_error() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let second = brandish(home.path()).args(["serve", "--listen", "127.0.0.1:0"]).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(stderr(&second).contains("open already"), "{}", stderr(&second));
    let generate = brandish(home.path()).args(["generate", "Mug"]).output().unwrap();
    assert!(stderr(&generate).contains("open already"), "{}", stderr(&generate));

    let other = tempfile::tempdir().unwrap();
    let address = server.address.to_string();
    let taken = brandish(other.path()).args(["serve", "--listen", &address]).output().unwrap();
    assert!(stderr(&taken).contains("taken by another program"), "{}", stderr(&taken));
}

#[test]
fn the_document_has_every_call_and_every_response_is_documented() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let (_, document) = server.get("/openapi.json");
    assert_eq!(document["openapi"], "3.1.0");
    let calls = document["paths"].as_object().unwrap();
    assert!(calls.len() >= 12);
    for (path, methods) in calls {
        let filled = path.replace("{job_id}", "x").replace("{name}", "x.png");
        for (method, call) in methods.as_object().unwrap() {
            let status = match method.as_str() {
                _ if path == "/events" => continue,
                "get" => server.get(&filled).0,
                "post" => server.post(&filled, json!({})).0,
                _ => server.delete(&filled).0,
            };
            assert_ne!(status, 405, "{method} {path}");
            assert!(
                call["responses"].get(status.to_string()).is_some(),
                "{method} {path}: {status}"
            );
        }
    }
    references(&document, &document);
}

/// Every `$ref` leads somewhere.
fn references(value: &Value, document: &Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(to)) = map.get("$ref") {
                assert!(document.pointer(to.trim_start_matches('#')).is_some(), "{to}");
            }
            map.values().for_each(|value| references(value, document));
        }
        Value::Array(list) => list.iter().for_each(|value| references(value, document)),
        _ => {}
    }
}
