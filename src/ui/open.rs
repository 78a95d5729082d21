//! Opening the window: its size, icon and studio. Where the studio cannot open, a small window shows the reason,
//! as a user who starts the program by a double click has no terminal.

use super::theme::{self, Look, strong};
use super::{App, NativeDesktop};
use crate::engine::Catalog;
use crate::files::{self, Home};
use crate::model_library::ModelLibrary;
use crate::studio::Studio;
use eframe::{CreationContext, NativeOptions};
use egui::{Context, RichText, Vec2, ViewportBuilder, ViewportCommand, vec2};
use std::sync::Arc;
use std::time::Instant;

const ICON: &[u8] = include_bytes!("../../assets/icon/256.png");
/// The first window, points: it fits a screen of 1280 x 800 with its title bar and the desktop's own bar.
const FIRST_SIZE: Vec2 = vec2(1_200.0, 720.0);
/// What title bar and desktop need of a screen, points.
const AROUND: Vec2 = vec2(16.0, 64.0);

/// Opens the window and returns when it is closed.
///
/// # Errors
/// A sentence, where there is no display or no OpenGL.
pub fn run() -> Result<(), String> {
    let begun = Instant::now();
    if no_display() {
        return Err("there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).".into());
    }
    let home = Home::find();
    if let Ok(home) = &home {
        crate::log::to_stderr_and(&home.logs());
    }
    let viewport = ViewportBuilder::default()
        .with_title("Brandish")
        .with_app_id("brandish")
        .with_inner_size(FIRST_SIZE)
        .with_min_inner_size([560.0, 360.0])
        .with_icon(eframe::icon_data::from_png_bytes(ICON).unwrap_or_default());
    let options = NativeOptions { viewport, ..NativeOptions::default() };
    let create = move |context: &CreationContext<'_>| {
        let wake = context.egui_ctx.clone();
        theme::install_fonts(&context.egui_ctx);
        let studio = home.map_err(|error| error.to_string()).and_then(|home| {
            let assets = files::find_assets()
                .map_err(|_| "Files of Brandish are missing; install it again".to_owned())?;
            let installed = ModelLibrary::scan_own_folder(&home, Catalog::built_in(&assets));
            let catalog = Arc::unwrap_or_clone(installed.catalog);
            Studio::open(home, catalog, move || wake.request_repaint())
                .map_err(|error| error.to_string())
        });
        let app: Box<dyn eframe::App> = match studio {
            Ok(studio) => {
                let desktop = Box::new(NativeDesktop::new(context.egui_ctx.clone()));
                let app = App::new(studio, desktop);
                Box::new(Timed { app, begun: Some(begun) })
            }
            Err(sentence) => {
                eprintln!("{sentence}");
                Box::new(Closed { sentence })
            }
        };
        Ok(app)
    };
    eframe::run_native("Brandish", options, Box::new(create)).map_err(|error| error.to_string())
}

/// Whether this is a Unix machine without a desktop, such as a server.
fn no_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let displays = ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"];
    cfg!(all(unix, not(target_os = "macos"))) && !displays.into_iter().any(set)
}

/// The app, whose first frame is timed for the log.
struct Timed {
    app: App,
    begun: Option<Instant>,
}

impl eframe::App for Timed {
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
                ui.label(strong("Brandish cannot open", 24.0).color(look.ink));
                let text = RichText::new(&self.sentence).color(look.ink);
                ui.add(egui::Label::new(text).wrap().selectable(true));
                ui.add_space(16.0);
                if ui.button("Close").clicked() {
                    ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
                }
            });
        });
    }
}
