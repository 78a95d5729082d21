//! Drawings are painted as resvg paints them: the same tree, and nearly the same bytes.
//! What is new here are filters, gradients and bands of rows, so pictures are higher than one band.

use brandish_elements::{Drawing, Library, Style, Tone};
use resvg::{tiny_skia, usvg};
use std::path::Path;

const SIDE: u32 = 300;

fn library() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/elements");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    Library::read(read("drawings.zip"), &read("vectors.bin")).unwrap()
}

/// The pixels by resvg alone, colours multiplied by alpha.
fn by_resvg(drawing: &Drawing) -> Vec<u8> {
    let tree = usvg::Tree::from_str(&drawing.svg(), &usvg::Options::default()).unwrap();
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = SIDE as f32 / width.max(height);
    let (left, top) = ((SIDE as f32 - width * scale) / 2.0, (SIDE as f32 - height * scale) / 2.0);
    let place = tiny_skia::Transform::from_row(scale, 0.0, 0.0, scale, left, top);
    let mut canvas = tiny_skia::Pixmap::new(SIDE, SIDE).unwrap();
    resvg::render(&tree, place, &mut canvas.as_mut());
    canvas.take()
}

/// The mean difference of a byte, and the share of bytes that differ by more than 16.
fn apart(drawing: &Drawing) -> (f64, f64) {
    let theirs = by_resvg(drawing);
    let mut ours = drawing.pixels(SIDE, SIDE).unwrap().rgba;
    for [r, g, b, a] in ours.as_chunks_mut::<4>().0 {
        [*r, *g, *b] =
            [*r, *g, *b].map(|value| (u32::from(value) * u32::from(*a)).div_ceil(255) as u8);
    }
    let steps = || ours.iter().zip(&theirs).map(|(one, other)| one.abs_diff(*other));
    let sum: u64 = steps().map(u64::from).sum();
    let far = steps().filter(|step| *step > 16).count();
    (sum as f64 / ours.len() as f64, far as f64 / ours.len() as f64)
}

fn check(what: &str, drawing: &Drawing) {
    let (mean, far) = apart(drawing);
    assert!(mean < 0.7 && far < 0.005, "{what}: a byte differs by {mean:.2}, {far:.4} far");
}

#[test]
fn every_fortieth_drawing_is_painted_as_resvg_paints_it() {
    let library = library();
    for element in library.elements().iter().step_by(40) {
        check(&element.name, &library.drawing(&element.name, Tone::Yellow).unwrap());
    }
}

#[test]
fn what_is_painted_by_other_rules_is_painted_as_by_resvg() {
    let library = library();
    // Clipped across two bands; upright lines; masks; shadows in linear colours; and very many filters.
    for name in ["shaking-face", "latin-cross", "lollipop", "grapes", "knot", "handshake"] {
        check(name, &library.drawing(name, Tone::Yellow).unwrap());
    }
    for (style, what) in [(Style::Sticker, "sticker"), (Style::Flat, "flat")] {
        let drawing = library.drawing("hamburger", Tone::Yellow).unwrap();
        check(what, &drawing.styled(style));
    }
}

#[test]
fn other_filters_and_gradients_are_painted_as_by_resvg() {
    let within = |inner: &str| {
        let text = format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><defs><linearGradient id="g" spreadMethod="reflect" x2=".2"><stop stop-color="#c00"/><stop offset="1" stop-color="#0c0"/></linearGradient><radialGradient id="h" fx=".3"><stop stop-color="#fff"/><stop offset="1" stop-color="#00c"/></radialGradient><filter id="f"><feMorphology operator="dilate" radius="1"/></filter><filter id="s" x="-1" y="-1" width="3" height="3"><feDropShadow dx="2" dy="2" stdDeviation="1"/></filter><filter id="m"><feColorMatrix type="saturate" values=".2"/></filter><filter id="c"><feComponentTransfer><feFuncR type="table" tableValues="1 .2 0"/><feFuncA type="linear" slope=".5"/></feComponentTransfer></filter><filter id="b"><feGaussianBlur stdDeviation="2 0"/><feMerge><feMergeNode/><feMergeNode in="SourceGraphic"/></feMerge></filter></defs>{inner}</svg>"##
        );
        Drawing::from_svg(text.as_bytes()).unwrap()
    };
    for inner in [
        r##"<rect x="4" y="4" width="20" height="20" fill="url(#g)"/>"##,
        r##"<circle cx="16" cy="16" r="12" fill="url(#h)" stroke="#222" stroke-dasharray="2 1"/>"##,
        r##"<path d="M4 16h24" stroke="#a0c" stroke-width="3" stroke-dasharray="4 2"/>"##,
        r##"<path d="M4 16h24" stroke="#a0c" stroke-width=".05"/>"##,
        r##"<g filter="url(#f)"><circle cx="16" cy="16" r="8" fill="#08c"/></g>"##,
        r##"<g filter="url(#s)" opacity=".7"><circle cx="12" cy="12" r="6" fill="#08c"/></g>"##,
        r##"<g filter="url(#m)"><circle cx="16" cy="16" r="8" fill="#08c"/></g>"##,
        r##"<g filter="url(#c)"><circle cx="16" cy="16" r="8" fill="#08c"/></g>"##,
        r##"<g filter="url(#b)" transform="rotate(20 16 16)"><rect x="10" y="10" width="9" height="9" fill="#08c"/></g>"##,
        r##"<rect width="32" height="32" fill="#fc0"/><g style="mix-blend-mode:multiply"><rect x="9" y="9" width="9" height="9" fill="#08c"/></g>"##,
    ] {
        check(inner, &within(inner));
    }
}
