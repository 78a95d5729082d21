//! Paints paths, pictures, soft shadows and glyphs over the pixels of one post.
//! Knows nothing of layers or words; vello_cpu does the work.

use crate::text::Run;
use crate::{Rect, Rgb, Size};
use std::sync::Arc;
use vello_cpu::kurbo::{Affine, BezPath, Point, Shape as _, Vec2};
use vello_cpu::peniko::color::{AlphaColor, DynamicColor, Srgb};
use vello_cpu::peniko::{ColorStop, Gradient, ImageBrush, ImageQuality, ImageSampler};
use vello_cpu::{
    CompositeMode, Glyph, ImageSource, Level, Pixmap, RasterizerSettings, RenderContext,
    RenderSettings, Resources,
};

pub struct Canvas {
    context: RenderContext,
    resources: Resources,
    pixels: Pixmap,
    blank: bool,
}

/// The steps of a gradient that begins and ends softly.
const STOPS: usize = 8;

impl Canvas {
    /// Both sides fit 16 bits.
    pub fn new(size: Size) -> Self {
        let (width, height) = (size.width as u16, size.height as u16);
        let level = Level::try_detect().unwrap_or(Level::baseline());
        Self {
            context: RenderContext::new_with(
                width,
                height,
                RenderSettings { level, num_threads: 0 },
            ),
            resources: Resources::new(),
            pixels: Pixmap::new(width, height),
            blank: true,
        }
    }

    /// Paints what was asked for since the last call into the pixels.
    pub fn flush(&mut self) -> &Pixmap {
        let composite_mode =
            if self.blank { CompositeMode::Replace } else { CompositeMode::SrcOver };
        let settings = RasterizerSettings { composite_mode, ..RasterizerSettings::default() };
        self.context.flush();
        self.context.render_with(&mut self.pixels, &mut self.resources, settings);
        self.context.reset();
        self.blank = false;
        &self.pixels
    }

    pub fn into_pixels(mut self) -> Pixmap {
        self.flush();
        self.pixels
    }

    /// Nothing outside of the path is painted until [`unclip`](Self::unclip).
    pub fn clip(&mut self, path: &BezPath) {
        self.context.push_clip_path(path);
    }

    pub fn unclip(&mut self) {
        self.context.pop_clip_path();
    }

    pub fn fill(&mut self, path: &BezPath, colour: Rgb, opacity: f32) {
        self.context.set_paint(paint(colour, opacity));
        self.context.fill_path(path);
    }

    /// From one place with one colour and opacity to another, eased at both ends.
    pub fn gradient(
        &mut self,
        path: &BezPath,
        from: ((f32, f32), Rgb, f32),
        to: ((f32, f32), Rgb, f32),
    ) {
        let stops: Vec<ColorStop> = (0..=STOPS)
            .map(|step| {
                let share = step as f32 / STOPS as f32;
                let eased = share * share * (3.0 - 2.0 * share);
                let colour = from.1.mix(to.1, eased);
                let colour = paint(colour, from.2 + (to.2 - from.2) * eased);
                ColorStop { offset: share, color: DynamicColor::from_alpha_color(colour) }
            })
            .collect();
        let point = |(x, y): (f32, f32)| Point::new(f64::from(x), f64::from(y));
        let gradient = Gradient::new_linear(point(from.0), point(to.0)).with_stops(&stops[..]);
        self.context.set_paint(gradient);
        self.context.fill_path(path);
    }

    /// A picture whose upper left corner is at `at`, `scale` pixels for each of its own, in `path`;
    /// both turned by `tilt` degrees about `centre`.
    pub fn picture(
        &mut self,
        picture: Arc<Pixmap>,
        (at, scale): ((f32, f32), f32),
        path: &BezPath,
        (tilt, centre): (f32, (f32, f32)),
    ) {
        let quality =
            if tilt == 0.0 && scale == 1.0 { ImageQuality::Low } else { ImageQuality::Medium };
        let sampler = ImageSampler { quality, ..ImageSampler::default() };
        self.context.set_transform(turned(tilt, centre));
        let place = Affine::translate(Vec2::new(f64::from(at.0), f64::from(at.1)))
            * Affine::scale(f64::from(scale));
        self.context.set_paint_transform(place);
        self.context.set_paint(ImageBrush { image: ImageSource::Pixmap(picture), sampler });
        self.context.fill_path(path);
        self.context.reset_paint_transform();
        self.context.reset_transform();
    }

    /// A rounded box with soft edges; `blur` is the standard deviation in pixels.
    pub fn soft(&mut self, rect: Rect, radius: f32, blur: f32, colour: Rgb, opacity: f32) {
        self.context.set_paint(paint(colour, opacity));
        self.context.fill_blurred_rounded_rect(&kurbo(rect), radius, blur, false);
    }

    /// Glyphs of one font, moved by `by` pixels.
    pub fn glyphs(&mut self, run: &Run, by: (f32, f32), colour: Rgb) {
        self.context.set_paint(paint(colour, 1.0));
        self.context.set_transform(Affine::translate(Vec2::new(f64::from(by.0), f64::from(by.1))));
        let glyphs = run.glyphs.iter().map(|glyph| Glyph { id: glyph.id, x: glyph.x, y: glyph.y });
        self.context
            .glyph_run(&mut self.resources, &run.font)
            .font_size(run.size)
            .hint(false)
            .normalized_coords(&run.coords)
            .fill_glyphs(glyphs);
        self.context.reset_transform();
    }
}

fn paint(colour: Rgb, opacity: f32) -> AlphaColor<Srgb> {
    AlphaColor::from_rgba8(colour.0, colour.1, colour.2, 255).with_alpha(opacity.clamp(0.0, 1.0))
}

pub fn turned(tilt: f32, (x, y): (f32, f32)) -> Affine {
    if tilt == 0.0 {
        return Affine::IDENTITY;
    }
    Affine::rotate_about(f64::from(tilt).to_radians(), Point::new(f64::from(x), f64::from(y)))
}

pub fn kurbo(rect: Rect) -> vello_cpu::kurbo::Rect {
    let (x, y) = (f64::from(rect.x), f64::from(rect.y));
    vello_cpu::kurbo::Rect::new(x, y, x + f64::from(rect.w), y + f64::from(rect.h))
}

/// A box with round corners, at most as round as half its shorter side.
pub fn rounded(rect: Rect, radius: f32) -> BezPath {
    let radius = radius.min(rect.w / 2.0).min(rect.h / 2.0);
    if radius <= 0.0 {
        return kurbo(rect).to_path(0.1);
    }
    kurbo(rect).to_rounded_rect(f64::from(radius)).to_path(0.1)
}
