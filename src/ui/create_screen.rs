//! The Create screen: the brief at the left, the jobs at the right, the canvas between them.
//! A narrow window, such as one on an enlarged screen, shows either canvas or jobs.

use super::brief_panel::brief_ui;
use super::canvas::Canvas;
use super::context::PanelContext;
use super::draft::Draft;
use super::jobs_panel::JobsPanel;
use super::post::PostEditor;
use super::prompt_cache::PromptCache;
use super::widgets;
use egui::{Frame, Margin, Panel, Ui};

/// From this width on, the columns are wide, points.
const WIDE: f32 = 1_180.0;
/// From this width on, canvas and jobs stand side by side.
const SIDE_BY_SIDE: f32 = 840.0;
/// Below this width, the brief is as narrow as it can be.
const NARROW: f32 = 640.0;

pub fn create_ui(
    ui: &mut Ui,
    cx: &mut PanelContext<'_>,
    draft: &mut Draft,
    prompt: &mut PromptCache,
    (canvas, post): (&mut Canvas, &mut PostEditor),
    jobs: &mut JobsPanel,
) {
    let width = ui.available_width();
    let (brief_width, jobs_width) = match width {
        WIDE.. => (336.0, 320.0),
        NARROW.. => (304.0, 272.0),
        _ => (284.0, 272.0),
    };
    let side = Margin { left: 16, right: 12, top: 16, bottom: 12 };
    Panel::left("brief")
        .exact_size(brief_width)
        .resizable(false)
        .frame(Frame::new().fill(cx.look.panel).inner_margin(side))
        .show(ui, |ui| brief_ui(ui, cx, draft, prompt));
    if width >= SIDE_BY_SIDE {
        let side = Margin { left: 4, right: 10, top: 12, bottom: 8 };
        Panel::right("jobs")
            .exact_size(jobs_width)
            .resizable(false)
            .frame(Frame::new().fill(cx.look.ground).inner_margin(side))
            .show_separator_line(false)
            .show(ui, |ui| jobs.ui(ui, cx, canvas.shown));
    }
    let margin = if width >= NARROW { 16 } else { 8 };
    let frame = Frame::new().fill(cx.look.ground).inner_margin(margin);
    egui::CentralPanel::default().frame(frame).show(ui, |ui| {
        if width < SIDE_BY_SIDE {
            ui.horizontal(|ui| tabs_ui(ui, cx, jobs));
            if jobs.in_front {
                jobs.ui(ui, cx, canvas.shown);
                return;
            }
        }
        if canvas.job(cx.studio).is_some() {
            return canvas.ui(ui, cx);
        }
        let brand = draft.brief.persona.as_ref().and_then(|id| cx.studio.brands().get(id));
        post.follow_brand(brand);
        post.welcome_ui(ui, cx);
    });
}

/// Chooses between canvas and jobs.
fn tabs_ui(ui: &mut Ui, cx: &PanelContext<'_>, jobs: &mut JobsPanel) {
    ui.spacing_mut().item_spacing.x = 6.0;
    if widgets::chip(ui, cx.look, !jobs.in_front, text!("create-picture")).clicked() {
        jobs.in_front = false;
    }
    let open = cx.studio.jobs().filter(|job| !job.state().is_over()).count();
    let text = if open == 0 {
        text!("create-jobs").to_owned()
    } else {
        text!("create-jobs-count", count = open)
    };
    if widgets::chip(ui, cx.look, jobs.in_front, &text)
        .accessible_name(text!("create-show-the-jobs"))
        .clicked()
    {
        jobs.in_front = true;
    }
}
