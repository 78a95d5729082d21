//! The window as a server: its switch in Settings, a program that asks, and what the user sees of it.

use crate::support::window::{Decided, Window, click, open, quick, until};
use brandish::job::State;
use egui_kittest::kittest::Queryable;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::time::Duration;

const SWITCH: &str = "Let other programs on this laptop use Brandish";

/// A window whose switch is on, at an address that no other test has.
fn switched_on(home: &std::path::Path, address: &str) -> Window {
    let mut window = open(home, quick, Decided::default());
    window.state_mut().serve_at(address.parse().unwrap());
    click(&mut window, "Settings");
    window.run_steps(3);
    assert!(window.state().served_at().is_none(), "off by default");
    window.get_by_label_contains(SWITCH).click_accesskit();
    window.run_steps(3);
    window
}

/// Sends a request from another thread, while the window draws frames.
fn request(window: &mut Window, path: &str, body: Option<Value>) -> Value {
    let url = format!("http://{}{path}", window.state().served_at().expect("it serves"));
    let client = std::thread::spawn(move || {
        let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(30)));
        let agent: ureq::Agent = config.build().into();
        let response = match body {
            Some(body) => agent.post(url).send_json(body),
            None => agent.get(url).call(),
        };
        response.unwrap().body_mut().read_json::<Value>().unwrap()
    });
    until(window, "a response", |_| client.is_finished());
    client.join().unwrap()
}

#[test]
fn a_program_requests_a_picture_of_the_open_window_and_it_is_listed_like_any_other() {
    let home = tempfile::tempdir().unwrap();
    let mut window = switched_on(home.path(), "127.0.0.1:0");
    assert!(window.query_by_label("Copy address").is_some());
    let started = request(&mut window, "/generate-image", Some(json!({ "prompt": "Yellow taxi" })));
    assert_eq!(started["message"], "Image generation started");
    until(&mut window, "the picture", |window| {
        window.state().studio().jobs().any(|job| *job.state() == State::Done)
    });
    let id = started["job_id"].as_str().unwrap().to_owned();
    let result = request(&mut window, &format!("/result/{id}"), None);
    assert_eq!(
        (&result["status"], &result["prompt"]),
        (&json!("completed"), &json!("Yellow taxi"))
    );
    click(&mut window, "Create");
    assert!(window.query_by_label("Yellow taxi: Done").is_some());

    click(&mut window, "Settings");
    window.get_by_label_contains(SWITCH).click_accesskit();
    window.run_steps(3);
    assert!(window.state().served_at().is_none());
    drop(window);
    let text = std::fs::read_to_string(home.path().join("settings.toml")).unwrap();
    assert!(text.contains("serve = false"), "{text}");
}

#[test]
fn a_taken_address_is_reported_in_a_message() {
    let home = tempfile::tempdir().unwrap();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let window = switched_on(home.path(), &other.local_addr().unwrap().to_string());
    assert!(window.state().served_at().is_none());
    assert!(window.query_all_by_label_contains("taken by another program").count() > 0);
}
