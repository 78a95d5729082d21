//! Both threads with a picture drawn here: what is painted, kept and exported.

use super::*;
use crate::brand::{PersonaId, starters};
use crate::brief::format;
use crate::post::{
    CutSelection, FileFormat, PictureSource, PostDocument, PostPicture, PostVersion,
};
use image::{Rgba, RgbaImage};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

fn posts(home: &Path) -> Posts {
    Posts::start(PostPaths::of(&Home::in_folder(home)), None, || {})
}

fn disc() -> RgbaImage {
    RgbaImage::from_fn(600, 600, |x, y| {
        let inside = (x as f32 - 300.0).hypot(y as f32 - 300.0) < 220.0;
        Rgba([190, 60, 40, if inside { 255 } else { 0 }])
    })
}

#[track_caller]
fn wait<T>(mut next: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = next() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "waited in vain");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn request(shots: Vec<Shot>) -> PaintRequest {
    let persona = Some(Arc::new(starters().remove(0)));
    PaintRequest { persona, picture: PostPicture::new(&disc()).ok(), shots }
}

fn shot(id: ShotId, stamp: u64, headline: &str) -> Shot {
    let version = PostVersion {
        layout: "floating".into(),
        headline: headline.into(),
        ..PostVersion::default()
    };
    Shot { id, stamp, version, format: format("x-wide").unwrap(), side: 320 }
}

#[test]
fn shots_arrive_in_their_order_and_a_newer_request_replaces_what_waits() {
    let home = tempfile::tempdir().unwrap();
    let posts = posts(home.path());
    let many = (0..200).map(|stamp| shot(ShotId::Layout("card"), stamp, "Old words")).collect();
    posts.paint(request(many));
    let first = wait(|| posts.painted());
    assert_eq!((first.id, first.stamp), (ShotId::Layout("card"), 0));
    assert_eq!(first.pixels.unwrap().width, 320);
    posts.paint(request(vec![shot(ShotId::Shown, 1000, "New"), shot(ShotId::Shown, 1001, "")]));
    let mut before = 1;
    let newest = loop {
        let painted = wait(|| posts.painted());
        if painted.id == ShotId::Shown {
            break painted;
        }
        before += 1;
    };
    assert!(before < 200, "all old shots were painted first");
    assert!(newest.pixels.is_ok() && newest.stamp == 1000);
    let refused = wait(|| posts.painted());
    let sentence = refused.pixels.unwrap_err();
    assert!(sentence.contains("needs a headline"), "{sentence}");
}

#[test]
fn a_document_is_kept_and_a_damaged_one_is_set_aside() {
    let home = tempfile::tempdir().unwrap();
    let posts = posts(home.path());
    let source = PictureSource::Sample(PersonaId("stride".into()));
    let open = || {
        posts.send(PostRequest::Open { source: source.clone() });
        match wait(|| posts.response()) {
            PostResponse::Opened { document, .. } => document,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(open(), None);
    let mut document = PostDocument { source: source.clone(), ..PostDocument::default() };
    document.change(|version| version.headline = "Run lighter".into());
    posts.send(PostRequest::Keep(Box::new(document.clone())));
    assert_eq!(open().as_deref(), Some(&document));
    let path = home.path().join("posts/sample-stride.json");
    std::fs::write(&path, "{").unwrap();
    assert_eq!(open(), None);
    assert!(path.with_extension("damaged").exists());
}

fn export(home: &Path, posts: &Posts, kind: ExportKind) -> Result<PathBuf, String> {
    let picture = home.join("disc.png");
    disc().save(&picture).unwrap();
    let source = PictureSource::Photo(picture.clone());
    let mut document = PostDocument { source, ..PostDocument::default() };
    document.formats = ["x-wide", "youtube-thumbnail", "instagram-1x1"].map(str::to_owned).into();
    document.change(|version| {
        version.layout = "floating".into();
        version.headline = "Run lighter".into();
    });
    let persona = Some(Arc::new(starters().remove(0)));
    let pictures = vec![Some(picture)];
    let export = PostExport { document, persona, pictures, kind, clean: false };
    posts.send(PostRequest::Export(Box::new(export)));
    match wait(|| posts.response()) {
        PostResponse::Exported(written) => written,
        other => panic!("{other:?}"),
    }
}

#[test]
fn all_networks_are_exported_into_a_new_folder_each_time() {
    let home = tempfile::tempdir().unwrap();
    let posts = posts(home.path());
    let text = ExportedText {
        network: "x".into(),
        title: None,
        caption: "A \"quoted\" line,\nand another #run".into(),
        alt_text: "A red disc".into(),
        hashtags: vec!["#run".into()],
    };
    let all = || ExportKind::All {
        folder: home.path().join("out"),
        name: "run-lighter".into(),
        texts: vec![text.clone()],
        extras: ExportExtras { approval_sheet: true, carousel: true, zip: true },
    };
    let first = export(home.path(), &posts, all()).unwrap();
    assert!(first.ends_with("out/run-lighter"));
    let second = export(home.path(), &posts, all()).unwrap();
    assert!(second.ends_with("out/run-lighter-2"));
    let size = |name: &str| image::image_dimensions(second.join(name)).unwrap();
    assert_eq!(size("x/x-wide.png"), (1600, 900));
    assert_eq!(size("instagram/instagram-1x1.png"), (1080, 1080));
    let read = |name: &str| std::fs::read_to_string(second.join(name)).unwrap();
    assert_eq!(read("x/caption.txt"), format!("{}\n", text.caption));
    assert!(!second.join("instagram/caption.txt").exists(), "there is no text for it");
    let table = read("posts.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!((&rows[0][0], &rows[0][2], &rows[0][3]), ("X", "x/x-wide.png", &*text.caption));
    let sheet = read("approval.html");
    assert_eq!(sheet.matches("data:image/jpeg").count(), 3);
    assert!(sheet.contains("A &quot;quoted&quot; line"));
    for pdf in ["approval.pdf", "linkedin/carousel.pdf"] {
        assert!(std::fs::read(second.join(pdf)).unwrap().starts_with(b"%PDF-"), "{pdf}");
    }
    let zip = std::fs::File::open(second.join("run-lighter.zip")).unwrap();
    assert_eq!(zip::ZipArchive::new(zip).unwrap().len(), 9);
    let left: Vec<_> = std::fs::read_dir(home.path().join("out")).unwrap().collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn one_post_is_exported_under_a_free_name_or_in_the_place_that_was_chosen() {
    let home = tempfile::tempdir().unwrap();
    let posts = posts(home.path());
    let format = format("x-wide").unwrap();
    let into = || ExportKind::Into {
        format,
        folder: home.path().join("out"),
        name: "run".into(),
        file_format: FileFormat::Jpeg(90),
    };
    let first = export(home.path(), &posts, into()).unwrap();
    let second = export(home.path(), &posts, into()).unwrap();
    assert!(first.ends_with("out/run.jpg") && second.ends_with("out/run-2.jpg"));
    let before = std::fs::read(&first).unwrap();
    let chosen = ExportKind::As { format, to: second.clone(), file_format: FileFormat::Png };
    export(home.path(), &posts, chosen).unwrap();
    assert!(std::fs::read(&second).unwrap().starts_with(b"\x89PNG"));
    assert_eq!(std::fs::read(&first).unwrap(), before);
}

#[test]
fn a_photo_is_kept_and_what_is_none_is_named() {
    let home = tempfile::tempdir().unwrap();
    let posts = posts(home.path());
    let add = |path: PathBuf| {
        posts.send(PostRequest::AddPhoto { path, beside: false });
        match wait(|| posts.response()) {
            PostResponse::Added { photo, .. } => photo,
            other => panic!("{other:?}"),
        }
    };
    // Opening a pipe waits for a writer who never comes.
    #[cfg(unix)]
    {
        let pipe = home.path().join("pipe.png");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(add(pipe).unwrap_err().contains("a pipe"));
    }
    let photo = home.path().join("mug.png");
    disc().save(&photo).unwrap();
    let kept = add(photo.clone()).unwrap();
    assert_eq!(std::fs::read(&kept).unwrap(), std::fs::read(&photo).unwrap());
    assert_ne!(add(photo.clone()).unwrap(), kept, "the first one stays");
    let heic = home.path().join("phone.heic");
    std::fs::write(&heic, b"\0\0\0\x18ftypheic\0\0\0\0heicmif1").unwrap();
    let refused = add(heic).unwrap_err();
    assert!(refused.contains("phone.heic: HEIC") && refused.contains("JPEG"), "{refused}");

    let source = PictureSource::Photo(kept.clone());
    let cut = CutSelection { enabled: false, ..CutSelection::default() };
    let gone = PictureSource::Photo("/nowhere/gone.png".into());
    let wanted = vec![
        WantedPicture { source, path: Some(kept), cut: cut.clone() },
        WantedPicture { source: gone, path: None, cut },
    ];
    posts.send(PostRequest::Cut(wanted));
    match wait(|| posts.response()) {
        PostResponse::Cut { picture, .. } => {
            let picture = picture.unwrap();
            let part = picture.parts[0].as_ref().unwrap();
            assert_eq!((part.whole.width, part.whole.height), (600, 600));
            assert!(part.cut.is_none() && picture.parts[1].is_none());
            assert_eq!(picture.notes, ["The picture was removed."]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_product_is_used_with_the_cut_out_that_is_kept_and_outlives_its_brand() {
    let home = tempfile::tempdir().unwrap();
    let posts = posts(home.path());
    let brand = PersonaId("mine".into());
    let photo = home.path().join("Red disc.jpg");
    crate::post::on_colour(&disc(), crate::brand::Rgb::new(255, 255, 255))
        .save(photo.with_extension("png"))
        .unwrap();
    let photo = photo.with_extension("png");
    posts.send(PostRequest::AddProduct { brand: brand.clone(), others: vec![], photo });
    let mut product = match wait(|| posts.response()) {
        PostResponse::ProductAdded { product, .. } => product.unwrap().product,
        other => panic!("{other:?}"),
    };
    assert_eq!(product.name, "Red disc");
    // A cut-out that no network would make: it is used as it is.
    let own = home.path().join("personas/mine");
    let half = RgbaImage::from_fn(600, 600, |x, _| Rgba([9, 9, 9, if x < 300 { 255 } else { 0 }]));
    half.save(own.join("half.png")).unwrap();
    product.cutout = "half.png".into();
    let use_product = PostRequest::UseProduct { brand, product: Box::new(product), beside: true };
    posts.send(use_product);
    let kept = match wait(|| posts.response()) {
        PostResponse::Added { photo, product: Some(product), beside: true } => {
            assert_eq!(product.id, "red-disc");
            photo.unwrap()
        }
        other => panic!("{other:?}"),
    };
    std::fs::remove_dir_all(own).unwrap();
    let source = PictureSource::Photo(kept.clone());
    let wanted = WantedPicture { source, path: Some(kept), cut: CutSelection::default() };
    posts.send(PostRequest::Cut(vec![wanted]));
    match wait(|| posts.response()) {
        PostResponse::Cut { picture, .. } => {
            let picture = picture.unwrap();
            let cut = picture.parts[0].as_ref().unwrap().cut.clone().unwrap();
            let opaque = cut.rgba.chunks_exact(4).filter(|pixel| pixel[3] == 255).count();
            assert_eq!(opaque, 300 * 600);
        }
        other => panic!("{other:?}"),
    }
}
