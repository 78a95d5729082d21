//! From a table's rows to checked orders: each row is one, or the errors that keep it from being one.
//! Every error names its column and the way out; whether the words fit their layout is checked in `fit`.

use super::{CheckedCampaign, Field, Mapping, PostDate};
use crate::brand::{Persona, PersonaId};
use crate::brief::{Format, MAX_PROMPT_CHARS, formats_named};
use crate::post::post_layouts;
use crate::table::{Table, TableRow};
use std::collections::HashMap;
use std::path::PathBuf;

/// The most characters of a text on a post.
const MAX_WORDS: usize = crate::brief::caption::MAX_FACT_CHARS;
/// What a spreadsheet shows in a cell whose formula has failed.
const SPREADSHEET_ERRORS: [&str; 7] =
    ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"];

/// What rows may name, and what they get where they name nothing.
pub struct Known<'a> {
    pub personas: &'a [&'a Persona],
    pub persona: Option<PersonaId>,
    pub layout: &'a str,
    pub formats: &'a [&'static Format],
    /// The file of a photo that the table names; a sentence where it cannot be used.
    pub photo: &'a dyn Fn(&str) -> Result<PathBuf, String>,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignRow {
    /// As the spreadsheet numbers it.
    pub number: usize,
    /// What it is about, for a list.
    pub title: String,
    pub order: Result<RowOrder, Vec<RowError>>,
}

/// What keeps a row from being made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// As the header names it; the field's own word where there is no such column.
    pub column: String,
    /// A sentence with the way out.
    pub message: String,
}

impl RowError {
    /// With its row, as a line of text.
    pub fn line(&self, row: usize) -> String {
        format!("Row {row}, {}: {}", self.column, self.message)
    }
}

/// A checked row.
#[derive(Clone, Debug, PartialEq)]
pub struct RowOrder {
    pub number: usize,
    /// The same for the same words and settings, and for no other row of the table. The date is not part of it.
    pub key: String,
    pub title: String,
    /// What the picture shows, and what captions are about.
    pub prompt: String,
    pub persona: Option<PersonaId>,
    pub layout: String,
    pub headline: String,
    pub line: String,
    pub fact: String,
    pub call: String,
    pub date: Option<PostDate>,
    pub formats: Vec<&'static Format>,
    /// The photo that is used in place of a drawn picture.
    pub photo: Option<PathBuf>,
}

impl RowOrder {
    /// The ids of its networks, each once.
    pub fn networks(&self) -> Vec<&'static str> {
        let mut networks: Vec<&'static str> = Vec::new();
        for network in self.formats.iter().map(|format| format.of_network().id) {
            if !networks.contains(&network) {
                networks.push(network);
            }
        }
        networks
    }
}

/// Checks every row of a table.
pub fn check_rows(table: &Table, mapping: &Mapping, known: &Known<'_>) -> CheckedCampaign {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let rows = table.rows.iter().map(|row| {
        let cells = Cells { table, mapping, row, errors: Vec::new() };
        let mut checked = cells.checked(known);
        if let Ok(order) = &mut checked.order {
            let times = seen.entry(order.key.clone()).or_default();
            *times += 1;
            if *times > 1 {
                order.key = format!("{}-{times}", order.key);
            }
        }
        checked
    });
    CheckedCampaign { rows: rows.collect() }
}

/// The cells of a row while they are checked.
struct Cells<'a> {
    table: &'a Table,
    mapping: &'a Mapping,
    row: &'a TableRow,
    errors: Vec<RowError>,
}

impl Cells<'_> {
    /// A cell without control characters; empty where there is no such column.
    fn text(&self, field: Field) -> String {
        let cell = self.mapping.column(field).and_then(|at| self.row.cells.get(at));
        let shown = |c: &char| *c == '\n' || !c.is_control();
        cell.map_or(String::new(), |cell| cell.chars().filter(shown).collect())
    }

    fn refuse(&mut self, field: Field, message: impl Into<String>) {
        let column = column_name(self.table, self.mapping, field);
        self.errors.push(RowError { column, message: message.into() });
    }

    /// A text that stands on the post.
    fn words(&mut self, field: Field) -> String {
        let text = self.text(field);
        let length = text.chars().count();
        if length > MAX_WORDS {
            let message = format!(
                "It has {length} characters; at most {MAX_WORDS} fit on a post. Shorten it."
            );
            self.refuse(field, message);
        }
        text
    }

    fn checked(mut self, known: &Known<'_>) -> CampaignRow {
        let number = self.row.number;
        for field in Field::ALL {
            let text = self.text(*field);
            if SPREADSHEET_ERRORS.contains(&text.as_str()) {
                let message = format!("The spreadsheet shows {text} here. Correct its formula.");
                self.refuse(*field, message);
            }
        }
        let product = self.words(Field::Product);
        let (headline, line) = (self.words(Field::Headline), self.words(Field::Line));
        let (fact, call) = (self.words(Field::Fact), self.words(Field::Call));
        let title = [&product, &headline].into_iter().find(|text| !text.is_empty()).cloned();
        let title = title.unwrap_or_else(|| self.text(Field::Prompt));
        let (photo, prompt) = (self.photo(known), self.prompt(&product, &headline));
        let order = RowOrder {
            number,
            key: String::new(),
            title: title.clone(),
            prompt,
            persona: self.persona(known),
            layout: self.layout(known),
            headline: if headline.is_empty() { product } else { headline },
            line,
            fact,
            call,
            date: self.date(),
            formats: self.formats(known),
            photo,
        };
        let order = match self.errors.is_empty() {
            true => Ok(RowOrder { key: key_of(&order), ..order }),
            false => Err(self.errors),
        };
        CampaignRow { number, title, order }
    }

    /// What the picture shows and captions are about. A row with a photo may say it by its headline alone.
    fn prompt(&mut self, product: &str, headline: &str) -> String {
        let prompt = self.text(Field::Prompt);
        let length = prompt.chars().count();
        if length > MAX_PROMPT_CHARS {
            let message =
                format!("It has {length} characters; at most {MAX_PROMPT_CHARS} fit. Shorten it.");
            self.refuse(Field::Prompt, message);
        }
        let has_photo = !self.text(Field::Photo).is_empty();
        let said = [prompt.as_str(), product, if has_photo { headline } else { "" }];
        let said = said.into_iter().find(|text| !text.is_empty());
        if said.is_none() {
            let (field, message) = match has_photo {
                true => (Field::Product, "Say what the photo shows, for its caption."),
                false => (Field::Product, "Say what is posted: a product, a prompt or a photo."),
            };
            self.refuse(field, message);
        }
        said.unwrap_or_default().to_owned()
    }

    fn photo(&mut self, known: &Known<'_>) -> Option<PathBuf> {
        let name = self.text(Field::Photo);
        if name.is_empty() {
            return None;
        }
        (known.photo)(&name).map_err(|message| self.refuse(Field::Photo, message)).ok()
    }

    fn persona(&mut self, known: &Known<'_>) -> Option<PersonaId> {
        let name = self.text(Field::Persona);
        if name.is_empty() {
            return known.persona.clone();
        }
        if name.eq_ignore_ascii_case("none") {
            return None;
        }
        let is = |persona: &&&Persona| {
            persona.id.0.eq_ignore_ascii_case(&name) || persona.name.eq_ignore_ascii_case(&name)
        };
        let found = known.personas.iter().find(is).map(|persona| persona.id.clone());
        if found.is_none() {
            let ids: Vec<_> = known.personas.iter().map(|persona| persona.id.0.as_str()).collect();
            let message = format!("There is no persona “{name}”. There are: {}.", ids.join(", "));
            self.refuse(Field::Persona, message);
        }
        found
    }

    fn layout(&mut self, known: &Known<'_>) -> String {
        let name = self.text(Field::Layout);
        if name.is_empty() {
            return known.layout.to_owned();
        }
        let found = post_layouts().find(|layout| {
            layout.id.eq_ignore_ascii_case(&name) || layout.name.eq_ignore_ascii_case(&name)
        });
        if found.is_none() {
            let ids: Vec<_> = post_layouts().map(|layout| layout.id.as_str()).collect();
            let message = format!(
                "There is no layout “{name}” for one picture. There are: {}.",
                ids.join(", ")
            );
            self.refuse(Field::Layout, message);
        }
        found.map_or(name, |layout| layout.id.clone())
    }

    fn date(&mut self) -> Option<PostDate> {
        let text = self.text(Field::Date);
        if text.is_empty() {
            return None;
        }
        text.parse().map_err(|message: String| self.refuse(Field::Date, message)).ok()
    }

    fn formats(&mut self, known: &Known<'_>) -> Vec<&'static Format> {
        let text = self.text(Field::Networks);
        let names: Vec<_> = text
            .split([',', ';', '|', '+', '\n'])
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        if names.is_empty() {
            return known.formats.to_vec();
        }
        let found = formats_named(&names);
        found.map_err(|error| self.refuse(Field::Networks, error.to_string())).unwrap_or_default()
    }
}

/// What the header calls a field.
pub(super) fn column_name(table: &Table, mapping: &Mapping, field: Field) -> String {
    let named = mapping.column(field).and_then(|at| table.columns.get(at));
    named.cloned().unwrap_or_else(|| field.word().to_owned())
}

/// FNV-1a over everything that the posts are made of.
fn key_of(order: &RowOrder) -> String {
    let formats: Vec<_> = order.formats.iter().map(|format| format.id).collect();
    let persona = order.persona.as_ref().map_or("", |persona| &persona.0);
    let photo = order.photo.as_ref().map(|photo| photo.to_string_lossy()).unwrap_or_default();
    let formats = formats.join(",");
    let parts = [
        order.title.as_str(),
        &order.prompt,
        persona,
        &order.layout,
        &order.headline,
        &order.line,
        &order.fact,
        &order.call,
        &formats,
        &photo,
    ];
    format!("{:016x}", super::journal::fnv1a(parts.iter().flat_map(|part| part.bytes().chain([0]))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use crate::brief::format;
    use crate::table::read_table;

    fn check(text: &str) -> CheckedCampaign {
        let table = read_table(text.as_bytes()).unwrap();
        let mapping = Mapping::of(&table.columns, &[]).unwrap();
        let personas = starters();
        let personas: Vec<_> = personas.iter().collect();
        let known = Known {
            personas: &personas,
            persona: Some(PersonaId("stride".into())),
            layout: "split",
            formats: &[format("x-wide").unwrap()],
            photo: &|name| match name {
                "here.jpg" => Ok(PathBuf::from("/photos/here.jpg")),
                name => Err(format!("There is no file {name}.")),
            },
        };
        check_rows(&table, &mapping, &known)
    }

    #[test]
    fn a_row_becomes_an_order_and_what_it_does_not_say_is_taken_from_the_defaults() {
        let checked = check(
            "Produkt,Motiv,Marke,Überschrift,Preis,Datum,Kanäle,Foto,Vorlage\n\
             Red shoe,a red running shoe,,Run lighter,£89,1.12.2026,\"Instagram, x-1x1\",,offer\n\
             Mug,,none,,,,,here.jpg,\n",
        );
        let orders: Vec<_> = checked.orders().collect();
        let [shoe, mug] = orders[..] else { panic!("{checked:?}") };
        assert_eq!((shoe.prompt.as_str(), shoe.fact.as_str()), ("a red running shoe", "£89"));
        assert_eq!(
            shoe.formats.iter().map(|f| f.id).collect::<Vec<_>>(),
            ["instagram-4x5", "x-1x1"]
        );
        assert_eq!(shoe.date.unwrap().to_string(), "2026-12-01");
        assert_eq!(
            (shoe.layout.as_str(), shoe.persona.as_ref().unwrap().0.as_str()),
            ("offer", "stride")
        );
        assert_eq!((mug.prompt.as_str(), mug.headline.as_str()), ("Mug", "Mug"));
        assert_eq!((mug.persona.as_ref(), mug.layout.as_str()), (None, "split"));
        assert_eq!(mug.photo.as_deref(), Some(std::path::Path::new("/photos/here.jpg")));
    }

    #[test]
    fn every_error_is_named_by_row_and_column() {
        let long = "x".repeat(281);
        let checked = check(&format!(
            "product,headline,persona,networks,date,photo,layout,fact\n\
             Good,,,,,,,\n\
             Bad,,nobody,myspace,tomorrow,gone.jpg,wobble,#REF!\n\
             ,Only a headline,,,,,,\n\
             Long,{long},,,,,,\n"
        ));
        assert_eq!((checked.orders().count(), checked.bad_rows()), (1, 3));
        let found: Vec<_> =
            checked.errors().map(|(row, error)| (row, error.column.as_str())).collect();
        let bad = ["fact", "photo", "persona", "layout", "date", "networks"].map(|name| (3, name));
        let mut expected = bad.to_vec();
        expected.extend([(4, "product"), (5, "headline")]);
        assert_eq!(found, expected);
    }

    #[test]
    fn rows_alike_are_two_orders_and_a_new_date_is_none() {
        let keys =
            |text: &str| check(text).orders().map(|order| order.key.clone()).collect::<Vec<_>>();
        let first = keys("product,date\nMug,2026-12-01\nMug,2026-12-02\n");
        assert_ne!(first[0], first[1]);
        assert_eq!(first, keys("product,date\nMug,2026-12-03\nMug,\n"));
        assert_ne!(first, keys("product,fact\nMug,£1\nMug,£2\n"));
    }
}
