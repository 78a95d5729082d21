//! Several captions to choose from: three side by side, or one for each day of a week. Each is a job of its own.
//! What they say is the writer's; which of them was asked for together is known here.

use super::action::{Action, CaptionAction, JobAction};
use super::caption_card::network_of;
use super::context::PanelContext;
use super::theme::strong;
use super::{icons, widgets};
use crate::job::{Job, JobId};
use crate::ui::text;
use egui::{Context, Label, RichText, ScrollArea, Ui, vec2};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Several {
    /// To choose one of.
    Variants,
    /// One for each of the next seven days.
    Week,
}

impl Several {
    pub fn count(self) -> usize {
        match self {
            Self::Variants => 3,
            Self::Week => 7,
        }
    }
}

/// Captions that were written together.
pub struct CaptionChoice {
    captions: Vec<JobId>,
    /// The day of each, where they are a week's.
    days: Vec<String>,
}

/// What the user did with them.
enum Answer {
    Use(JobId),
    Close,
}

/// From this width on, three columns are side by side.
const WIDE: f32 = 720.0;

impl CaptionChoice {
    /// `days` is empty, or has one for each caption.
    pub fn new(captions: Vec<JobId>, days: Vec<String>) -> Self {
        Self { captions, days }
    }

    /// The captions over the window; false once one was chosen, or all are kept.
    pub fn ui(&self, ctx: &Context, cx: &mut PanelContext<'_>) -> bool {
        let studio = cx.studio;
        let jobs: Vec<&Job> = self.captions.iter().filter_map(|id| studio.job(*id)).collect();
        let room = ctx.content_rect().size();
        let modal = egui::Modal::new(egui::Id::unique("caption choice")).show(ctx, |ui| {
            ui.set_width((room.x - 64.0).min(1040.0));
            let title = if self.days.is_empty() {
                text!("captions-choose-a-caption")
            } else {
                text!("captions-week-captions")
            };
            ui.label(strong(title, 17.0).color(cx.look.ink));
            ui.add_space(6.0);
            let height = room.y - 190.0;
            let mut answer = match self.days.is_empty() && room.x >= WIDE {
                true => self.columns_ui(ui, cx, &jobs, height),
                false => self.rows_ui(ui, cx, &jobs, height),
            };
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                if ui
                    .button(text!("captions-keep-all"))
                    .on_hover_text(text!("captions-each-stays-version"))
                    .clicked()
                {
                    answer = Some(Answer::Close);
                }
                if !self.days.is_empty()
                    && widgets::button(ui, icons::COPY, text!("captions-copy-all")).clicked()
                {
                    cx.push(Action::CopyText(self.whole_week(&jobs)));
                }
            });
            answer
        });
        match modal.inner {
            Some(Answer::Use(id)) => {
                self.remove_others(cx, &jobs, id);
                false
            }
            Some(Answer::Close) => false,
            None => !modal.should_close() && !jobs.is_empty(),
        }
    }

    fn columns_ui(
        &self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        jobs: &[&Job],
        height: f32,
    ) -> Option<Answer> {
        let mut answer = None;
        ui.columns(jobs.len().max(1), |columns| {
            for (number, (ui, job)) in columns.iter_mut().zip(jobs).enumerate() {
                let height = height.min(340.0);
                let used = self.card_ui(ui, cx, (number, job), (height, height - 64.0));
                answer = used.or(answer.take());
            }
        });
        answer
    }

    fn rows_ui(
        &self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        jobs: &[&Job],
        height: f32,
    ) -> Option<Answer> {
        let mut answer = None;
        ScrollArea::vertical().id_salt("caption choice").max_height(height).show(ui, |ui| {
            for (number, job) in jobs.iter().enumerate() {
                let used = self.card_ui(ui, cx, (number, job), (0.0, f32::INFINITY));
                answer = used.or(answer.take());
                ui.add_space(4.0);
            }
        });
        answer
    }

    /// One caption on a card of a least height, its text of a greatest one.
    fn card_ui(
        &self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        (number, job): (usize, &Job),
        (least, most): (f32, f32),
    ) -> Option<Answer> {
        let name = match self.days.get(number) {
            Some(day) => day.clone(),
            None => text!("captions-number", number = number + 1),
        };
        let frame = cx.look.card().inner_margin(12);
        let card = frame.show(ui, |ui| {
            ui.set_min_size(vec2(ui.available_width(), least));
            self.one_ui(ui, cx, job, &name, most)
        });
        card.inner.then_some(Answer::Use(job.id))
    }

    /// One caption with its name; true where it is to be used.
    fn one_ui(
        &self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        job: &Job,
        name: &str,
        height: f32,
    ) -> bool {
        ui.label(RichText::new(name).small().color(cx.look.quiet));
        let text = text_of(job);
        ScrollArea::vertical().id_salt(job.id.to_string()).max_height(height).show(ui, |ui| {
            ui.add(Label::new(RichText::new(&text).color(cx.look.ink)).wrap());
        });
        let mut is_used = false;
        ui.horizontal(|ui| {
            let is_done = job.caption().is_some();
            let response =
                ui.add_enabled(is_done, egui::Button::new(text!("captions-use-this-one")));
            is_used = response.accessible_name(text!("captions-use-named", name = name)).clicked();
            let tip = text!("captions-copy-named", name = name);
            if is_done && widgets::icon_button(ui, icons::COPY, &tip, &tip).clicked() {
                cx.push(Action::CopyText(text.clone()));
            }
            if let Some(caption) = job.caption() {
                let network = network_of(job);
                let count = text::count(caption.count(network));
                let counter = format!("{count} / {}", text::count(network.limit));
                ui.label(RichText::new(counter).small().color(cx.look.quiet));
            }
        });
        is_used
    }

    /// Takes the other captions away; a message offers to restore them.
    fn remove_others(&self, cx: &mut PanelContext<'_>, jobs: &[&Job], used: JobId) {
        let others = || jobs.iter().filter(|job| job.id != used);
        for job in others().filter(|job| !job.state().is_over()) {
            cx.push(JobAction::Cancel(job.id));
        }
        let over = others().filter(|job| job.state().is_over()).map(|job| job.id).collect();
        cx.push(JobAction::Remove(over));
    }

    /// Each day and its caption.
    fn whole_week(&self, jobs: &[&Job]) -> String {
        let days = self.days.iter().zip(jobs);
        let parts: Vec<String> =
            days.map(|(day, job)| format!("{day}\n\n{}", text_of(job))).collect();
        parts.join("\n\n---\n\n")
    }
}

/// The title and the text of a caption; how far it is where it is still being written.
fn text_of(job: &Job) -> String {
    let Some(caption) = job.caption() else {
        return if job.draft().is_empty() { job.state().words() } else { job.draft().to_owned() };
    };
    let network = network_of(job);
    match caption.title(network) {
        Some(title) => format!("{title}\n\n{}", caption.text(network)),
        None => caption.text(network),
    }
}

/// The buttons that ask for several captions.
pub fn several_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, job: JobId) {
    if ui
        .button(text!("captions-choose-from-3"))
        .on_hover_text(text!("captions-write-three-side-by-side"))
        .clicked()
    {
        cx.push(CaptionAction::WriteSeveral(job, Several::Variants));
    }
    if ui
        .button(text!("captions-a-week"))
        .on_hover_text(text!("captions-write-one-for-each-next"))
        .clicked()
    {
        cx.push(CaptionAction::WriteSeveral(job, Several::Week));
    }
}
