//! Reads a list of styles in the form that image tools share: CSV with name, prompt and negative prompt.
//! Bytes in, values out. A list is untrusted input: good rows are imported, bad ones are reported.

use super::style::{MAX_STYLE_CHARS, PROMPT_PLACEHOLDER, StyleId, StylePreset};
use crate::table::{NotText, rows, text_of};

/// The largest list, in bytes.
const MAX_BYTES: usize = 4 << 20;
/// The most styles of one list.
const MAX_STYLES: usize = 2_000;
/// The longest name, in characters.
const MAX_NAME: usize = 80;

/// What a list gave.
#[derive(Debug, Default, PartialEq)]
pub struct ImportedStyles {
    pub styles: Vec<StylePreset>,
    /// A sentence for each row that was left out, with the line it begins on.
    pub problems: Vec<String>,
}

/// Why a list was refused as a whole.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ListError {
    #[error("The list is larger than 4 MB.")]
    TooLarge,
    #[error("Line {0} is not UTF-8 text. Save the list as “CSV UTF-8” and try again.")]
    NotText(usize),
    #[error("This is a {0} file, not a list of styles. Export the list as CSV and try again.")]
    NotAList(&'static str),
    #[error(
        "The first line of the list names its columns, but none is called “prompt”. Name the columns name, prompt and \
         negative_prompt."
    )]
    NoPromptColumn,
    #[error("The list holds no styles. Each row needs a name, a prompt and a negative prompt.")]
    Empty,
}

/// Reads a list of styles. Columns are found by a header of `name`, `prompt` and `negative_prompt`, or
/// taken in that order where there is none. A prompt without `{prompt}` is appended to the user's words.
///
/// Ids are made of the names. A style named like one of the user's `own` keeps its id, so that a list can be
/// imported again; every other gets one that neither an own nor a shipped style has.
///
/// # Errors
/// Where the list as a whole cannot be read; a single bad row is only left out.
pub fn import_styles(
    bytes: &[u8],
    own: &[StylePreset],
    shipped: &[StylePreset],
) -> Result<ImportedStyles, ListError> {
    if bytes.len() > MAX_BYTES {
        return Err(ListError::TooLarge);
    }
    let text = text_of(bytes).map_err(|NotText(line)| ListError::NotText(line))?;
    let known = [
        ("<", "web page or XML"),
        ("{", "JSON"),
        ("[{", "JSON"),
        ("PK\u{3}", "spreadsheet"),
        ("%PDF", "PDF"),
    ];
    if let Some((_, kind)) = known.iter().find(|(start, _)| text.trim_start().starts_with(start)) {
        return Err(ListError::NotAList(kind));
    }
    let mut imported = ImportedStyles::default();
    let mut columns = None;
    for (line, row) in rows(&text) {
        let Some(row) = row else {
            imported.problems.push(left_out(line, "a quotation mark in it is never closed."));
            continue;
        };
        let first = columns.is_none();
        if first && Columns::lack_prompt(&row) {
            return Err(ListError::NoPromptColumn);
        }
        let found = columns.get_or_insert_with(|| Columns::of(&row));
        if first && found.named {
            continue;
        }
        if imported.styles.len() == MAX_STYLES {
            imported.problems.push(format!("Only the first {MAX_STYLES} styles are taken."));
            break;
        }
        match found.style(&row) {
            Ok(None) => {}
            Ok(Some(mut style)) => {
                style.id = new_id(&style.name, own, shipped, &imported.styles);
                match style.check() {
                    Ok(()) => imported.styles.push(style),
                    Err(error) => imported.problems.push(left_out(line, &error.to_string())),
                }
            }
            Err(reason) => imported.problems.push(left_out(line, reason)),
        }
    }
    if imported.styles.is_empty() && imported.problems.is_empty() {
        return Err(ListError::Empty);
    }
    Ok(imported)
}

fn left_out(line: usize, reason: &str) -> String {
    format!("Line {line} is left out: {reason}")
}

fn new_id(
    name: &str,
    own: &[StylePreset],
    shipped: &[StylePreset],
    others: &[StylePreset],
) -> StyleId {
    let fresh = |id: &StyleId| !others.iter().any(|style| style.id == *id);
    let same = own.iter().find(|style| style.name == name && fresh(&style.id));
    let there = own.iter().chain(shipped);
    let taken = |id: &StyleId| there.clone().any(|style| style.id == *id) || !fresh(id);
    same.map_or_else(|| StyleId::of_name(name, taken), |style| style.id.clone())
}

/// What lists call their columns.
const NAME: &[&str] = &["name", "style", "title", "style_name"];
const PROMPT: &[&str] = &["prompt", "positive_prompt", "positive"];
const NEGATIVE: &[&str] = &["negative_prompt", "negative"];

/// Where the cells of a row lie.
struct Columns {
    name: usize,
    prompt: usize,
    negative: usize,
    /// Whether a header said so.
    named: bool,
}

impl Columns {
    fn find(row: &[String], titles: &[&str]) -> Option<usize> {
        let title = |cell: &str| cell.trim().to_lowercase().replace([' ', '-'], "_");
        row.iter().position(|cell| titles.contains(&&*title(cell)))
    }

    /// Whether a row names columns, and none of them as the prompt: its words are no style.
    fn lack_prompt(row: &[String]) -> bool {
        let has = |titles: &[&str]| Self::find(row, titles).is_some();
        !has(PROMPT) && has(NAME) && (has(NEGATIVE) || has(&["text", "category", "description"]))
    }

    fn of(row: &[String]) -> Self {
        match (Self::find(row, NAME), Self::find(row, PROMPT)) {
            (Some(name), Some(prompt)) => {
                let negative = Self::find(row, NEGATIVE).unwrap_or(usize::MAX);
                Self { name, prompt, negative, named: true }
            }
            _ => Self { name: 0, prompt: 1, negative: 2, named: false },
        }
    }

    /// The style of a row; nothing where the row is empty or only a heading between others.
    fn style(&self, row: &[String]) -> Result<Option<StylePreset>, &'static str> {
        let cell = |at: usize| one_line(row.get(at).map_or("", String::as_str));
        let (name, prompt, negative) = (cell(self.name), cell(self.prompt), cell(self.negative));
        if prompt.is_empty() && negative.is_empty() {
            return Ok(None);
        }
        if name.is_empty() {
            return Err("it has no name.");
        }
        if name.chars().count() > MAX_NAME {
            return Err("its name has more than 80 characters.");
        }
        let prompt = match prompt.as_str() {
            "" => PROMPT_PLACEHOLDER.to_owned(),
            text if text.contains(PROMPT_PLACEHOLDER) => prompt,
            text => format!("{PROMPT_PLACEHOLDER}, {}", text.trim_start_matches([',', ' '])),
        };
        if negative.chars().count() > MAX_STYLE_CHARS {
            return Err("its negative prompt has more than 1000 characters.");
        }
        Ok(Some(StylePreset { name, prompt, negative: split(&negative), ..StylePreset::default() }))
    }
}

/// A cell without line breaks and control characters.
fn one_line(cell: &str) -> String {
    let words = cell.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Cuts at commas, but not within brackets, where they belong to a weight: `(soft, dull:1.2)`.
fn split(text: &str) -> Vec<String> {
    let mut depth = 0_i32;
    let pieces = text.split(|c: char| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = (depth - 1).max(0),
            _ => {}
        }
        c == ',' && depth == 0
    });
    pieces.map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brief::shipped_styles;

    fn import(text: &str) -> ImportedStyles {
        import_styles(text.as_bytes(), &[], &[]).unwrap()
    }

    #[test]
    fn the_common_form_is_read() {
        let list = "\u{feff}name,prompt,negative_prompt\r\n\
                    Cinema,\"film still of {prompt}, grain, \"\"anamorphic\"\"\",\"cartoon, (flat, dull:1.2)\"\r\n\
                    ,,\r\n\
                    --- Mine ---,,\r\n\
                    Pastel,soft pastel tones,\r\n\
                    Only bad,,\"blurry\nlow quality\"\r\n";
        let imported = import(list);
        assert_eq!(imported.problems, [""; 0]);
        let [cinema, pastel, bad] = &imported.styles[..] else { panic!("{imported:?}") };
        assert_eq!(cinema.prompt, "film still of {prompt}, grain, \"anamorphic\"");
        assert_eq!(cinema.negative, ["cartoon", "(flat, dull:1.2)"]);
        assert_eq!((pastel.id.0.as_str(), pastel.prompt.as_str()), {
            ("pastel", "{prompt}, soft pastel tones")
        });
        assert_eq!(
            (bad.prompt.as_str(), &bad.negative[..]),
            (PROMPT_PLACEHOLDER, &["blurry low quality".into()][..])
        );
    }

    #[test]
    fn columns_may_be_unnamed_or_in_another_order_or_between_semicolons() {
        let expected = import("Ink,{prompt} in ink,colour").styles;
        assert_eq!(expected.len(), 1);
        for list in [
            "negative prompt,Name,x,Prompt\ncolour,Ink,,{prompt} in ink",
            "name;prompt;negative_prompt\nInk;{prompt} in ink;colour",
            "name\tprompt\tnegative_prompt\nInk\t{prompt} in ink\tcolour",
            "sep=;\r\nname;prompt;negative_prompt\r\nInk;{prompt} in ink;colour",
            "\"sep=|\"\nInk|{prompt} in ink|colour",
            "name,positive,negative\nInk,{prompt} in ink,colour",
        ] {
            assert_eq!(import(list).styles, expected, "{list}");
        }
        for list in [
            "\"Ink\";\"{prompt} in ink\";\"colour, bright\"",
            "name;prompt;negative_prompt\n\"Ink\";\"{prompt} in ink\";\"colour, bright\"",
        ] {
            let styles = import(list).styles;
            assert_eq!(
                (styles[0].prompt.as_str(), styles[0].negative.len()),
                ("{prompt} in ink", 2)
            );
        }
        let text = "\u{feff}name\tprompt\tnegative_prompt\r\nInk\t{prompt} in ink\tcolour";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [&little, &big] {
            assert_eq!(import_styles(bytes, &[], &[]).unwrap().styles, expected);
        }
        assert!(matches!(import_styles(&little[..21], &[], &[]), Err(ListError::NotText(_))));
        assert_eq!(import("Ink,in ink").styles[0].prompt, "{prompt}, in ink");
        let problem = import("sep=,\nname,prompt\nInk,\"in ink").problems.remove(0);
        assert!(problem.starts_with("Line 3 "), "{problem}");
    }

    #[test]
    fn what_is_no_list_makes_no_style() {
        for (text, error) in [
            ("<!DOCTYPE html>\n<p>a, b, c</p>", ListError::NotAList("web page or XML")),
            ("{\"a\": 1, \"b\": 2}", ListError::NotAList("JSON")),
            ("[{\"name\": \"a\", \"prompt\": \"b\"}]", ListError::NotAList("JSON")),
            ("PK\u{3}\u{4}, a", ListError::NotAList("spreadsheet")),
            ("name,text,negative\nInk,in ink,colour", ListError::NoPromptColumn),
            ("Name;Negative\nInk;colour", ListError::NoPromptColumn),
            ("", ListError::Empty),
            ("\u{feff}", ListError::Empty),
        ] {
            assert_eq!(import_styles(text.as_bytes(), &[], &[]), Err(error), "{text}");
        }
        // A prompt may begin with a brace or bracket.
        assert_eq!(import("[warm] tones,in warm light").styles.len(), 1);
    }

    #[test]
    fn a_bad_row_is_named_and_the_others_are_taken() {
        let long = "x".repeat(2_000);
        let list = format!(
            "name,prompt,negative_prompt\nGood,a,b\n,nameless,\nTwice,{{prompt}} {{prompt}},\n\
             Long,{long},\nAlso good,c,d\n"
        );
        let imported = import(&list);
        let names: Vec<_> = imported.styles.iter().map(|style| style.name.as_str()).collect();
        assert_eq!(names, ["Good", "Also good"]);
        for (problem, line) in imported.problems.iter().zip(["Line 3 ", "Line 4 ", "Line 5 "]) {
            assert!(problem.starts_with(line), "{problem}");
        }
        assert_eq!(imported.problems.len(), 3);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_makes_no_style() {
        let imported = import("name,prompt\nA,a\n\n\nB,\"b\nC,c\n");
        let names: Vec<_> = imported.styles.iter().map(|style| style.name.as_str()).collect();
        assert_eq!(names, ["A"]);
        let [problem] = &imported.problems[..] else { panic!("{imported:?}") };
        assert!(problem.starts_with("Line 5 is left out: a quotation mark"), "{problem}");
        assert_eq!(import("name,prompt\nScreen,a 5\" screen").problems, [""; 0]);
    }

    #[test]
    fn a_list_that_is_none_is_refused_with_a_reason() {
        for empty in ["", "\u{feff}", "name,prompt,negative_prompt\n", "\n\n,,\n"] {
            assert_eq!(import_styles(empty.as_bytes(), &[], &[]), Err(ListError::Empty));
        }
        let latin = import_styles(b"name,prompt\nCaf\xe9,warm", &[], &[]);
        assert_eq!(latin, Err(ListError::NotText(2)));
        assert_eq!(import_styles(&vec![b'a'; MAX_BYTES + 1], &[], &[]), Err(ListError::TooLarge));
    }

    #[test]
    fn a_list_imported_again_takes_the_place_of_its_own_styles_and_of_no_others() {
        let list = "Flat lay,mine\nFlat lay,mine too\n茶,tea\n";
        let first = import(list).styles;
        let ids: Vec<_> = first.iter().map(|style| style.id.0.as_str()).collect();
        assert_eq!(ids, ["flat-lay", "flat-lay-2", "style"]);
        assert_eq!(import_styles(list.as_bytes(), &first, &[]).unwrap().styles, first);
        let mut others = shipped_styles();
        others.iter_mut().for_each(|style| style.name += " of another");
        let beside = import_styles(list.as_bytes(), &others, &[]).unwrap().styles;
        assert_eq!(beside[0].id.0, "flat-lay-2");
        // A style of the same name as a shipped one stands beside it.
        let shipped = shipped_styles();
        let list =
            shipped.iter().map(|style| format!("{},mine,\n", style.name)).collect::<String>();
        let mine = import_styles(list.as_bytes(), &[], &shipped).unwrap().styles;
        assert_eq!(mine.len(), shipped.len());
        for style in &mine {
            assert!(shipped.iter().all(|other| other.id != style.id), "{}", style.id);
        }
        assert_eq!(import_styles(list.as_bytes(), &mine, &shipped).unwrap().styles, mine);
        assert_eq!(import("con,x,\nNUL,y,").styles[1].id.0, "nul-2");
    }

    #[test]
    fn no_bytes_however_odd_make_the_reader_panic() {
        let good = "name,prompt,negative_prompt\nA,\"b {prompt}, c\",d\nE,f,\"(g, h:1.1), i\"\n";
        // A generator of its own, so that a failure can be run again by its seed.
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        let mut draw = |below: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as usize % below.max(1)
        };
        let junk: [&[u8]; 14] = [
            b"\"",
            b",",
            b"\n",
            b"\r",
            b"{prompt}",
            b"{",
            b"(",
            b")",
            b"\0",
            b"\xff",
            b";",
            b"\t",
            "é茶".as_bytes(),
            b"\xef\xbb\xbf",
        ];
        for _ in 0..20_000 {
            let mut bytes = good.as_bytes().to_vec();
            for _ in 0..=draw(6) {
                let (at, piece) = (draw(bytes.len()), junk[draw(junk.len())]);
                let end = (at + draw(9)).min(bytes.len());
                bytes.splice(at..end, piece.iter().copied());
            }
            if let Ok(imported) = import_styles(&bytes, &[], &[]) {
                for style in imported.styles {
                    assert_eq!(StylePreset::from_toml(&style.to_toml()), Ok(style));
                }
            }
        }
    }
}
