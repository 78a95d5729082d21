//! The window's own state and its frame: poll what has arrived, draw the screen, then run the actions.
//! The app owns the studio; panels only read it.

mod brands;
mod campaigns;
mod dispatch;
mod draft_saver;
mod files;
mod jobs;
mod loading;
mod look;
mod models;
mod picture_inputs;
mod posts;
mod rail;
mod scene;
mod started_files;

use super::action::Action;
use super::brands::Brands;
use super::campaign::CampaignPanel;
use super::canvas::Canvas;
use super::closing::{Answer, closing_ui, consequences};
use super::context::PanelContext;
use super::create_screen::create_ui;
use super::desktop::Desktop;
use super::draft::Draft;
use super::drop_overlay::drop_overlay_ui;
use super::jobs_panel::JobsPanel;
use super::library::Library;
use super::models::models_ui;
use super::painting::Painting;
use super::path_field::PathField;
use super::post::PostEditor;
use super::prompt_cache::PromptCache;
use super::serving::Serving;
use super::settings_screen::settings_ui;
use super::status::Status;
use super::textures::{self, Textures};
use super::theme::Look;
use super::toasts::Toasts;
use super::{Screen, focus, keys, text};
use crate::brief::{Brief, ModelId};
use crate::files::{DiskResponse, LaterStarts, WindowLanguage};
use crate::post::PostDocument;
use crate::studio::{PromptWriterThread, Studio};
use draft_saver::DraftSaver;
use egui::{Context, Frame, Margin, Panel, Ui, ViewportCommand};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Replies of the disk thread that one frame applies at most.
const REPLIES: usize = 8;

/// Where closing the window stands.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Closing {
    #[default]
    NotAsked,
    Asked,
    Agreed,
}

/// The window.
pub struct App {
    studio: Studio,
    desktop: Box<dyn Desktop>,
    /// The language of the system, for a window that follows it.
    system_language: WindowLanguage,
    screen: Screen,
    draft: Draft,
    saver: DraftSaver,
    prompt: PromptCache,
    canvas: Canvas,
    post: PostEditor,
    campaign: CampaignPanel,
    jobs: JobsPanel,
    library: Library,
    brands: Brands,
    textures: Textures,
    status: Status,
    toasts: Toasts,
    serving: Serving,
    look: Option<Look>,
    help_open: bool,
    /// Whether the user is asked before the window closes, or has agreed.
    closing: Closing,
    /// The screen was opened in this frame: it begins at its top.
    just_opened: bool,
    /// The field for a path, on a desktop without file dialogs.
    path_field: Option<PathField>,
    /// The mask painter, also after it was closed: it can be resumed.
    painting: Option<Painting>,
    /// Started with the first scene.
    prompt_writer: Option<PromptWriterThread>,
    /// The brief before a recipe replaced it.
    brief_before_recipe: Option<Brief>,
    /// The writer that was chosen when its model was removed.
    writer_before: Option<ModelId>,
    /// Actions whose jobs are being loaded from history.
    unloaded: Vec<Action>,
    /// The files of later starts, where this window receives them; then whether it keeps the laptop awake.
    later_starts: Option<LaterStarts>,
    awake: bool,
    /// How often the window was woken since it was drawn last: more than once while it is minimised.
    wakes_since_shown: u32,
}

impl App {
    /// A window over a studio. The context it is drawn in has the fonts of [`super::install_fonts`].
    pub fn new(studio: Studio, desktop: Box<dyn Desktop>) -> Self {
        let system_language = WindowLanguage::of_locales(desktop.locales());
        text::show_in(studio.settings().language.unwrap_or(system_language));
        let draft = Draft::new(studio.settings(), studio.brands().all());
        let brand = draft.brief.persona.as_ref().and_then(|id| studio.brands().get(id));
        let post = PostEditor::new(brand);
        let campaign = CampaignPanel::new(studio.settings().campaign.clone());
        let newest = studio.jobs().find(|job| job.picture().is_some()).map(|job| job.id);
        let mut app = Self {
            desktop,
            system_language,
            screen: Screen::Create,
            saver: DraftSaver::new(&draft.brief),
            draft,
            prompt: PromptCache::default(),
            canvas: Canvas::of(newest),
            post,
            campaign,
            jobs: JobsPanel::default(),
            library: Library::default(),
            brands: Brands::default(),
            textures: Textures::default(),
            status: Status::new(),
            toasts: Toasts::default(),
            serving: Serving::default(),
            look: None,
            help_open: false,
            closing: Closing::default(),
            just_opened: false,
            painting: None,
            path_field: None,
            prompt_writer: None,
            brief_before_recipe: None,
            writer_before: None,
            unloaded: Vec::new(),
            later_starts: None,
            awake: false,
            wakes_since_shown: 0,
            studio,
        };
        app.offer_campaign();
        app
    }

    /// The studio whose jobs the window shows.
    pub fn studio(&self) -> &Studio {
        &self.studio
    }

    /// The post under edit, while its editor is open.
    pub fn post(&self) -> Option<&PostDocument> {
        self.post.is_open().then(|| self.post.document())
    }

    /// The address of the HTTP server of this window, while Settings allow it.
    pub fn served_at(&self) -> Option<SocketAddr> {
        self.serving.is_running().then(|| self.serving.address())
    }

    /// Sets another address than the default one for the HTTP server, used when Settings start it.
    pub fn serve_at(&mut self, address: SocketAddr) {
        self.serving.set_address(address);
    }

    /// One frame.
    pub fn show(&mut self, ui: &mut Ui) {
        let begun = Instant::now();
        self.apply_language();
        let ctx = ui.ctx().clone();
        let mut actions = Vec::new();
        self.poll(&ctx, &mut actions);
        let look = self.apply_look(&ctx);
        keys::follow_composition(&ctx);
        focus::follow_keys(&ctx);
        self.brand_keys(&ctx, &mut actions);
        self.post_keys(&ctx, &mut actions);
        keys::read(&ctx, self.key_target(), &mut actions);
        self.frame_ui(ui, &look, &mut actions);
        self.toasts.ui(&ctx, &look, &mut actions);
        self.path_field_ui(&ctx, &look);
        drop_overlay_ui(&ctx, &look, self.screen, self.brands.takes_products());
        if self.help_open {
            self.help_open = keys::help_ui(&ctx, &look);
        }
        self.closing_ui(&ctx, &look);
        focus::show_focus(&ctx, &look);
        for action in actions {
            self.dispatch_when_loaded(&ctx, action);
        }
        self.dispatch_loaded(&ctx);
        self.studio.check_loras(&self.draft.brief);
        self.save_draft(&ctx);
        self.save_brands(&ctx);
        self.post.keep(&ctx, &self.studio);
        self.serving.frame_took(begun.elapsed());
    }

    /// Applies what the engine, the disk thread, the desktop and the pointer sent since the last frame.
    fn poll(&mut self, ctx: &Context, actions: &mut Vec<Action>) {
        self.textures.begin_frame();
        self.work(ctx);
        // One picture a frame at most: handing pixels to the graphics card takes a while.
        for _ in 0..REPLIES {
            let Some(reply) = self.studio.disk().response() else { break };
            let is_picture =
                matches!(reply, DiskResponse::Picture { .. } | DiskResponse::Copied(_));
            self.apply_reply(ctx, reply);
            ctx.request_repaint();
            if is_picture {
                break;
            }
        }
        self.poll_posts(ctx);
        if let Some(folder) = self.studio.elements_mut().take_folder() {
            self.desktop.reveal(&folder);
        }
        self.poll_dialogs();
        self.poll_scene();
        for error in self.studio.take_errors().into_iter().chain(self.desktop.take_error()) {
            self.toasts.error(error);
        }
        if self.studio.scheduler_mut().take_library_changed() {
            self.library.refresh();
        }
        for notice in self.studio.models_mut().take_notices() {
            self.toasts.info(notice);
        }
        self.poll_later_starts(ctx, actions);
        ctx.input(|input| {
            let beside = input.modifiers.shift;
            let paths = input.raw.dropped_files.iter().map(|file| file.path().to_owned());
            actions.extend(paths.map(|path| Action::OpenDropped { path, beside }));
        });
    }

    /// Lets jobs go on and answers other programs: what is done while nothing is drawn, too.
    fn work(&mut self, ctx: &Context) {
        let ended = self.studio.poll();
        ended.iter().for_each(|id| self.job_ended(ctx, *id));
        if let Some(error) = self.serving.poll(ctx, &mut self.studio, &ended) {
            self.toasts.error(error);
        }
        self.work_on_campaign(ctx);
        let is_running = self.studio.jobs().any(|job| job.state().is_running());
        self.follow_running(is_running || self.campaign.is_running());
        // The remaining time counts down between the reports, too. A frame hands over the next job; a window that is not
        // drawn has none.
        let hands_over =
            self.wakes_since_shown > 1 && self.studio.jobs().any(|job| !job.state().is_over());
        if is_running || hands_over {
            ctx.request_repaint_after(Duration::from_millis(250));
        }
    }

    fn apply_reply(&mut self, ctx: &Context, reply: DiskResponse) {
        match reply {
            DiskResponse::Thumbnail { job, pixels } => {
                self.textures.add_thumbnail(ctx, job, pixels.as_deref().map_err(Clone::clone));
            }
            DiskResponse::Picture { job, pixels } => {
                self.textures.add_picture(ctx, job, pixels.as_deref().map_err(Clone::clone));
            }
            DiskResponse::Outside { path, pixels } => {
                self.textures.add_outside(ctx, &path, pixels.as_deref().map_err(Clone::clone));
                if let Err(sentence) = pixels {
                    self.refuse_picture_input(&path, sentence);
                }
            }
            DiskResponse::MaskKept(Ok(path)) => self.draft.brief.advanced.mask = Some(path),
            DiskResponse::Page(page) => self.library.add_page(page),
            DiskResponse::Exported(Ok(paths)) => match paths.as_slice() {
                [path] => self.toasts.info(text!("message-saved-as", path = path.display())),
                paths => self.toasts.info(text!("message-pictures-saved", count = paths.len())),
            },
            DiskResponse::Copied(Ok(pixels)) => {
                ctx.copy_image(textures::image(&pixels));
                self.toasts.info(text!("message-picture-copied"));
            }
            DiskResponse::Recipe { path, recipe } => self.recipe_read(&path, recipe),
            DiskResponse::Persona(reply) => self.apply_brand_reply(ctx, reply),
            DiskResponse::Exported(Err(sentence))
            | DiskResponse::Copied(Err(sentence))
            | DiskResponse::MaskKept(Err(sentence))
            | DiskResponse::SettingsFailed(sentence) => self.toasts.error(sentence),
        }
    }

    /// Asks before the window closes with open jobs.
    fn closing_ui(&mut self, ctx: &Context, look: &Look) {
        let consequences = consequences(&self.studio, self.campaign.is_running());
        let is_requested = ctx.input(|input| input.viewport().close_requested());
        if is_requested && self.closing != Closing::Agreed && consequences.is_some() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.closing = Closing::Asked;
        }
        if self.closing != Closing::Asked {
            return;
        }
        // Without an open job, nothing is left to ask.
        let answer = consequences.map_or(Some(Answer::Close), |text| closing_ui(ctx, look, &text));
        match answer {
            Some(Answer::Close) => {
                self.closing = Closing::Agreed;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            Some(Answer::Stay) => self.closing = Closing::NotAsked,
            None => {}
        }
    }

    /// What the keys of pictures act on: nothing that another screen or a dialog hides.
    fn key_target(&self) -> keys::Target<'_> {
        let is_covered = self.help_open
            || self.closing == Closing::Asked
            || (self.post.is_open() || self.campaign.is_open()) && self.screen == Screen::Create
            || self.painting.as_ref().is_some_and(|painting| painting.is_open());
        match (self.screen, self.canvas.job(&self.studio)) {
            _ if is_covered => keys::Target::Nothing,
            (Screen::Create, Some(job)) => keys::Target::Canvas(job),
            (Screen::Library, _) => keys::Target::Library(&self.library),
            _ => keys::Target::Nothing,
        }
    }

    /// Draws the rail, the status bar, the screen, and the mask painter where it is open.
    fn frame_ui(&mut self, ui: &mut Ui, look: &Look, actions: &mut Vec<Action>) {
        let (studio, textures) = (&self.studio, &mut self.textures);
        let just_opened = std::mem::take(&mut self.just_opened);
        let cx = &mut PanelContext { look, studio, textures, actions };
        rail::rail_ui(ui, cx, self.screen);
        let bar = Panel::bottom("status").exact_size(28.0).resizable(false);
        bar.frame(rail::panel_frame(look).inner_margin(Margin::symmetric(12, 0))).show(ui, |ui| {
            self.status.ui(ui, cx, &self.draft.brief);
        });
        let frame = Frame::new().fill(look.ground);
        let frame = match self.screen {
            Screen::Create => frame,
            _ => frame.inner_margin(Margin { left: 24, right: 16, top: 20, bottom: 8 }),
        };
        egui::CentralPanel::default().frame(frame).show(ui, |ui| match self.screen {
            Screen::Create if self.campaign.is_open() => self.campaign.ui(ui, cx),
            Screen::Create if self.post.is_open() => self.post.ui(ui, cx),
            Screen::Create => {
                self.jobs.campaign = self.campaign.summary(cx.studio);
                let (draft, prompt) = (&mut self.draft, &mut self.prompt);
                let (canvas, post) = (&mut self.canvas, &mut self.post);
                create_ui(ui, cx, draft, prompt, (canvas, post), &mut self.jobs);
            }
            Screen::Library => self.library.ui(ui, cx),
            Screen::Brands => self.brands.ui(ui, cx, self.draft.brief.persona.as_ref()),
            Screen::Models => models_ui(ui, cx, &mut self.draft.brief, just_opened),
            Screen::Settings => settings_ui(ui, cx, &self.serving, just_opened),
        });
        if let Some(painting) = self.painting.as_mut().filter(|painting| painting.is_open()) {
            let result = painting.ui(ui.ctx(), cx);
            self.apply_painting(result);
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.save_draft_now();
        self.post.keep_now(&self.studio);
        // Its files are written before the home is free for another program.
        self.campaign.end();
    }
}

impl eframe::App for App {
    /// Called before each frame, and in its place while the window is minimised.
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.wakes_since_shown = self.wakes_since_shown.saturating_add(1);
        self.apply_language();
        self.work(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.wakes_since_shown = 0;
        self.show(ui);
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        let ground = self.look.map_or(egui::Color32::WHITE, |look| look.ground);
        ground.to_normalized_gamma_f32()
    }
}
