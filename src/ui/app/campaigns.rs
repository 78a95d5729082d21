//! What the actions of a campaign do to the app: read tables, ask for folders, start, stop, go on after a restart.
//! The panel holds the campaign; the settings keep its plan between two starts of the program.

use super::App;
use crate::campaign::CampaignPlan;
use crate::studio::CampaignResult;
use crate::ui::Screen;
use crate::ui::campaign::{CampaignAction, CampaignDialog};
use crate::ui::desktop::{FileDialog, Notification};
use egui::Context;
use std::path::{Path, PathBuf};

/// How tables end.
const TABLES: [&str; 4] = ["csv", "tsv", "xlsx", "xls"];

impl App {
    pub(super) fn dispatch_campaign(&mut self, ctx: &Context, action: CampaignAction) {
        match action {
            CampaignAction::ChooseTable => self.open_campaign_dialog(CampaignDialog::Table),
            CampaignAction::ChooseFolder => self.open_campaign_dialog(CampaignDialog::Folder),
            CampaignAction::OpenTable(path) => self.open_table(ctx, path),
            CampaignAction::Open => self.open_campaign(ctx),
            CampaignAction::Close => self.campaign.close(),
            CampaignAction::Change(plan) => self.change_plan(ctx, *plan),
            CampaignAction::Start => self.campaign.start(),
            CampaignAction::GoOn => {
                self.open_campaign(ctx);
                self.campaign.start();
            }
            CampaignAction::Stop => self.campaign.stop(&mut self.studio),
            CampaignAction::Discard if self.campaign.is_running() => {}
            CampaignAction::Discard => {
                self.campaign.discard();
                self.keep_plan();
            }
            CampaignAction::ShowFolder => {
                let folder = self.campaign.plan().and_then(|plan| plan.folder.clone());
                if let Some(folder) = folder {
                    self.desktop.reveal(&folder);
                }
            }
        }
    }

    fn open_campaign_dialog(&mut self, dialog: CampaignDialog) {
        let folder = match dialog {
            CampaignDialog::Table => None,
            CampaignDialog::Folder => Some(self.export_folder()),
        };
        self.desktop.open_dialog(FileDialog::Campaign(dialog), folder);
    }

    /// The user chose a table or a folder.
    pub(super) fn campaign_path_chosen(&mut self, dialog: CampaignDialog, path: &Path) {
        match dialog {
            CampaignDialog::Table => {
                self.unloaded.push(CampaignAction::OpenTable(path.to_owned()).into());
            }
            CampaignDialog::Folder => {
                self.campaign.set_folder(path.to_owned());
                self.keep_plan();
            }
        }
    }

    /// Takes a dropped table; any other file is returned.
    pub(super) fn table_dropped(&mut self, path: PathBuf) -> Option<PathBuf> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if !TABLES.contains(&ending.as_str()) {
            return Some(path);
        }
        self.unloaded.push(CampaignAction::OpenTable(path).into());
        None
    }

    fn open_table(&mut self, ctx: &Context, table: PathBuf) {
        self.screen = Screen::Create;
        self.campaign.open();
        if self.campaign.is_running() {
            self.toasts.info(text!("campaign-campaign-being-made-stop-first"));
            return;
        }
        let brief = &self.draft.brief;
        let known = self.campaign.plan().filter(|plan| plan.table == table).cloned();
        let plan = known.unwrap_or_else(|| CampaignPlan {
            table,
            persona: brief.persona.clone(),
            model: brief.model.clone(),
            writer: brief.captions.writer.clone(),
            ..CampaignPlan::default()
        });
        let beside = self.export_folder();
        self.campaign.set_plan(ctx, &self.studio, plan, beside);
        self.keep_plan();
    }

    /// Shows the campaign; one of an earlier start is read first.
    fn open_campaign(&mut self, ctx: &Context) {
        self.screen = Screen::Create;
        self.campaign.open();
        if self.campaign.is_read() {
            return;
        }
        if let Some(plan) = self.campaign.plan().cloned() {
            let beside = self.export_folder();
            self.campaign.set_plan(ctx, &self.studio, plan, beside);
        }
    }

    fn change_plan(&mut self, ctx: &Context, plan: CampaignPlan) {
        if self.campaign.is_checked_alike(&plan) {
            self.campaign.set_options(plan);
        } else {
            let beside = self.export_folder();
            self.campaign.set_plan(ctx, &self.studio, plan, beside);
        }
        self.keep_plan();
    }

    /// Keeps the plan for the next start of the program.
    fn keep_plan(&mut self) {
        let plan = self.campaign.plan().cloned();
        self.studio.change_settings(|settings| settings.campaign = plan);
    }

    /// Offers to go on with the campaign of an earlier start, once.
    pub(super) fn offer_campaign(&mut self) {
        let Some(plan) = self.campaign.plan().filter(|plan| plan.started) else { return };
        let text = text!("campaign-not-finished-named", name = plan.name());
        self.toasts.offer(text, text!("campaign-go-on"), CampaignAction::GoOn);
    }

    /// Lets the campaign go on, also while nothing is drawn.
    pub(super) fn work_on_campaign(&mut self, ctx: &Context) {
        let was_running = self.campaign.is_running();
        let result = self.campaign.work(ctx, &mut self.studio);
        if self.campaign.is_running() && !was_running {
            self.keep_plan();
        }
        let Some(result) = result else { return };
        let is_made = result.as_ref().is_ok_and(|result| result.left + result.failed == 0);
        match is_made {
            // Nothing is left to go on with at the next start.
            true => self.studio.change_settings(|settings| settings.campaign = None),
            false => self.keep_plan(),
        }
        self.notify_of_campaign(ctx, &result);
    }

    fn notify_of_campaign(&mut self, ctx: &Context, result: &Result<CampaignResult, String>) {
        if self.is_in_front(ctx) || !self.studio.settings().notify {
            return;
        }
        let name = self.campaign.plan().map(CampaignPlan::name).unwrap_or_default();
        let title = match result {
            Ok(result) if result.left + result.failed == 0 => text!("campaign-campaign-ready"),
            Ok(_) => text!("campaign-campaign-stopped-before-end"),
            Err(_) => text!("campaign-campaign-could-not-finished"),
        };
        let text =
            self.campaign.summary(&self.studio).map_or(String::new(), |summary| summary.text);
        let with_sound = self.studio.settings().sound;
        let (title, text) = (title.to_owned(), format!("{name}: {text}"));
        self.desktop.notify(Notification { title, text, with_sound });
    }
}
