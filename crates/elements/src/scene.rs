//! One to three drawings composed by rules: large and small, overlapping, on a common ground with a soft shadow.
//! Knows nothing of how they were found; the same request gives the same scene.

use crate::markup::Node;
use crate::shapes::{Choices, shape};
use crate::{Drawing, ElementError, Rgb, Shape};

/// The side of a scene in its own units.
const SIDE: f32 = 100.0;
/// The most copies of the first drawing.
const MOST: usize = 9;
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

/// Where a drawing stands: the middle of its foot, its longer side, its angle in degrees.
#[derive(Clone, Copy, Debug)]
struct Place {
    which: usize,
    x: f32,
    foot: f32,
    size: f32,
    angle: f32,
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
        arrange(drawings.len(), request.count.clamp(1, MOST), round, &mut choices);
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

/// Each arrangement as places: foot x, foot y, size, widest angle to either side.
type Plan = &'static [(usize, f32, f32, f32, f32)];

const ONE: [Plan; 5] = [
    &[(0, 50.0, 86.0, 70.0, 3.0)],
    &[(0, 50.0, 80.0, 58.0, 12.0)],
    &[(0, 38.0, 92.0, 78.0, 8.0)],
    &[(0, 62.0, 88.0, 66.0, 16.0)],
    &[(0, 52.0, 104.0, 98.0, 6.0)],
];
const TWO: [Plan; 5] = [
    &[(1, 70.0, 72.0, 44.0, 8.0), (0, 40.0, 88.0, 62.0, 4.0)],
    &[(0, 58.0, 82.0, 64.0, 4.0), (1, 27.0, 91.0, 40.0, 10.0)],
    &[(0, 34.0, 62.0, 50.0, 8.0), (1, 67.0, 90.0, 46.0, 8.0)],
    &[(0, 30.0, 86.0, 48.0, 3.0), (1, 71.0, 86.0, 46.0, 3.0)],
    &[(0, 50.0, 90.0, 72.0, 3.0), (1, 79.0, 40.0, 30.0, 14.0)],
];
const THREE: [Plan; 5] = [
    &[(0, 50.0, 78.0, 58.0, 3.0), (1, 25.0, 90.0, 36.0, 8.0), (2, 77.0, 91.0, 34.0, 8.0)],
    &[(1, 26.0, 66.0, 36.0, 8.0), (2, 75.0, 64.0, 34.0, 8.0), (0, 50.0, 92.0, 56.0, 4.0)],
    &[(0, 20.0, 84.0, 36.0, 3.0), (1, 50.0, 84.0, 36.0, 3.0), (2, 80.0, 84.0, 36.0, 3.0)],
    &[(0, 38.0, 90.0, 66.0, 4.0), (1, 78.0, 92.0, 36.0, 6.0), (2, 78.0, 46.0, 30.0, 12.0)],
    &[(0, 60.0, 88.0, 60.0, 4.0), (1, 20.0, 90.0, 32.0, 6.0), (2, 26.0, 48.0, 32.0, 10.0)],
];
/// Several of the first drawing alone.
const PAIR: [Plan; 3] = [
    &[(0, 67.0, 78.0, 50.0, 10.0), (0, 35.0, 88.0, 56.0, 6.0)],
    &[(0, 29.0, 84.0, 48.0, 5.0), (0, 71.0, 84.0, 48.0, 5.0)],
    &[(0, 32.0, 58.0, 46.0, 10.0), (0, 66.0, 92.0, 54.0, 8.0)],
];
const TRIO: [Plan; 2] = [
    &[(0, 28.0, 72.0, 42.0, 8.0), (0, 74.0, 72.0, 42.0, 8.0), (0, 50.0, 92.0, 48.0, 6.0)],
    &[(0, 20.0, 82.0, 38.0, 6.0), (0, 50.0, 72.0, 42.0, 6.0), (0, 80.0, 82.0, 38.0, 6.0)],
];

fn arrange(kinds: usize, count: usize, round: usize, choices: &mut Choices) -> (usize, Vec<Place>) {
    let plans: &[Plan] = match (kinds, count) {
        (1, 1) => &ONE,
        (1, 2) => &PAIR,
        (1, 3) => &TRIO,
        (1, count) => return (0, rows(count, choices)),
        (2, _) => &TWO,
        _ => &THREE,
    };
    let which = round % plans.len();
    let mirrored = choices.below(2) == 1;
    let grown = choices.between(0.93, 1.05);
    let place = |&(which, x, foot, size, widest): &(usize, f32, f32, f32, f32)| Place {
        which,
        x: if mirrored { SIDE - x } else { x } + choices.between(-1.5, 1.5),
        foot: foot + choices.between(-1.0, 1.0),
        size: size * grown,
        angle: choices.between(-widest, widest),
    };
    let mut places: Vec<Place> = plans[which].iter().map(place).collect();
    // More of the first beside others: smaller, in front, side by side.
    if kinds > 1 {
        let extra = count - 1;
        places.extend((0..extra).map(|at| Place {
            which: 0,
            x: SIDE * (at as f32 + 1.0) / (extra as f32 + 1.0),
            foot: 96.0,
            size: 26.0,
            angle: choices.between(-8.0, 8.0),
        }));
    }
    (which, places)
}

/// Four to nine of the same, in two or three rows, the lower ones in front.
fn rows(count: usize, choices: &mut Choices) -> Vec<Place> {
    let lines = if count > 6 { 3 } else { 2 };
    let mut places = Vec::new();
    for line in 0..lines {
        let from = count * line / lines;
        let to = count * (line + 1) / lines;
        let step = 84.0 / (to - from) as f32;
        for at in from..to {
            places.push(Place {
                which: 0,
                x: 8.0 + step * (at - from) as f32 + step / 2.0,
                foot: 94.0 - 80.0 * (lines - 1 - line) as f32 / lines as f32,
                size: (76.0 / lines as f32).min(step * 1.1) * choices.between(0.92, 1.05),
                angle: choices.between(-9.0, 9.0),
            });
        }
    }
    places
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

fn backdrop(
    ground: Ground,
    request: &SceneRequest<'_>,
    boxes: &[[f32; 4]],
    choices: &mut Choices,
) -> Vec<Node> {
    if ground == Ground::Transparent {
        return Vec::new();
    }
    let colours =
        if request.colours.is_empty() { &[Rgb([200, 205, 214])] } else { request.colours };
    let brand = colours[request.seed as usize % colours.len()];
    // Pale behind, stronger for the figure; every third is the strong one behind.
    let (base, figure) = match request.seed % 3 {
        2 => (brand, brand.mixed(Rgb::WHITE, 0.28)),
        _ => (brand.mixed(Rgb::WHITE, 0.82), brand.mixed(Rgb::WHITE, 0.42)),
    };
    let side = SIDE.to_string();
    let mut nodes =
        vec![Node::new("rect", &[("width", &side), ("height", &side), ("fill", &base.hex())])];
    let seed = request.seed.wrapping_mul(31);
    let within = |drawn: Drawing, transform: &str| {
        Node::new("g", &[("transform", transform)]).with(drawn.root.children)
    };
    match ground {
        Ground::Transparent | Ground::Plain => {}
        Ground::Disc => {
            let (x, y) = (choices.between(46.0, 54.0), choices.between(46.0, 54.0));
            let at = [("cx", x), ("cy", y), ("r", choices.between(36.0, 43.0))];
            let at = at.map(|(name, value)| (name.to_owned(), format!("{value:.2}")));
            let mut disc = Node::new("circle", &[("fill", &figure.hex())]);
            disc.attributes.extend(at);
            nodes.push(disc);
        }
        Ground::Blob => {
            nodes.push(within(shape(Shape::Blob, seed, &[figure]), "translate(2 2) scale(.96)"))
        }
        Ground::Hills => nodes.push(within(shape(Shape::Wave, seed, &[figure]), "translate(0 0)")),
        Ground::Dots => {
            nodes.push(within(shape(Shape::DotGrid, seed, &[figure]), "translate(0 0)"))
        }
        Ground::Confetti => {
            nodes.push(within(shape(Shape::Confetti, seed, colours), "translate(0 0)"))
        }
        Ground::Rays => nodes.push(rays(figure, choices)),
        Ground::Pattern => nodes.push(pattern(&request.drawings[0], boxes[0], choices)),
    }
    nodes
}

fn rays(colour: Rgb, choices: &mut Choices) -> Node {
    let count = 8 + choices.below(4);
    let turn = choices.between(0.0, 40.0).to_radians();
    let (x, y) = (50.0, choices.between(50.0, 68.0));
    let mut data = String::new();
    for at in 0..count {
        let angle = turn + at as f32 / count as f32 * std::f32::consts::TAU;
        let wide = std::f32::consts::PI / count as f32;
        let (from, to) = (angle, angle + wide);
        data.push_str(&format!(
            "M{x} {y:.2}L{:.2} {:.2}L{:.2} {:.2}Z",
            x + 130.0 * from.cos(),
            y + 130.0 * from.sin(),
            x + 130.0 * to.cos(),
            y + 130.0 * to.sin()
        ));
    }
    Node::new("path", &[("d", &data), ("fill", &colour.hex()), ("opacity", "0.6")])
}

fn pattern(drawing: &Drawing, edges: [f32; 4], choices: &mut Choices) -> Node {
    let mut group = Node::new("g", &[("opacity", "0.16")]);
    for row in 0..5 {
        for column in 0..5 {
            let shift = if row % 2 == 0 { 0.0 } else { 11.0 };
            let place = Place {
                which: 0,
                x: -1.0 + 22.5 * column as f32 + shift,
                foot: 14.0 + 22.0 * row as f32,
                size: 11.0,
                angle: choices.between(-25.0, 25.0),
            };
            group.children.push(stand(drawing, edges, place, &format!("p{row}{column}-")));
        }
    }
    group
}

/// How many of a thing a text asks for, 1..=9: “two burgers”, “drei Kerzen”. People who do something together are one drawing.
pub fn count_in(text: &str) -> usize {
    const NUMBERS: [&[&str]; 5] = [
        &["2", "two", "pair", "couple", "zwei", "dos", "deux", "due", "dois", "duas", "twee"],
        &["3", "three", "drei", "tres", "trois", "tre", "três", "drie"],
        &["4", "four", "vier", "cuatro", "quatre", "quattro", "quatro"],
        &["5", "five", "fünf", "cinco", "cinq", "cinque", "vijf"],
        &["6", "six", "sechs", "seis", "sei", "zes", "half-dozen"],
    ];
    const NOT_THINGS: &[&str] = &[
        "people",
        "persons",
        "friends",
        "men",
        "women",
        "children",
        "hands",
        "for",
        "percent",
        "euro",
        "euros",
        "dollars",
        "pounds",
        "am",
        "pm",
        "days",
        "weeks",
        "hours",
        "minutes",
        "years",
        "off",
        "menschen",
        "hände",
        "tage",
        "personas",
        "personnes",
        "jours",
        "persone",
        "giorni",
        "pessoas",
        "dias",
        "mensen",
        "dagen",
        "hearts",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split_whitespace().map(|w| w.trim_matches([',', '.', '!', '?', ':'])).collect();
    for (at, word) in words.iter().enumerate() {
        let number = NUMBERS.iter().position(|names| names.contains(word)).map(|place| place + 2);
        let next = words
            .get(at + 1)
            .map(|next| if *next == "of" { words.get(at + 2) } else { Some(next) });
        let thing = next.flatten().is_some_and(|next| !NOT_THINGS.contains(next));
        // “for two” counts the guests.
        let guests =
            at > 0 && matches!(words[at - 1], "for" | "für" | "para" | "pour" | "per" | "voor");
        if let Some(number) = number.filter(|_| thing && !guests) {
            return number;
        }
    }
    1
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
    fn texts_say_how_many() {
        for (text, count) in [
            ("two burgers", 2),
            ("a pair of shoes", 2),
            ("drei Kerzen", 3),
            ("5 balloons", 5),
            ("a burger", 1),
            ("table for two tonight", 1),
            ("two people shaking hands", 1),
            ("20 percent off", 1),
            ("3 days left", 1),
        ] {
            assert_eq!(count_in(text), count, "{text}");
        }
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
