//! Renders egui's triangles to an image on the processor: the same pixels on every machine, without a graphics card.
//! It blends in gamma space, as egui's own renderers do, and ignores paint callbacks, which the window has none of.

use egui::epaint::{ClippedPrimitive, Primitive, Vertex};
use egui::{
    Color32, ColorImage, Context, FullOutput, ImageData, Pos2, Rect, TextureId, TexturesDelta,
};
use egui_kittest::TestRenderer;
use image::{Rgba, RgbaImage};
use std::collections::HashMap;

/// The textures of a window, as they were uploaded.
#[derive(Default)]
pub struct Raster {
    textures: HashMap<TextureId, ColorImage>,
}

/// Keeps nothing and draws nothing: for windows whose shapes alone are looked at.
pub struct Unseen;

impl TestRenderer for Unseen {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        delta.set.clear();
        delta.free.clear();
    }

    fn render(&mut self, _: &Context, _: &FullOutput) -> Result<RgbaImage, String> {
        Err("this renderer draws nothing".into())
    }
}

impl TestRenderer for Raster {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for (id, patches) in delta.set.drain() {
            for patch in patches {
                let ImageData::Color(image) = patch.image;
                match patch.pos {
                    None => _ = self.textures.insert(id, image.as_ref().clone()),
                    Some(at) => copy(&image, self.textures.get_mut(&id).expect("it is there"), at),
                }
            }
        }
        // A texture is freed after the frame that draws it last; keeping it is harmless here.
        delta.free.clear();
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let mut target =
            Target { scale, image: RgbaImage::new(size.x.round() as u32, size.y.round() as u32) };
        for ClippedPrimitive { clip_rect, primitive } in
            ctx.tessellate(output.shapes.clone(), scale)
        {
            let Primitive::Mesh(mesh) = primitive else { continue };
            let texture = self.textures.get(&mesh.texture_id).ok_or("a texture is missing")?;
            for corners in mesh.indices.as_chunks::<3>().0 {
                let [a, b, c] = corners.map(|index| mesh.vertices[index as usize]);
                target.fill([a, b, c], texture, clip_rect);
            }
        }
        Ok(target.image)
    }
}

fn copy(from: &ColorImage, to: &mut ColorImage, [left, top]: [usize; 2]) {
    for y in 0..from.height() {
        for x in 0..from.width() {
            to[(left + x, top + y)] = from[(x, y)];
        }
    }
}

struct Target {
    scale: f32,
    image: RgbaImage,
}

impl Target {
    /// Fills the pixels whose centres are in a triangle; those on an edge belong to one of its two triangles.
    fn fill(&mut self, mut corners: [Vertex; 3], texture: &ColorImage, clip: Rect) {
        for corner in &mut corners {
            corner.pos = (corner.pos.to_vec2() * self.scale).to_pos2();
        }
        let mut area = doubled_area(corners[0].pos, corners[1].pos, corners[2].pos);
        if area < 0.0 {
            corners.swap(1, 2);
            area = -area;
        }
        if area == 0.0 {
            return;
        }
        let [a, b, c] = corners;
        let clip = Rect::from_min_max(
            (clip.min.to_vec2() * self.scale).to_pos2().round(),
            (clip.max.to_vec2() * self.scale).to_pos2().round(),
        );
        let whole = egui::vec2(self.image.width() as f32, self.image.height() as f32);
        let bounds = Rect::from_points(&[a.pos, b.pos, c.pos])
            .intersect(clip)
            .intersect(Rect::from_min_size(Pos2::ZERO, whole));
        if !bounds.is_positive() {
            return;
        }
        for y in bounds.top() as u32..(bounds.bottom().ceil() as u32).min(self.image.height()) {
            for x in bounds.left() as u32..(bounds.right().ceil() as u32).min(self.image.width()) {
                let at = egui::pos2(x as f32 + 0.5, y as f32 + 0.5);
                let edges = [(b.pos, c.pos), (c.pos, a.pos), (a.pos, b.pos)];
                let weights = edges.map(|(from, to)| doubled_area(from, to, at));
                let is_in = weights.iter().zip(edges).all(|(weight, (from, to))| {
                    *weight > 0.0 || (*weight == 0.0 && owns_its_pixels(from, to))
                });
                if is_in && clip.contains(at) {
                    let colour = shade(corners, weights.map(|weight| weight / area), texture);
                    blend(self.image.get_pixel_mut(x, y), colour);
                }
            }
        }
    }
}

/// Twice the area of a triangle, positive where its corners run clockwise on the screen.
fn doubled_area(a: Pos2, b: Pos2, c: Pos2) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// Whether an edge of a clockwise triangle is one at its top or left.
fn owns_its_pixels(from: Pos2, to: Pos2) -> bool {
    (from.y == to.y && to.x > from.x) || to.y < from.y
}

/// The vertex colours times the texture, both premultiplied, 0 to 255.
fn shade(corners: [Vertex; 3], weights: [f32; 3], texture: &ColorImage) -> [f32; 4] {
    let mix = |value: &dyn Fn(&Vertex) -> f32| -> f32 {
        corners.iter().zip(weights).map(|(corner, weight)| value(corner) * weight).sum()
    };
    let (u, v) = (mix(&|corner| corner.uv.x), mix(&|corner| corner.uv.y));
    let texel = sample(texture, u, v);
    std::array::from_fn(|channel| {
        mix(&|corner| f32::from(corner.color.to_array()[channel])) * texel[channel] / 255.0
    })
}

/// A texture's colour between its four nearest texels.
fn sample(texture: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let along = |share: f32, length: usize| {
        let at = (share * length as f32 - 0.5).clamp(0.0, length as f32 - 1.0);
        (at as usize, (at as usize + 1).min(length - 1), at.fract())
    };
    let (left, right, x) = along(u, texture.width());
    let (top, bottom, y) = along(v, texture.height());
    let texel = |x: usize, y: usize| -> Color32 { texture[(x, y)] };
    std::array::from_fn(|channel| {
        let of = |x, y| f32::from(texel(x, y).to_array()[channel]);
        let upper = of(left, top) * (1.0 - x) + of(right, top) * x;
        let lower = of(left, bottom) * (1.0 - x) + of(right, bottom) * x;
        upper * (1.0 - y) + lower * y
    })
}

fn blend(Rgba(under): &mut Rgba<u8>, over: [f32; 4]) {
    for (under, value) in under.iter_mut().zip(over) {
        *under = (value + f32::from(*under) * (1.0 - over[3] / 255.0)).round() as u8;
    }
}
