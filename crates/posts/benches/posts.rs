//! How long a post at 1080x1350 takes, by layout, after the fonts are loaded.
//! `cargo bench -p brandish-posts`

#[path = "../tests/support/mod.rs"]
mod support;

use brandish_posts::{Content, Fonts, SafeZone, Size, layouts, render};
use std::time::Instant;

const TIMES: u32 = 10;

fn main() {
    let fonts = Fonts::with_system();
    let brand = &support::brands()[0];
    for layout in layouts() {
        let pictures = (0..layout.pictures_most).map(support::photo).collect();
        let content = Content { pictures, ..support::words(brand) };
        let post = || {
            let size = Size::new(1080, 1350);
            render(layout, &content, &brand.theme, &fonts, size, SafeZone::default())
                .map(|post| post.rgba.len())
        };
        post().expect("the bench's words fit every layout");
        let start = Instant::now();
        for _ in 0..TIMES {
            std::hint::black_box(post()).ok();
        }
        println!(
            "{:16} {:6.1} ms",
            layout.id,
            start.elapsed().as_secs_f64() * 1000.0 / f64::from(TIMES)
        );
    }
}
