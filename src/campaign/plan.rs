//! How a campaign is to be made: its table, its folder and every choice, as the window keeps them between two starts.
//! Values only; whether a brand, a layout or a model still exists is checked where the plan is used.

use super::{CheckedCampaign, ColumnChoice, RowOrder};
use crate::brand::PersonaId;
use crate::brief::ModelId;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The layout and the format of rows that name none, at first.
const FIRST_LAYOUT: &str = crate::post::FIRST_LAYOUT;
const FIRST_FORMAT: &str = "instagram-4x5";
/// How many failed rows in a row end a campaign, at first.
const STOP_AFTER: u32 = 3;

/// A campaign as the user has set it up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CampaignPlan {
    pub table: PathBuf,
    /// The folder of the posts; none before one is proposed.
    pub folder: Option<PathBuf>,
    pub columns: Vec<ColumnChoice>,
    /// The brand, the layout and the formats of rows that name none.
    pub persona: Option<PersonaId>,
    pub layout: String,
    pub formats: Vec<String>,
    /// The models that draw and write.
    pub model: ModelId,
    pub writer: ModelId,
    /// Show photos whole rather than cut out.
    pub whole_photos: bool,
    /// Leave the prompt out of the files.
    pub clean: bool,
    /// A finding of the brand check fails the row.
    pub strict: bool,
    pub approval_sheet: bool,
    pub carousel: bool,
    pub zip: bool,
    /// Stop after so many failed rows in a row.
    pub stop_after: u32,
    /// Whether it was started, so that the next start of the program offers to go on with it.
    pub started: bool,
}

impl Default for CampaignPlan {
    fn default() -> Self {
        Self {
            table: PathBuf::new(),
            folder: None,
            columns: Vec::new(),
            persona: None,
            layout: FIRST_LAYOUT.into(),
            formats: vec![FIRST_FORMAT.into()],
            model: ModelId::spark(),
            writer: ModelId::builtin_writer(),
            whole_photos: false,
            clean: false,
            strict: false,
            approval_sheet: true,
            carousel: false,
            zip: false,
            stop_after: STOP_AFTER,
            started: false,
        }
    }
}

impl CampaignPlan {
    /// The name of the table without its ending: the campaign's name.
    pub fn name(&self) -> String {
        self.table.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The name of the table's file.
    pub fn file_name(&self) -> String {
        self.table.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// How many files a campaign leaves in its folder: pictures, captions, carousels, the table, the journal, and what is
    /// wanted beside them.
    pub fn files(&self, checked: &CheckedCampaign) -> usize {
        let on_linkedin = |order: &RowOrder| {
            let formats = order.formats.iter();
            formats.filter(|format| format.of_network().id == "linkedin").count()
        };
        let carousels = checked.orders().filter(|order| on_linkedin(order) > 1).count();
        let beside = [(self.approval_sheet, 2), (self.carousel, 1), (self.zip, 1)];
        let beside: usize = beside.into_iter().filter(|(on, _)| *on).map(|(_, files)| files).sum();
        checked.posts() + checked.captions() + carousels + 2 + beside
    }

    /// Chooses what a column holds, in the place of an earlier choice for it.
    pub fn choose(&mut self, choice: ColumnChoice) {
        self.columns.retain(|other| other.column != choice.column);
        self.columns.push(choice);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::Field;

    #[test]
    fn a_plan_survives_the_round_trip_and_an_unknown_column_costs_nothing_else() {
        let mut plan = CampaignPlan { table: "/t/autumn.csv".into(), ..CampaignPlan::default() };
        for field in [Some(Field::Fact), None, Some(Field::Product)] {
            plan.choose(ColumnChoice { column: "Unser = Name".into(), field });
        }
        plan.choose(ColumnChoice { column: "Preis".into(), field: None });
        let text = toml::to_string(&plan).unwrap();
        let read: CampaignPlan = toml::from_str(&text).unwrap();
        assert_eq!(read, plan);
        assert_eq!(read.columns.len(), 2, "one choice for each column: {text}");
        assert_eq!((read.name().as_str(), read.file_name().as_str()), ("autumn", "autumn.csv"));
        let text = text.replace("=product", "=colour");
        assert!(toml::from_str::<CampaignPlan>(&text).is_err());
    }
}
