//! Before a campaign runs: its table is read and checked, and the folder of its posts is opened.
//! Nothing is drawn here. Reading and opening wait for the disk, the checks of briefs do not.

use super::file_thread::keep;
use super::{CampaignOptions, Studio};
use crate::brand::{Persona, PersonaId};
use crate::brief::Format;
use crate::campaign::{
    CampaignRow, CheckedCampaign, ColumnChoice, JOURNAL_FILE, Journal, Known, Mapping,
    MappingError, RowError, RowOrder, RowState, check_fit, check_rows,
};
use crate::files::{read_bounded, read_pixels, slug};
use crate::post::PostTheme;
use crate::studio::Cost;
use crate::studio::posts::Themes;
use crate::table::{MAX_TABLE_BYTES, Table, read_table};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest journal that is read, in bytes.
const MAX_JOURNAL: u64 = 64 << 20;

/// What a row gets that names nothing.
#[derive(Clone, Debug)]
pub struct CampaignDefaults {
    pub persona: Option<PersonaId>,
    pub layout: String,
    pub formats: Vec<&'static Format>,
}

/// A table that was read and checked.
#[derive(Clone, Debug)]
pub struct ReadCampaign {
    pub table: Table,
    /// The fields of its columns; an error where they cannot be told.
    pub mapping: Result<Mapping, MappingError>,
    /// Empty where there is no mapping.
    pub checked: CheckedCampaign,
}

/// Reads a table and checks every row, as far as that needs no model.
///
/// # Errors
/// In the user's words, where the file is no table.
pub fn read_campaign(
    path: &Path,
    choices: &[ColumnChoice],
    brands: &[Persona],
    personas: PathBuf,
    defaults: &CampaignDefaults,
) -> Result<ReadCampaign, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let bytes = read_bounded(path, MAX_TABLE_BYTES as u64)
        .map_err(|error| format!("{name} cannot be read: {error}."))?;
    let table = read_table(&bytes).map_err(|error| format!("{name}: {error}"))?;
    let mapping = Mapping::of(&table.columns, choices);
    let Ok(fields) = &mapping else {
        return Ok(ReadCampaign { table, mapping, checked: CheckedCampaign::default() });
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let known = Known {
        personas: &brands.iter().collect::<Vec<_>>(),
        persona: defaults.persona.clone(),
        layout: &defaults.layout,
        formats: &defaults.formats,
        photo: &|name| photo(&folder.join(name)),
    };
    let mut checked = check_rows(&table, fields, &known);
    let mut themes = Themes::new(personas);
    let mut looks: HashMap<Option<PersonaId>, (PostTheme, String)> = HashMap::new();
    for order in checked.orders() {
        looks.entry(order.persona.clone()).or_insert_with(|| {
            let brand = brands.iter().find(|brand| Some(&brand.id) == order.persona.as_ref());
            let handle = brand.map_or(String::new(), |brand| brand.handle.clone());
            (themes.theme(brand.cloned().map(Arc::new).as_ref()).theme, handle)
        });
    }
    let fonts = themes.fonts().clone();
    check_fit(&mut checked, (&table, fields), &fonts, |order| {
        let (theme, handle) = &looks[&order.persona];
        (theme, handle)
    });
    Ok(ReadCampaign { table, mapping, checked })
}

/// A photo that can be read.
fn photo(path: &Path) -> Result<PathBuf, String> {
    read_pixels(path).map_err(|error| error.to_string())?;
    std::path::absolute(path).map_err(|error| error.to_string())
}

/// Turns orders into rows with an error whose pictures or captions a studio would refuse.
pub fn check_briefs(studio: &Studio, options: &CampaignOptions, checked: &mut CheckedCampaign) {
    checked.rows.iter_mut().for_each(|row| check_brief(studio, options, row));
}

/// As [`check_briefs`], for one row: for a front end that may not check a whole table at once.
pub fn check_brief(studio: &Studio, options: &CampaignOptions, row: &mut CampaignRow) {
    let Ok(order) = &row.order else { return };
    let brief = super::begun::brief_of(studio, options, order, 0);
    if let Err(error) = studio.builder().check(&brief) {
        let (column, message) = ("prompt".to_owned(), error.to_string());
        row.order = Err(vec![RowError { column, message }]);
    }
}

/// What the rows of a campaign cost that are drawn; none where a team draws, or where every row has a photo.
pub fn campaign_cost(
    studio: &Studio,
    options: &CampaignOptions,
    checked: &CheckedCampaign,
) -> Option<Cost> {
    let drawn = checked.orders().filter(|order| order.photo.is_none());
    let (first, count) = (drawn.clone().next()?, drawn.count());
    let brief = super::begun::brief_of(studio, options, first, 0);
    let one = studio.cost(&brief)?;
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let time = one.time.saturating_mul(count);
    let before = one.with_queue.saturating_sub(one.time);
    Some(Cost { pictures: count, time, with_queue: before + time, ..one })
}

/// Opens the folder of a campaign: a new one, or one that an earlier run has begun. Rows whose files are gone are made
/// again.
///
/// # Errors
/// In the user's words, where the folder holds other things, or cannot be written.
pub fn open_folder<'a>(
    out: &Path,
    orders: impl Iterator<Item = &'a RowOrder>,
) -> Result<Journal, String> {
    let unusable =
        |error: &dyn std::fmt::Display| format!("{} cannot be used: {error}.", out.display());
    std::fs::create_dir_all(out).map_err(|error| unusable(&error))?;
    let path = out.join(JOURNAL_FILE);
    let mut journal = if path.exists() {
        let bytes = read_bounded(&path, MAX_JOURNAL).map_err(|error| unusable(&error))?;
        let text = String::from_utf8(bytes).map_err(|_| unusable(&"its journal is not text"))?;
        Journal::read(&text)?
    } else {
        let mut entries = std::fs::read_dir(out).map_err(|error| unusable(&error))?;
        // What a killed run of this program has left half-written is no reason to refuse.
        let is_other = |name: &str| !name.starts_with(".brandish-");
        if entries
            .any(|entry| entry.is_ok_and(|entry| is_other(&entry.file_name().to_string_lossy())))
        {
            return Err(format!(
                "{} holds other files, and a campaign overwrites nothing. Name an empty or a new folder.",
                out.display()
            ));
        }
        Journal::new(crate::studio::fresh_seed())
    };
    sweep(out);
    for row in &mut journal.rows {
        let is_there = |file: &String| out.join(file).is_file();
        if row.state == RowState::Made && !row.posts.iter().all(|post| is_there(&post.file)) {
            row.state = RowState::Waiting;
        }
    }
    journal.take_up(orders, slug);
    keep(out, &journal)?;
    Ok(journal)
}

/// Removes what a killed run has left half-written, in the folder and those of its networks.
fn sweep(out: &Path) {
    crate::files::sweep(out);
    for network in crate::brief::NETWORKS {
        crate::files::sweep(&out.join(network.id));
    }
}
