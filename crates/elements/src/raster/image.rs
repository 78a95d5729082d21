//! The pixels between the primitives of a filter, and what primitives do with them.
//! Which primitive comes when is known in `filter`. Colours are multiplied by alpha.

use super::blend::{Pixel, faded, over, scaled};
use super::blur::blur;
use brandish_colour::{linear_of, to_srgb};
use resvg::tiny_skia::IntRect;
use std::sync::{Arc, OnceLock};

/// One step of a filter; all steps have the same size. Shadows have no colour until their end, which saves most of the work.
#[derive(Clone)]
pub(super) enum Image {
    Clear,
    /// Black of this opacity.
    Shade(Arc<Vec<[u8; 1]>>),
    Colour(Arc<Vec<Pixel>>),
}

use Image::{Clear, Colour, Shade};

impl Image {
    pub(super) fn of(pixels: Vec<Pixel>) -> Self {
        Colour(Arc::new(pixels))
    }

    pub(super) fn of_alpha(pixels: &[Pixel]) -> Self {
        Shade(Arc::new(pixels.iter().map(|pixel| [pixel[3]]).collect()))
    }

    /// Its pixels, `count` of them.
    pub(super) fn into_colour(self, count: usize) -> Vec<Pixel> {
        match self {
            Clear => vec![[0; 4]; count],
            Shade(shade) => shade.iter().map(|[alpha]| [0, 0, 0, *alpha]).collect(),
            Colour(pixels) => Arc::unwrap_or_clone(pixels),
        }
    }

    pub(super) fn over(self, below: Self) -> Self {
        match (self, below) {
            (Clear, other) | (other, Clear) => other,
            (Shade(above), Shade(below)) => Self::shade(&above, &below, |above, below| {
                above.saturating_add(scaled(below, 255 - above))
            }),
            (above, Shade(below)) => {
                let count = below.len();
                above.over(Self::of(Shade(below).into_colour(count)))
            }
            (Shade(above), below) => {
                let count = above.len();
                Self::of(Shade(above).into_colour(count)).over(below)
            }
            (Colour(above), Colour(below)) => {
                let mut pixels = Arc::unwrap_or_clone(below);
                for (below, above) in pixels.iter_mut().zip(above.iter()) {
                    *below = over(*below, *above);
                }
                Self::of(pixels)
            }
        }
    }

    /// What is left of it where `share` of the other's alpha lets it through.
    pub(super) fn masked(self, other: Self, share: impl Fn(u8) -> u8) -> Self {
        match (self, other) {
            (Clear, _) => Clear,
            (image, Clear) => match share(0) {
                0 => Clear,
                _ => image,
            },
            (Shade(one), Shade(two)) => Self::shade(&one, &two, |a, b| scaled(a, share(b))),
            (Shade(one), Colour(two)) => {
                let pairs = one.iter().zip(two.iter());
                Shade(Arc::new(pairs.map(|([a], b)| [scaled(*a, share(b[3]))]).collect()))
            }
            (Colour(one), two) => {
                let mut pixels = Arc::unwrap_or_clone(one);
                let mut mask = |at: usize, alpha: u8| {
                    pixels[at] = faded(pixels[at], share(alpha));
                };
                match two {
                    Clear => {}
                    Shade(two) => two.iter().enumerate().for_each(|(at, [alpha])| mask(at, *alpha)),
                    Colour(two) => {
                        two.iter().enumerate().for_each(|(at, pixel)| mask(at, pixel[3]));
                    }
                }
                Self::of(pixels)
            }
        }
    }

    /// The sum of the product, the one and the other, each times its factor.
    pub(super) fn combined(self, other: Self, [k1, k2, k3]: [f32; 3]) -> Self {
        let sum = |one: u8, two: u8| {
            let (one, two) = (f32::from(one) / 255.0, f32::from(two) / 255.0);
            k1 * one * two + k2 * one + k3 * two
        };
        let byte = |share: f32| (share * 255.0) as i32 as u8;
        let shade = |one: u8, two: u8| byte(sum(one, two).clamp(0.0, 1.0));
        match (self, other) {
            (Clear, Clear) => Clear,
            (Shade(one), Shade(two)) => Self::shade(&one, &two, shade),
            (Shade(one), Clear) => Self::shade(&one, &one, |one, _| shade(one, 0)),
            (Clear, Shade(two)) => Self::shade(&two, &two, |two, _| shade(0, two)),
            (one, two) => {
                let count = one.count().max(two.count());
                let (one, two) = (one.into_colour(count), two.into_colour(count));
                let pixel = |(one, two): (&Pixel, &Pixel)| {
                    let alpha = sum(one[3], two[3]).clamp(0.0, 1.0);
                    // No colour is more than its alpha.
                    let all: [f32; 4] = std::array::from_fn(|at| sum(one[at], two[at]));
                    all.map(|value| byte(value.clamp(0.0, alpha)))
                };
                Self::of(one.iter().zip(&two).map(pixel).collect())
            }
        }
    }

    /// Each colour of `count` pixels changed; `change` gets and gives colours that are not multiplied by alpha.
    pub(super) fn recoloured(self, count: usize, change: &dyn Fn(Pixel) -> Pixel) -> Self {
        match self {
            Clear => match multiplied(change([0; 4])) {
                [0, 0, 0, 0] => Clear,
                pixel => Self::of(vec![pixel; count]),
            },
            Shade(shade) => {
                let all: Vec<Pixel> =
                    (0..=255).map(|alpha| multiplied(change([0, 0, 0, alpha]))).collect();
                let of = |[alpha]: &[u8; 1]| all[usize::from(*alpha)];
                match all.iter().all(|pixel| pixel[..3] == [0; 3]) {
                    true => Shade(Arc::new(shade.iter().map(|alpha| [of(alpha)[3]]).collect())),
                    false => Self::of(shade.iter().map(of).collect()),
                }
            }
            Colour(pixels) => {
                let mut pixels = Arc::unwrap_or_clone(pixels);
                let changed = |pixel: &mut Pixel| *pixel = multiplied(change(divided(*pixel)));
                pixels.iter_mut().for_each(changed);
                Self::of(pixels)
            }
        }
    }

    pub(super) fn blurred(self, width: usize, deviations: (f32, f32)) -> Self {
        match self {
            Clear => Clear,
            Shade(shade) => Shade(Arc::new(blur(&shade, width, deviations))),
            Colour(pixels) => Self::of(blur(&pixels, width, deviations)),
        }
    }

    /// From sRGB to linear colours, or back.
    pub(super) fn converted(self, to_linear: bool) -> Self {
        let Colour(pixels) = self else { return self };
        static TABLES: OnceLock<[Vec<u8>; 2]> = OnceLock::new();
        let tables = TABLES.get_or_init(|| {
            let byte = |share: f32| (share * 255.0).round() as u8;
            let back = (0..=255).map(|value| byte(to_srgb(f32::from(value as u8) / 255.0)));
            [back.collect(), (0..=255).map(|value| byte(linear_of([value; 3])[0])).collect()]
        });
        let table = &tables[usize::from(to_linear)];
        let value = |value: u8| table[usize::from(value)];
        let count = pixels.len();
        Colour(pixels).recoloured(count, &|[r, g, b, a]| [value(r), value(g), value(b), a])
    }

    /// Moved right and down by whole pixels; what enters is clear.
    pub(super) fn moved(self, size: (usize, usize), by: (i64, i64)) -> Self {
        match self {
            Clear => Clear,
            image if by == (0, 0) => image,
            Shade(shade) => Shade(Arc::new(moved(&shade, size, by))),
            Colour(pixels) => Self::of(moved(&pixels, size, by)),
        }
    }

    /// Cleared outside of a part.
    pub(super) fn cut(self, (width, height): (usize, usize), part: IntRect) -> Self {
        let (right, bottom) = (i64::from(part.right()), i64::from(part.bottom()));
        if part.x() <= 0 && part.y() <= 0 && right >= width as i64 && bottom >= height as i64 {
            return self;
        }
        let side = |value: i64, length: usize| value.clamp(0, length as i64) as usize;
        let (left, right) = (side(part.x().into(), width), side(right, width));
        let (top, bottom) = (side(part.y().into(), height), side(bottom, height));
        fn clear<const N: usize>(
            pixels: Arc<Vec<[u8; N]>>,
            width: usize,
            [left, top, right, bottom]: [usize; 4],
        ) -> Arc<Vec<[u8; N]>> {
            let mut pixels = Arc::unwrap_or_clone(pixels);
            for (y, row) in pixels.chunks_exact_mut(width).enumerate() {
                if y < top || y >= bottom {
                    row.fill([0; N]);
                } else {
                    row[..left].fill([0; N]);
                    row[right..].fill([0; N]);
                }
            }
            Arc::new(pixels)
        }
        let edges = [left, top, right, bottom];
        match self {
            Clear => Clear,
            Shade(shade) => Shade(clear(shade, width, edges)),
            Colour(pixels) => Colour(clear(pixels, width, edges)),
        }
    }

    fn count(&self) -> usize {
        match self {
            Clear => 0,
            Shade(shade) => shade.len(),
            Colour(pixels) => pixels.len(),
        }
    }

    fn shade(one: &[[u8; 1]], two: &[[u8; 1]], value: impl Fn(u8, u8) -> u8) -> Self {
        Shade(Arc::new(one.iter().zip(two).map(|([one], [two])| [value(*one, *two)]).collect()))
    }
}

fn moved<const N: usize>(
    pixels: &[[u8; N]],
    (width, height): (usize, usize),
    (x, y): (i64, i64),
) -> Vec<[u8; N]> {
    let mut moved = vec![[0; N]; pixels.len()];
    let (w, h) = (width as i64, height as i64);
    let (x, y) = (x.clamp(-w, w), y.clamp(-h, h));
    let (from, to) = ((-x).max(0) as usize, x.max(0) as usize);
    let count = width - x.unsigned_abs() as usize;
    for below in y.max(0)..(h + y).min(h) {
        let target = &mut moved[below as usize * width..][..width];
        let source = &pixels[(below - y) as usize * width..][..width];
        target[to..to + count].copy_from_slice(&source[from..from + count]);
    }
    moved
}

/// A colour multiplied by its alpha.
fn multiplied([r, g, b, a]: Pixel) -> Pixel {
    [scaled(r, a), scaled(g, a), scaled(b, a), a]
}

/// A colour that was multiplied by its alpha, as it was before; black where alpha is 0.
pub(crate) fn divided([r, g, b, a]: Pixel) -> Pixel {
    let value = |value: u8| match a {
        0 => 0,
        _ => ((u16::from(value) * 255 + u16::from(a) / 2) / u16::from(a)).min(255) as u8,
    };
    [value(r), value(g), value(b), a]
}
