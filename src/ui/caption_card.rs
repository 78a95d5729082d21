//! The card under the canvas: the captions of the picture's brief, a tab for each network, to be read,
//! edited, written again and copied. What a caption may be is known in `brief::caption`.

use super::action::Action;
use super::theme::{Look, strong};
use super::{icons, parts};
use crate::brief::caption::{Violation, check};
use crate::brief::{Caption, CaptionSpec, NETWORKS, Network, Revision};
use crate::job::{Job, JobId, State};
use crate::studio::Studio;
use egui::{Align, Layout, Popup, RichText, ScrollArea, TextEdit, Ui, vec2};

/// From this width on, the alternative text stands beside the caption.
const WIDE: f32 = 560.0;

/// What the card remembers between frames.
#[derive(Default)]
pub struct CaptionCard {
    /// The network on top, by its id.
    tab: Option<&'static str>,
    /// Whether the alternative text has the card to itself, where there is no room beside.
    alt: bool,
    /// How many versions back from the newest.
    back: usize,
    closed: bool,
    /// What is wrong with the text that was checked last.
    checked: Option<(JobId, String, Vec<Violation>)>,
}

impl CaptionCard {
    /// Brings the tab of a caption to the front.
    pub fn open_at(&mut self, job: &Job) {
        if let Some(spec) = job.task.caption() {
            (self.tab, self.back, self.alt, self.closed) =
                (Some(spec.network().id), 0, false, false);
        }
    }

    /// Shows the newest version.
    pub fn newest(&mut self) {
        self.back = 0;
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        look: &Look,
        studio: &Studio,
        picture: &Job,
        actions: &mut Vec<Action>,
    ) {
        let captions: Vec<&Job> = studio.captions(picture.batch).collect();
        let frame = look.card().inner_margin(egui::Margin::symmetric(12, 8));
        frame.show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            if captions.is_empty() {
                none_ui(ui, look, picture, actions);
                return;
            }
            let network = self.tabs_ui(ui, look, &captions, picture, actions);
            if self.closed {
                return;
            }
            let of_tab = |job: &&&Job| network_of(job).id == network.id;
            let versions: Vec<&Job> = captions.iter().filter(of_tab).copied().collect();
            self.back = self.back.min(versions.len() - 1);
            let job = versions[versions.len() - 1 - self.back];
            match (job.state(), job.caption(), job.task.caption()) {
                (State::Done, Some(caption), Some(spec)) => {
                    self.done_ui(ui, look, job, caption, spec, actions);
                    self.bar_ui(ui, look, job, caption, (network, versions.len()), actions);
                }
                _ => unfinished_ui(ui, look, studio, job, actions),
            }
        });
    }

    /// The line of tabs; returns the network on top.
    fn tabs_ui(
        &mut self,
        ui: &mut Ui,
        look: &Look,
        captions: &[&Job],
        picture: &Job,
        actions: &mut Vec<Action>,
    ) -> &'static Network {
        let has = |network: &&Network| captions.iter().any(|job| network_of(job).id == network.id);
        let networks: Vec<&'static Network> = NETWORKS.iter().filter(has).collect();
        let chosen = networks.iter().find(|network| Some(network.id) == self.tab);
        let on_top = chosen.copied().unwrap_or(networks[0]);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let mut open = !self.closed;
            parts::unfold(ui, look, &mut open, "Caption");
            self.closed = !open;
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                add_ui(ui, captions, picture, actions);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ScrollArea::horizontal().show(ui, |ui| {
                        for network in networks {
                            let on = network.id == on_top.id;
                            let chip = parts::chip(ui, look, on && !self.alt, network.name);
                            let name = format!("{} caption", network.name);
                            if chip.accessible_name(&name).on_hover_text(name).clicked() {
                                (self.tab, self.back, self.alt) = (Some(network.id), 0, false);
                                self.closed = false;
                            }
                        }
                        if ui.clip_rect().width() < WIDE {
                            let tip = "What the picture shows, for people who cannot see it";
                            let chip = parts::chip(ui, look, self.alt, "Alt text");
                            if chip.on_hover_text(tip).clicked() {
                                (self.alt, self.closed) = (!self.alt, false);
                            }
                        }
                    });
                });
            });
        });
        on_top
    }

    fn done_ui(
        &mut self,
        ui: &mut Ui,
        look: &Look,
        job: &Job,
        caption: &Caption,
        spec: &CaptionSpec,
        actions: &mut Vec<Action>,
    ) {
        let height = text_height(ui);
        let width = ui.available_width();
        if width < WIDE {
            match self.alt {
                true => alt_ui(ui, look, caption, vec2(width, height), actions),
                false => self.text_ui(ui, look, job, caption, spec, vec2(width, height), actions),
            }
            return;
        }
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            let side = (width * 0.3).min(260.0);
            let room = vec2(width - side - 12.0, height);
            self.text_ui(ui, look, job, caption, spec, room, actions);
            alt_ui(ui, look, caption, vec2(side, height), actions);
        });
    }

    #[allow(clippy::too_many_arguments, reason = "a panel's part takes what the panel was given")]
    fn text_ui(
        &mut self,
        ui: &mut Ui,
        look: &Look,
        job: &Job,
        caption: &Caption,
        spec: &CaptionSpec,
        size: egui::Vec2,
        actions: &mut Vec<Action>,
    ) {
        let network = spec.network();
        ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
            ui.set_min_size(size);
            let mut room = size.y;
            if let Some(title) = caption.title(network) {
                ui.horizontal(|ui| {
                    ui.label(RichText::new("Title").small().color(look.quiet));
                    ui.add(egui::Label::new(strong(title, 14.0).color(look.ink)).truncate());
                    let tip = "Copy the title";
                    if parts::icon_button(ui, icons::COPY, "Copy title", tip).clicked() {
                        actions.push(Action::CopyText(title.to_owned()));
                    }
                });
                room -= 38.0;
            }
            let scroll = ScrollArea::vertical().id_salt(("caption", job.id.to_string()));
            scroll.max_height(room).min_scrolled_height(room).show(ui, |ui| {
                let mut text = caption.text(network);
                let field = TextEdit::multiline(&mut text)
                    .id(egui::Id::unique(("caption text", job.id.to_string())))
                    .desired_width(f32::INFINITY)
                    .min_size(vec2(0.0, room))
                    .margin(8);
                let name = format!("Caption for {}", network.name);
                if ui.add(field).accessible_name(name).changed() {
                    let written = Caption { edited: None, ..caption.clone() };
                    let own = (text != written.text(network)).then_some(text);
                    actions.push(Action::EditCaption(job.id, own));
                }
            });
        });
        let text = caption.text(network);
        let same = |(id, checked, _): &(JobId, String, _)| *id == job.id && *checked == text;
        if !self.checked.as_ref().is_some_and(same) {
            // The user knows what is true of the brand; lengths and its own rules are told.
            let mut found = check(caption, spec);
            found.retain(|wrong| !matches!(wrong, Violation::Invented { .. } | Violation::Empty));
            self.checked = Some((job.id, text, found));
        }
    }

    /// Counter, versions and buttons.
    fn bar_ui(
        &mut self,
        ui: &mut Ui,
        look: &Look,
        job: &Job,
        caption: &Caption,
        (network, versions): (&Network, usize),
        actions: &mut Vec<Action>,
    ) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            ui.spacing_mut().button_padding = vec2(10.0, 4.0);
            if parts::button(ui, icons::COPY, "Copy caption").clicked() {
                actions.push(Action::CopyText(caption.text(network)));
            }
            let again = parts::button(ui, icons::RETRY, "Rewrite");
            if again.on_hover_text("Write another one; this one stays").clicked() {
                actions.push(Action::Rewrite(job.id, None));
            }
            if ui.button("Shorter").on_hover_text("Write a shorter one").clicked() {
                actions.push(Action::Rewrite(job.id, Some(Revision::Shorter)));
            }
            if ui.button("Warmer").on_hover_text("Write a warmer one").clicked() {
                actions.push(Action::Rewrite(job.id, Some(Revision::Warmer)));
            }
            if caption.edited.is_some() {
                let tip = "Go back to what was written";
                if ui.button("Undo my edit").on_hover_text(tip).clicked() {
                    actions.push(Action::EditCaption(job.id, None));
                }
            }
            if versions > 1 {
                let older = ui.add_enabled_ui(self.back + 1 < versions, |ui| {
                    parts::icon_button(ui, icons::LEFT, "Older version", "The version before")
                });
                ui.label(RichText::new(format!("{}/{versions}", versions - self.back)).small());
                let newer = ui.add_enabled_ui(self.back > 0, |ui| {
                    parts::icon_button(ui, icons::RIGHT, "Newer version", "The version after")
                });
                self.back += usize::from(older.inner.clicked());
                self.back -= usize::from(newer.inner.clicked());
            }
            let wrong = self.checked.as_ref().and_then(|(_, _, found)| found.first());
            let (count, limit) = (caption.count(network), network.limit);
            let ink = if count > limit { look.bad } else { look.quiet };
            let counter = format!("{} / {}", grouped(count), grouped(limit));
            let label = ui.label(RichText::new(counter).small().color(ink));
            label.on_hover_text(format!("{} shows about {} at first", network.name, network.shown));
            if let Some(wrong) = wrong {
                ui.label(RichText::new(format!("It {wrong}.")).small().color(look.warn));
            } else if !caption.mended.is_empty() && caption.edited.is_none() {
                let words = if caption.mended.len() == 1 { "1 note" } else { "Notes" };
                let notes = caption.mended.join("\n");
                ui.label(RichText::new(words).small().underline().color(look.quiet))
                    .on_hover_text(notes);
            }
        });
    }
}

fn alt_ui(
    ui: &mut Ui,
    look: &Look,
    caption: &Caption,
    size: egui::Vec2,
    actions: &mut Vec<Action>,
) {
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.horizontal(|ui| {
            parts::caption(ui, look, "Alt text")
                .on_hover_text("What the picture shows, for people who cannot see it");
            if parts::icon_button(ui, icons::COPY, "Copy alt text", "Copy the alt text").clicked() {
                actions.push(Action::CopyText(caption.alt_text.clone()));
            }
        });
        ScrollArea::vertical().id_salt("alt text").max_height(size.y - 34.0).show(ui, |ui| {
            ui.add(egui::Label::new(RichText::new(&caption.alt_text).color(look.ink)).wrap());
        });
    });
}

/// A picture whose brief has no caption yet.
fn none_ui(ui: &mut Ui, look: &Look, picture: &Job, actions: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        parts::caption(ui, look, "Caption");
        ui.label(RichText::new("There is none for this picture yet.").color(look.quiet));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if parts::button(ui, icons::TEXT, "Write one").clicked() {
                actions.push(Action::WriteCaption(picture.id, None));
            }
        });
    });
}

/// The menu of networks that have no caption yet.
fn add_ui(ui: &mut Ui, captions: &[&Job], picture: &Job, actions: &mut Vec<Action>) {
    let missing = |network: &&Network| !captions.iter().any(|job| network_of(job).id == network.id);
    let missing: Vec<&'static Network> = NETWORKS.iter().filter(missing).collect();
    if missing.is_empty() {
        return;
    }
    let tip = "A caption for another network";
    let more = parts::icon_button(ui, icons::PLUS, "Another caption", tip);
    Popup::menu(&more).accessible_name("Networks").show(|ui| {
        ui.set_min_width(160.0);
        for network in missing {
            if ui.button(network.name).clicked() {
                actions.push(Action::WriteCaption(picture.id, Some(network.id)));
            }
        }
    });
}

/// Room for the text of a caption.
fn text_height(ui: &Ui) -> f32 {
    if ui.ctx().content_rect().height() > 740.0 { 112.0 } else { 76.0 }
}

/// A caption that waits, is written, or came to nothing.
fn unfinished_ui(ui: &mut Ui, look: &Look, studio: &Studio, job: &Job, actions: &mut Vec<Action>) {
    // As high as the finished text, so that nothing moves when it is done.
    let height = text_height(ui);
    ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
        ui.set_min_height(height);
        ScrollArea::vertical().max_height(height).stick_to_bottom(true).show(ui, |ui| {
            ui.add(egui::Label::new(RichText::new(job.draft()).color(look.ink)).wrap());
        });
    });
    ui.horizontal_wrapped(|ui| {
        let words = match job.state() {
            State::Failed(failure) => format!("{} {}", failure.sentence(), failure.advice()),
            State::Queued => "Waiting for its turn".into(),
            state => state.words(),
        };
        let left = studio.progress(job.id).and_then(|progress| progress.left);
        let words = match left.filter(|_| job.state().is_running()) {
            Some(left) => format!("{words} · about {} left", parts::duration(left)),
            None => words,
        };
        let ink = if matches!(job.state(), State::Failed(_)) { look.bad } else { look.quiet };
        ui.label(RichText::new(words).color(ink));
        if job.state().is_over() {
            if ui.button("Try again").clicked() {
                actions.push(Action::Retry(job.id));
            }
        } else if ui.button("Stop").clicked() {
            actions.push(Action::Cancel(job.id));
        }
    });
}

/// The network of a caption job.
pub fn network_of(job: &Job) -> &'static Network {
    job.task.caption().map_or(&NETWORKS[0], CaptionSpec::network)
}

/// `2200` as `2,200`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_grouped() {
        let said = [0, 999, 2_200, 63_206].map(super::grouped);
        assert_eq!(said, ["0", "999", "2,200", "63,206"]);
    }
}
