//! Which jobs share a card: the picture of a brief with its captions, and captions without a picture together.
//! It also draws the row of a card's captions and its post; the rest of a card is drawn in `jobs_panel`.

use crate::job::{Job, JobId, State};
use crate::studio::Studio;
use crate::ui::action::JobAction;
use crate::ui::caption_card::network_of;
use crate::ui::context::PanelContext;
use crate::ui::post::PostAction;
use crate::ui::text;
use egui::{Button, Color32, Rect, RichText, Ui, UiBuilder, vec2};
use std::collections::{HashMap, HashSet};

/// The least width of a chip in the row below a card, its height, and the gap between two, points.
const NARROWEST: f32 = 66.0;
const CHIP: f32 = 24.0;
const GAP: f32 = 4.0;
/// The room around the row, points.
const AROUND: f32 = 10.0;

/// One card: a picture with the captions of its brief, or captions alone.
pub(super) struct BriefCard<'a> {
    /// The picture, or the first caption where there is none.
    pub job: &'a Job,
    /// The newest caption for each network, the one that is `job` included.
    pub captions: Vec<&'a Job>,
}

impl<'a> BriefCard<'a> {
    /// The job whose state the card shows: what runs, then what waits, then what failed.
    pub fn lead(&self) -> &'a Job {
        let rank = |job: &Job| match job.state() {
            state if state.is_running() => 0,
            State::Queued => 1,
            State::Failed(_) | State::Interrupted => 2,
            _ => 3,
        };
        let all = std::iter::once(self.job).chain(self.captions.iter().copied());
        all.min_by_key(|job| rank(job)).unwrap_or(self.job)
    }

    /// The ids of its jobs, each once, with those that are open or not, as asked.
    pub fn ids(&self, is_wanted: impl Fn(&State) -> bool) -> Vec<JobId> {
        let mut ids: Vec<JobId> = Vec::new();
        for job in std::iter::once(&self.job).chain(&self.captions) {
            if is_wanted(job.state()) && !ids.contains(&job.id) {
                ids.push(job.id);
            }
        }
        ids
    }

    /// What its bin removes: the picture with every version of its captions, unless they belong to further pictures too.
    pub fn removed(&self, studio: &Studio) -> Vec<JobId> {
        let store = studio.job_store();
        let is_picture = self.job.task.picture().is_some();
        if is_picture && store.variations(self.job.batch).nth(1).is_some() {
            return vec![self.job.id];
        }
        let picture = is_picture.then_some(self.job.id);
        picture.into_iter().chain(store.captions(self.job.batch).map(|job| job.id)).collect()
    }

    /// How many chips stand below it: its captions and its post; none where one caption is all it has.
    fn chips(&self) -> usize {
        match self.job.task.picture() {
            Some(_) if self.captions.is_empty() => 0,
            Some(_) => self.captions.len() + usize::from(self.job.picture().is_some()),
            None if self.captions.len() < 2 => 0,
            None => self.captions.len(),
        }
    }

    /// The height of the row of chips in a card of that width.
    pub fn row_height(&self, width: f32) -> f32 {
        let rows = self.chips().div_ceil(columns(width));
        if rows == 0 { 0.0 } else { rows as f32 * (CHIP + GAP) + AROUND - GAP }
    }

    /// The chips, in the lower part of the card.
    pub fn row_ui(&self, ui: &mut Ui, cx: &mut PanelContext<'_>, card: Rect) {
        let height = self.row_height(card.width());
        if height == 0.0 {
            return;
        }
        let top = card.bottom() - height;
        let post = self.job.picture().map(|_| self.job.id);
        let count = usize::from(post.is_some());
        let columns = columns(card.width());
        // Together they fill the row.
        let width = (card.width() - 2.0 * AROUND + GAP) / columns as f32 - GAP;
        let size = vec2(width, CHIP);
        let at = |number: usize| {
            let (column, row) = ((number % columns) as f32, (number / columns) as f32);
            let corner = egui::pos2(card.left() + AROUND, top);
            Rect::from_min_size(corner + vec2(column, row) * (size + vec2(GAP, GAP)), size)
        };
        if let Some(id) = post {
            let tip = text!("jobs-lay-out-post-headline-logo");
            if chip_ui(
                ui,
                at(0),
                text!("jobs-post"),
                cx.look.accent,
                text!("jobs-post-picture"),
                tip,
            ) {
                cx.push(PostAction::Open(id));
            }
        }
        for (number, job) in self.captions.iter().enumerate() {
            let network = network_of(job);
            let ink = ink_of(job.state(), cx);
            let name = text!(
                "jobs-caption-state",
                network = network.name,
                state = text::state(job.state()),
            );
            let tip = match (job.caption(), job.state()) {
                (Some(caption), _) => caption.hook.clone(),
                (None, State::Failed(failure)) => text::sentence(failure),
                (None, state) => text::state(state),
            };
            if chip_ui(ui, at(number + count), network.name, ink, &name, &tip) {
                cx.push(JobAction::Show(job.id));
            }
        }
    }
}

fn columns(width: f32) -> usize {
    (((width - 2.0 * AROUND + GAP) / (NARROWEST + GAP)).floor() as usize).max(1)
}

fn ink_of(state: &State, cx: &PanelContext<'_>) -> Color32 {
    match state {
        State::Done => cx.look.ink,
        State::Failed(_) => cx.look.bad,
        _ => cx.look.quiet,
    }
}

/// One chip; true where it was clicked.
fn chip_ui(ui: &mut Ui, rect: Rect, text: &str, ink: Color32, name: &str, tip: &str) -> bool {
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect));
    ui.spacing_mut().button_padding = vec2(4.0, 2.0);
    ui.spacing_mut().interact_size.y = CHIP;
    let button = Button::new(RichText::new(text).size(12.0).color(ink));
    let button = button.min_size(rect.size()).corner_radius(8).truncate();
    ui.add_sized(rect.size(), button).accessible_name(name).on_hover_text(tip).clicked()
}

/// The cards: those with something that is drawn or waits first, in the order of drawing, then those that are over, newest
/// first.
pub(super) fn cards(studio: &Studio) -> Vec<BriefCard<'_>> {
    let (over, mut open): (Vec<_>, Vec<_>) =
        newest_versions(studio).into_iter().partition(|job| job.state().is_over());
    let places: HashMap<JobId, usize> = studio.queue().map(|job| job.id).zip(0..).collect();
    // What is handed over to a renderer has no place in the queue any more; the oldest was first.
    open.sort_by_key(|job| (places.get(&job.id).copied(), job.id));
    let jobs: Vec<&Job> = open.into_iter().chain(over).collect();
    // Of several pictures of a brief, the first has the captions.
    let mut first: HashMap<JobId, JobId> = HashMap::new();
    for job in jobs.iter().filter(|job| job.task.picture().is_some()) {
        let id = first.entry(job.batch).or_insert(job.id);
        *id = job.id.min(*id);
    }
    let mut at: HashMap<(JobId, Option<JobId>), usize> = HashMap::new();
    let mut cards: Vec<BriefCard<'_>> = Vec::new();
    for job in jobs {
        let is_picture = job.task.picture().is_some();
        let picture = if is_picture { Some(job.id) } else { first.get(&job.batch).copied() };
        let known = *at.entry((job.batch, picture)).or_insert(cards.len());
        if known == cards.len() {
            let job = picture.and_then(|id| studio.job(id)).unwrap_or(job);
            cards.push(BriefCard { job, captions: Vec::new() });
        }
        if !is_picture {
            cards[known].captions.push(job);
        }
    }
    for card in &mut cards {
        card.captions.sort_by_key(|job| job.id);
    }
    cards
}

/// Every job, newest first, without captions of which there is a newer version.
fn newest_versions(studio: &Studio) -> Vec<&Job> {
    let mut newest = HashSet::new();
    let is_newest = |job: &&Job| {
        let Some(spec) = job.task.caption() else { return true };
        newest.insert((job.batch, spec.network().id)) || !job.state().is_over()
    };
    studio.jobs().filter(is_newest).collect()
}
