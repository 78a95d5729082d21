//! The filters of illustrations: what SVG calls filter primitives (Filter Effects 1), one after the other.
//! Shadows have no colour until their end, and are one byte a pixel until then. A filter with another primitive is refused.

use super::blend::Pixel;
use super::image::Image;
use resvg::tiny_skia::{Color, IntRect, Pixmap, Transform};
use resvg::usvg::filter::{
    ColorInterpolation, ColorMatrixKind, CompositeOperator, Filter, Input, Kind, Primitive,
    TransferFunction,
};
use resvg::usvg::{ApproxEqUlps, BlendMode};

/// Whether all of a filter is known here.
pub(super) fn is_known(filter: &Filter) -> bool {
    filter.primitives().iter().all(|primitive| match primitive.kind() {
        Kind::Flood(_) | Kind::Offset(_) | Kind::GaussianBlur(_) | Kind::Merge(_) => true,
        Kind::ComponentTransfer(_) => true,
        Kind::ColorMatrix(matrix) => matches!(matrix.kind(), ColorMatrixKind::Matrix(_)),
        Kind::Blend(blend) => blend.mode() == BlendMode::Normal,
        Kind::Composite(composite) => match composite.operator() {
            CompositeOperator::Over | CompositeOperator::In | CompositeOperator::Out => true,
            CompositeOperator::Arithmetic { k4, .. } => k4 == 0.0,
            _ => false,
        },
        _ => false,
    })
}

/// Applies a filter to a layer; `place` leads from the filter's units to the layer's pixels.
pub(super) fn apply(filter: &Filter, place: Transform, layer: &mut Pixmap) {
    let all = IntRect::from_xywh(0, 0, layer.width(), layer.height());
    let region = filter.rect().transform(place).map(|rect| rect.to_int_rect());
    let region = all.zip(region).and_then(|(all, region)| super::within(region, all));
    let result = region.and_then(|region| Some((region, run(filter, place, region, layer)?)));
    layer.fill(Color::TRANSPARENT);
    let Some((region, result)) = result else { return };
    let (left, width) = (region.x() as usize, region.width() as usize);
    let pixels = result.into_colour(width * region.height() as usize);
    let row = layer.width() as usize;
    let rows = layer.data_mut().as_chunks_mut::<4>().0.chunks_exact_mut(row);
    for (row, own) in rows.skip(region.y() as usize).zip(pixels.chunks_exact(width)) {
        row[left..left + width].copy_from_slice(own);
    }
}

/// What the last primitive makes of a region of the layer.
fn run(filter: &Filter, place: Transform, region: IntRect, layer: &Pixmap) -> Option<Image> {
    let row = layer.width() as usize;
    let (left, width) = (region.x() as usize, region.width() as usize);
    let rows = layer.data().as_chunks::<4>().0.chunks_exact(row);
    let rows = rows.skip(region.y() as usize).take(region.height() as usize);
    let mut source: Vec<Pixel> = Vec::with_capacity(width * region.height() as usize);
    rows.for_each(|row| source.extend_from_slice(&row[left..left + width]));
    let place = place.post_translate(-region.x() as f32, -region.y() as f32);
    let mut run = Run {
        width,
        height: region.height() as usize,
        scale: place.get_scale(),
        alpha: Image::of_alpha(&source),
        source: Image::of(source),
        results: Vec::new(),
    };
    for primitive in filter.primitives() {
        let is_linear = primitive.color_interpolation() == ColorInterpolation::LinearRGB;
        let mut image = run.step(primitive, is_linear);
        if !matches!(primitive.kind(), Kind::Offset(_)) {
            let part = primitive.rect().transform(place)?.to_int_rect();
            image = image.cut(run.size(), part);
        }
        let is_linear = is_linear && !matches!(primitive.kind(), Kind::Flood(_));
        run.results.push((primitive.result(), image, is_linear));
    }
    let (_, image, is_linear) = run.results.pop()?;
    Some(if is_linear { image.converted(false) } else { image })
}

struct Run<'a> {
    width: usize,
    height: usize,
    /// Pixels for each unit of the filter, in both directions.
    scale: (f32, f32),
    source: Image,
    alpha: Image,
    /// What each primitive made, by its name, and whether its colours are linear.
    results: Vec<(&'a str, Image, bool)>,
}

impl Run<'_> {
    fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    fn step(&self, primitive: &Primitive, is_linear: bool) -> Image {
        let input = |input: &Input| self.input(input, is_linear);
        let count = self.width * self.height;
        match primitive.kind() {
            Kind::Flood(flood) => {
                let colour = flood.color();
                let alpha = flood.opacity().to_u8();
                let colour = Color::from_rgba8(colour.red, colour.green, colour.blue, alpha);
                let pixel = colour.premultiply().to_color_u8();
                let pixel = [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()];
                match pixel {
                    [0, 0, 0, 0] => Image::Clear,
                    pixel => Image::of(vec![pixel; count]),
                }
            }
            Kind::Offset(offset) => {
                let (x, y) = (offset.dx() * self.scale.0, offset.dy() * self.scale.1);
                input(offset.input()).moved(self.size(), (x as i64, y as i64))
            }
            Kind::GaussianBlur(gauss) => {
                let x = gauss.std_dev_x().get() * self.scale.0;
                let y = gauss.std_dev_y().get() * self.scale.1;
                let image = input(gauss.input());
                match x.approx_eq_ulps(&0.0, 4) && y.approx_eq_ulps(&0.0, 4) {
                    true => image,
                    false => image.blurred(self.width, (x, y)),
                }
            }
            Kind::Merge(merge) => {
                merge.inputs().iter().fold(Image::Clear, |below, above| input(above).over(below))
            }
            Kind::Blend(blend) => input(blend.input1()).over(input(blend.input2())),
            Kind::Composite(composite) => {
                let (one, two) = (input(composite.input1()), input(composite.input2()));
                match composite.operator() {
                    CompositeOperator::In => one.masked(two, |alpha| alpha),
                    CompositeOperator::Out => one.masked(two, |alpha| 255 - alpha),
                    CompositeOperator::Arithmetic { k1, k2, k3, .. } => {
                        one.combined(two, [k1, k2, k3])
                    }
                    _ => one.over(two),
                }
            }
            Kind::ColorMatrix(matrix) => match matrix.kind() {
                ColorMatrixKind::Matrix(values) => {
                    input(matrix.input()).recoloured(count, &|colour| multiplied(values, colour))
                }
                _ => input(matrix.input()),
            },
            Kind::ComponentTransfer(transfer) => {
                let functions =
                    [transfer.func_r(), transfer.func_g(), transfer.func_b(), transfer.func_a()];
                let change = |colour: Pixel| {
                    std::array::from_fn(|at| transferred(functions[at], colour[at]))
                };
                input(transfer.input()).recoloured(count, &change)
            }
            _ => unreachable!("a filter with other primitives is not known"),
        }
    }

    /// An input in linear colours or in sRGB.
    fn input(&self, input: &Input, wanted: bool) -> Image {
        let (image, is_linear) = match input {
            Input::SourceGraphic => (&self.source, false),
            Input::SourceAlpha => (&self.alpha, false),
            Input::Reference(name) => {
                let named = self.results.iter().rev().find(|(known, ..)| known == name);
                named.map_or((&self.source, false), |(_, image, is_linear)| (image, *is_linear))
            }
        };
        match wanted == is_linear {
            true => image.clone(),
            false => image.clone().converted(wanted),
        }
    }
}

/// A colour, not multiplied by alpha, times a matrix of five columns and four rows.
fn multiplied(matrix: &[f32], colour: Pixel) -> Pixel {
    let [r, g, b, a] = colour.map(|value| f32::from(value) / 255.0);
    std::array::from_fn(|row| {
        let m = &matrix[5 * row..][..5];
        of_share(r * m[0] + g * m[1] + b * m[2] + a * m[3] + m[4])
    })
}

/// A channel after a transfer function.
fn transferred(function: &TransferFunction, value: u8) -> u8 {
    let value = f32::from(value) / 255.0;
    of_share(match function {
        TransferFunction::Table(values) if values.len() > 1 => {
            let steps = values.len() - 1;
            let at = ((value * steps as f32) as usize).min(steps - 1);
            let share = value * steps as f32 - at as f32;
            values[at] + share * (values[at + 1] - values[at])
        }
        TransferFunction::Discrete(values) if !values.is_empty() => {
            values[((value * values.len() as f32) as usize).min(values.len() - 1)]
        }
        TransferFunction::Linear { slope, intercept } => slope * value + intercept,
        TransferFunction::Gamma { amplitude, exponent, offset } => {
            amplitude * value.powf(*exponent) + offset
        }
        _ => value,
    })
}

fn of_share(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 255.0) as u8
}
