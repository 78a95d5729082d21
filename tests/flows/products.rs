//! Products of a brand on the command line: added with a photo, listed, carried by the brand's package, named in captions
//! and posts, removed.

use crate::support::{answers, brandish, listed, stderr};
use serde_json::Value;
use std::path::Path;
use std::process::Output;

/// A dark disc on a light table, as a JPEG.
fn photo(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("disc.jpg");
    let pixel = |x: u32, y: u32| {
        let inside = (x as f32 - 160.0).hypot(y as f32 - 120.0) < 70.0;
        if inside { image::Rgb([30, 40, 120]) } else { image::Rgb([235, 230, 225]) }
    };
    image::RgbImage::from_fn(320, 240, pixel).save(&path).unwrap();
    path
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    brandish(home).args(arguments).output().unwrap()
}

#[track_caller]
fn add(home: &Path) -> Value {
    let photo = photo(home);
    let photo = photo.to_str().unwrap();
    let facts = ["--benefit", "Rolls for ever", "--price", "£18", "--alt-text", "A blue disc"];
    let added = run(
        home,
        &[&["products", "add", photo, "--name", "Orbit One", "--json"][..], &facts].concat(),
    );
    assert!(added.status.success(), "{}", stderr(&added));
    answers(&added).remove(0)
}

#[test]
fn a_product_is_added_listed_carried_and_removed() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let product = add(home);
    assert_eq!((&product["id"], &product["price"]), (&"orbit-one".into(), &"£18".into()));
    let cutout = image::open(product["cutout"].as_str().unwrap()).unwrap().into_rgba8();
    assert_eq!((cutout.get_pixel(160, 120)[3], cutout.get_pixel(5, 5)[3]), (255, 0));
    let rows = listed(&run(home, &["products", "--json"]));
    assert_eq!(rows, [product]);

    let package = home.join("stride.brandish-persona");
    let exported = run(home, &["personas", "export", "stride", package.to_str().unwrap()]);
    assert!(exported.status.success(), "{}", stderr(&exported));
    let other = tempfile::tempdir().unwrap();
    let imported = run(other.path(), &["personas", "import", package.to_str().unwrap(), "--json"]);
    let id = answers(&imported)[0]["id"].as_str().unwrap().to_owned();
    let rows = listed(&run(other.path(), &["products", "--persona", &id, "--json"]));
    assert_eq!(rows[0]["name"], "Orbit One");
    assert!(Path::new(rows[0]["cutout"].as_str().unwrap()).is_file());

    let removed = run(home, &["products", "remove", "orbit one"]);
    assert!(removed.status.success(), "{}", stderr(&removed));
    assert!(listed(&run(home, &["products", "--json"])).is_empty());
}

#[test]
fn captions_and_posts_speak_of_a_product_by_its_name() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    add(home);
    for seed in ["1", "2", "3", "4"] {
        let written = run(
            home,
            &["caption", "--product", "Orbit One", "--persona", "stride", "--seed", seed, "--json"],
        );
        assert!(written.status.success(), "{}", stderr(&written));
        let answer = answers(&written).remove(0).to_string();
        assert!(answer.contains("Orbit One") && answer.contains("£18"), "{answer}");
        assert!(!answer.contains("an Orbit One") && !answer.contains("Orbit Ones"), "{answer}");
        assert!(answer.contains("A blue disc"), "its alternative text: {answer}");
    }
    let out = home.join("posts");
    let arguments = ["post", "--product", "orbit-one", "--product", "orbit-one", "--json", "--out"];
    let made = run(home, &[&arguments[..], &[out.to_str().unwrap()]].concat());
    assert!(made.status.success(), "{}", stderr(&made));
    let path = listed(&made)[0]["path"].as_str().unwrap().to_owned();
    let post = image::open(path).unwrap().into_rgb8();
    let blue = |pixel: &image::Rgb<u8>| {
        let [r, g, b] = pixel.0;
        r.abs_diff(30) < 14 && g.abs_diff(40) < 14 && b.abs_diff(120) < 14
    };
    let places: Vec<u32> =
        post.enumerate_pixels().filter(|(_, _, pixel)| blue(pixel)).map(|(x, ..)| x).collect();
    assert!(places.len() > 20_000, "two discs: {}", places.len());
}

#[test]
fn what_no_brand_has_is_refused_with_what_there_is() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    add(home);
    let refused = |arguments: &[&str], words: &[&str]| {
        let output = run(home, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
        let sentence = stderr(&output);
        assert!(words.iter().all(|word| sentence.contains(word)), "{sentence}");
    };
    refused(
        &["caption", "--product", "Cup", "--persona", "stride"],
        &["no product “Cup”", "orbit-one"],
    );
    refused(&["caption", "--product", "Cup", "--persona", "none"], &["--persona"]);
    refused(&["products", "remove", "x", "--persona", "verdant"], &["It has none", "products add"]);
    refused(&["products", "--persona", "nobody"], &["no persona “nobody”"]);
    let text = home.join("notes.jpg");
    std::fs::write(&text, "not a picture").unwrap();
    refused(&["products", "add", text.to_str().unwrap()], &["notes.jpg: "]);
    let long = "x".repeat(81);
    refused(
        &["products", "add", photo(home).to_str().unwrap(), "--name", &long],
        &["81 characters"],
    );
    refused(&["products", "add", photo(home).to_str().unwrap(), "--name", " "], &["needs a name"]);
}

#[test]
fn a_photo_is_placed_without_a_model_recorded_and_made_again() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let photo = photo(home);
    let place = |more: &[&str]| {
        let arguments = ["generate", "--photo", photo.to_str().unwrap(), "--json", "--size"];
        let output = run(home, &[&arguments[..], &["512x640"], more].concat());
        assert!(output.status.success(), "{}", stderr(&output));
        answers(&output).remove(0)
    };
    let first = place(&["--persona", "stride"]);
    let file = |answer: &Value| home.join(answer["image_path"].as_str().unwrap());
    let path = file(&first);
    let picture = image::open(&path).unwrap().into_rgb8();
    assert_eq!(picture.dimensions(), (512, 640));
    let [r, g, b] = picture.get_pixel(256, 300).0;
    assert!(r < 60 && g < 70 && b > 90, "the disc is in the middle: {r} {g} {b}");
    let [r, _, b] = picture.get_pixel(8, 8).0;
    assert!(r > b, "on the brand's warm backdrop, not on its table");
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(12).any(|window| window == b"trainedAlgor"), "no model drew it");
    let recipe = run(home, &["recipe", path.to_str().unwrap()]);
    let recipe = String::from_utf8_lossy(&recipe.stdout).into_owned();
    assert!(recipe.contains("disc.jpg") && !recipe.contains(home.to_str().unwrap()), "{recipe}");
    // It is made of the photo in the home, whatever becomes of the original.
    let again = place(&["--persona", "stride"]);
    assert!(std::fs::read(file(&again)).unwrap() == bytes, "the same photo gives the same bytes");
    assert_eq!(std::fs::read_dir(home.join("photos")).unwrap().count(), 1);

    let whole = place(&["--whole"]);
    let whole = image::open(file(&whole)).unwrap().into_rgb8();
    let [r, g, b] = whole.get_pixel(10, 10).0;
    assert!(r > 220 && g > 210 && b > 200, "the table is there");
    add(home);
    let product =
        run(home, &["generate", "--product", "Orbit One", "--persona", "stride", "--json"]);
    assert!(product.status.success(), "{}", stderr(&product));
    for (arguments, word) in [
        (&["generate", "--photo", "x.jpg", "--model", "spark"][..], "cannot be used with"),
        (&["generate", "mug", "--whole"], "--photo"),
        (&["generate", "--photo", "nothing.jpg"], "nothing.jpg"),
    ] {
        let output = run(home, arguments);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        assert!(stderr(&output).contains(word), "{}", stderr(&output));
    }
}
