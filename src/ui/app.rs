//! The window's own state and its frame: take in what came, draw the place, then do what was asked.
//! It owns the studio; panels see it only to read.

mod act;
mod brands;
mod loading;
mod models;
mod start;

use super::action::Action;
use super::brands::Brands;
use super::brief_panel::brief_ui;
use super::canvas::Canvas;
use super::desktop::Desktop;
use super::draft::Draft;
use super::dropping::dropping_ui;
use super::jobs_panel::JobsPanel;
use super::library::Library;

use super::models::models_ui;
use super::painting::Painting;
use super::serving::Serving;
use super::settings_place::settings_ui;
use super::status::Status;
use super::textures::{self, Textures};
use super::theme::{self, Look};
use super::toasts::Toasts;
use super::{Place, icons, keys, parts};
use crate::brief::{Brief, ModelId};
use crate::files::{DiskResponse, Theme};
use crate::job::{JobId, State};
use crate::studio::Studio;
use egui::{Context, Frame, Margin, Panel, Ui, vec2};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How long typing rests before the draft is kept.
const DRAFT_REST: Duration = Duration::from_secs(1);

/// The window.
pub struct App {
    studio: Studio,
    desktop: Box<dyn Desktop>,
    place: Place,
    draft: Draft,
    canvas: Canvas,
    jobs: JobsPanel,
    library: Library,
    brands: Brands,
    textures: Textures,
    status: Status,
    toasts: Toasts,
    serving: Serving,
    look: Option<Look>,
    help: bool,
    /// Actions whose jobs are being loaded from history.
    unloaded: Vec<Action>,
    /// The part of the start picture that is painted, or was.
    painting: Option<Painting>,
    /// The brief as it was before a recipe took its place.
    before_recipe: Option<Brief>,
    /// The writer that was in use when its model was removed.
    writer_before: Option<ModelId>,
    /// The draft as it was kept last, and when it was seen to differ.
    kept: Brief,
    changed: Option<Instant>,
}

impl App {
    /// A window over a studio. The context it is drawn in has the fonts of [`super::install_fonts`].
    pub fn new(studio: Studio, desktop: Box<dyn Desktop>) -> Self {
        let draft = Draft::new(studio.settings(), studio.personas());
        let newest = studio.jobs().find(|job| job.picture().is_some()).map(|job| job.id);
        Self {
            desktop,
            place: Place::Create,
            kept: draft.brief.clone(),
            draft,
            canvas: Canvas::of(newest),
            jobs: JobsPanel::default(),
            library: Library::default(),
            brands: Brands::default(),
            textures: Textures::default(),
            status: Status::new(),
            toasts: Toasts::default(),
            serving: Serving::default(),
            look: None,
            help: false,
            unloaded: Vec::new(),
            painting: None,
            before_recipe: None,
            writer_before: None,
            changed: None,
            studio,
        }
    }

    /// What the window shows the jobs of.
    pub fn studio(&self) -> &Studio {
        &self.studio
    }

    /// Where other programs reach this window, while Settings let them.
    pub fn served_at(&self) -> Option<SocketAddr> {
        self.serving.is_open().then(|| self.serving.address())
    }

    /// Lets other programs, once Settings allow it, reach this window at another address than usual.
    pub fn serve_at(&mut self, address: SocketAddr) {
        self.serving.at(address);
    }

    /// One frame.
    pub fn show(&mut self, ui: &mut Ui) {
        let begun = Instant::now();
        let ctx = ui.ctx().clone();
        let mut actions = Vec::new();
        self.take_in(&ctx, &mut actions);
        let look = self.restyle(&ctx);
        self.brand_keys(&ctx, &mut actions);
        let shown = self.canvas.job(&self.studio).filter(|_| self.place != Place::Brands);
        keys::read(&ctx, shown, &mut actions);
        self.rail_ui(ui, &look, &mut actions);
        let bar = Panel::bottom("status").exact_size(28.0).resizable(false);
        bar.frame(panel_frame(&look).inner_margin(Margin::symmetric(12, 0))).show(ui, |ui| {
            self.status.ui(ui, &look, &self.studio, &self.draft.brief);
        });
        match self.place {
            Place::Create => self.create_ui(ui, &look, &mut actions),
            place => {
                let margin = Margin { left: 24, right: 16, top: 20, bottom: 8 };
                let frame = Frame::new().fill(look.ground).inner_margin(margin);
                egui::CentralPanel::default().frame(frame).show(ui, |ui| match place {
                    Place::Library => {
                        let textures = &mut self.textures;
                        self.library.ui(ui, &look, &self.studio, textures, &mut actions);
                    }
                    Place::Brands => {
                        let speaking = self.draft.brief.persona.as_ref();
                        let (studio, textures) = (&self.studio, &mut self.textures);
                        self.brands.ui(ui, &look, studio, textures, speaking, &mut actions);
                    }
                    Place::Models => {
                        models_ui(ui, &look, &self.studio, &mut self.draft.brief, &mut actions);
                    }
                    Place::Settings => {
                        settings_ui(ui, &look, &self.studio, &self.serving, &mut actions);
                    }
                    Place::Create => {}
                });
            }
        }
        self.painting_ui(&ctx, &look);
        self.toasts.ui(&ctx, &look, &mut actions);
        dropping_ui(&ctx, &look, self.place);
        if self.help {
            self.help = keys::help_ui(&ctx, &look);
        }
        for action in actions {
            self.act_when_loaded(&ctx, action);
        }
        self.act_on_loaded(&ctx);
        self.keep_draft(&ctx);
        self.keep_brands(&ctx);
        if self.studio.jobs().any(|job| job.state().is_running()) {
            // The time that is left counts down between the reports, too.
            ctx.request_repaint_after(Duration::from_millis(250));
        }
        self.serving.frame_took(begun.elapsed());
    }

    /// What came from the engine, the disk, the desktop and the pointer since the last frame.
    fn take_in(&mut self, ctx: &Context, actions: &mut Vec<Action>) {
        self.textures.tick();
        let ended = self.studio.poll();
        ended.iter().for_each(|id| self.ended(ctx, *id));
        if let Some(trouble) = self.serving.attend(ctx, &mut self.studio, &ended) {
            self.toasts.trouble(trouble);
        }
        // One picture a frame at most: handing pixels to the graphics card takes a while.
        for _ in 0..8 {
            let Some(reply) = self.studio.disk().response() else { break };
            let heavy = matches!(reply, DiskResponse::Picture { .. } | DiskResponse::Copied(_));
            self.reply(ctx, reply);
            ctx.request_repaint();
            if heavy {
                break;
            }
        }
        while let Some((question, path)) = self.desktop.answer() {
            self.answered(question, &path);
        }
        let troubles = self.studio.take_errors().into_iter().chain(self.desktop.trouble());
        for trouble in troubles {
            self.toasts.trouble(trouble);
        }
        if self.studio.take_library_changed() {
            self.library.refresh();
        }
        for news in self.studio.take_news() {
            self.toasts.say(news);
        }
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        actions.extend(dropped.into_iter().map(|file| Action::ReadFile(file.path().to_owned())));
    }

    fn ended(&mut self, ctx: &Context, id: JobId) {
        self.jobs.job_ended(id, ctx.input(|input| input.time));
        let Some(job) = self.studio.job(id) else { return };
        let in_front = ctx.input(|input| input.viewport().focused).unwrap_or(true);
        if !in_front && self.studio.settings().notify {
            let words = job.task.prompt().to_owned();
            let what = if job.task.picture().is_some() { "picture" } else { "caption" };
            match job.state() {
                State::Done => self.desktop.notify(&format!("Your {what} is ready"), &words),
                State::Failed(failure) => {
                    let text = format!("{words}: {}", failure.sentence());
                    self.desktop.notify(&format!("A {what} failed"), &text);
                }
                _ => {}
            }
        }
    }

    fn reply(&mut self, ctx: &Context, reply: DiskResponse) {
        match reply {
            DiskResponse::Thumbnail { job, pixels } => {
                self.textures.thumbnail_came(ctx, job, pixels.as_deref().map_err(Clone::clone));
            }
            DiskResponse::Picture { job, pixels } => {
                self.textures.picture_came(ctx, job, pixels.as_deref().map_err(Clone::clone));
            }
            DiskResponse::Outside { path, pixels } => {
                self.textures.outside_came(ctx, &path, pixels.as_deref().map_err(Clone::clone));
            }
            DiskResponse::MaskKept(Ok(path)) => self.draft.brief.advanced.mask = Some(path),
            DiskResponse::Page(page) => self.library.page_came(page),
            DiskResponse::Exported(Ok(paths)) => match paths.as_slice() {
                [path] => self.toasts.say(format!("Saved as {}", path.display())),
                paths => self.toasts.say(format!("{} pictures saved", paths.len())),
            },
            DiskResponse::Copied(Ok(pixels)) => {
                ctx.copy_image(textures::image(&pixels));
                self.toasts.say("Picture copied");
            }
            DiskResponse::Recipe { path, recipe } => self.recipe_came(&path, recipe),
            DiskResponse::Persona(reply) => self.brand_reply(ctx, reply),
            DiskResponse::Exported(Err(sentence))
            | DiskResponse::Copied(Err(sentence))
            | DiskResponse::MaskKept(Err(sentence))
            | DiskResponse::SettingsFailed(sentence) => self.toasts.trouble(sentence),
        }
    }

    /// The look of the chosen theme and brand; put in force when it changes.
    fn restyle(&mut self, ctx: &Context) -> Look {
        let dark = match self.studio.settings().theme {
            Theme::System => ctx.system_theme() == Some(egui::Theme::Dark),
            Theme::Light => false,
            Theme::Dark => true,
        };
        let persona = self.draft.brief.persona.as_ref().and_then(|id| self.studio.persona(id));
        let look = Look::new(dark, persona.map(|persona| persona.look.palette.primary));
        if self.look != Some(look) {
            look.apply(ctx);
            self.look = Some(look);
        }
        look
    }

    fn rail_ui(&mut self, ui: &mut Ui, look: &Look, actions: &mut Vec<Action>) {
        let rail = Panel::left("places").exact_size(72.0).resizable(false);
        rail.frame(panel_frame(look).inner_margin(Margin::symmetric(6, 12))).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            for place in Place::ALL {
                if place_button(ui, look, place, self.place == place).clicked() {
                    actions.push(Action::Go(place));
                }
            }
            ui.with_layout(egui::Layout::bottom_up(egui::Align::Center), |ui| {
                if parts::icon_button(ui, icons::HELP, "Keys", "Keys (?)").clicked() {
                    actions.push(Action::ToggleHelp);
                }
            });
        });
    }

    fn create_ui(&mut self, ui: &mut Ui, look: &Look, actions: &mut Vec<Action>) {
        let wide = ui.available_width() >= 1180.0;
        let side =
            panel_frame(look).inner_margin(Margin { left: 16, right: 12, top: 16, bottom: 12 });
        let brief =
            Panel::left("brief").exact_size(if wide { 336.0 } else { 304.0 }).resizable(false);
        brief.frame(side).show(ui, |ui| {
            brief_ui(ui, look, &self.studio, &mut self.draft, &mut self.textures, actions);
        });
        let jobs =
            Panel::right("jobs").exact_size(if wide { 320.0 } else { 272.0 }).resizable(false);
        let frame = Frame::new().fill(look.ground).inner_margin(Margin {
            left: 4,
            right: 10,
            top: 12,
            bottom: 8,
        });
        jobs.frame(frame).show_separator_line(false).show(ui, |ui| {
            let shown = self.canvas.shown;
            self.jobs.ui(ui, look, &self.studio, &mut self.textures, shown, actions);
        });
        let frame = Frame::new().fill(look.ground).inner_margin(16);
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            self.canvas.ui(ui, look, &self.studio, &mut self.textures, actions);
        });
    }

    /// Keeps what was typed, when typing rests.
    fn keep_draft(&mut self, ctx: &Context) {
        if self.draft.brief == self.kept {
            self.changed = None;
            return;
        }
        let since = *self.changed.get_or_insert_with(Instant::now);
        if since.elapsed() < DRAFT_REST {
            ctx.request_repaint_after(DRAFT_REST);
            return;
        }
        self.keep_draft_now();
    }

    fn keep_draft_now(&mut self) {
        let draft = self.draft.brief.clone();
        self.kept = draft.clone();
        self.studio.change_settings(|settings| {
            settings.persona = draft.persona.clone();
            settings.draft = Some(draft);
        });
    }
}

impl Drop for App {
    fn drop(&mut self) {
        if self.draft.brief != self.kept {
            self.keep_draft_now();
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.show(ui);
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        let ground = self.look.map_or(egui::Color32::WHITE, |look| look.ground);
        ground.to_normalized_gamma_f32()
    }
}

fn panel_frame(look: &Look) -> Frame {
    Frame::new().fill(look.panel)
}

fn place_button(ui: &mut Ui, look: &Look, place: Place, chosen: bool) -> egui::Response {
    let shortcut = ui.ctx().format_shortcut(&keys::place(place));
    let (rect, response) = ui.allocate_exact_size(vec2(60.0, 52.0), egui::Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, chosen, place.label())
    });
    let ink = if chosen { look.accent } else { look.quiet };
    if chosen || response.hovered() || response.has_focus() {
        let fill = if chosen { look.tint } else { look.hovered() };
        ui.painter().rect_filled(rect, 10.0, fill);
    }
    let family = if chosen { theme::ICONS_FILLED } else { theme::ICONS };
    let font = egui::FontId::new(22.0, egui::FontFamily::Name(family.into()));
    let centre = egui::Align2::CENTER_CENTER;
    ui.painter().text(rect.center() - vec2(0.0, 9.0), centre, place.icon(), font, ink);
    let font = egui::FontId::proportional(11.0);
    ui.painter().text(rect.center() + vec2(0.0, 14.0), centre, place.label(), font, ink);
    response.on_hover_text(format!("{} ({shortcut})", place.label()))
}
