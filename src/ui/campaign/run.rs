//! The run of a campaign in words: how much it makes, when it is done, and how it ended.
//! What is run is known in the studio.

use super::{CampaignPanel, CampaignSummary};
use crate::brief::Size;
use crate::campaign::{CampaignPlan, CheckedCampaign};
use crate::studio::{CampaignOptions, CampaignResult, ExportExtras, Studio};
use crate::ui::text;
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
            (None, None) if plan.started => (text!("campaign-not-finished").to_owned(), None),
            (None, None) => (text!("campaign-not-started").to_owned(), None),
        };
        Some(CampaignSummary { name: plan.name(), text, fraction })
    }

    /// `12 of 40 rows, done at about 18:40`.
    pub(super) fn progress_text(&self, studio: &Studio) -> String {
        let Some(run) = &self.run else { return String::new() };
        let (over, all) = run.progress();
        let mut parts = vec![text!("campaign-rows-over", done = over, rows = rows_text(all))];
        let failed = self.states.failed();
        if failed > 0 {
            parts.push(text!("campaign-failed-count", count = failed));
        }
        if run.is_stopping() {
            parts.push(text!("campaign-is-stopping").to_owned());
        } else if studio.job_queue().is_paused() {
            parts.push(text!("campaign-queue-is-paused").to_owned());
        } else if let Some(left) = self.states.left(all - over) {
            parts.push(text!("campaign-done-about", time = clock(left)));
        }
        parts.join(", ")
    }

    /// What would be made, and by when: `40 rows, 96 posts, 178 files, done at about 18:40`.
    pub(super) fn cost_text(&self, checked: &CheckedCampaign) -> String {
        let rows = checked.orders().count();
        let posts = checked.posts();
        let files = self.plan.as_ref().map_or(0, |plan| plan.files(checked));
        let (rows, posts_text) = (rows_text(rows), text!("campaign-posts", count = posts));
        let drawing = self.cost.map_or(Duration::ZERO, |cost| cost.with_queue);
        let writing = Duration::from_secs_f64(SECONDS_PER_POST * posts as f64);
        let time = clock(drawing.max(writing));
        text!("campaign-cost", rows = rows, posts = posts_text, files = files, time = time)
    }
}

/// `1 row` or `40 rows`.
pub(super) fn rows_text(rows: usize) -> String {
    text!("campaign-rows", count = rows, number = text::count(rows))
}

/// How a run ended.
pub(super) fn result_text(result: &Result<CampaignResult, String>) -> String {
    match result {
        Err(sentence) => text::said(sentence).into_owned(),
        Ok(result) => {
            let rows = rows_text(result.made);
            let mut parts = vec![text!("campaign-made", rows = rows, count = result.posts)];
            if result.failed > 0 {
                parts.push(text!("campaign-failed-count", count = result.failed));
            }
            if result.left > 0 {
                parts.push(text!("campaign-left-count", count = result.left));
            }
            parts.join(", ")
        }
    }
}

/// The time of day after `left`, with its weekday where that is not today.
fn clock(left: Duration) -> String {
    let zone = jiff::tz::TimeZone::system();
    let now = jiff::Timestamp::now();
    let end = (now + left).to_zoned_datetime(zone.clone());
    let now = now.to_zoned_datetime(zone);
    let time = end.strftime("%H:%M").to_string();
    match end.date() == now.date() {
        true => time,
        false => text!("campaign-day-and-time", day = text::weekday(end.weekday()), time = time),
    }
}
