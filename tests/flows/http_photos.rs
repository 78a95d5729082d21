//! A photo of the user's own over HTTP: sent as bytes, checked, kept, and used for a picture and for posts.

use crate::support::http::{Server, agent, parts, serve};
use image::{ImageFormat, RgbImage};
use serde_json::{Value, json};
use std::io::Cursor;

fn photo(format: ImageFormat, red: u8) -> Vec<u8> {
    let picture = RgbImage::from_fn(300, 200, |x, y| image::Rgb([red, x as u8, y as u8]));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn send(server: &Server, kind: &str, bytes: &[u8]) -> (u16, Value) {
    let request = agent().post(server.url("/photos")).header("Content-Type", kind);
    parts(request.send(bytes).unwrap())
}

#[test]
fn a_photo_is_sent_kept_and_used() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let sent = photo(ImageFormat::Jpeg, 200);
    let (status, kept) = send(&server, "image/jpeg", &sent);
    assert_eq!(
        (status, &kept["width"], &kept["height"]),
        (201, &300.into(), &200.into()),
        "{kept}"
    );
    let name = kept["photo"].as_str().unwrap();
    assert!(name.ends_with(".jpg"), "{name}");
    assert_eq!(std::fs::read(home.path().join("photos").join(name)).unwrap(), sent);
    // What it is counts, not what it is declared as.
    let (status, other) = send(&server, "application/octet-stream", &photo(ImageFormat::Png, 20));
    assert!(status == 201 && other["photo"].as_str().unwrap().ends_with(".png"), "{other}");

    let request = json!({
        "photo": name, "headline": "Slow coffee", "whole": true, "networks": ["instagram", "tiktok"]
    });
    let (status, made) = server.post("/posts", request);
    assert_eq!(status, 200, "{made}");
    for post in made["posts"].as_array().unwrap() {
        let file = agent().get(server.url(post["url"].as_str().unwrap())).call().unwrap();
        let bytes = file.into_body().read_to_vec().unwrap();
        let picture = image::load_from_memory(&bytes).unwrap();
        assert_eq!(u64::from(picture.width()), post["width"].as_u64().unwrap());
    }
    let started = server.post("/generate-image", json!({ "prompt": "a cup", "photo": name }));
    assert_eq!(started.0, 202, "{}", started.1);
    let job = server.wait(started.1["job_id"].as_str().unwrap());
    assert_eq!(job["status"], "completed", "{job}");

    // A layout with a place for each picture takes photos and jobs.
    let collage = |layout: &str, added: Value| {
        let request = json!({
            "photo": name, "headline": "Before and after", "layout": layout, "added": added, "whole": true
        });
        server.post("/posts", request)
    };
    let (status, made) = collage("collage", json!([other["photo"], job["job_id"]]));
    assert_eq!(status, 200, "{made}");
    let (status, refused) = collage("before-after", json!([]));
    assert_eq!(status, 422);
    assert!(refused["error"].as_str().unwrap().contains("needs 2 pictures"), "{refused}");
    let (status, refused) = collage("before-after", json!([name, name]));
    assert_eq!(status, 422, "{refused}");
    assert_eq!(collage("collage", json!(["gone.jpg"])).0, 422);
}

#[test]
fn what_is_no_photo_is_refused_and_nothing_is_kept() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let cut = photo(ImageFormat::Png, 9);
    for (kind, bytes, expected, words) in [
        ("image/jpeg", &b"MZ a program"[..], 422, "picture"),
        ("image/heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", 422, "HEIC"),
        ("image/png", &cut[..cut.len() / 2], 422, "damaged"),
        ("image/png", b"", 422, "picture"),
        ("text/plain", &cut, 415, "Content-Type"),
        ("multipart/form-data; boundary=x", &cut, 415, "Content-Type"),
    ] {
        let (status, error) = send(&server, kind, bytes);
        assert_eq!(status, expected, "{kind}: {error}");
        assert!(error["error"].as_str().unwrap().contains(words), "{kind}: {error}");
    }
    // A length beyond the limit is refused before a byte is read.
    let head = format!(
        "POST /photos HTTP/1.1\r\nHost: {}\r\nContent-Type: image/png\r\nContent-Length: 99000000\r\n\r\n",
        server.address
    );
    let response = server.raw(&head);
    assert!(response.contains(" 413 "), "{response}");
    let kept = std::fs::read_dir(home.path().join("photos")).map_or(0, Iterator::count);
    assert_eq!(kept, 0);
    for (body, words) in [
        (json!({ "headline": "Hi" }), "Send “job_id” or “photo”"),
        (json!({ "headline": "Hi", "photo": "../settings.toml" }), "settings.toml"),
        (json!({ "headline": "Hi", "photo": "gone.jpg" }), "gone.jpg"),
    ] {
        let (status, error) = server.post("/posts", body);
        assert_eq!(status, 422, "{error}");
        assert!(error["error"].as_str().unwrap().contains(words), "{error}");
    }
}
