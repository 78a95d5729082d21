//! A palette out of a picture: its few main colours, found by k-means in Oklab, and which of them is
//! the primary, the light, the dark. Pixels in, palette out; where they come from is not known here.

use super::{Oklab, Palette, Rgb};
use std::collections::HashMap;

/// The most colours looked for.
const CLUSTERS: usize = 10;
/// Rounds of k-means; it converges sooner.
const ROUNDS: usize = 16;
/// Colours nearer to each other than this (Oklab) are one colour.
const ALIKE: f32 = 0.06;
/// A colour seen in less than this share of the picture is an edge or a speck.
const SPECK: f32 = 0.004;
/// Below this chroma a colour counts as grey.
const GREY: f32 = 0.04;
/// What dark on light must reach: the AAA level of WCAG 2.2, success criterion 1.4.6.
const DARK_ON_LIGHT: f32 = 7.0;

/// One of a picture's main colours.
#[derive(Clone, Copy, Debug)]
struct Cluster {
    colour: Oklab,
    /// The share of the picture's opaque pixels, 0..=1.
    share: f32,
}

impl Palette {
    /// The palette of a picture's pixels (RGBA, alpha not multiplied in). Transparent pixels do not
    /// count; `None` where all are. Some hundred pixels a side are plenty.
    ///
    /// The near-white and near-black of the picture become light and dark, the most colourful and
    /// frequent colour the primary. What a picture lacks is made to go with its primary; dark on
    /// light always has a contrast of at least 7.
    pub fn of_pixels(pixels: impl IntoIterator<Item = [u8; 4]>) -> Option<Self> {
        let clusters = clusters(&histogram(pixels));
        let primary = primary(&clusters)?;
        let others = supporters(&clusters, primary);
        let (secondary, accent) = pair(primary, &others);
        let is_light = |c: Oklab| c.l > 0.9 && c.chroma() < 0.05;
        let is_dark = |c: Oklab| c.l < 0.36 && c.chroma() < 0.09;
        let most = |fits: &dyn Fn(Oklab) -> bool| {
            let fitting = clusters.iter().filter(|c| fits(c.colour) && c.colour != primary);
            fitting.max_by(|a, b| a.share.total_cmp(&b.share)).map(|cluster| cluster.colour)
        };
        let hue = primary.hue();
        let faint = |most: f32| primary.chroma().min(most);
        let light = most(&is_light).unwrap_or(Oklab::polar(0.97, faint(0.012), hue)).rgb();
        let dark = most(&is_dark).unwrap_or(Oklab::polar(0.24, faint(0.045), hue)).rgb();
        Some(Self {
            primary: primary.rgb(),
            secondary: secondary.rgb(),
            accent: accent.rgb(),
            light,
            dark: dark.readable_on(light, DARK_ON_LIGHT),
        })
    }
}

/// The opaque pixels gathered into cells of 32 steps a channel: the mean colour and share of each.
fn histogram(pixels: impl IntoIterator<Item = [u8; 4]>) -> Vec<Cluster> {
    let mut cells: HashMap<[u8; 3], ([u64; 3], u64)> = HashMap::new();
    let mut total = 0_u64;
    for [r, g, b, alpha] in pixels {
        if alpha < 128 {
            continue;
        }
        let (sum, count) = cells.entry([r >> 3, g >> 3, b >> 3]).or_default();
        for (sum, channel) in sum.iter_mut().zip([r, g, b]) {
            *sum += u64::from(channel);
        }
        *count += 1;
        total += 1;
    }
    let mut cells: Vec<_> = cells.into_iter().collect();
    // A hash map has no order of its own, and the same picture shall give the same palette.
    cells.sort_unstable();
    let mean = |(sum, count): ([u64; 3], u64)| {
        let [r, g, b] = sum.map(|sum| (sum as f64 / count as f64).round() as u8);
        Cluster { colour: Rgb::new(r, g, b).into(), share: count as f32 / total as f32 }
    };
    cells.into_iter().map(|(_, cell)| mean(cell)).collect()
}

/// The main colours. Begun as k-means++ does it (Arthur and Vassilvitskii, 2007), but taking the cell
/// of the greatest weight each time instead of drawing one, so that nothing depends on chance.
fn clusters(cells: &[Cluster]) -> Vec<Cluster> {
    let Some(most) = cells.iter().max_by(|a, b| a.share.total_cmp(&b.share)) else {
        return Vec::new();
    };
    let mut centres = vec![most.colour];
    let far = |cell: &Cluster, centres: &[Oklab]| {
        let distances = centres.iter().map(|centre| centre.distance_squared(cell.colour));
        distances.fold(f32::MAX, f32::min)
    };
    while centres.len() < CLUSTERS {
        // A pixel more or less makes no colour: the root tames the large flat areas.
        let weight = |cell: &&Cluster| far(cell, &centres) * cell.share.sqrt();
        let next = cells.iter().max_by(|a, b| weight(a).total_cmp(&weight(b)));
        match next.filter(|cell| far(cell, &centres) > ALIKE * ALIKE) {
            Some(cell) => centres.push(cell.colour),
            None => break,
        }
    }
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        found = gathered(cells, &centres);
        let moved: Vec<_> = found.iter().map(|cluster: &Cluster| cluster.colour).collect();
        if moved == centres {
            break;
        }
        centres = moved;
    }
    merged(found)
}

/// Each cell given to its nearest centre; the mean and the share of what each centre got.
fn gathered(cells: &[Cluster], centres: &[Oklab]) -> Vec<Cluster> {
    let mut sums = vec![(Oklab::default(), 0.0_f32); centres.len()];
    for cell in cells {
        let away = |at: &usize| centres[*at].distance_squared(cell.colour);
        let nearest = (0..centres.len()).min_by(|a, b| away(a).total_cmp(&away(b))).unwrap_or(0);
        let (sum, share) = &mut sums[nearest];
        sum.l += cell.colour.l * cell.share;
        sum.a += cell.colour.a * cell.share;
        sum.b += cell.colour.b * cell.share;
        *share += cell.share;
    }
    let mean = |(sum, share): (Oklab, f32)| Cluster {
        colour: Oklab { l: sum.l / share, a: sum.a / share, b: sum.b / share },
        share,
    };
    sums.into_iter().filter(|(_, share)| *share > 0.0).map(mean).collect()
}

/// Specks left out and like colours put together, the most frequent first.
fn merged(mut clusters: Vec<Cluster>) -> Vec<Cluster> {
    clusters.sort_by(|a, b| b.share.total_cmp(&a.share));
    let mut kept: Vec<Cluster> = Vec::new();
    for cluster in clusters {
        let alike = kept.iter().position(|one| one.colour.distance(cluster.colour) < ALIKE);
        match alike {
            Some(at) => kept[at].share += cluster.share,
            None if cluster.share < SPECK && !kept.is_empty() => {}
            None => kept.push(cluster),
        }
    }
    kept
}

/// How much a colour catches the eye.
fn strength(cluster: &Cluster) -> f32 {
    // Counted from almost grey on, so that a wall of beige does not outdo a red sign.
    (cluster.colour.chroma() - 0.03).max(0.0) * cluster.share
}

fn primary(clusters: &[Cluster]) -> Option<Oklab> {
    let colourful = clusters.iter().filter(|cluster| cluster.colour.chroma() >= GREY);
    if let Some(best) = colourful.max_by(|a, b| strength(a).total_cmp(&strength(b))) {
        return Some(best.colour);
    }
    // A picture in greys: its ink, not its paper.
    let ink = clusters.iter().find(|cluster| cluster.colour.l < 0.85);
    ink.or(clusters.first()).map(|cluster| cluster.colour)
}

/// The colours beside the primary, strongest first.
fn supporters(clusters: &[Cluster], primary: Oklab) -> Vec<Oklab> {
    let apart = |cluster: &&Cluster| cluster.colour.distance(primary) > 2.0 * ALIKE;
    let colourful = |cluster: &&Cluster| cluster.colour.chroma() >= GREY;
    let mut others: Vec<_> = clusters.iter().filter(apart).filter(colourful).collect();
    others.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    others.into_iter().map(|cluster| cluster.colour).collect()
}

/// Secondary and accent: dark text stands on the secondary, so it is the lighter of the two.
fn pair(primary: Oklab, others: &[Oklab]) -> (Oklab, Oklab) {
    let hue = primary.hue();
    let paler = Oklab::polar(primary.l.max(0.84), primary.chroma() * 0.5, hue);
    // Across the colour wheel, though not quite, so that the two do not flicker.
    let across = Oklab::polar(0.72, primary.chroma().clamp(0.06, 0.15), hue + 2.6);
    let across = if primary.chroma() < GREY { Oklab::polar(0.62, 0.0, 0.0) } else { across };
    match others {
        [] => (paler, across),
        [one] if one.l >= 0.62 => (*one, across),
        [one] => (paler, *one),
        [one, two, ..] if one.l >= two.l => (*one, *two),
        [one, two, ..] => (*two, *one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of blocks: each colour with its number of pixels.
    fn picture(blocks: &[(&str, usize)]) -> Vec<[u8; 4]> {
        let block = |(hex, count): &(&str, usize)| {
            let colour: Rgb = hex.parse().unwrap();
            vec![[colour.r, colour.g, colour.b, 255]; *count]
        };
        blocks.iter().flat_map(block).collect()
    }

    #[track_caller]
    fn is_about(colour: Rgb, hex: &str) {
        let away = Oklab::from(colour).distance(hex.parse::<Rgb>().unwrap().into());
        assert!(away < 0.02, "{colour} is {away:.3} from {hex}");
    }

    #[test]
    fn known_colours_come_back_in_their_roles() {
        let pixels = picture(&[
            ("#FFF6EE", 5_000),
            ("#FF5A36", 2_400),
            ("#FFC53D", 900),
            ("#12355B", 500),
            ("#1B1B22", 800),
        ]);
        let palette = Palette::of_pixels(pixels).unwrap();
        is_about(palette.primary, "#FF5A36");
        is_about(palette.secondary, "#FFC53D");
        is_about(palette.accent, "#12355B");
        is_about(palette.light, "#FFF6EE");
        is_about(palette.dark, "#1B1B22");
    }

    #[test]
    fn noise_and_soft_edges_change_little() {
        let mut pixels = picture(&[("#FFFFFF", 6_000), ("#0F766E", 3_000), ("#F59E0B", 1_000)]);
        for (at, pixel) in pixels.iter_mut().enumerate() {
            // A small wobble that takes each value equally often, and no chance in it.
            let wobble = (at * 7919 % 9) as i16 - 4;
            for channel in &mut pixel[..3] {
                *channel = (i16::from(*channel) + wobble).clamp(0, 255) as u8;
            }
        }
        let (white, teal) = (Rgb::new(255, 255, 255), Rgb::new(0x0F, 0x76, 0x6E));
        for step in 1..20 {
            let edge = white.mix(teal, step as f32 / 20.0);
            pixels.extend([[edge.r, edge.g, edge.b, 255]; 8]);
        }
        let palette = Palette::of_pixels(pixels).unwrap();
        is_about(palette.primary, "#0F766E");
        is_about(palette.secondary, "#F59E0B");
    }

    #[test]
    fn a_red_sign_outdoes_a_beige_wall_and_a_teal_field_its_amber_dot() {
        let sign = picture(&[("#C9B79C", 5_000), ("#E4002B", 800), ("#FFFFFF", 3_000)]);
        is_about(Palette::of_pixels(sign).unwrap().primary, "#E4002B");
        let field = picture(&[("#0F766E", 5_400), ("#F59E0B", 2_000), ("#0F2A2A", 2_600)]);
        is_about(Palette::of_pixels(field).unwrap().primary, "#0F766E");
    }

    #[test]
    fn any_picture_gives_dark_text_that_reads_on_the_light() {
        for blocks in [
            &[("#E4002B", 10)][..],
            &[("#FFFFFF", 10)],
            &[("#000000", 10)],
            &[("#808080", 10)],
            &[("#FFF3B0", 900), ("#FFE08A", 100)],
            &[("#222244", 10), ("#EEEEEE", 10)],
            &[("#5B5B66", 10), ("#E8E8E8", 40)],
        ] {
            let palette = Palette::of_pixels(picture(blocks)).unwrap();
            let contrast = palette.dark.contrast(palette.light);
            assert!(contrast >= DARK_ON_LIGHT, "{blocks:?}: {contrast:.1}");
        }
    }

    #[test]
    fn one_colour_is_the_primary_and_the_rest_goes_with_it() {
        let palette = Palette::of_pixels(picture(&[("#E4002B", 64)])).unwrap();
        is_about(palette.primary, "#E4002B");
        for (name, colour) in &palette.swatches()[1..] {
            let away = Oklab::from(*colour).distance(palette.primary.into());
            assert!(away > 0.1, "{name} is the primary again");
        }
    }

    #[test]
    fn a_transparent_picture_has_no_colours() {
        assert_eq!(Palette::of_pixels([[200, 0, 0, 0]; 16]), None);
        assert_eq!(Palette::of_pixels([]), None);
        let mut pixels = vec![[255, 0, 0, 10]; 900];
        pixels.extend([[0, 90, 200, 255]; 100]);
        is_about(Palette::of_pixels(pixels).unwrap().primary, "#005AC8");
    }

    #[test]
    fn the_same_picture_gives_the_same_palette() {
        let pixels: Vec<_> = (0..6_000_u32)
            .map(|at| [(at * 37 % 251) as u8, (at * 91 % 241) as u8, (at * 13 % 239) as u8, 255])
            .collect();
        assert_eq!(Palette::of_pixels(pixels.clone()), Palette::of_pixels(pixels));
    }
}
