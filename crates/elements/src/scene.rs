//! One to three drawings composed by rules: large and small, overlapping, on a common ground with a soft shadow.
//! Knows nothing of how they were found; the same request gives the same scene.

use crate::markup::Node;
use crate::shapes::Choices;
use crate::{Drawing, ElementError, Rgb};

mod backdrop;
mod count;
mod plan;

pub use count::count_in;

use backdrop::backdrop;
use plan::{Place, arrange};

/// The side of a scene in its own units.
const SIDE: f32 = 100.0;
/// The side of the pixels on which a drawing's edges are measured.
const MEASURED: u32 = 96;

/// What lies behind the drawings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Nothing.
    Transparent,
    /// One colour.
    Plain,
    /// A disc on one colour.
    Disc,
    /// An uneven patch on one colour.
    Blob,
    /// Hills along the lower edge.
    Hills,
    /// Rays from the middle.
    Rays,
    /// A grid of dots.
    Dots,
    /// Paper pieces around.
    Confetti,
    /// The first drawing, small, pale and many times.
    Pattern,
}

impl Ground {
    /// What a seed chooses from.
    pub const FILLED: [Self; 8] = [
        Self::Disc,
        Self::Blob,
        Self::Plain,
        Self::Rays,
        Self::Hills,
        Self::Dots,
        Self::Confetti,
        Self::Pattern,
    ];
}

/// What to compose.
#[derive(Clone, Debug)]
pub struct SceneRequest<'a> {
    /// One to three, the main one first.
    pub drawings: &'a [Drawing],
    /// How many of the first; 1 up to 9.
    pub count: usize,
    /// Colours of the ground; the first is the brand's. Empty stands for a light grey.
    pub colours: &'a [Rgb],
    /// What lies behind; by the seed where it is `None`.
    pub ground: Option<Ground>,
    /// Chooses arrangement, sizes, angles, ground and its colour.
    pub seed: u64,
}

/// A composed scene.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The whole as one drawing, 100 x 100 units.
    pub drawing: Drawing,
    /// What lies behind.
    pub ground: Ground,
    /// Which arrangement was chosen, counted from 0.
    pub arrangement: usize,
}

/// Composes a scene.
///
/// # Errors
/// `SceneOf` for none or more than three drawings, otherwise as [`Drawing::pixels`].
pub fn scene(request: &SceneRequest<'_>) -> Result<Scene, ElementError> {
    let drawings = request.drawings;
    if drawings.is_empty() || drawings.len() > 3 {
        return Err(ElementError::SceneOf(drawings.len()));
    }
    let mut choices = Choices::new(request.seed);
    let round = request.seed as usize;
    let grounds = Ground::FILLED;
    // Neighbouring seeds differ in ground, arrangement and colour at once; their cycles have no common length.
    let ground =
        request.ground.unwrap_or(grounds[(round * 3 + round / grounds.len()) % grounds.len()]);
    let (arrangement, places) =
        arrange(drawings.len(), request.count.clamp(1, plan::MOST), round, &mut choices);
    let boxes = drawings.iter().map(bounds).collect::<Result<Vec<_>, _>>()?;
    let mut children = backdrop(ground, request, &boxes, &mut choices);
    let placed = places.iter().map(|place| (place, boxes[place.which]));
    children.push(shadows(placed));
    for (at, place) in places.iter().enumerate() {
        let drawing = &drawings[place.which];
        children.push(stand(drawing, boxes[place.which], *place, &format!("s{at}-")));
    }
    let view = format!("0 0 {SIDE} {SIDE}");
    let root = Node::new(
        "svg",
        &[
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
            ("viewBox", &view),
        ],
    );
    Ok(Scene { drawing: Drawing { root: root.with(children) }, ground, arrangement })
}

/// A drawing's visible edges in its own units: left, top, width, height.
fn bounds(drawing: &Drawing) -> Result<[f32; 4], ElementError> {
    let [left, top, width, height] = view(drawing)?;
    let pixels = drawing.pixels(MEASURED, MEASURED)?;
    let mut edges: Option<[u32; 4]> = None;
    let alphas = pixels.rgba.iter().skip(3).step_by(4);
    for (at, _) in (0u32..).zip(alphas).filter(|(_, alpha)| **alpha > 24) {
        let (x, y) = (at % MEASURED, at / MEASURED);
        let [x0, y0, x1, y1] = edges.unwrap_or([x, y, x, y]);
        edges = Some([x0.min(x), y0.min(y), x1.max(x), y1.max(y)]);
    }
    let Some([x0, y0, x1, y1]) = edges else { return Ok([left, top, width, height]) };
    let unit = width.max(height) / MEASURED as f32;
    let (inset_x, inset_y) =
        ((width.max(height) - width) / 2.0, (width.max(height) - height) / 2.0);
    Ok([
        left - inset_x + x0 as f32 * unit,
        top - inset_y + y0 as f32 * unit,
        (x1 - x0 + 1) as f32 * unit,
        (y1 - y0 + 1) as f32 * unit,
    ])
}

fn view(drawing: &Drawing) -> Result<[f32; 4], ElementError> {
    let numbers = |text: &str| -> Vec<f32> {
        let split = text.split(|c: char| c.is_whitespace() || c == ',');
        split.filter_map(|value| value.parse().ok()).collect()
    };
    if let Some(&[x, y, width, height]) = drawing.root.get("viewBox").map(numbers).as_deref() {
        return Ok([x, y, width, height]);
    }
    let (width, height) = drawing.size()?;
    Ok([0.0, 0.0, width, height])
}

fn stand(
    drawing: &Drawing,
    [left, top, width, height]: [f32; 4],
    place: Place,
    prefix: &str,
) -> Node {
    let root = drawing.root.clone().with_prefix(prefix);
    let scale = place.size / width.max(height);
    let middle = place.foot - height * scale / 2.0;
    let transform = format!(
        "translate({:.3} {middle:.3}) rotate({:.2}) scale({scale:.5}) translate({:.3} {:.3})",
        place.x,
        place.angle,
        -(left + width / 2.0),
        -(top + height / 2.0)
    );
    let mut group = Node::new("g", &[("transform", &transform)]);
    const OF_THE_FRAME: &[&str] =
        &["xmlns", "xmlns:xlink", "viewBox", "width", "height", "x", "y", "version", "transform"];
    let own =
        root.attributes.into_iter().filter(|(name, _)| !OF_THE_FRAME.contains(&name.as_str()));
    group.attributes.extend(own);
    group.with(root.children)
}

fn shadows<'a>(places: impl Iterator<Item = (&'a Place, [f32; 4])>) -> Node {
    let blur = Node::new("feGaussianBlur", &[("stdDeviation", "1.6")]);
    let filter = Node::new(
        "filter",
        &[("id", "shadow"), ("x", "-30%"), ("y", "-150%"), ("width", "160%"), ("height", "400%")],
    );
    let mut children = vec![Node::new("defs", &[]).with(vec![filter.with(vec![blur])])];
    for (place, [_, _, width, height]) in places {
        let wide = place.size * width / width.max(height);
        children.push(Node::new(
            "ellipse",
            &[
                ("cx", &format!("{:.2}", place.x)),
                ("cy", &format!("{:.2}", place.foot - 0.3)),
                ("rx", &format!("{:.2}", wide * 0.36)),
                ("ry", &format!("{:.2}", wide * 0.055 + 0.4)),
                ("fill", "#101020"),
                ("fill-opacity", "0.28"),
                ("filter", "url(#shadow)"),
            ],
        ));
    }
    Node::new("g", &[]).with(children)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(colour: &str) -> Drawing {
        let text = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect id="a" x="8" y="8" width="16" height="16" fill="{colour}"/></svg>"#
        );
        Drawing::from_svg(text.as_bytes()).unwrap()
    }

    fn made(drawings: &[Drawing], count: usize, seed: u64, ground: Option<Ground>) -> Scene {
        scene(&SceneRequest { drawings, count, colours: &[Rgb([40, 90, 200])], ground, seed })
            .unwrap()
    }

    #[test]
    fn a_count_is_drawn_as_many_times() {
        for count in 1..=9 {
            let text = made(&[square("#c00")], count, 3, Some(Ground::Plain)).drawing.svg();
            assert_eq!(text.matches("fill=\"#c00\"").count(), count);
            assert_eq!(text.matches("<ellipse").count(), count);
        }
    }

    #[test]
    fn twelve_seeds_make_twelve_different_scenes() {
        let drawings = [square("#c00")];
        let pictures: Vec<Vec<u8>> = (0..12)
            .map(|seed| made(&drawings, 1, seed, None).drawing.pixels(32, 32).unwrap().rgba)
            .collect();
        for (at, one) in pictures.iter().enumerate() {
            for other in &pictures[..at] {
                let apart: u64 =
                    one.iter().zip(other).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
                assert!(apart / one.len() as u64 >= 6, "{at} looks like one before");
            }
        }
        let same = made(&drawings, 1, 4, None).drawing;
        assert_eq!(same, made(&drawings, 1, 4, None).drawing);
    }

    #[test]
    fn two_and_three_drawings_are_all_seen() {
        let all = [square("#ff0000"), square("#00ff00"), square("#0000ff")];
        for count in 2..=3 {
            for seed in 0..10 {
                let scene = made(&all[..count], 1, seed, Some(Ground::Transparent));
                let pixels = scene.drawing.pixels(64, 64).unwrap();
                for channel in 0..count {
                    let full =
                        |p: &&[u8]| p[3] > 200 && p[channel] > 200 && p[(channel + 1) % 3] < 60;
                    let seen = pixels.rgba.chunks_exact(4).filter(full).count();
                    assert!(seen > 90, "{channel} of {count} with seed {seed} shows {seen} pixels");
                }
            }
        }
    }

    #[test]
    fn none_and_four_are_refused() {
        let request =
            |drawings| SceneRequest { drawings, count: 1, colours: &[], ground: None, seed: 0 };
        assert_eq!(scene(&request(&[])).unwrap_err(), ElementError::SceneOf(0));
        let four = [0; 4].map(|_| square("#c00"));
        assert_eq!(scene(&request(&four)).unwrap_err(), ElementError::SceneOf(4));
    }
}
