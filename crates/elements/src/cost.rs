//! What takes so long to draw that the program would stand still: counted before a drawing of the user's is drawn.
//! Knows the tree that is drawn, with every repeated part in its place.

use crate::ElementError;
use resvg::usvg::{Group, Node, Paint, Path, Tree, filter};

/// The most blurs, masks, patterns and other steps over whole areas.
const MAX_EFFECTS: usize = 500;
/// The most pieces of all lines.
const MAX_PIECES: usize = 100_000;
/// The most octaves of noise: each is half as strong as the one before, so that more cannot be seen in a byte.
const MAX_OCTAVES: u32 = 10;
/// The most values of a matrix that is laid on every pixel.
const MAX_MATRIX: u32 = 100;

#[derive(Default)]
struct Cost {
    effects: usize,
    pieces: usize,
}

/// Fails on a drawing that takes too long to draw.
pub(crate) fn check(tree: &Tree) -> Result<(), ElementError> {
    Cost::default().add_group(tree.root())
}

impl Cost {
    fn add_group(&mut self, group: &Group) -> Result<(), ElementError> {
        for filter in group.filters() {
            filter.primitives().iter().try_for_each(|step| self.add_step(step.kind()))?;
        }
        let mut mask = group.mask();
        while let Some(one) = mask {
            self.add_effect()?;
            self.add_group(one.root())?;
            mask = one.mask();
        }
        for child in group.children() {
            match child {
                Node::Group(group) => self.add_group(group)?,
                Node::Path(path) => self.add_path(path)?,
                Node::Image(_) => self.add_effect()?,
                Node::Text(_) => {}
            }
        }
        Ok(())
    }

    fn add_path(&mut self, path: &Path) -> Result<(), ElementError> {
        let paints = [path.fill().map(|fill| fill.paint()), path.stroke().map(|line| line.paint())];
        for paint in paints.into_iter().flatten() {
            if let Paint::Pattern(pattern) = paint {
                self.add_effect()?;
                self.add_group(pattern.root())?;
            }
        }
        if path.stroke().is_some() {
            self.pieces += path.data().len();
        }
        match self.pieces > MAX_PIECES {
            true => Err(ElementError::TooManyPieces(MAX_PIECES)),
            false => Ok(()),
        }
    }

    fn add_step(&mut self, kind: &filter::Kind) -> Result<(), ElementError> {
        match kind {
            filter::Kind::Turbulence(noise) if noise.num_octaves() > MAX_OCTAVES => {
                Err(ElementError::TooManyOctaves(MAX_OCTAVES))
            }
            filter::Kind::ConvolveMatrix(step)
                if step.matrix().columns().saturating_mul(step.matrix().rows()) > MAX_MATRIX =>
            {
                Err(ElementError::MatrixTooLarge(MAX_MATRIX))
            }
            filter::Kind::Image(image) => {
                self.add_effect()?;
                self.add_group(image.root())
            }
            _ => self.add_effect(),
        }
    }

    fn add_effect(&mut self) -> Result<(), ElementError> {
        self.effects += 1;
        match self.effects > MAX_EFFECTS {
            true => Err(ElementError::TooManyEffects(MAX_EFFECTS)),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Drawing;

    fn read(inner: &str) -> Result<Drawing, ElementError> {
        let text = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inner}<rect width="9" height="9" filter="url(#f)"/></svg>"#
        );
        Drawing::from_svg(text.as_bytes())
    }

    #[test]
    fn what_would_take_minutes_is_refused_and_named() {
        let blur = r#"<feGaussianBlur stdDeviation="1"/>"#;
        let cases = [
            (r#"<filter id="f"><feTurbulence baseFrequency=".9" numOctaves="2000000000"/></filter>"#.to_owned(), "feTurbulence"),
            (format!(r#"<filter id="f"><feConvolveMatrix order="200" kernelMatrix="{}"/></filter>"#, "1 ".repeat(40_000)), "feConvolveMatrix"),
            (format!(r#"<filter id="f">{}</filter>"#, blur.repeat(600)), "effects"),
            (format!(r#"<filter id="f">{blur}</filter>{}"#, r#"<rect width="9" height="9" filter="url(#f)"/>"#.repeat(600)), "effects"),
            (format!(r#"<style>rect {{ filter: url(#f) }}</style><filter id="f">{blur}</filter>{}"#, r#"<rect width="9" height="9"/>"#.repeat(600)), "effects"),
            (format!(r##"<path stroke="#f00" d="M0 0{}"/>"##, "L9 9L0 9".repeat(80_000)), "pieces"),
        ];
        for (inner, named) in cases {
            let refused = read(&inner).unwrap_err();
            assert!(refused.to_string().contains(named), "{refused}");
        }
        let few = format!(
            r#"<filter id="f">{blur}<feTurbulence baseFrequency=".9" numOctaves="4"/></filter>"#
        );
        read(&few).unwrap();
    }

    #[test]
    fn masks_and_patterns_within_each_other_are_refused_before_they_are_drawn() {
        for (tag, uses) in [("mask", "mask"), ("pattern", "fill")] {
            let mut inner = format!(
                r#"<{tag} id="m0" width="9" height="9"><rect width="9" height="9"/></{tag}>"#
            );
            for level in 1..9 {
                let rect = format!(r#"<rect width="9" height="9" {uses}="url(#m{})"/>"#, level - 1);
                inner += &format!(
                    r#"<{tag} id="m{level}" width="9" height="9">{}</{tag}>"#,
                    rect.repeat(10)
                );
            }
            inner += &format!(r#"<rect width="9" height="9" {uses}="url(#m8)"/>"#);
            assert!(matches!(read(&inner), Err(ElementError::TooComplex(_))), "{tag}");
        }
    }
}
