//! What the post editor waits for: the time from a changed headline to the new pixels of the large post, of all layouts
//! as thumbnails, and of all networks side by side; and the export of all networks from a new document.
//!
//!     cargo bench --bench post_preview

#[path = "../tests/support/mod.rs"]
mod support;

use brandish::brief::{FORMATS, format};
use brandish::engine::Catalog;
use brandish::files::Home;
use brandish::post::{CutSelection, PictureSource, PostDocument, PostVersion, post_layouts};
use brandish::studio::{
    ExportExtras, ExportKind, OpenPicture, PaintRequest, PostExport, PostRequest, PostResponse,
    Shot, ShotId, Studio, WantedPicture,
};
use image::{Rgba, RgbaImage};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const TIMES: usize = 30;
/// The longer side of the large post in a window of 1280 x 800 points, at one and at two pixels a point.
const SIDES: [u32; 2] = [592, 1184];

fn main() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let places = Home::in_folder(home.path());
    let catalog = Catalog::built_in(&support::assets());
    let studio = Studio::open(places, catalog, || {}).expect("the studio opens");
    let path = home.path().join("photo.png");
    photo().save(&path).expect("the folder can be written");
    let source = PictureSource::Photo(path.clone());
    let begun = Instant::now();
    let open = cut(&studio, &source, &path, CutSelection::default());
    println!("photo of 12 megapixels read and cut out: {:.0} ms", ms(begun.elapsed()));
    let persona = Some(Arc::new(studio.brands().all()[0].clone()));
    let request = |shots| PaintRequest {
        persona: persona.clone(),
        picture: Some(open.picture.clone()),
        shots,
    };
    for side in SIDES {
        for layout in ["full-bleed", "split", "floating", "pattern", "magazine"] {
            let times = (0..TIMES).map(|at| {
                let begun = Instant::now();
                studio.posts().paint(request(vec![shot(ShotId::Shown, layout, at, side)]));
                painted(&studio, 1);
                begun.elapsed()
            });
            report(&format!("{layout}, {side} pixels high"), times.skip(2).collect());
        }
    }
    let layouts = (0..TIMES / 3).map(|at| {
        let shots: Vec<_> = post_layouts()
            .map(|layout| shot(ShotId::Layout(&layout.id), &layout.id, at, 176))
            .collect();
        let count = shots.len();
        let begun = Instant::now();
        studio.posts().paint(request(shots));
        painted(&studio, count);
        begun.elapsed()
    });
    report("all layouts as thumbnails", layouts.collect());
    let networks = (0..TIMES / 3).map(|at| {
        let of = |format| Shot { format, ..shot(ShotId::Format(format.id), "split", at, 352) };
        let begun = Instant::now();
        studio.posts().paint(request(FORMATS.iter().map(of).collect()));
        painted(&studio, FORMATS.len());
        begun.elapsed()
    });
    report("all 19 formats side by side", networks.collect());
    let begun = Instant::now();
    export(&studio, source, path, home.path());
    println!("one format of each network exported: {:.0} ms", ms(begun.elapsed()));
}

fn photo() -> RgbaImage {
    RgbaImage::from_fn(4000, 3000, |x, y| {
        let inside = (x as f32 - 2000.0).hypot(y as f32 - 1500.0) < 900.0;
        let shade = ((x * 7 + y * 13) % 23) as u8;
        match inside {
            true => Rgba([190 + shade, 40, 30, 255]),
            false => Rgba([225, 222 + shade % 8, 215, 255]),
        }
    })
}

fn version(layout: &str, at: usize) -> PostVersion {
    PostVersion {
        layout: layout.into(),
        headline: format!("Run lighter, {at} times"),
        line: "Running gear that gets out of your way.".into(),
        fact: "20% off".into(),
        call: "Try a pair".into(),
        handle: "@stride".into(),
        ..PostVersion::default()
    }
}

fn shot(id: ShotId, layout: &str, at: usize, side: u32) -> Shot {
    let format = format("instagram-4x5").expect("it is in the table");
    Shot { id, stamp: at as u64, version: version(layout, at), format, side }
}

fn painted(studio: &Studio, count: usize) {
    let mut left = count;
    while left > 0 {
        match studio.posts().painted() {
            Some(shot) => {
                std::hint::black_box(&shot.pixels);
                left -= 1;
            }
            None => std::thread::sleep(Duration::from_micros(100)),
        }
    }
}

fn cut(studio: &Studio, source: &PictureSource, path: &Path, cut: CutSelection) -> OpenPicture {
    let wanted = WantedPicture { source: source.clone(), path: Some(path.to_owned()), cut };
    studio.posts().send(PostRequest::Cut(vec![wanted]));
    loop {
        if let Some(PostResponse::Cut { picture, .. }) = studio.posts().response() {
            return *picture.expect("a disc stands out");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn export(studio: &Studio, source: PictureSource, picture: std::path::PathBuf, home: &Path) {
    let formats = [
        "instagram-4x5",
        "facebook-4x5",
        "linkedin-link",
        "x-wide",
        "pinterest-2x3",
        "tiktok-photo",
        "youtube-thumbnail",
    ];
    let document = PostDocument {
        source,
        version: version("split", 0),
        formats: formats.map(str::to_owned).to_vec(),
        ..PostDocument::default()
    };
    let kind = ExportKind::All {
        folder: home.join("out"),
        name: "posts".into(),
        texts: Vec::new(),
        extras: ExportExtras::default(),
    };
    let pictures = vec![Some(picture)];
    let export = PostExport { document, persona: None, pictures, kind, clean: false };
    studio.posts().send(PostRequest::Export(Box::new(export)));
    loop {
        if let Some(PostResponse::Exported(written)) = studio.posts().response() {
            written.expect("it can be written");
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let (median, longest) = (times[times.len() / 2], times[times.len() - 1]);
    println!("{what}: median {:.1} ms, longest {:.1} ms", ms(median), ms(longest));
}
