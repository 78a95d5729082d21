//! Shapes drawn by rule from a seed: the same seed gives the same shape. All lie in 0..100 by 0..100.
//! Knows nothing of elements.

use crate::markup::Node;
use crate::{Drawing, Rgb};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::f32::consts::TAU;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A round patch with a soft uneven edge.
    Blob,
    /// Hills along the lower edge.
    Wave,
    /// Paper pieces, thinner towards the middle.
    Confetti,
    /// Dots in rows that become smaller.
    DotGrid,
    /// A bent arrow.
    Arrow,
    /// A round badge with teeth.
    Badge,
    /// A band with folded ends.
    Ribbon,
}

impl Shape {
    /// Every shape with its name on the command line.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Blob, "blob"),
        (Self::Wave, "wave"),
        (Self::Confetti, "confetti"),
        (Self::DotGrid, "dot-grid"),
        (Self::Arrow, "arrow"),
        (Self::Badge, "badge"),
        (Self::Ribbon, "ribbon"),
    ];
}

/// A stream of choices from a seed.
pub(crate) struct Choices(ChaCha8Rng);

impl Choices {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Uniform, `from` included.
    pub(crate) fn between(&mut self, from: f32, to: f32) -> f32 {
        let share = (self.0.next_u32() >> 8) as f32 / (1u32 << 24) as f32;
        from + (to - from) * share
    }

    /// 0 up to `count` - 1.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.0.next_u64() % count.max(1) as u64) as usize
    }
}

/// A shape in one colour or several; `colours` may have one, and none stands for black.
pub fn shape(shape: Shape, seed: u64, colours: &[Rgb]) -> Drawing {
    let mut choices = Choices::new(seed ^ ((shape as u64) << 56));
    let colour = |at: usize| match colours {
        [] => Rgb([0; 3]),
        colours => colours[at % colours.len()],
    };
    let children = match shape {
        Shape::Blob => vec![path(&blob(&mut choices), colour(0))],
        Shape::Wave => waves(&mut choices, &colour),
        Shape::Confetti => confetti(&mut choices, &colour),
        Shape::DotGrid => dots(&mut choices, colour(0)),
        Shape::Arrow => arrow(&mut choices, colour(0)),
        Shape::Badge => vec![path(&badge(&mut choices), colour(0))],
        Shape::Ribbon => ribbon(&mut choices, colour(0)),
    };
    let root =
        Node::new("svg", &[("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", "0 0 100 100")]);
    Drawing { root: root.with(children) }
}

fn path(data: &str, colour: Rgb) -> Node {
    Node::new("path", &[("d", data), ("fill", &colour.hex())])
}

/// A closed curve through the points (Catmull and Rom 1974).
fn smooth(points: &[(f32, f32)]) -> String {
    let count = points.len();
    let mut data = format!("M{:.2} {:.2}", points[0].0, points[0].1);
    for at in 0..count {
        let [before, from, to, after] = [count - 1, 0, 1, 2].map(|by| points[(at + by) % count]);
        data.push_str(&format!(
            "C{:.2} {:.2} {:.2} {:.2} {:.2} {:.2}",
            from.0 + (to.0 - before.0) / 6.0,
            from.1 + (to.1 - before.1) / 6.0,
            to.0 - (after.0 - from.0) / 6.0,
            to.1 - (after.1 - from.1) / 6.0,
            to.0,
            to.1
        ));
    }
    data + "Z"
}

fn blob(choices: &mut Choices) -> String {
    let count = 6 + choices.below(3);
    let turn = choices.between(0.0, TAU);
    let points: Vec<(f32, f32)> = (0..count)
        .map(|at| {
            let angle = turn + at as f32 / count as f32 * TAU;
            let radius = choices.between(35.0, 47.0);
            (50.0 + radius * angle.cos(), 50.0 + radius * angle.sin())
        })
        .collect();
    smooth(&points)
}

fn waves(choices: &mut Choices, colour: &dyn Fn(usize) -> Rgb) -> Vec<Node> {
    let mut layers = Vec::new();
    for layer in 0..3 {
        let height = 60.0 + 12.0 * layer as f32 + choices.between(-4.0, 4.0);
        let swing = choices.between(5.0, 10.0);
        let start = choices.between(-25.0, 0.0);
        let mut data = format!("M{start:.2} {height:.2}");
        for at in 0..6 {
            let side = if at % 2 == 0 { -swing } else { swing };
            data.push_str(&format!("q12.5 {:.2} 25 0", side * 2.0));
        }
        data.push_str("V101H-30Z");
        let mut node = path(&data, colour(layer));
        node.set("opacity", ["0.45", "0.7", "1"][layer]);
        layers.push(node);
    }
    layers
}

fn confetti(choices: &mut Choices, colour: &dyn Fn(usize) -> Rgb) -> Vec<Node> {
    let mut pieces = Vec::new();
    while pieces.len() < 56 {
        let (x, y) = (choices.between(2.0, 98.0), choices.between(2.0, 98.0));
        let far = (x - 50.0).hypot(y - 50.0) / 50.0;
        if far < choices.between(0.3, 1.0) {
            continue;
        }
        let size = choices.between(1.2, 2.6);
        let angle = choices.between(0.0, 180.0);
        let data = match choices.below(3) {
            0 => format!("M{x:.2} {:.2}a{size:.2} {size:.2} 0 1 0 .01 0Z", y - size),
            1 => format!(
                "M{:.2} {:.2}h{:.2}v{size:.2}h-{:.2}Z",
                x - size,
                y - size / 2.0,
                2.0 * size,
                2.0 * size
            ),
            _ => format!("M{x:.2} {:.2}l{size:.2} {:.2}h-{:.2}Z", y - size, 1.8 * size, 2.0 * size),
        };
        let mut node = path(&data, colour(choices.below(4)));
        node.set("transform", format!("rotate({angle:.1} {x:.2} {y:.2})"));
        pieces.push(node);
    }
    pieces
}

fn dots(choices: &mut Choices, colour: Rgb) -> Vec<Node> {
    let count = 7 + choices.below(4);
    let step = 100.0 / count as f32;
    let turn = choices.between(0.0, TAU);
    let centre = |at: usize| (at as f32 + 0.5) * step;
    let all = (0..count * count).map(|at| (centre(at % count), centre(at / count)));
    all.map(|(x, y)| {
        let along = ((x - 50.0) * turn.cos() + (y - 50.0) * turn.sin()) / 70.0;
        let radius = (step * (0.24 + 0.18 * along)).max(0.3);
        Node::new(
            "circle",
            &[
                ("cx", &format!("{x:.2}")),
                ("cy", &format!("{y:.2}")),
                ("r", &format!("{radius:.2}")),
                ("fill", &colour.hex()),
            ],
        )
    })
    .collect()
}

fn arrow(choices: &mut Choices, colour: Rgb) -> Vec<Node> {
    let bend = choices.between(20.0, 45.0) * if choices.below(2) == 0 { 1.0 } else { -1.0 };
    let (from, to) = ((10.0, 50.0 + bend * 0.4), (84.0, 50.0 + bend * 0.2));
    let middle = (choices.between(40.0, 55.0), 50.0 - bend);
    let angle = (to.1 - middle.1).atan2(to.0 - middle.0);
    let barb = |side: f32| {
        let angle = angle + side * 2.5;
        format!(
            "M{:.2} {:.2}L{:.2} {:.2}",
            to.0,
            to.1,
            to.0 + 18.0 * angle.cos(),
            to.1 + 18.0 * angle.sin()
        )
    };
    let data = format!(
        "M{} {:.2}Q{:.2} {:.2} {:.2} {:.2}{}{}",
        from.0,
        from.1,
        middle.0,
        middle.1,
        to.0,
        to.1,
        barb(1.0),
        barb(-1.0)
    );
    vec![Node::new(
        "path",
        &[
            ("d", &data),
            ("fill", "none"),
            ("stroke", &colour.hex()),
            ("stroke-width", "6"),
            ("stroke-linecap", "round"),
            ("stroke-linejoin", "round"),
        ],
    )]
}

fn badge(choices: &mut Choices) -> String {
    let teeth = 12 + 2 * choices.below(8);
    let depth = choices.between(3.0, 7.0);
    let points: Vec<(f32, f32)> = (0..teeth * 2)
        .map(|at| {
            let angle = at as f32 / (teeth * 2) as f32 * TAU;
            let radius = if at % 2 == 0 { 46.0 } else { 46.0 - depth };
            (50.0 + radius * angle.cos(), 50.0 + radius * angle.sin())
        })
        .collect();
    smooth(&points)
}

fn ribbon(choices: &mut Choices, colour: Rgb) -> Vec<Node> {
    let (high, fold) = (choices.between(20.0, 28.0), choices.between(10.0, 16.0));
    let drop = choices.between(5.0, 9.0);
    let (top, bottom) = (50.0 - high / 2.0, 50.0 + high / 2.0);
    let dark = colour.mixed(Rgb([0; 3]), 0.3);
    let end = |edge: f32, inward: f32| {
        format!(
            "M{:.2} {:.2}H{edge:.2}L{:.2} {:.2}L{edge:.2} {:.2}H{:.2}Z",
            edge + inward * (fold + 8.0),
            top + drop,
            edge + inward * 6.0,
            50.0 + drop,
            bottom + drop,
            edge + inward * (fold + 8.0)
        )
    };
    let corner =
        |x: f32, inward: f32| format!("M{x:.2} {bottom:.2}h{:.2}v{drop:.2}Z", inward * 8.0);
    let band = format!("M{fold:.2} {top:.2}H{:.2}V{bottom:.2}H{fold:.2}Z", 100.0 - fold);
    vec![
        path(&end(1.0, 1.0), dark),
        path(&end(99.0, -1.0), dark),
        path(&band, colour),
        path(&corner(fold, 1.0), dark.mixed(Rgb([0; 3]), 0.3)),
        path(&corner(100.0 - fold, -1.0), dark.mixed(Rgb([0; 3]), 0.3)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_one_shape_and_another_seed_another() {
        let red = [Rgb([200, 0, 0])];
        for (kind, name) in Shape::ALL {
            let one = shape(kind, 7, &red);
            assert_eq!(one, shape(kind, 7, &red), "{name}");
            assert_ne!(one, shape(kind, 8, &red), "{name}");
            let pixels = one.pixels(64, 64).unwrap();
            let inked = pixels.rgba.chunks_exact(4).filter(|pixel| pixel[3] > 128).count();
            assert!((100..4000).contains(&inked), "{name} covers {inked} of 4096 pixels");
            let read = Drawing::from_svg(one.svg().as_bytes()).unwrap();
            assert_eq!(read.pixels(64, 64).unwrap(), pixels, "{name}");
        }
    }

    #[test]
    fn confetti_comes_in_all_colours() {
        let colours = [Rgb([255, 0, 0]), Rgb([0, 255, 0]), Rgb([0, 0, 255])];
        let text = shape(Shape::Confetti, 3, &colours).svg();
        assert!(colours.iter().all(|colour| text.contains(&colour.hex())));
    }
}
