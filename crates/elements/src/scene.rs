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
    /// The colour that fills the ground; one of `colours`, strong or pale, by the seed where it is `None`.
    pub base: Option<Rgb>,
    /// Width by height of the scene; the drawings stand in its middle, and the ground fills it.
    pub aspect: f32,
    /// What lies behind; by the seed where it is `None`.
    pub ground: Option<Ground>,
    /// Chooses arrangement, sizes, angles, ground and its colour.
    pub seed: u64,
}

/// A composed scene.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The whole as one drawing, 100 units on its shorter side.
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
    let shifted = round + round / grounds.len();
    let ground = request.ground.unwrap_or(grounds[(2 * round + shifted) % grounds.len()]);
    let (arrangement, places) =
        arrange(drawings.len(), request.count.clamp(1, plan::MOST), shifted, &mut choices);
    let boxes = drawings.iter().map(bounds).collect::<Result<Vec<_>, _>>()?;
    let frame = Frame::of(request.aspect);
    let mut children = backdrop(ground, request, (&frame, &boxes), &mut choices)?;
    let placed = places.iter().map(|place| (place, boxes[place.which]));
    children.push(shadows(placed));
    for (at, place) in places.iter().enumerate() {
        let drawing = &drawings[place.which];
        children.push(stand(drawing, boxes[place.which], *place, &format!("s{at}-")));
    }
    let root = Node::new(
        "svg",
        &[
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("xmlns:xlink", "http://www.w3.org/1999/xlink"),
            ("viewBox", &frame.view_box()),
        ],
    );
    Ok(Scene { drawing: Drawing { root: root.with(children) }, ground, arrangement })
}

/// The edges of a scene around the square that its drawings stand in.
struct Frame {
    left: f32,
    top: f32,
    width: f32,
    height: f32,
}

impl Frame {
    fn of(aspect: f32) -> Self {
        let (width, height) = (SIDE * aspect.max(1.0), SIDE / aspect.min(1.0));
        Self { left: (SIDE - width) / 2.0, top: (SIDE - height) / 2.0, width, height }
    }

    fn view_box(&self) -> String {
        let Self { left, top, width, height } = self;
        format!("{left:.3} {top:.3} {width:.3} {height:.3}")
    }

    /// Enlarges what is drawn for the square so that it fills the frame.
    fn cover(&self) -> String {
        let scale = self.width.max(self.height) / SIDE;
        let shift = SIDE * (1.0 - scale) / 2.0;
        format!("translate({shift:.3} {shift:.3}) scale({scale:.4})")
    }
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
        &[
            ("id", "shadow"),
            ("x", "-30%"),
            ("y", "-150%"),
            ("width", "160%"),
            ("height", "400%"),
            ("color-interpolation-filters", "sRGB"),
        ],
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

    fn shaped(
        drawings: &[Drawing],
        count: usize,
        seed: u64,
        ground: Option<Ground>,
        aspect: f32,
    ) -> Scene {
        let colours = &[Rgb([40, 90, 200])];
        scene(&SceneRequest { drawings, count, colours, base: None, aspect, ground, seed }).unwrap()
    }

    fn made(drawings: &[Drawing], count: usize, seed: u64, ground: Option<Ground>) -> Scene {
        shaped(drawings, count, seed, ground, 1.0)
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
    fn the_ground_fills_every_shape_of_a_scene_in_the_chosen_colour() {
        let base = Rgb([10, 120, 60]);
        for (width, height) in [(60, 60), (108, 60), (60, 108)] {
            for ground in Ground::FILLED {
                let made = scene(&SceneRequest {
                    drawings: &[square("#c00")],
                    count: 1,
                    colours: &[base],
                    base: Some(base),
                    aspect: width as f32 / height as f32,
                    ground: Some(ground),
                    seed: 5,
                });
                let pixels = made.unwrap().drawing.pixels(width, height).unwrap();
                let rgba: Vec<_> = pixels.rgba.chunks_exact(4).collect();
                assert!(rgba.iter().all(|pixel| pixel[3] == 255), "{ground:?} {width}x{height}");
                let plain = rgba.iter().filter(|pixel| pixel[..3] == base.0).count();
                assert!(plain * 12 > rgba.len(), "{ground:?} {width}x{height} shows {plain}");
            }
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
        let request = |drawings| SceneRequest {
            drawings,
            count: 1,
            colours: &[],
            base: None,
            aspect: 1.0,
            ground: None,
            seed: 0,
        };
        assert_eq!(scene(&request(&[])).unwrap_err(), ElementError::SceneOf(0));
        let four = [0; 4].map(|_| square("#c00"));
        assert_eq!(scene(&request(&four)).unwrap_err(), ElementError::SceneOf(4));
    }
}
