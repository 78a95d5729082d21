//! The same drawing in another style: flat, outline, or a sticker with a white rim.
//! Knows nothing of brands; recolour before or after.

use crate::markup::Node;
use crate::{Drawing, Rgb};
use resvg::usvg;
use std::collections::HashMap;

/// How a drawing is painted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// As it was drawn.
    #[default]
    Original,
    /// Without gradients, blurs and shadows.
    Flat,
    /// Lines of one colour around white.
    Outline(Rgb),
    /// With a white rim and a soft shadow.
    Sticker,
}

/// What a gradient is in one colour, and whether it covers what is below.
#[derive(Clone, Copy)]
struct Paint {
    colour: Rgb,
    covers: bool,
}

impl Drawing {
    /// The drawing in that style.
    pub fn styled(&self, style: Style) -> Drawing {
        let mut root = self.root.clone();
        match style {
            Style::Original => {}
            Style::Flat => flatten(&mut root),
            Style::Outline(ink) => {
                flatten(&mut root);
                let width = line_width(&root);
                root.children.iter_mut().for_each(|node| outline(node, ink, width));
            }
            Style::Sticker => root = sticker(root),
        }
        Drawing { root }
    }
}

fn flatten(root: &mut Node) {
    let paints = paints(root);
    let mut blurs = Vec::new();
    root.visit(&mut |node| {
        if node.tag == "filter"
            && node.children.iter().any(|step| step.tag == "feGaussianBlur")
            && !node
                .children
                .iter()
                .any(|step| step.tag == "feComposite" || step.tag == "feColorMatrix")
            && let Some(id) = node.get("id")
        {
            blurs.push(format!("url(#{id})"));
        }
    });
    thin_out(root, &paints, &blurs);
    root.each(&mut |node| node.remove("filter"));
}

/// Drops what only shades, and gives gradients one colour.
fn thin_out(node: &mut Node, paints: &HashMap<String, Paint>, blurs: &[String]) {
    let shades = |child: &Node| {
        let blurred = child.get("filter").is_some_and(|filter| blurs.iter().any(|b| b == filter));
        // The line of what is filled is judged by its fill.
        let fill = child.get("fill").filter(|fill| *fill != "none");
        let paint = fill.or_else(|| child.get("stroke")).and_then(|value| paints.get(value));
        let faint = ["opacity", "fill-opacity", "stroke-opacity"].iter().any(|name| {
            child.get(name).and_then(|v| v.parse::<f32>().ok()).is_some_and(|v| v < 0.6)
        });
        blurred || faint || paint.is_some_and(|paint| !paint.covers)
    };
    node.children.retain(|child| !shades(child));
    for child in &mut node.children {
        for name in ["fill", "stroke"] {
            match child.get(name).and_then(|value| paints.get(value)) {
                Some(paint) if paint.covers => child.set(name, paint.colour.hex()),
                Some(_) => child.remove(name),
                None => {}
            }
        }
        thin_out(child, paints, blurs);
    }
}

/// Each gradient by the `url(#…)` that names it.
fn paints(root: &Node) -> HashMap<String, Paint> {
    let mut found = HashMap::new();
    root.visit(&mut |node| {
        let (true, Some(id)) = (node.tag.ends_with("Gradient"), node.get("id")) else { return };
        let mut stops = Vec::new();
        let mut covers = true;
        for stop in node.children.iter().filter(|child| child.tag == "stop") {
            let colour = stop.get("stop-color").and_then(Rgb::from_hex);
            let alpha = stop.get("stop-opacity").and_then(|v| v.parse::<f32>().ok()).unwrap_or(1.0);
            covers &= alpha > 0.6;
            stops.push(colour.unwrap_or(Rgb([0; 3])));
        }
        if let Some((&first, &last)) = stops.first().zip(stops.last()) {
            let colour = match stops.len() {
                1 | 2 => first.mixed(last, 0.5),
                count => stops[count / 2],
            };
            found.insert(format!("url(#{id})"), Paint { colour, covers });
        }
    });
    found
}

/// A line that suits the drawing's own units.
fn line_width(root: &Node) -> f32 {
    let view: Option<f32> = root
        .get("viewBox")
        .and_then(|text| text.split_whitespace().nth(2).and_then(|width| width.parse().ok()));
    view.unwrap_or(32.0) / 52.0
}

fn outline(node: &mut Node, ink: Rgb, width: f32) {
    if matches!(
        node.tag.as_str(),
        "defs" | "clipPath" | "mask" | "linearGradient" | "radialGradient"
    ) {
        return;
    }
    const SHAPES: &[&str] = &["path", "circle", "rect", "ellipse", "polygon"];
    if SHAPES.contains(&node.tag.as_str()) {
        let drawn = |name: &str| node.get(name).is_some_and(|value| value != "none");
        // Lines around what is little wider than they are would leave a blot.
        let is_small = extent(node).is_some_and(|extent| extent < 5.0 * width);
        let is_dark = node.get("fill").and_then(Rgb::from_hex).is_some_and(is_dark);
        if drawn("stroke") && !drawn("fill") {
            node.set("stroke", ink.hex());
        } else if is_small && is_dark {
            node.set("fill", ink.hex());
            node.remove("stroke");
        } else {
            let width = if is_small { width / 3.0 } else { width };
            node.set("fill", "#ffffff");
            node.set("stroke", ink.hex());
            node.set("stroke-width", format!("{width:.3}"));
            node.set("stroke-linejoin", "round");
        }
    }
    node.children.iter_mut().for_each(|child| outline(child, ink, width));
}

/// The longer side of a shape by itself, in the drawing's own units.
fn extent(node: &Node) -> Option<f32> {
    let mut shape = node.clone();
    shape.set("fill", "#000000");
    for name in ["stroke", "filter", "mask", "clip-path", "class", "style"] {
        shape.remove(name);
    }
    let space = ("xmlns", "http://www.w3.org/2000/svg");
    let root = Node::new("svg", &[space, ("width", "1"), ("height", "1")]).with(vec![shape]);
    let tree = usvg::Tree::from_str(&root.write(), &usvg::Options::default()).ok()?;
    let area = tree.root().bounding_box();
    Some(area.width().max(area.height()))
}

/// Whether a colour is nearer to black than to white, by the luma of BT.601.
fn is_dark(Rgb([red, green, blue]): Rgb) -> bool {
    299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue) < 128_000
}

/// The rim is the blurred silhouette, cut where it becomes faint, so that its corners are round.
fn sticker(mut root: Node) -> Node {
    let view = root.get("viewBox").unwrap_or("0 0 32 32").to_owned();
    let values: Vec<f32> = view.split_whitespace().filter_map(|v| v.parse().ok()).collect();
    let &[x, y, width, height] = values.as_slice() else { return root };
    let unit = width.max(height) / 32.0;
    let step = |tag: &str, attributes: &[(&str, &str)]| Node::new(tag, attributes);
    let blur = |from: &str, by: f32, to: &str| {
        step(
            "feGaussianBlur",
            &[("in", from), ("stdDeviation", &(by * unit).to_string()), ("result", to)],
        )
    };
    let cut = step("feComponentTransfer", &[("in", "soft"), ("result", "rim")])
        .with(vec![step("feFuncA", &[("type", "linear"), ("slope", "24"), ("intercept", "-0.8")])]);
    let flood = step("feFlood", &[("flood-color", "#ffffff"), ("result", "white")]);
    let white = step(
        "feComposite",
        &[("in", "white"), ("in2", "rim"), ("operator", "in"), ("result", "paper")],
    );
    let down = (0.5 * unit).to_string();
    let offset = step("feOffset", &[("in", "rim"), ("dy", &down), ("result", "below")]);
    let dark = step(
        "feFlood",
        &[("flood-color", "#1c1c28"), ("flood-opacity", "0.35"), ("result", "dark")],
    );
    let shadow = step(
        "feComposite",
        &[("in", "dark"), ("in2", "faint"), ("operator", "in"), ("result", "shadow")],
    );
    let layers =
        ["shadow", "paper", "SourceGraphic"].map(|name| step("feMergeNode", &[("in", name)]));
    let filter = step(
        "filter",
        &[
            ("id", "sticker"),
            ("x", "-20%"),
            ("y", "-20%"),
            ("width", "140%"),
            ("height", "140%"),
            ("color-interpolation-filters", "sRGB"),
        ],
    );
    let steps = vec![
        blur("SourceAlpha", 0.75, "soft"),
        cut,
        flood,
        white,
        offset,
        blur("below", 0.45, "faint"),
        dark,
        shadow,
        step("feMerge", &[]).with(layers.into()),
    ];
    let drawn = std::mem::take(&mut root.children);
    let group = Node::new("g", &[("filter", "url(#sticker)")]).with(drawn);
    root.children = vec![Node::new("defs", &[]).with(vec![filter.with(steps)]), group];
    let room = 2.5 * unit;
    let view = format!("{} {} {} {}", x - room, y - room, width + 2.0 * room, height + 2.0 * room);
    root.set("viewBox", view);
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHADED: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="none"><path fill="url(#a)" d="M8 8h16v16H8z"/><path fill="url(#b)" d="M8 8h16v16H8z"/><defs><linearGradient id="a" x1="8" x2="24" y1="0" y2="0" gradientUnits="userSpaceOnUse"><stop stop-color="#f00"/><stop offset="1" stop-color="#c00"/></linearGradient><linearGradient id="b"><stop stop-color="#fff"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></linearGradient></defs></g></svg>"##;

    fn pixels(style: Style) -> crate::Pixels {
        Drawing::from_svg(SHADED.as_bytes()).unwrap().styled(style).pixels(64, 64).unwrap()
    }

    fn at(pixels: &crate::Pixels, x: usize, y: usize) -> [u8; 4] {
        pixels.rgba[(y * 64 + x) * 4..][..4].try_into().unwrap()
    }

    #[test]
    fn flat_has_one_colour_where_gradients_were() {
        let flat = pixels(Style::Flat);
        assert_eq!(at(&flat, 20, 20), at(&flat, 44, 44));
        let original = pixels(Style::Original);
        assert_ne!(at(&original, 20, 20), at(&original, 44, 44));
    }

    #[test]
    fn what_is_filled_stays_whatever_its_line_is_and_small_dark_things_are_ink() {
        // A mouth with a faint line around it, and a pupil.
        let face = SHADED.replace(
            "<defs>",
            r##"<path fill="#8A004F" stroke="url(#b)" stroke-width=".1" d="M12 20h8v1h-8z"/><path fill="#000" d="M12 12h1v1h-1z"/><defs>"##,
        );
        let drawing = Drawing::from_svg(face.as_bytes()).unwrap();
        let flat = drawing.styled(Style::Flat).pixels(64, 64).unwrap();
        assert_eq!(at(&flat, 32, 41), [0x8a, 0, 0x4f, 255]);
        let ink = Rgb([0, 0, 128]);
        let lines = drawing.styled(Style::Outline(ink)).pixels(64, 64).unwrap();
        assert_eq!(at(&lines, 25, 25), [0, 0, 128, 255]);
        assert_eq!(at(&lines, 22, 25), [255; 4]);
    }

    #[test]
    fn an_outline_is_white_within_and_ink_at_the_edge() {
        let drawing = Drawing::from_svg(SHADED.as_bytes()).unwrap();
        let lines = drawing.styled(Style::Outline(Rgb([0, 0, 128]))).pixels(256, 256).unwrap();
        let at = |x: usize, y: usize| &lines.rgba[(y * 256 + x) * 4..][..4];
        assert_eq!(at(128, 128), [255; 4]);
        assert_eq!(at(64, 128), [0, 0, 128, 255]);
    }

    #[test]
    fn a_sticker_has_a_white_rim_with_round_corners() {
        let sticker = pixels(Style::Sticker);
        // The square reaches from 18.2 to 45.8; the rim about 2 pixels beyond.
        assert_eq!(at(&sticker, 16, 32)[..3], [255; 3]);
        assert!(at(&sticker, 16, 32)[3] > 200);
        assert_eq!(at(&sticker, 2, 2)[3], 0);
        assert!(at(&sticker, 32, 32)[1] < 255);
    }
}
