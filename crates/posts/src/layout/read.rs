//! Reads layout files, and says what is wrong with one, by line.
//! Knows TOML and the rules of a layout; nothing of painting.

use super::{Item, ItemKind, Layer, LayerKind, Layout, Pad};
use include_dir::{Dir, include_dir};
use serde::{Deserialize, Deserializer, de};
use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../assets/layouts");

/// The layouts that come with the program, in the files' order.
pub fn layouts() -> &'static [Layout] {
    static LAYOUTS: LazyLock<Vec<Layout>> = LazyLock::new(|| {
        let mut files: Vec<_> = FILES.files().collect();
        files.sort_by_key(|file| file.path());
        let read = |file: &include_dir::File<'_>| {
            let stem = file.path().file_stem()?.to_str()?;
            let id = stem.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
            Layout::read(id, file.contents_utf8()?).ok()
        };
        files.into_iter().filter_map(read).collect()
    });
    &LAYOUTS
}

/// The layout of that id.
pub fn layout(id: &str) -> Option<&'static Layout> {
    layouts().iter().find(|layout| layout.id == id)
}

/// One thing that is wrong with a layout file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// From 1.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// Everything that is wrong with a layout file; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutError(pub Vec<Trouble>);

impl std::error::Error for LayoutError {}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(Trouble::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// A file longer than this is no layout.
const MAX_BYTES: usize = 256 * 1024;

impl Layout {
    /// Reads and checks a file's text.
    pub fn read(id: &str, text: &str) -> Result<Self, LayoutError> {
        if text.len() > MAX_BYTES {
            let message = "a layout has at most 256 KB".to_owned();
            return Err(LayoutError(vec![Trouble { line: 1, message }]));
        }
        let mut layout: Self = toml::from_str(text).map_err(|error| {
            let line = line_of(text, error.span());
            LayoutError(vec![Trouble { line, message: error.message().to_owned() }])
        })?;
        id.clone_into(&mut layout.id);
        layout.pictures_most = layout.pictures_most.max(layout.pictures);
        let mut troubles = Vec::new();
        if layout.layers.is_empty() {
            troubles.push(Trouble { line: 1, message: "a layout needs at least one layer".into() });
        }
        for layer in &layout.layers {
            let line = line_of(text, Some(layer.span()));
            let wrong = wrong_with(layer.get_ref(), &layout);
            troubles.extend(wrong.into_iter().map(|message| Trouble { line, message }));
        }
        if troubles.is_empty() { Ok(layout) } else { Err(LayoutError(troubles)) }
    }
}

fn line_of(text: &str, span: Option<Range<usize>>) -> usize {
    let start = span.map_or(0, |span| span.start).min(text.len());
    text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1
}

fn wrong_with(layer: &Layer, layout: &Layout) -> Vec<String> {
    let mut wrong = Vec::new();
    let changed = layer.on.all().filter_map(|change| change.area);
    for area in std::iter::once(layer.area).chain(changed) {
        let [x, y, w, h] = area;
        let inside = |at: f32, length: f32| at >= 0.0 && length > 0.0 && at + length <= 1.0005;
        if !inside(x, w) || !inside(y, h) {
            wrong.push(format!(
                "the box {area:?} leaves the free area; left + width and top + height are at most 1"
            ));
        }
    }
    let words = matches!(layer.kind, LayerKind::Stack | LayerKind::Row);
    if words && layer.items.is_empty() {
        wrong.push("a stack or row needs at least one [[layer.item]]".into());
    }
    if !words && !layer.items.is_empty() {
        wrong.push("only a stack or a row has items".into());
    }
    let painted = matches!(layer.kind, LayerKind::Panel | LayerKind::Shape);
    if painted && layer.fill.is_none() {
        wrong.push("a panel or shape needs a `fill`".into());
    }
    let pictured =
        matches!(layer.kind, LayerKind::Picture | LayerKind::Cutout | LayerKind::Pattern);
    if pictured && layer.picture >= layout.pictures_most {
        wrong.push(format!(
            "it shows picture {}, and the layout takes {}; pictures count from 0",
            layer.picture, layout.pictures_most
        ));
    }
    for item in &layer.items {
        wrong_with_item(item, layout, &mut wrong);
    }
    wrong
}

fn wrong_with_item(item: &Item, layout: &Layout, wrong: &mut Vec<String>) {
    let changed = item.on.all().filter_map(|change| change.size);
    for [least, most] in item.size.into_iter().chain(changed) {
        if !(least > 0.5 && least <= most && most <= 60.0) {
            wrong.push(format!(
                "the size [{least}, {most}] is the smallest and the largest, from 0.5 to 60 units"
            ));
        }
    }
    if item.lines == Some(0) {
        wrong.push("a text has at least one line".into());
    }
    if item.kind == ItemKind::Portrait && item.number >= layout.pictures_most {
        wrong.push(format!("it shows picture {}, which the layout does not take", item.number));
    }
    if (item.kind == ItemKind::Row) == item.items.is_empty() {
        wrong.push("a row has items, and only a row".into());
    }
    for item in &item.items {
        wrong_with_item(item, layout, wrong);
    }
}

impl<'de> Deserialize<'de> for Pad {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Pad;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, or four of them: top, right, bottom, left")
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Pad, E> {
                Ok(Pad([value as f32; 4]))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Pad, E> {
                Ok(Pad([value as f32; 4]))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut sides: A) -> Result<Pad, A::Error> {
                let mut pad = [0.0; 4];
                for (at, side) in pad.iter_mut().enumerate() {
                    let missing = || de::Error::invalid_length(at, &self);
                    *side = sides.next_element()?.ok_or_else(missing)?;
                }
                match sides.next_element::<f32>()? {
                    Some(_) => Err(de::Error::invalid_length(5, &self)),
                    None => Ok(Pad(pad)),
                }
            }
        }
        from.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn troubles(text: &str) -> Vec<String> {
        Layout::read("test", text).unwrap_err().0.iter().map(Trouble::to_string).collect()
    }

    const HEAD: &str = "name = \"Test\"\nabout = \"A test.\"\n";

    #[test]
    fn a_price_is_seen_in_every_layout_but_a_quotation() {
        for file in FILES.files() {
            let (path, text) = (file.path().display(), file.contents_utf8().unwrap());
            let is_quote = text.contains("name = \"Quote\"");
            assert!(is_quote || text.contains("kind = \"fact\""), "{path} shows no fact");
        }
    }

    #[test]
    fn every_file_is_a_layout() {
        assert!(FILES.files().count() >= 16);
        for file in FILES.files() {
            let text = file.contents_utf8().unwrap();
            if let Err(error) = Layout::read("", text) {
                panic!("{}:\n{error}", file.path().display());
            }
        }
        assert_eq!(layouts().len(), FILES.files().count());
        assert!(layout("card").is_some() && layout("nothing").is_none());
    }

    #[test]
    fn a_word_that_is_unknown_is_named_with_its_line() {
        let text =
            format!("{HEAD}[[layer]]\nkind = \"panel\"\nbox = [0, 0, 1, 1]\nfil = \"dark\"\n");
        let found = troubles(&text);
        assert!(found[0].starts_with("line 6: unknown field `fil`"), "{found:?}");
        let text =
            format!("{HEAD}[[layer]]\nkind = \"panel\"\nbox = [0, 0, 1, 1]\nfill = \"red\"\n");
        assert!(troubles(&text)[0].starts_with("line 6: unknown variant `red`"));
    }

    #[test]
    fn what_makes_no_sense_is_named_by_its_layer() {
        let text = format!(
            "{HEAD}[[layer]]\nkind = \"panel\"\nbox = [0, 0, 1, 1]\nfill = \"dark\"\n\n\
             [[layer]]\nkind = \"picture\"\nbox = [0.5, 0, 0.6, 1]\n"
        );
        let found = troubles(&text);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|line| line.starts_with("line 8: ")), "{found:?}");
        assert!(found[0].contains("leaves the free area"));
        assert!(found[1].contains("shows picture 0"));
    }
}
