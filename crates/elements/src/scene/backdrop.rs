//! What lies behind the drawings of a scene: one colour with a figure on it.
//! Knows the request and nothing of where the drawings stand.

use super::plan::Place;
use super::{Ground, SIDE, SceneRequest, stand};
use crate::markup::Node;
use crate::shapes::{Choices, shape};
use crate::{Drawing, Rgb, Shape};

/// What lies behind the drawings, whose visible edges are `boxes`.
pub(super) fn backdrop(
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
