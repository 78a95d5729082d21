//! Where posts of several networks lie side by side: in rows, all of one height, as large as all of them go.
//! It computes places only; the stage paints the posts.

use crate::brief::Format;
use egui::Vec2;

/// The height of a network's name below its post, points.
pub const LABEL: f32 = 20.0;
/// The least height of a post that is shown side by side with others, and the space between two, points.
const SIDE_BY_SIDE: f32 = 110.0;
pub const GAP: f32 = 16.0;

/// Width by height.
pub fn ratio(format: &Format) -> f32 {
    format.width as f32 / format.height as f32
}

/// Formats in rows, and the greatest height with which all rows fit into a room; the least one where none does.
pub fn rows(formats: &[&'static Format], room: Vec2) -> (f32, Vec<Vec<&'static Format>>) {
    let widest = formats.iter().map(|format| ratio(format)).fold(0.1, f32::max);
    let mut height = (room.y - LABEL).min(room.x / widest).max(SIDE_BY_SIDE);
    loop {
        let mut rows: Vec<Vec<&'static Format>> = Vec::new();
        let mut right = f32::INFINITY;
        for format in formats.iter().copied() {
            let width = height * ratio(format);
            match rows.last_mut() {
                Some(row) if right + GAP + width <= room.x => {
                    row.push(format);
                    right += GAP + width;
                }
                _ => {
                    rows.push(vec![format]);
                    right = width;
                }
            }
        }
        if rows.len() as f32 * (height + LABEL + GAP) - GAP <= room.y || height <= SIDE_BY_SIDE {
            return (height, rows);
        }
        height = (height - 4.0).max(SIDE_BY_SIDE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::{FORMATS, format};
    use egui::vec2;

    #[test]
    fn networks_side_by_side_fit_their_room_as_large_as_they_go() {
        let formats: Vec<_> = ["instagram-4x5", "instagram-story", "linkedin-link", "x-wide"]
            .map(|id| format(id).unwrap())
            .into();
        for room in [vec2(560.0, 640.0), vec2(360.0, 440.0), vec2(1400.0, 700.0)] {
            let (height, rows) = rows(&formats, room);
            assert_eq!(rows.concat(), formats);
            assert!(rows.len() as f32 * (height + LABEL + GAP) - GAP <= room.y, "{room}");
            for row in &rows {
                let width: f32 = row.iter().map(|format| height * ratio(format)).sum();
                assert!(width + GAP * (row.len() - 1) as f32 <= room.x, "{room}");
            }
            assert!(height >= SIDE_BY_SIDE, "{room}: {height}");
        }
        assert_eq!(
            rows(FORMATS.iter().collect::<Vec<_>>().as_slice(), vec2(300.0, 200.0)).0,
            SIDE_BY_SIDE
        );
    }
}
