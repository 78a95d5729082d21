//! What lies behind the drawings of a scene: one colour with a figure on it.
//! Knows the request and nothing of where the drawings stand.

use super::plan::Place;
use super::{Frame, Ground, SceneRequest, stand};
use crate::markup::Node;
use crate::shapes::{Choices, shape};
use crate::{Drawing, ElementError, Rgb, Shape};

/// Below this distance in OKLab a drawing is hard to see on its ground.
const DROWNS: f32 = 0.2;

/// What lies behind the drawings in a frame; `boxes` are their visible edges.
pub(super) fn backdrop(
    ground: Ground,
    request: &SceneRequest<'_>,
    (frame, boxes): (&Frame, &[[f32; 4]]),
    choices: &mut Choices,
) -> Result<Vec<Node>, ElementError> {
    if ground == Ground::Transparent {
        return Ok(Vec::new());
    }
    let plain = [Rgb([200, 205, 214])];
    let colours = if request.colours.is_empty() { &plain } else { request.colours };
    let brand = colours[request.seed as usize % colours.len()];
    let base = match request.base {
        Some(base) => base,
        None => {
            let drowns = request.drawings[0].middle_colour()?.distance(brand) < DROWNS;
            let strong = request.seed % 3 != 1 && !drowns;
            if strong { brand } else { brand.mixed(Rgb::WHITE, 0.8) }
        }
    };
    let figure = figure_on(base, brand, colours);
    let number = |value: f32| format!("{value:.3}");
    let fill = Node::new(
        "rect",
        &[
            ("x", &number(frame.left)),
            ("y", &number(frame.top)),
            ("width", &number(frame.width)),
            ("height", &number(frame.height)),
            ("fill", &base.hex()),
        ],
    );
    let seed = request.seed.wrapping_mul(31);
    let within = |drawn: Drawing, transform: &str| {
        Node::new("g", &[("transform", transform)]).with(drawn.root.children)
    };
    let mut nodes = vec![fill];
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
        Ground::Hills => nodes.push(within(shape(Shape::Wave, seed, &[figure]), &frame.cover())),
        Ground::Dots => nodes.push(within(shape(Shape::DotGrid, seed, &[figure]), &frame.cover())),
        Ground::Confetti => {
            let pieces: Vec<Rgb> = colours.iter().map(|colour| piece_on(base, *colour)).collect();
            nodes.push(within(shape(Shape::Confetti, seed, &pieces), &frame.cover()));
        }
        Ground::Rays => nodes.push(rays(figure, choices)),
        Ground::Pattern => {
            let pattern = pattern(&request.drawings[0], boxes[0], choices);
            nodes.push(Node::new("g", &[("transform", &frame.cover())]).with(vec![pattern]));
        }
    }
    Ok(nodes)
}

/// The colour of a figure on a ground: on a pale one a tint of the brand, or of its next colour that is seen there; on a strong
/// one the ground itself, lighter or darker.
fn figure_on(base: Rgb, brand: Rgb, colours: &[Rgb]) -> Rgb {
    let tint = std::iter::once(&brand).chain(colours).find(|tint| tint.distance(base) >= DROWNS);
    if let Some(tint) = tint.filter(|_| base.is_pale()) {
        return tint.mixed(base, 0.72);
    }
    match base.is_light() {
        true => base.mixed(Rgb::BLACK, 0.14),
        false => base.mixed(Rgb::WHITE, 0.24),
    }
}

/// The colour of a piece of confetti: as strong as the brand has it, where it is seen.
fn piece_on(base: Rgb, colour: Rgb) -> Rgb {
    match colour.distance(base) >= DROWNS {
        true => colour.mixed(base, 0.2),
        false => figure_on(base, colour, &[]),
    }
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
    Node::new("path", &[("d", &data), ("fill", &colour.hex()), ("fill-opacity", "0.6")])
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
