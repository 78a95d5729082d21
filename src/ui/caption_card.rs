//! The card under the canvas: the captions of the picture's brief, with a tab for each network, to read,
//! edit, rewrite and copy. The rules of captions are in `brief::caption`.

mod alt_text;
mod unfinished;

use super::action::{Action, CaptionAction};
use super::caption_choice::{CaptionChoice, several_ui};
use super::context::PanelContext;
use super::theme::strong;
use super::{bidi, icons, scroll, text_field, widgets};
use crate::brief::caption::{Violation, check};
use crate::brief::{Caption, CaptionSpec, NETWORKS, Network, Revision};
use crate::job::{Job, JobId, State};
use crate::ui::text;
use alt_text::alt_ui;
use egui::{Align, Layout, Popup, RichText, ScrollArea, TextWrapMode, Ui, vec2};
use unfinished::unfinished_ui;

/// From this width on, the alternative text is beside the caption.
const WIDE: f32 = 560.0;

/// What the card remembers between frames.
#[derive(Default)]
pub struct CaptionCard {
    /// The network whose tab is selected, by its id.
    tab: Option<&'static str>,
    page: Page,
    /// How many versions back from the newest.
    back: usize,
    folded: bool,
    checked: Option<Checked>,
    choice: Option<CaptionChoice>,
}

/// What a narrow card shows.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Page {
    #[default]
    Caption,
    AltText,
}

/// The violations of the text that was checked last.
struct Checked {
    job: JobId,
    text: String,
    violations: Vec<Violation>,
}

/// A finished caption job.
#[derive(Clone, Copy)]
struct Finished<'a> {
    job: &'a Job,
    caption: &'a Caption,
    spec: &'a CaptionSpec,
}

impl CaptionCard {
    /// Selects the tab of a caption.
    pub fn open_at(&mut self, job: &Job) {
        if let Some(spec) = job.task.caption() {
            self.select(spec.network().id);
        }
    }

    /// Shows the newest version.
    pub fn show_newest(&mut self) {
        self.back = 0;
    }

    /// Shows captions to choose from over the window.
    pub fn show_choice(&mut self, choice: CaptionChoice) {
        (self.back, self.choice) = (0, Some(choice));
    }

    fn select(&mut self, network: &'static str) {
        self.tab = Some(network);
        self.page = Page::Caption;
        self.back = 0;
        self.folded = false;
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>, picture: &Job) {
        self.choice = self.choice.take().filter(|choice| choice.ui(ui.ctx(), cx));
        let captions: Vec<&Job> = cx.studio.job_store().captions(picture.batch).collect();
        let frame = cx.look.card().inner_margin(egui::Margin::symmetric(12, 8));
        frame.show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            if captions.is_empty() {
                none_ui(ui, cx, picture);
                return;
            }
            let network = self.tabs_ui(ui, cx, &captions, picture);
            if self.folded {
                return;
            }
            let of_tab = |job: &&&Job| network_of(job).id == network.id;
            let versions: Vec<&Job> = captions.iter().filter(of_tab).copied().collect();
            self.back = self.back.min(versions.len() - 1);
            let job = versions[versions.len() - 1 - self.back];
            match (job.state(), job.caption(), job.task.caption()) {
                (State::Done, Some(caption), Some(spec)) => {
                    let finished = Finished { job, caption, spec };
                    self.finished_ui(ui, cx, finished);
                    self.bar_ui(ui, cx, finished, versions.len());
                }
                _ => unfinished_ui(ui, cx, job),
            }
        });
    }

    /// The line of tabs; returns the selected network.
    fn tabs_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        captions: &[&Job],
        picture: &Job,
    ) -> &'static Network {
        let has = |network: &&Network| captions.iter().any(|job| network_of(job).id == network.id);
        let networks: Vec<&'static Network> = NETWORKS.iter().filter(has).collect();
        let chosen = networks.iter().find(|network| Some(network.id) == self.tab);
        let selected = chosen.copied().unwrap_or(networks[0]);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let mut open = !self.folded;
            widgets::unfold(ui, cx.look, &mut open, text!("captions-caption"));
            self.folded = !open;
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                add_ui(ui, cx, captions, picture);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    scroll::show_inner(ui, ScrollArea::horizontal(), |ui| {
                        for network in networks {
                            let is_shown = network.id == selected.id && self.page == Page::Caption;
                            let chip = widgets::chip(ui, cx.look, is_shown, network.name);
                            let name = text!("captions-of-network", network = network.name);
                            if chip.accessible_name(&name).on_hover_text(name).clicked() {
                                self.select(network.id);
                            }
                        }
                        if ui.clip_rect().width() < WIDE {
                            let tip = text!("captions-picture-shows-for-people-who");
                            let is_shown = self.page == Page::AltText;
                            let name = text!("captions-alt-text");
                            let chip = widgets::narrow_chip(ui, cx.look, is_shown, name);
                            if chip.on_hover_text(tip).clicked() {
                                self.page = if is_shown { Page::Caption } else { Page::AltText };
                                self.folded = false;
                            }
                        }
                    });
                });
            });
        });
        selected
    }

    fn finished_ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>, finished: Finished<'_>) {
        let height = text_height(ui);
        let width = ui.available_width();
        if width < WIDE {
            let size = vec2(width, height);
            match self.page {
                Page::AltText => alt_ui(ui, cx, finished.caption, size),
                Page::Caption => self.text_ui(ui, cx, finished, size),
            }
            return;
        }
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            let side = (width * 0.3).min(260.0);
            let size = vec2(width - side - 12.0, height);
            self.text_ui(ui, cx, finished, size);
            alt_ui(ui, cx, finished.caption, vec2(side, height));
        });
    }

    /// The title, and the caption in a text field.
    fn text_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        Finished { job, caption, spec }: Finished<'_>,
        size: egui::Vec2,
    ) {
        let network = spec.network();
        ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
            ui.set_min_size(size);
            let mut height = size.y;
            if let Some(title) = caption.title(network) {
                ui.horizontal(|ui| {
                    ui.label(RichText::new(text!("captions-title")).small().color(cx.look.quiet));
                    let text = strong(title, 14.0).color(cx.look.ink);
                    bidi::label(ui, text, TextWrapMode::Truncate);
                    let tip = text!("captions-copy-the-title");
                    if widgets::icon_button(ui, icons::COPY, text!("captions-copy-title"), tip)
                        .clicked()
                    {
                        cx.push(Action::CopyText(title.to_owned()));
                    }
                });
                height -= 38.0;
            }
            let area = ScrollArea::vertical().id_salt(("caption", job.id.to_string()));
            let area = area.max_height(height).min_scrolled_height(height);
            scroll::show_inner(ui, area, |ui| {
                let mut text = caption.text(network);
                let id = egui::Id::unique(("caption text", job.id.to_string()));
                let size = vec2(0.0, height);
                let field = text_field::multiline(ui, &mut text, |field| {
                    field.id(id).desired_width(f32::INFINITY).min_size(size).margin(8)
                });
                if field
                    .accessible_name(text!("captions-text-for", network = network.name))
                    .changed()
                {
                    let written = Caption { edited: None, ..caption.clone() };
                    let own = (text != written.text(network)).then_some(text);
                    cx.push(CaptionAction::Edit(job.id, own));
                }
            });
        });
        self.check(job, caption, spec);
    }

    /// Checks the caption if its text has changed.
    fn check(&mut self, job: &Job, caption: &Caption, spec: &CaptionSpec) {
        let text = caption.text(spec.network());
        let is_current = |last: &Checked| last.job == job.id && last.text == text;
        if self.checked.as_ref().is_some_and(is_current) {
            return;
        }
        // The user may state facts that neither brief nor brand holds; limits and the brand's rules apply.
        let mut violations = check(caption, spec);
        violations.retain(|found| !found.binds_writers_only());
        self.checked = Some(Checked { job: job.id, text, violations });
    }

    /// Buttons, versions and counter.
    fn bar_ui(
        &mut self,
        ui: &mut Ui,
        cx: &mut PanelContext<'_>,
        finished: Finished<'_>,
        versions: usize,
    ) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.spacing_mut().button_padding = vec2(10.0, 4.0);
            buttons_ui(ui, cx, finished);
            if versions > 1 {
                self.versions_ui(ui, versions);
            }
            self.counter_ui(ui, cx, finished);
        });
    }

    /// The buttons to older and newer versions.
    fn versions_ui(&mut self, ui: &mut Ui, versions: usize) {
        let older = ui.add_enabled_ui(self.back + 1 < versions, |ui| {
            widgets::icon_button(
                ui,
                icons::LEFT,
                text!("captions-older-version"),
                text!("captions-the-version-before"),
            )
        });
        ui.label(RichText::new(format!("{}/{versions}", versions - self.back)).small());
        let newer = ui.add_enabled_ui(self.back > 0, |ui| {
            widgets::icon_button(
                ui,
                icons::RIGHT,
                text!("captions-newer-version"),
                text!("captions-the-version-after"),
            )
        });
        self.back += usize::from(older.inner.clicked());
        self.back -= usize::from(newer.inner.clicked());
    }

    /// The length of the caption, then its first violation or the notes.
    fn counter_ui(
        &self,
        ui: &mut Ui,
        cx: &PanelContext<'_>,
        Finished { caption, spec, .. }: Finished<'_>,
    ) {
        let network = spec.network();
        let (count, limit) = (caption.count(network), network.limit);
        let ink = if count > limit { cx.look.bad } else { cx.look.quiet };
        let counter = format!("{} / {}", text::count(count), text::count(limit));
        let label = ui.label(RichText::new(counter).small().color(ink));
        let shown = text!("captions-shown-at-first", network = network.name, count = network.shown);
        label.on_hover_text(shown);
        let violation = self.checked.as_ref().and_then(|checked| checked.violations.first());
        if let Some(violation) = violation {
            let text = text::violation(violation);
            ui.label(RichText::new(text).small().color(cx.look.warn));
        } else if !caption.mended.is_empty() && caption.edited.is_none() {
            let title = text!("captions-notes", count = caption.mended.len());
            let notes: Vec<_> = caption.mended.iter().map(|note| text::said(note)).collect();
            ui.label(RichText::new(title).small().underline().color(cx.look.quiet))
                .on_hover_text(notes.join("\n"));
        }
    }
}

fn buttons_ui(
    ui: &mut Ui,
    cx: &mut PanelContext<'_>,
    Finished { job, caption, spec }: Finished<'_>,
) {
    if widgets::button(ui, icons::COPY, text!("captions-copy-caption")).clicked() {
        cx.push(Action::CopyText(caption.text(spec.network())));
    }
    let rewrite = widgets::button(ui, icons::RETRY, text!("captions-rewrite"));
    if rewrite.on_hover_text(text!("captions-write-another-version-keep-one")).clicked() {
        cx.push(CaptionAction::Rewrite(job.id, None));
    }
    if ui
        .button(text!("captions-shorter"))
        .on_hover_text(text!("captions-write-shorter-version"))
        .clicked()
    {
        cx.push(CaptionAction::Rewrite(job.id, Some(Revision::Shorter)));
    }
    if ui
        .button(text!("captions-warmer"))
        .on_hover_text(text!("captions-write-warmer-version"))
        .clicked()
    {
        cx.push(CaptionAction::Rewrite(job.id, Some(Revision::Warmer)));
    }
    several_ui(ui, cx, job.id);
    if caption.edited.is_some() {
        let tip = text!("captions-restore-written-text");
        if ui.button(text!("captions-undo-my-edit")).on_hover_text(tip).clicked() {
            cx.push(CaptionAction::Edit(job.id, None));
        }
    }
}

/// The card of a picture without captions.
fn none_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, picture: &Job) {
    ui.horizontal(|ui| {
        widgets::caption(ui, cx.look, text!("captions-caption"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if widgets::button(ui, icons::TEXT, text!("captions-write-one")).clicked() {
                cx.push(CaptionAction::Write(picture.id, None));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let none = RichText::new(text!("captions-picture-has-none-yet"));
                ui.add(egui::Label::new(none.color(cx.look.quiet)).truncate());
            });
        });
    });
}

/// The menu of networks that have no caption yet.
fn add_ui(ui: &mut Ui, cx: &mut PanelContext<'_>, captions: &[&Job], picture: &Job) {
    let has = |network: &Network| captions.iter().any(|job| network_of(job).id == network.id);
    let missing: Vec<&'static Network> = NETWORKS.iter().filter(|network| !has(network)).collect();
    if missing.is_empty() {
        return;
    }
    let tip = text!("captions-caption-for-another-network");
    let more = widgets::icon_button(ui, icons::PLUS, text!("captions-another-caption"), tip);
    Popup::menu(&more).accessible_name(text!("captions-networks")).show(|ui| {
        ui.set_min_width(160.0);
        widgets::pad_entries(ui);
        for network in missing {
            if ui.button(network.name).clicked() {
                cx.push(CaptionAction::Write(picture.id, Some(network.id)));
                ui.close();
            }
        }
    });
}

/// The height of a caption's text field, points.
fn text_height(ui: &Ui) -> f32 {
    if ui.ctx().content_rect().height() > 740.0 { 112.0 } else { 76.0 }
}

/// The network of a caption job.
pub fn network_of(job: &Job) -> &'static Network {
    job.task.caption().map_or(&NETWORKS[0], CaptionSpec::network)
}
