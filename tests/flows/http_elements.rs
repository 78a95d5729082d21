//! Illustrations over HTTP: found by a text, and a brand's own drawings listed and used by name alone.

use crate::support::http::{Server, agent, parts, serve};
use serde_json::{Value, json};

const STAR: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#c03" d="M12 2l3 7h7l-6 5 2 8-6-5-6 5 2-8-6-5h7z"/></svg>"##;

fn found(server: &Server, query: &str) -> (u16, Value) {
    parts(agent().get(server.url(&format!("/elements?{query}"))).call().unwrap())
}

fn generate(server: &Server, persona: &str, name: &str) -> (u16, Value) {
    let request = json!({
        "prompt": "our star", "persona": persona, "size": "256x256", "elements": { "names": [name] }
    });
    server.post("/generate-image", request)
}

#[test]
fn illustrations_are_found_by_meaning_and_by_words() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    for (text, name) in [
        ("text=hairdresser%20cutting%20a%20woman%27s%20hair", "haircut"),
        ("text=Handschlag&limit=3", "handshake"),
    ] {
        let (status, body) = found(&server, text);
        assert_eq!(status, 200, "{body}");
        let names = body["elements"].as_array().unwrap();
        assert!(names.iter().any(|row| row["name"].as_str().unwrap().contains(name)), "{body}");
    }
    for (query, words) in [
        ("", "“text”"),
        ("text=", "“text”"),
        ("text=a&text=b", "twice"),
        ("text=a&limit=0", "1 to 100"),
        ("text=a&persona=nobody", "nobody"),
    ] {
        let (status, body) = found(&server, query);
        assert_eq!(status, 422, "{query}: {body}");
        assert!(body["error"].as_str().unwrap().contains(words), "{query}: {body}");
    }
    assert_eq!(found(&server, "text=a&colour=red").0, 400);
}

#[test]
fn a_brands_own_drawing_is_listed_and_used_and_no_other_file_is() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("elements/stride");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("our_star.svg"), STAR).unwrap();
    let outside = home.path().join("outside.svg");
    std::fs::write(&outside, STAR).unwrap();
    let reads = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg"><image href="{}"/></svg>"#,
        outside.display()
    );
    std::fs::write(folder.join("reads.svg"), reads).unwrap();
    let server = serve(home.path(), &[]);

    let (status, body) = found(&server, "text=star&persona=stride");
    assert_eq!(status, 200, "{body}");
    assert_eq!(body["own"], json!([{ "name": "our_star.svg", "label": "our star" }]));
    assert_eq!(body["refused"][0]["file"], "reads.svg", "{body}");
    assert_eq!(found(&server, "text=star&persona=none").1["own"], json!([]));

    let (status, started) = generate(&server, "stride", "our_star.svg");
    assert_eq!(status, 202, "{started}");
    let job = server.wait(started["job_id"].as_str().unwrap());
    assert_eq!(job["status"], "completed", "{job}");
    for (persona, name) in [
        ("stride", "../../outside.svg"),
        ("stride", outside.to_str().unwrap()),
        ("stride", "gone.svg"),
        ("none", "our_star.svg"),
    ] {
        let (status, refused) = generate(&server, persona, name);
        assert_eq!(status, 422, "{persona} {name}: {refused}");
        assert!(refused["error"].as_str().unwrap().contains("no drawing"), "{refused}");
    }
}
