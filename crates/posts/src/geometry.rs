//! Sizes, boxes and the ratios that layouts distinguish. All lengths are pixels of the post.
//! Knows nothing of what lies in a box.

/// The pixels of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl Size {
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }
}

/// Shares of the sides that a network's own controls cover, 0..=1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SafeZone {
    pub top: f32,
    pub bottom: f32,
    /// Left and right, each.
    pub sides: f32,
}

impl SafeZone {
    /// The area without controls.
    pub fn free(self, size: Size) -> Rect {
        let (width, height) = (size.width as f32, size.height as f32);
        Rect {
            x: width * self.sides,
            y: height * self.top,
            w: width * (1.0 - 2.0 * self.sides),
            h: height * (1.0 - self.top - self.bottom),
        }
    }
}

/// A box: the upper left corner, width and height.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub h: f32,
}

impl Rect {
    pub const fn new(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self { x, y, w, h }
    }

    pub fn of(size: Size) -> Self {
        Self::new(0.0, 0.0, size.width as f32, size.height as f32)
    }

    pub fn right(self) -> f32 {
        self.x + self.w
    }

    pub fn bottom(self) -> f32 {
        self.y + self.h
    }

    pub fn centre(self) -> (f32, f32) {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// Larger by `by` on every side; smaller where it is negative.
    pub fn grown(self, by: f32) -> Self {
        Self::new(
            self.x - by,
            self.y - by,
            (self.w + 2.0 * by).max(0.0),
            (self.h + 2.0 * by).max(0.0),
        )
    }

    /// What both cover; empty where they are apart.
    pub fn common(self, other: Self) -> Self {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let right = self.right().min(other.right());
        let bottom = self.bottom().min(other.bottom());
        Self::new(x, y, (right - x).max(0.0), (bottom - y).max(0.0))
    }

    /// The smallest box around both.
    pub fn around(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = self.right().max(other.right());
        let bottom = self.bottom().max(other.bottom());
        Self::new(x, y, right - x, bottom - y)
    }

    /// The part of it beside boxes of words in which a thing of the shape `(w, h)` becomes largest.
    pub fn beside(self, words: &[Self], (w, h): (f32, f32)) -> Self {
        let scale = |room: &Self| (room.w / w).min(room.h / h);
        words.iter().fold(self, |room, words| {
            let taken = room.common(*words);
            if taken.w == 0.0 || taken.h == 0.0 {
                return room;
            }
            let sides = [
                Self { h: taken.y - room.y, ..room },
                Self { y: taken.bottom(), h: room.bottom() - taken.bottom(), ..room },
                Self { w: taken.x - room.x, ..room },
                Self { x: taken.right(), w: room.right() - taken.right(), ..room },
            ];
            sides.into_iter().max_by(|a, b| scale(a).total_cmp(&scale(b))).unwrap_or(room)
        })
    }

    /// Whether `other` lies in it, with `slack` pixels to spare on every side.
    pub fn holds(self, other: Self, slack: f32) -> bool {
        other.x >= self.x - slack
            && other.y >= self.y - slack
            && other.right() <= self.right() + slack
            && other.bottom() <= self.bottom() + slack
    }
}

/// The ratios for which a layout may differ; every size belongs to the nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ratio {
    /// 1:1
    Square,
    /// 4:5 and 3:4
    Portrait,
    /// 2:3
    Pin,
    /// 9:16
    Story,
    /// 16:9
    Wide,
    /// 1.91:1
    Link,
}

impl Ratio {
    pub fn of(size: Size) -> Self {
        let ratio = size.width as f32 / size.height.max(1) as f32;
        match ratio {
            r if r < 0.615 => Self::Story,
            r if r < 0.71 => Self::Pin,
            r if r < 0.89 => Self::Portrait,
            r if r < 1.35 => Self::Square,
            r if r < 1.84 => Self::Wide,
            _ => Self::Link,
        }
    }

    /// Broader than high.
    pub fn is_landscape(self) -> bool {
        matches!(self, Self::Wide | Self::Link)
    }

    /// Higher than 4:5.
    pub fn is_tall(self) -> bool {
        matches!(self, Self::Pin | Self::Story)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_stands_beside_words_where_it_is_largest() {
        let page = Rect::new(0.0, 0.0, 100.0, 100.0);
        let square = (1.0, 1.0);
        assert_eq!(page.beside(&[], square), page);
        assert_eq!(page.beside(&[Rect::new(200.0, 0.0, 10.0, 10.0)], square), page);
        let foot = Rect::new(10.0, 60.0, 80.0, 40.0);
        assert_eq!(page.beside(&[foot], square), Rect::new(0.0, 0.0, 100.0, 60.0));
        let left = Rect::new(0.0, 10.0, 45.0, 80.0);
        assert_eq!(page.beside(&[left], square), Rect::new(45.0, 0.0, 55.0, 100.0));
        let head = Rect::new(10.0, 0.0, 80.0, 20.0);
        assert_eq!(page.beside(&[head, foot], square), Rect::new(0.0, 20.0, 100.0, 40.0));
    }
}
