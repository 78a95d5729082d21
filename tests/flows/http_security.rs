//! The local HTTP API against attackers and careless clients: pages of other sites, foreign host names, names that lead
//! out of the pictures' folder, huge and slow bodies, missing tokens. What the calls do is in `http`.

use crate::support::http::{agent, parts, serve};
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

#[test]
fn pages_of_other_sites_and_unlisted_host_names_are_refused() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let body = r#"{"prompt":"Mug"}"#;
    let post = |headers: &str| {
        let length = body.len();
        server.raw(&format!(
            "POST /generate-image HTTP/1.1\r\n{headers}\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n{body}"
        ))
    };
    let (here, port) = (server.address, server.address.port());
    let json = "Content-Type: application/json";
    for (headers, status) in [
        (format!("Host: evil.example:{port}\r\n{json}"), 403),
        (format!("Host: localhost.evil.example:{port}\r\n{json}"), 403),
        (format!("Host: 192.168.7.7:{port}\r\n{json}"), 403),
        (format!("Host: {here}\r\nHost: evil.example\r\n{json}"), 403),
        (format!("X-Forwarded-Host: {here}\r\n{json}"), 403),
        (format!("Host: {here}\r\n{json}\r\nOrigin: http://evil.example"), 403),
        (format!("Host: {here}\r\n{json}\r\nOrigin: null"), 403),
        (format!("Host: {here}\r\n{json}\r\nOrigin: http://localhost:1"), 403),
        (format!("Host: {here}\r\n{json}\r\nSec-Fetch-Site: cross-site"), 403),
        // What a form of another site can send without a preflight request.
        (format!("Host: {here}\r\nContent-Type: text/plain"), 415),
        (format!("Host: {here}\r\nContent-Type: application/x-www-form-urlencoded"), 415),
        (format!("Host: {here}\r\nContent-Type: multipart/form-data; boundary=x"), 415),
        (format!("Host: {here}"), 415),
        (
            format!(
                "Host: {here}\r\n{json}\r\nOrigin: http://{here}\r\nSec-Fetch-Site: same-origin"
            ),
            202,
        ),
        (format!("Host: localhost:{port}\r\n{json}\r\nOrigin: http://localhost:{port}"), 202),
    ] {
        let response = post(&headers);
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{headers}: {response}");
        assert!(!response.to_lowercase().contains("access-control-allow"), "{response}");
    }
    let options = server.raw(&format!(
        "OPTIONS /generate-image HTTP/1.1\r\nHost: {here}\r\nOrigin: http://evil.example\r\n\
         Access-Control-Request-Method: POST\r\nConnection: close\r\n\r\n"
    ));
    assert!(options.starts_with("HTTP/1.1 403 "), "{options}");
    let image = server.raw(&format!(
        "GET /personas HTTP/1.1\r\nHost: {here}\r\nSec-Fetch-Site: cross-site\r\n\
         Sec-Fetch-Mode: no-cors\r\nConnection: close\r\n\r\n"
    ));
    assert!(image.starts_with("HTTP/1.1 403 "), "{image}");
}

#[test]
fn no_address_leads_out_of_the_pictures_folder() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    std::fs::write(home.path().join("secret.png"), b"secret").unwrap();
    let (_, started) =
        server.post("/generate-image", json!({ "prompt": "Mug", "size": "256x256", "steps": 2 }));
    server.wait(started["job_id"].as_str().unwrap());
    #[cfg(unix)]
    std::os::unix::fs::symlink("../secret.png", home.path().join("generated_images/link.png"))
        .unwrap();
    let absolute = home.path().join("secret.png").display().to_string();
    for name in [
        "../secret.png",
        "..%2fsecret.png",
        "..%2Fsecret.png",
        "%2e%2e%2fsecret.png",
        "%2e%2e/secret.png",
        "..%5csecret.png",
        "..%252fsecret.png",
        ".%2e/secret.png",
        "x/../../secret.png",
        "..%c0%afsecret.png",
        "secret.png",
        "link.png",
        "link.png%00",
        "",
        ".",
        "..",
        "../history.sqlite",
        "..%2fhistory.sqlite",
        &absolute,
        &absolute.replace('/', "%2f"),
        &format!("/{absolute}"),
    ] {
        let response = server.raw(&format!(
            "GET /images/{name} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            server.address
        ));
        assert!(response.starts_with("HTTP/1.1 40"), "{name}: {response}");
        assert!(!response.ends_with("secret"), "{name}: {response}");
    }
}

#[test]
fn huge_slow_and_broken_bodies_do_no_harm() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &[]);
    let here = server.address;
    let head = format!(
        "POST /generate-image HTTP/1.1\r\nHost: {here}\r\nContent-Type: application/json\r\n\
         Connection: close\r\n"
    );
    let announced = server.raw(&format!("{head}Content-Length: 99999999999\r\n\r\n{{"));
    assert!(announced.starts_with("HTTP/1.1 413 "), "{announced}");
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let chunked = server.raw(&format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunk}{chunk}"));
    assert!(chunked.is_empty() || chunked.starts_with("HTTP/1.1 413 "), "{chunked}");
    let heads = server
        .raw(&format!("GET / HTTP/1.1\r\nHost: {here}\r\nX: {}\r\n\r\n", "x".repeat(200_000)));
    assert!(heads.is_empty() || heads.starts_with("HTTP/1.1 4"), "{heads}");
    for (body, status) in [
        ("{", 400),
        ("", 400),
        ("nonsense", 400),
        ("{\"prompt\":\"\\ud800\"}", 400),
        ("{\"prompt\":\"a\"} {}", 400),
        ("{\"prompt\":\"a\",\"prompt\":\"b\"}", 422),
    ] {
        let response = server.raw(&format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()));
        assert!(response.starts_with(&format!("HTTP/1.1 {status} ")), "{body}: {response}");
    }
    let deep = "[".repeat(60_000);
    let response = server.raw(&format!("{head}Content-Length: {}\r\n\r\n{deep}", deep.len()));
    assert!(response.starts_with("HTTP/1.1 4"), "{response}");

    // Many clients that send nothing, and one that sends a byte now and then; others are served meanwhile.
    let idle: Vec<_> = (0..100).map(|_| TcpStream::connect(here).unwrap()).collect();
    let mut slow = TcpStream::connect(here).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    slow.write_all(format!("{head}Content-Length: 100\r\n\r\n").as_bytes()).unwrap();
    let begun = Instant::now();
    let mut response = String::new();
    loop {
        assert!(begun.elapsed() < Duration::from_secs(20), "a slow body is never given up");
        assert_eq!(server.get("/health").0, 200);
        if slow.write_all(b" ").is_err() || begun.elapsed() > Duration::from_secs(11) {
            slow.read_to_string(&mut response).ok();
            break;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    assert!(response.is_empty() || response.starts_with("HTTP/1.1 408 "), "{response}");
    drop(idle);
    assert_eq!(server.get("/health").1["waiting"], 0);
}

#[test]
fn beyond_loopback_a_token_is_required() {
    let home = tempfile::tempdir().unwrap();
    let server = serve(home.path(), &["--listen", "0.0.0.0:0"]);
    let token = server.token.clone().unwrap();
    assert!(token.len() >= 32);
    let here = format!("http://127.0.0.1:{}", server.address.port());
    let with = |authorization: &str| {
        let request = agent().get(format!("{here}/jobs")).header("Authorization", authorization);
        request.call().unwrap()
    };
    assert_eq!(parts(with(&format!("Bearer {token}"))).0, 200);
    for wrong in ["Bearer x".into(), format!("Bearer {token}x"), format!("Basic {token}"), token] {
        let response = with(&wrong);
        assert_eq!(response.headers()["www-authenticate"], "Bearer");
        assert_eq!(parts(response).0, 401, "{wrong}");
    }
    assert_eq!(parts(agent().get(format!("{here}/jobs")).call().unwrap()).0, 401);
    assert_eq!(parts(agent().get(format!("{here}/openapi.json")).call().unwrap()).0, 401);

    let own = tempfile::tempdir().unwrap();
    let server = serve(own.path(), &["--token", "open sesame"]);
    assert_eq!(server.token, None, "a given token is not printed");
    assert_eq!(server.get("/health").0, 401);
}
