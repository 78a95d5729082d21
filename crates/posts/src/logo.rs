//! A brand's logo: an SVG, painted at any size, or a picture.
//! Nothing inside an SVG may read a file or ask the network.

use crate::{Picture, PictureError};
use resvg::{tiny_skia, usvg};
use std::sync::Arc;
use vello_cpu::Pixmap;
use vello_cpu::peniko::color::PremulRgba8;

/// Why a file is no logo.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LogoError {
    #[error("The logo is no SVG that can be read: {0}.")]
    Unreadable(String),
    #[error("The logo is larger than 4 MB. Save it without pictures in it.")]
    TooLarge,
    #[error(
        "The logo's letters are text. Convert them to outlines, so that they look the same everywhere."
    )]
    Text,
    #[error("The logo links to a picture outside of its file. Embed the picture.")]
    Link,
    #[error(transparent)]
    Picture(#[from] PictureError),
}

const MAX_BYTES: usize = 4 << 20;

#[derive(Clone, Debug)]
enum Source {
    Svg(Arc<usvg::Tree>),
    Picture(Picture),
}

/// A logo. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Logo {
    source: Source,
    /// Width by height.
    pub(crate) ratio: f32,
}

impl Logo {
    pub fn from_svg(bytes: &[u8]) -> Result<Self, LogoError> {
        if bytes.len() > MAX_BYTES {
            return Err(LogoError::TooLarge);
        }
        let text = std::str::from_utf8(bytes)
            .map_err(|_| LogoError::Unreadable("it is not written in UTF-8".into()))?;
        if text.contains("<text") {
            return Err(LogoError::Text);
        }
        let linked = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let seen = Arc::clone(&linked);
        let mut options = usvg::Options { resources_dir: None, ..usvg::Options::default() };
        options.image_href_resolver.resolve_string = Box::new(move |_, _| {
            seen.store(true, std::sync::atomic::Ordering::Relaxed);
            None
        });
        let tree = usvg::Tree::from_str(text, &options)
            .map_err(|error| LogoError::Unreadable(error.to_string()))?;
        if linked.load(std::sync::atomic::Ordering::Relaxed) {
            return Err(LogoError::Link);
        }
        let size = tree.size();
        Ok(Self { ratio: size.width() / size.height(), source: Source::Svg(Arc::new(tree)) })
    }

    /// A picture's clear border is left out.
    pub fn from_picture(picture: Picture) -> Self {
        let (width, height) = match picture.subject {
            Some(subject) => (subject.w, subject.h),
            None => (f32::from(picture.pixels.width()), f32::from(picture.pixels.height())),
        };
        Self { ratio: width / height, source: Source::Picture(picture) }
    }

    /// The logo at exactly that size in pixels.
    pub(crate) fn painted(&self, width: u16, height: u16) -> Pixmap {
        let tree = match &self.source {
            Source::Picture(picture) => {
                let whole = crate::ground::whole(picture);
                return crate::ground::scaled(&picture.pixels, whole, width, height);
            }
            Source::Svg(tree) => tree,
        };
        let Some(mut canvas) = tiny_skia::Pixmap::new(width.into(), height.into()) else {
            return Pixmap::new(width, height);
        };
        let size = tree.size();
        let scale = tiny_skia::Transform::from_scale(
            f32::from(width) / size.width(),
            f32::from(height) / size.height(),
        );
        resvg::render(tree, scale, &mut canvas.as_mut());
        let pixels = canvas.data().chunks_exact(4);
        let pixels = pixels.map(|p| PremulRgba8 { r: p[0], g: p[1], b: p[2], a: p[3] }).collect();
        Pixmap::from_parts(pixels, width, height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inner: &str) -> Result<Logo, LogoError> {
        let xlink = "http://www.w3.org/1999/xlink";
        let start = r#"<svg xmlns="http://www.w3.org/2000/svg""#;
        let text = format!(r#"{start} xmlns:xlink="{xlink}" width="40" height="10">{inner}</svg>"#);
        Logo::from_svg(text.as_bytes())
    }

    #[test]
    fn an_svg_is_painted_at_its_size() {
        let logo = svg(r##"<rect width="20" height="10" fill="#ff0000"/>"##).unwrap();
        assert!((logo.ratio - 4.0).abs() < 1e-6);
        let painted = logo.painted(80, 20);
        assert_eq!(painted.sample(10, 10).r, 255);
        assert_eq!(painted.sample(70, 10).a, 0);
    }

    #[test]
    fn what_asks_for_more_than_its_own_bytes_is_refused() {
        let image = r#"<image width="9" height="9" xlink:href="/etc/hostname.png"/>"#;
        assert_eq!(svg(image).unwrap_err(), LogoError::Link);
        assert_eq!(svg("<text>Stride</text>").unwrap_err(), LogoError::Text);
        assert!(matches!(Logo::from_svg(b"<svg"), Err(LogoError::Unreadable(_))));
        let entity = b"<!DOCTYPE svg [<!ENTITY a \"&a;&a;\">]><svg xmlns=\"http://www.w3.org/2000/svg\"><g id=\"&a;\"/></svg>";
        assert!(Logo::from_svg(entity).is_err());
    }
}
