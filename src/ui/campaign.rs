//! The campaign in the window: a table of products, how its columns are read, and the run that makes its posts.
//! It shows and holds what the user chooses; the studio's threads read the table and write the files.

mod card;
mod options;
mod rows;
mod run;
mod table;

use super::context::PanelContext;
use super::text;
use crate::campaign::{CampaignPlan, CheckedCampaign, Journal, RowOrder};
use crate::job::JobId;
use crate::studio::{
    CampaignResult, CampaignRun, Cost, ReadCampaign, ReadRequest, Studio, TableResponse,
    TableThread, campaign_cost, check_brief,
};
pub use card::{campaign_card_ui, table_button_ui};
use egui::{Context, Frame, Margin, Panel, Ui};
use rows::RowStates;
use run::options_of;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long one frame checks rows at most.
const CHECKING: Duration = Duration::from_millis(3);

/// An action on the campaign.
#[derive(Clone, Debug, PartialEq)]
pub enum CampaignAction {
    /// Choose a table in a dialog.
    ChooseTable,
    /// Read a table and show how it is understood.
    OpenTable(PathBuf),
    /// Show the campaign.
    Open,
    Close,
    /// Another choice; the table is checked again.
    Change(Box<CampaignPlan>),
    ChooseFolder,
    Start,
    /// Show a campaign of an earlier start and go on with it.
    GoOn,
    Stop,
    /// Forget the campaign; its files stay.
    Discard,
    ShowFolder,
}

/// A native dialog for a file or a folder of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignDialog {
    Table,
    /// The folder of the posts.
    Folder,
}

/// Where a campaign stands, for its card beside the jobs.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignSummary {
    pub name: String,
    pub text: String,
    /// How many rows are over, 0..=1; none where nothing runs.
    pub fraction: Option<f32>,
}

/// The panel, and the campaign that it holds.
#[derive(Default)]
pub struct CampaignPanel {
    open: bool,
    plan: Option<CampaignPlan>,
    /// Started with the first table.
    thread: Option<TableThread>,
    is_reading: bool,
    /// Why the table or the folder cannot be used.
    refusal: Option<String>,
    read: Option<Box<ReadCampaign>>,
    /// How many rows were checked for what only the studio knows.
    checked_rows: usize,
    cost: Option<Cost>,
    /// Start as soon as the table is checked.
    starts: bool,
    is_opening: bool,
    run: Option<CampaignRun>,
    states: RowStates,
    result: Option<Result<CampaignResult, String>>,
}

impl CampaignPanel {
    /// A closed panel with the campaign of an earlier start.
    pub fn new(plan: Option<CampaignPlan>) -> Self {
        Self { plan, ..Self::default() }
    }

    pub fn is_open(&self) -> bool {
        self.open
    }

    pub fn open(&mut self) {
        self.open = true;
    }

    pub fn close(&mut self) {
        self.open = false;
    }

    pub fn plan(&self) -> Option<&CampaignPlan> {
        self.plan.as_ref()
    }

    pub fn is_running(&self) -> bool {
        self.run.is_some()
    }

    /// Whether the table was read, or is being read.
    pub fn is_read(&self) -> bool {
        self.is_reading || self.read.is_some()
    }

    /// Whether another plan needs no other check of the table.
    pub fn is_checked_alike(&self, plan: &CampaignPlan) -> bool {
        self.plan.as_ref().is_some_and(|own| is_same_check(own, plan))
    }

    /// Whether a job is one of the row that is made now.
    pub fn makes(&self, studio: &Studio, id: JobId) -> bool {
        let batch = self.run.as_ref().and_then(CampaignRun::job);
        batch.is_some() && studio.job(id).map(|job| job.batch) == batch
    }

    /// Has the table read with these choices.
    pub fn set_plan(
        &mut self,
        ctx: &Context,
        studio: &Studio,
        plan: CampaignPlan,
        beside: PathBuf,
    ) {
        let is_other = self.plan.as_ref().is_none_or(|known| known.table != plan.table);
        if is_other {
            self.read = None;
        }
        let waker = ctx.clone();
        let thread =
            self.thread.get_or_insert_with(|| TableThread::start(move || waker.request_repaint()));
        thread.read(ReadRequest {
            plan: plan.clone(),
            brands: studio.brands().all().to_vec(),
            personas: studio.home().personas(),
            beside,
        });
        self.plan = Some(plan);
        (self.is_reading, self.refusal, self.result) = (true, None, None);
        self.states = RowStates::default();
    }

    /// Uses another folder; the table need not be read again.
    pub fn set_folder(&mut self, folder: PathBuf) {
        if let Some(plan) = &mut self.plan {
            plan.folder = Some(folder);
            (self.refusal, self.result) = (None, None);
        }
    }

    /// Uses other options that change nothing of the check.
    pub fn set_options(&mut self, plan: CampaignPlan) {
        self.plan = Some(plan);
    }

    /// Starts once the table is read and checked.
    pub fn start(&mut self) {
        (self.starts, self.refusal, self.result) = (true, None, None);
    }

    /// Forgets the campaign; it does not run.
    pub fn discard(&mut self) {
        let thread = self.thread.take();
        *self = Self { thread, ..Self::default() };
    }

    /// Lets go of the run, which a later one goes on with. Waits for the file that is being written.
    pub fn end(&mut self) {
        self.run = None;
    }

    /// Begins no more rows.
    pub fn stop(&mut self, studio: &mut Studio) {
        if let Some(run) = &mut self.run {
            run.stop(studio);
        }
    }

    /// Takes what has arrived and lets the campaign go on. Returns what it has made, once it is over.
    pub fn work(
        &mut self,
        ctx: &Context,
        studio: &mut Studio,
    ) -> Option<Result<CampaignResult, String>> {
        while let Some(response) = self.thread.as_ref().and_then(TableThread::response) {
            match response {
                TableResponse::Read { plan, read } => self.take_read(*plan, read),
                TableResponse::Opened(journal) => self.begin(ctx, studio, journal),
            }
        }
        self.check_rows(ctx, studio);
        let run = self.run.as_mut()?;
        ctx.request_repaint_after(Duration::from_millis(100));
        let events = run.step(studio);
        let result = self.states.take(events);
        if let Some(result) = &result {
            self.run = None;
            self.result = Some(result.clone());
        }
        result
    }

    fn take_read(&mut self, plan: CampaignPlan, read: Result<Box<ReadCampaign>, String>) {
        // The user may have chosen otherwise since.
        let Some(own) = self.plan.as_mut().filter(|own| is_same_check(own, &plan)) else { return };
        own.folder.get_or_insert(plan.folder.unwrap_or_default());
        (self.is_reading, self.checked_rows, self.cost) = (false, 0, None);
        match read {
            Ok(read) => self.read = Some(read),
            Err(sentence) => {
                let sentence = text::said(&sentence).into_owned();
                (self.read, self.refusal, self.starts) = (None, Some(sentence), false);
            }
        }
    }

    /// Checks some more rows against what only the studio knows, then starts where that was asked for.
    fn check_rows(&mut self, ctx: &Context, studio: &Studio) {
        let (Some(plan), Some(read)) = (&self.plan, &mut self.read) else { return };
        if self.is_reading || self.is_opening || self.run.is_some() {
            return;
        }
        let options = options_of(plan, studio);
        let begun = Instant::now();
        while self.checked_rows < read.checked.rows.len() {
            if begun.elapsed() > CHECKING {
                ctx.request_repaint();
                return;
            }
            check_brief(studio, &options, &mut read.checked.rows[self.checked_rows]);
            self.checked_rows += 1;
        }
        if self.cost.is_none() {
            self.cost = campaign_cost(studio, &options, &read.checked);
        }
        if !std::mem::take(&mut self.starts) {
            return;
        }
        let orders: Vec<RowOrder> = read.checked.orders().cloned().collect();
        if let (Some(folder), Some(thread), false) = (&plan.folder, &self.thread, orders.is_empty())
        {
            thread.open(folder.clone(), orders);
            self.is_opening = true;
        }
    }

    /// Begins the run: the folder is open.
    fn begin(&mut self, ctx: &Context, studio: &Studio, journal: Result<Box<Journal>, String>) {
        self.is_opening = false;
        let (Some(plan), Some(read)) = (&mut self.plan, &self.read) else { return };
        match journal {
            Ok(journal) => {
                plan.started = true;
                let (options, waker) = (options_of(plan, studio), ctx.clone());
                let orders = read.checked.orders().cloned().collect();
                let wake = move || waker.request_repaint();
                let run = CampaignRun::new(studio, orders, *journal, options, wake);
                self.states = RowStates::of(&run);
                self.run = Some(run);
            }
            Err(sentence) => self.refusal = Some(text::said(&sentence).into_owned()),
        }
    }

    /// What can be started: rows that can be made, in a table that is checked.
    fn startable(&self) -> Option<&CheckedCampaign> {
        let read = self.read.as_ref().filter(|_| !self.is_reading && !self.is_opening)?;
        let is_checked = self.checked_rows == read.checked.rows.len();
        (is_checked && read.checked.orders().next().is_some()).then_some(&read.checked)
    }

    /// Fills the Create screen.
    pub fn ui(&mut self, ui: &mut Ui, cx: &mut PanelContext<'_>) {
        let is_wide = ui.available_width() >= 1_180.0;
        let side = Margin { left: 16, right: 12, top: 12, bottom: 12 };
        Panel::left("campaign options")
            .exact_size(if is_wide { 320.0 } else { 284.0 })
            .resizable(false)
            .frame(Frame::new().fill(cx.look.panel).inner_margin(side))
            .show(ui, |ui| self.options_ui(ui, cx));
        let frame = Frame::new().fill(cx.look.ground).inner_margin(16);
        egui::CentralPanel::default().frame(frame).show(ui, |ui| self.table_ui(ui, cx));
    }
}

/// Whether two plans check a table alike.
fn is_same_check(a: &CampaignPlan, b: &CampaignPlan) -> bool {
    let checked = |plan: &CampaignPlan| {
        let CampaignPlan { table, columns, persona, layout, formats, model, .. } = plan.clone();
        (table, columns, persona, layout, formats, model)
    };
    checked(a) == checked(b)
}
