//! Which column of a table holds which field: by its name in English or German, or as the user says.
//! What the cells hold is not looked at.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! fields {
    ($($field:ident = $word:literal, $about:literal, [$($name:literal),*];)*) => {
        /// What a column can hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Field { $($field),* }

        impl Field {
            pub const ALL: &[Self] = &[$(Self::$field),*];

            /// As in the table's header and in `--map`.
            pub fn word(self) -> &'static str {
                match self { $(Self::$field => $word),* }
            }

            /// What it is for, in a few words.
            pub fn about(self) -> &'static str {
                match self { $(Self::$field => $about),* }
            }

            /// Other names of the column, in lower case.
            fn names(self) -> &'static [&'static str] {
                match self { $(Self::$field => &[$($name),*]),* }
            }
        }
    };
}

fields! {
    Product = "product", "what is advertised", ["products", "item", "article", "produkt", "artikel", "ware"];
    Prompt = "prompt", "what the picture shows", ["picture", "motif", "scene", "motiv", "bild", "bildbeschreibung", "szene"];
    Persona = "persona", "the brand, by its id", ["brand", "voice", "marke"];
    Headline = "headline", "what the post says first", ["title", "heading", "überschrift", "ueberschrift", "schlagzeile", "titel"];
    Line = "line", "a supporting line", ["subline", "text", "subtitle", "zeile", "unterzeile", "untertitel"];
    Fact = "fact", "a price, a date or a share", ["price", "offer", "preis", "angebot", "angabe", "fakt"];
    Call = "call", "what the reader is asked to do", ["cta", "call to action", "action", "aufruf", "handlungsaufruf", "aufforderung"];
    Date = "date", "when it is posted", ["day", "publish date", "datum", "tag", "termin", "veröffentlichung"];
    Networks = "networks", "where it is posted", ["network", "channel", "channels", "formats", "format", "netzwerk", "netzwerke", "kanal", "kanäle", "formate"];
    Photo = "photo", "the file of a photo, in place of a prompt", ["image", "file", "photo file", "foto", "datei", "bilddatei", "fotodatei"];
    Layout = "layout", "the layout's id", ["template", "vorlage", "gestaltung"];
}

impl Field {
    /// The field that a column's name says, in English or German.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = plain(name);
        let is = |field: &&Self| field.word() == name || field.names().contains(&name.as_str());
        Self::ALL.iter().find(is).copied()
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// In lower case, with single spaces in the place of all that stands between words.
fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// One wish of the user: this column holds that field, or nothing that is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ColumnChoice {
    pub column: String,
    pub field: Option<Field>,
}

/// Why columns cannot be found. Reads as a sentence to the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    #[error(
        "“{0}” is no choice of a column. Write COLUMN=FIELD, such as Artikel=product, or COLUMN=none."
    )]
    NoChoice(String),
    #[error("There is no field “{0}”. Fields: {fields}.", fields = words())]
    NoField(String),
    #[error("The table has no column “{name}”. Columns: {columns}.")]
    NoColumn { name: String, columns: String },
    #[error(
        "The columns “{first}” and “{second}” both hold the {field}. Choose one of them: {first}=none."
    )]
    Twice { field: Field, first: String, second: String },
    #[error(
        "The table has no column for what is posted. Name one product, prompt or photo in its first row, or say \
         which it is. Columns: {0}."
    )]
    Nothing(String),
}

fn words() -> String {
    Field::ALL.iter().map(|field| field.word()).collect::<Vec<_>>().join(", ")
}

impl std::str::FromStr for ColumnChoice {
    type Err = MappingError;

    /// `COLUMN=FIELD`, or `COLUMN=none`.
    fn from_str(text: &str) -> Result<Self, MappingError> {
        let no_choice = || MappingError::NoChoice(text.to_owned());
        let (column, field) = text.rsplit_once('=').ok_or_else(no_choice)?;
        let column = column.trim().to_owned();
        if column.is_empty() {
            return Err(no_choice());
        }
        let field = match field.trim() {
            "none" | "" => None,
            name => {
                let known = Field::of_name(name);
                Some(known.ok_or_else(|| MappingError::NoField(name.to_owned()))?)
            }
        };
        Ok(Self { column, field })
    }
}

impl TryFrom<String> for ColumnChoice {
    type Error = MappingError;

    fn try_from(text: String) -> Result<Self, MappingError> {
        text.parse()
    }
}

impl From<ColumnChoice> for String {
    fn from(choice: ColumnChoice) -> Self {
        let field = choice.field.map_or("none", Field::word);
        format!("{}={field}", choice.column)
    }
}

/// The field of each column; none for one that is not used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(Vec<Option<Field>>);

impl Mapping {
    /// Finds the fields of a header. A choice goes before a column's name.
    ///
    /// # Errors
    /// Where a choice names no column, where two columns hold one field, or where none says what is posted.
    pub fn of(columns: &[String], choices: &[ColumnChoice]) -> Result<Self, MappingError> {
        let all = || columns.join(", ");
        let mut chosen: Vec<Option<Option<Field>>> = vec![None; columns.len()];
        for choice in choices {
            let at = columns.iter().position(|column| plain(column) == plain(&choice.column));
            let at = at.ok_or_else(|| MappingError::NoColumn {
                name: choice.column.clone(),
                columns: all(),
            })?;
            chosen[at] = Some(choice.field);
        }
        let taken: Vec<Field> = chosen.iter().flatten().flatten().copied().collect();
        let of_name = |column: &String| {
            // A field that the user has given to another column is taken.
            Field::of_name(column).filter(|field| !taken.contains(field))
        };
        let fields: Vec<Option<Field>> = columns
            .iter()
            .zip(chosen)
            .map(|(column, choice)| choice.unwrap_or_else(|| of_name(column)))
            .collect();
        for (at, field) in fields.iter().enumerate().filter_map(|(at, field)| Some((at, (*field)?)))
        {
            if let Some(second) = fields.iter().skip(at + 1).position(|other| *other == Some(field))
            {
                let second = columns[at + 1 + second].clone();
                return Err(MappingError::Twice { field, first: columns[at].clone(), second });
            }
        }
        let says_what = [Field::Product, Field::Prompt, Field::Photo];
        if !fields.iter().flatten().any(|field| says_what.contains(field)) {
            return Err(MappingError::Nothing(all()));
        }
        Ok(Self(fields))
    }

    /// The fields in the order of the columns.
    pub fn fields(&self) -> &[Option<Field>] {
        &self.0
    }

    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.0.iter().position(|found| *found == Some(field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(columns: &[&str], choices: &[&str]) -> Result<Vec<Option<Field>>, MappingError> {
        let columns: Vec<_> = columns.iter().map(|&column| column.to_owned()).collect();
        let choices = choices.iter().map(|choice| choice.parse()).collect::<Result<Vec<_>, _>>()?;
        Mapping::of(&columns, &choices).map(|mapping| mapping.0)
    }

    #[test]
    fn columns_are_known_by_their_names_in_two_languages_and_as_the_user_says() {
        use Field::{Date, Fact, Headline, Networks, Photo, Product};
        for (columns, choices, fields) in [
            (
                &["Product", "Headline", "DATE"][..],
                &[][..],
                vec![Some(Product), Some(Headline), Some(Date)],
            ),
            (
                &["Produkt", "Überschrift", "Kanäle"],
                &[],
                vec![Some(Product), Some(Headline), Some(Networks)],
            ),
            (&["Artikel", "Preis ", "interne Notiz"], &[], vec![Some(Product), Some(Fact), None]),
            (&["SKU", "Foto"], &["SKU=product"], vec![Some(Product), Some(Photo)]),
            // A choice takes the field from the column of that name.
            (&["product", "name"], &["name=product"], vec![None, Some(Product)]),
            (&["product", "price"], &["price=none"], vec![Some(Product), None]),
        ] {
            assert_eq!(of(columns, choices), Ok(fields), "{columns:?}");
        }
    }

    #[test]
    fn a_mapping_that_cannot_be_is_refused() {
        for (columns, choices, sentence) in [
            (&["product", "Produkt"][..], &[][..], "both hold the product"),
            (&["headline", "date"], &[], "no column for what is posted"),
            (&["product"], &["SKU=product"], "no column “SKU”"),
            (&["product"], &["product=colour"], "no field “colour”"),
            (&["product"], &["product"], "no choice of a column"),
        ] {
            let error = of(columns, choices).unwrap_err().to_string();
            assert!(error.contains(sentence), "{error}");
        }
    }

    #[test]
    fn no_name_stands_for_two_fields() {
        let names: Vec<_> = Field::ALL
            .iter()
            .flat_map(|field| field.names().iter().copied().chain([field.word()]))
            .collect();
        for name in &names {
            assert_eq!(names.iter().filter(|other| *other == name).count(), 1, "{name}");
            assert_eq!(plain(name), *name);
        }
    }
}
