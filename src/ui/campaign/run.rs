//! The run of a campaign in words: how much it makes, when it is done, and how it ended.
//! What is run is known in the studio.

use super::{CampaignPanel, CampaignSummary};
use crate::brief::Size;
use crate::campaign::{CampaignPlan, CheckedCampaign};
use crate::studio::{CampaignOptions, CampaignResult, ExportExtras, Studio};
use crate::units;
use std::time::Duration;

/// The size of drawn pictures: of things, and of whole scenes, which take their time by the pixel.
const THING: Size = Size::new(1024, 1024);
const SCENE: Size = Size::new(768, 768);
/// How long one post is laid out and written, measured on two cores.
const SECONDS_PER_POST: f64 = 0.3;

/// How the plan is made by a studio.
pub(super) fn options_of(plan: &CampaignPlan, studio: &Studio) -> CampaignOptions {
    let family = studio.catalog().traits(&plan.model).map(|traits| traits.family.facts());
    let is_scene = family.is_some_and(|facts| !facts.draws_only_things && !facts.drawn_by_people);
    let CampaignPlan { approval_sheet, carousel, zip, .. } = *plan;
    CampaignOptions {
        out: plan.folder.clone().unwrap_or_default(),
        title: plan.name(),
        model: plan.model.clone(),
        size: if is_scene { SCENE } else { THING },
        steps: None,
        writer: plan.writer.clone(),
        whole_photos: plan.whole_photos,
        clean: plan.clean,
        strict: plan.strict,
        extras: ExportExtras { approval_sheet, carousel, zip },
        stop_after: Some(plan.stop_after as usize),
        exclusive: false,
    }
}

impl CampaignPanel {
    /// Where the campaign stands; none where there is none.
    pub fn summary(&self, studio: &Studio) -> Option<CampaignSummary> {
        let plan = self.plan.as_ref()?;
        let (text, fraction) = match (&self.run, &self.result) {
            (Some(run), _) => {
                let (over, all) = run.progress();
                (self.progress_text(studio), Some(over as f32 / all.max(1) as f32))
            }
            (None, Some(result)) => (result_text(result), None),
            (None, None) if plan.started => ("Not finished".to_owned(), None),
            (None, None) => ("Not started".to_owned(), None),
        };
        Some(CampaignSummary { name: plan.name(), text, fraction })
    }

    /// `12 of 40 rows, done at about 18:40`.
    pub(super) fn progress_text(&self, studio: &Studio) -> String {
        let Some(run) = &self.run else { return String::new() };
        let (over, all) = run.progress();
        let mut text = format!("{} of {}", over, rows_text(all));
        let failed = self.states.failed();
        if failed > 0 {
            text += &format!(", {failed} failed");
        }
        if run.is_stopping() {
            text += ", stopping";
        } else if studio.job_queue().is_paused() {
            text += ", the queue is paused";
        } else if let Some(left) = self.states.left(all - over) {
            text += &format!(", done at about {}", clock(left));
        }
        text
    }

    /// What would be made, and by when: `40 rows, 96 posts, 178 files, done at about 18:40`.
    pub(super) fn cost_text(&self, checked: &CheckedCampaign) -> String {
        let rows = checked.orders().count();
        let posts = checked.posts();
        let files = self.plan.as_ref().map_or(0, |plan| plan.files(checked));
        let posts_text = if posts == 1 { "1 post".to_owned() } else { format!("{posts} posts") };
        let mut text = format!("{}, {posts_text}, {files} files", rows_text(rows));
        let drawing = self.cost.map_or(Duration::ZERO, |cost| cost.with_queue);
        let writing = Duration::from_secs_f64(SECONDS_PER_POST * posts as f64);
        text += &format!(": done at about {} if started now", clock(drawing.max(writing)));
        text
    }
}

/// `1 row` or `40 rows`.
pub(super) fn rows_text(rows: usize) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{} rows", units::count(rows)) }
}

/// How a run ended.
pub(super) fn result_text(result: &Result<CampaignResult, String>) -> String {
    match result {
        Err(sentence) => sentence.clone(),
        Ok(result) => {
            let mut text = format!("{} made, {} posts", rows_text(result.made), result.posts);
            if result.failed > 0 {
                text += &format!(", {} failed", result.failed);
            }
            if result.left > 0 {
                text += &format!(", {} left", result.left);
            }
            text
        }
    }
}

/// The time of day after `left`, with its weekday where that is not today.
fn clock(left: Duration) -> String {
    let zone = jiff::tz::TimeZone::system();
    let now = jiff::Timestamp::now();
    let end = (now + left).to_zoned_datetime(zone.clone());
    let now = now.to_zoned_datetime(zone);
    let form = if end.date() == now.date() { "%H:%M" } else { "%A %H:%M" };
    end.strftime(form).to_string()
}
