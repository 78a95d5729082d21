//! Opening the window: its size, icon and studio, and one window for each home. Where the studio cannot open, a small
//! window shows the reason, as a user who starts the program by a double click has no terminal.
//! What is said where no window can open stands in `no_window`.

use super::no_window::NoWindow;
use super::theme::{self, Look, strong};
use super::{App, NativeDesktop, no_window, text};
use crate::engine::Catalog;
use crate::files::{self, Home, Settings, WindowClaim, WindowLanguage, WindowStart};
use crate::model_library::ModelLibrary;
use crate::studio::Studio;
use eframe::{CreationContext, NativeOptions};
use egui::{Context, RichText, Vec2, ViewportBuilder, ViewportCommand, vec2};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

const ICON: &[u8] = include_bytes!("../../assets/icon/256.png");
/// The first window, points: it fits a screen of 1280 x 800 with its title bar and the desktop's own bar.
const FIRST_SIZE: Vec2 = vec2(1_200.0, 720.0);
/// What title bar and desktop need of a screen, points.
const AROUND: Vec2 = vec2(16.0, 64.0);

/// Opens the window with `files` in it, absolute paths, and returns when it is closed. Where the window of this home is
/// open already, that one opens the files, and this returns at once.
///
/// # Errors
/// Where no window can open, after a dialog has said why.
pub fn run(files: Vec<PathBuf>) -> Result<(), NoWindow> {
    let begun = Instant::now();
    text::show_in(WindowLanguage::of_locales(sys_locale::get_locales()));
    no_window::check_display()?;
    let home = Home::find();
    if let Ok(home) = &home {
        crate::log::to_stderr_and(&home.logs());
    }
    let opening = match home.map_err(|error| error.to_string()) {
        Ok(home) => match WindowStart::claim(&home, &files) {
            Ok(WindowStart::HandedOver) => return Ok(()),
            Ok(WindowStart::First(claim)) => Ok(Opening { home, claim, files }),
            Err(sentence) => Err(sentence),
        },
        Err(sentence) => Err(sentence),
    };
    let viewport = ViewportBuilder::default()
        .with_title("Brandish")
        .with_app_id("brandish")
        .with_inner_size(FIRST_SIZE)
        .with_min_inner_size([560.0, 360.0])
        .with_icon(eframe::icon_data::from_png_bytes(ICON).unwrap_or_default());
    let renderer = no_window::renderer();
    let options = NativeOptions { viewport, renderer, ..NativeOptions::default() };
    let create = move |context: &CreationContext<'_>| {
        theme::install_fonts(&context.egui_ctx);
        let app: Box<dyn eframe::App> =
            match opening.and_then(|opening| opening.app(&context.egui_ctx)) {
                Ok(app) => Box::new(Timed { app, begun: Some(begun) }),
                Err(sentence) => {
                    eprintln!("{sentence}");
                    Box::new(Closed { sentence })
                }
            };
        Ok(app)
    };
    eframe::run_native("Brandish", options, Box::new(create)).or_else(no_window::try_fallback)
}

/// What a window is opened with.
struct Opening {
    home: Home,
    claim: Option<WindowClaim>,
    files: Vec<PathBuf>,
}

impl Opening {
    fn app(self, ctx: &Context) -> Result<App, String> {
        let assets = files::find_assets()
            .map_err(|_| text!("start-files-brandish-missing-install").to_owned())?;
        let settings = Settings::read(&self.home.settings);
        if let Some(language) = settings.language {
            text::show_in(language);
        }
        let installed = ModelLibrary::scan_own_folder(&self.home, Catalog::built_in(&assets));
        let catalog = Arc::unwrap_or_clone(installed.catalog);
        let wake = ctx.clone();
        let studio = Studio::open(self.home, catalog, move || wake.request_repaint())
            .map_err(|error| error.to_string())?;
        let mut app = App::new(studio, Box::new(NativeDesktop::new(ctx.clone())));
        app.open_files(self.files);
        if let Some(claim) = self.claim {
            let wake = ctx.clone();
            app.follow(claim.listen(move || wake.request_repaint()));
        }
        Ok(app)
    }
}

/// The app, whose first frame is timed for the log.
struct Timed {
    app: App,
    begun: Option<Instant>,
}

impl eframe::App for Timed {
    fn logic(&mut self, ctx: &Context, frame: &mut eframe::Frame) {
        self.app.come_to_front(ctx);
        self.app.logic(ctx, frame);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.app.ui(ui, frame);
        if let Some(begun) = self.begun.take() {
            fill_small_screen(ui.ctx());
            tracing::info!("first frame drawn {} ms after the start", begun.elapsed().as_millis());
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        self.app.clear_color(visuals)
    }
}

/// Maximises the window where the screen is too small for its first size, as an enlarged one is.
fn fill_small_screen(ctx: &Context) {
    let screen = ctx.input(|input| input.viewport().monitor_size);
    let needed = FIRST_SIZE + AROUND;
    if screen.is_some_and(|screen| screen.x < needed.x || screen.y < needed.y) {
        ctx.send_viewport_cmd(ViewportCommand::Maximized(true));
    }
}

/// The window where the studio cannot open.
struct Closed {
    sentence: String,
}

impl eframe::App for Closed {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let dark = ui.ctx().system_theme() == Some(egui::Theme::Dark);
        let look = Look::new(dark, None);
        look.apply(ui.ctx());
        let frame = egui::Frame::new().fill(look.ground).inner_margin(32);
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            ui.add_space((ui.available_height() - 180.0).max(0.0) / 2.0);
            ui.vertical_centered(|ui| {
                ui.set_max_width(560.0);
                ui.label(strong(text!("start-brandish-cannot-open"), 24.0).color(look.ink));
                let text = RichText::new(text::said(&self.sentence)).color(look.ink);
                ui.add(egui::Label::new(text).wrap().selectable(true));
                ui.add_space(16.0);
                if ui.button(text!("start-close")).clicked() {
                    ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
                }
            });
        });
    }
}
