//! `brandish campaign`: a table of products becomes pictures, posts and captions in a folder.
//! The whole table is shown and checked before anything is made; a run that was stopped goes on where it was.

use super::output::{note, print, print_json};
use super::{CliError, catalog, home, home_of, shown};
use crate::brand::Persona;
use crate::brief::{ModelId, Size, formats_named};
use crate::campaign::{CampaignRow, CheckedCampaign, ColumnChoice, Mapping, RowOrder};
use crate::files::read_personas;
use crate::job::JobId;
use crate::post::{FIRST_LAYOUT, post_layouts};
use crate::studio::{
    CampaignDefaults, CampaignEvent, CampaignOptions, CampaignResult, CampaignRun, ExportExtras,
    ReadCampaign, Studio, check_briefs, open_folder, read_campaign,
};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How often the studio is polled.
const POLL: Duration = Duration::from_millis(30);

#[derive(clap::Args)]
pub(super) struct MakeCampaign {
    /// The table: CSV or XLSX, with the columns product, prompt, persona, headline, line, fact, call, date, networks,
    /// photo and layout, of which one of product, prompt and photo is needed
    file: PathBuf,
    /// The folder of the posts: a new one, or that of a run that goes on
    #[arg(long, value_name = "DIR", required_unless_present = "dry_run")]
    out: Option<PathBuf>,
    /// Say which column holds which field, such as Artikel=product, or none; may be given several times
    #[arg(long = "map", value_name = "COLUMN=FIELD")]
    choices: Vec<ColumnChoice>,
    /// Check and show the table, and make nothing
    #[arg(long)]
    dry_run: bool,
    /// Make the good rows although others have errors, and go on however many fail
    #[arg(long, conflicts_with = "stop_after")]
    keep_going: bool,
    /// Make the good rows although others have errors, and stop after this many failed rows in a row
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    stop_after: Option<u32>,
    /// The brand of rows that name none, by its id [default: the one chosen last]
    #[arg(long, value_name = "ID")]
    persona: Option<String>,
    /// The layout of rows that name none
    #[arg(long, value_name = "ID", default_value = FIRST_LAYOUT)]
    layout: String,
    /// Networks or formats of rows that name none, with commas between
    #[arg(long, value_name = "NAME,…", default_value = "instagram", value_delimiter = ',')]
    network: Vec<String>,
    /// The model that draws, by its id (see `brandish models`)
    #[arg(long, value_name = "ID|PATH", default_value = "spark")]
    model: String,
    /// The size of drawn pictures, width x height in pixels
    #[arg(long, value_name = "WxH", default_value = "1024x1024")]
    size: Size,
    /// Denoising steps [default: the model's]
    #[arg(long)]
    steps: Option<u32>,
    /// The model that writes captions, by its id [default: the built-in writer]
    #[arg(long, value_name = "ID")]
    writer: Option<String>,
    /// Show photos whole, with nothing cut out
    #[arg(long)]
    whole_photos: bool,
    /// Leave the prompt out of the files; the mark of a model's picture stays
    #[arg(long)]
    clean: bool,
    /// Fail a row where the brand check finds something
    #[arg(long)]
    strict: bool,
    /// Also one PDF of all LinkedIn posts, which LinkedIn shows as a carousel
    #[arg(long)]
    carousel: bool,
    /// Also everything as campaign.zip in the folder
    #[arg(long)]
    zip: bool,
    /// Print one JSON object when all is over
    #[arg(long)]
    json: bool,
}

impl MakeCampaign {
    pub(super) fn run(self) -> Result<(), CliError> {
        let defaults = self.defaults()?;
        let (catalog, model) = catalog()?.with_model(&self.model).map_err(|failure| {
            CliError::BadInput(format!("{} {}", failure.detail(), failure.advice()))
        })?;
        let mut studio = match self.dry_run {
            true => None,
            false => Some(Studio::open(home_of("campaign")?, catalog, || {})?),
        };
        let defaults = CampaignDefaults {
            persona: match &studio {
                Some(studio) => studio.speaker(self.persona.as_deref()),
                None => self.persona.clone().filter(|id| id != "none").map(crate::brand::PersonaId),
            },
            ..defaults
        };
        let (mut read, brands) = self.read(&defaults)?;
        check_persona(&defaults, &brands)?;
        let options = self.options(model);
        if let Some(studio) = &studio {
            check_briefs(studio, &options, &mut read.checked);
        }
        let mapping = read.mapping.map_err(|error| CliError::BadInput(error.to_string()))?;
        if !self.json {
            preview(&read.table.columns, &mapping, &read.checked)?;
        }
        let bad = read.checked.bad_rows();
        let goes_on = self.keep_going || self.stop_after.is_some();
        let Some(studio) = studio.as_mut().filter(|_| bad == 0 || goes_on) else {
            return self.ends_before(&read.checked);
        };
        let orders: Vec<RowOrder> = read.checked.orders().cloned().collect();
        if orders.is_empty() {
            return self.ends_before(&read.checked);
        }
        let journal = open_folder(&options.out, orders.iter()).map_err(CliError::BadInput)?;
        let begun = Instant::now();
        let run = CampaignRun::new(studio, orders, journal, options, || {});
        let _awake = stay_awake();
        let (result, failed, interrupted) = self.drive(run, studio)?;
        self.report(&read.checked, &result, &failed, begun.elapsed())?;
        match bad + failed.len() + usize::from(interrupted) {
            0 => Ok(()),
            _ => Err(CliError::Reported),
        }
    }

    fn defaults(&self) -> Result<CampaignDefaults, CliError> {
        if !post_layouts().any(|layout| layout.id == self.layout) {
            let ids: Vec<_> = post_layouts().map(|layout| layout.id.as_str()).collect();
            let ids = ids.join(", ");
            let id = &self.layout;
            return Err(CliError::BadInput(format!(
                "There is no layout “{id}” for one picture. There are: {ids}."
            )));
        }
        let formats = formats_named(&self.network);
        let formats = formats.map_err(|error| CliError::BadInput(error.to_string()))?;
        Ok(CampaignDefaults { persona: None, layout: self.layout.clone(), formats })
    }

    fn read(&self, defaults: &CampaignDefaults) -> Result<(ReadCampaign, Vec<Persona>), CliError> {
        let personas = home()?.personas();
        let (brands, errors) = read_personas(&personas);
        errors.iter().for_each(note);
        let read = read_campaign(&self.file, &self.choices, &brands, personas, defaults);
        Ok((read.map_err(CliError::BadInput)?, brands))
    }

    fn options(&self, model: ModelId) -> CampaignOptions {
        let stem = self.file.file_stem().unwrap_or_default().to_string_lossy();
        let writer = self.writer.clone().map_or_else(ModelId::builtin_writer, ModelId);
        let extras = ExportExtras { approval_sheet: true, carousel: self.carousel, zip: self.zip };
        CampaignOptions {
            out: self.out.clone().unwrap_or_default(),
            title: stem.into_owned(),
            model,
            size: self.size,
            steps: self.steps,
            writer,
            whole_photos: self.whole_photos,
            clean: self.clean,
            strict: self.strict,
            extras,
            stop_after: match self.keep_going {
                true => None,
                false => Some(self.stop_after.unwrap_or(1) as usize),
            },
            exclusive: true,
        }
    }

    /// The table has errors, or it was only to be shown.
    fn ends_before(&self, checked: &CheckedCampaign) -> Result<(), CliError> {
        let bad = checked.bad_rows();
        if self.json {
            print_json(&json!({
                "rows": checked.rows.len(),
                "posts": checked.posts(),
                "made": 0,
                "errors": errors(checked),
            }))?;
        }
        if bad == 0 {
            return Ok(());
        }
        if self.dry_run || checked.bad_rows() == checked.rows.len() {
            return Err(CliError::Reported);
        }
        let good = checked.rows.len() - bad;
        Err(CliError::BadInput(format!(
            "Nothing was made. Correct the rows above, or add --keep-going to make the other {good}."
        )))
    }

    /// Steps until it is over; Ctrl+C ends it after the table of what is made is written.
    fn drive(
        &self,
        mut run: CampaignRun,
        studio: &mut Studio,
    ) -> Result<(CampaignResult, Vec<Value>, bool), CliError> {
        let stop = super::stop_flag::stop_flag();
        let bar = self.bar(run.progress().1);
        let mut failed = Vec::new();
        loop {
            studio.poll();
            studio.take_errors().iter().for_each(|error| bar.suspend(|| note(error)));
            if stop.load(Ordering::Relaxed) && !run.is_stopping() {
                run.stop(studio);
            }
            for event in run.step(studio) {
                match event {
                    CampaignEvent::Made { row, title, posts } => {
                        let posts =
                            if posts == 1 { "1 post".into() } else { format!("{posts} posts") };
                        let line = format!("Row {row}: {title}, {posts}");
                        if !self.json {
                            bar.suspend(|| print(line))?;
                        }
                    }
                    CampaignEvent::Failed { row, message, .. } => {
                        bar.suspend(|| note(format_args!("Row {row} failed: {message}")));
                        failed.push(json!({ "row": row, "message": message }));
                    }
                    CampaignEvent::Note(sentence) => bar.suspend(|| note(sentence)),
                    CampaignEvent::Finished(result) => {
                        bar.finish_and_clear();
                        let result = result.map_err(CliError::Failed)?;
                        return Ok((result, failed, stop.load(Ordering::Relaxed)));
                    }
                }
            }
            bar.set_position(run.progress().0 as u64);
            bar.set_message(run.job().map_or(String::new(), |job| state(studio, job)));
            std::thread::sleep(POLL);
        }
    }

    fn bar(&self, rows: usize) -> ProgressBar {
        if self.json {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(rows as u64);
        let style = ProgressStyle::with_template("{pos}/{len} {bar:32} {msg}, about {eta} left")
            .expect("the template is fixed")
            .progress_chars("━╸─");
        bar.set_style(style);
        bar
    }

    fn report(
        &self,
        checked: &CheckedCampaign,
        result: &CampaignResult,
        failed: &[Value],
        took: Duration,
    ) -> Result<(), CliError> {
        if self.json {
            return print_json(&json!({
                "rows": checked.rows.len(),
                "made": result.made,
                "posts": result.posts,
                "left": result.left,
                "failed": failed,
                "errors": errors(checked),
                "path": result.folder,
                "zip": result.zip,
                "seconds": (took.as_secs_f64() * 1000.0).round() / 1000.0,
            }));
        }
        let CampaignResult { made, posts, left, .. } = result;
        note(format_args!("{made} rows made, {posts} posts, in {}.", crate::units::duration(took)));
        if *left > 0 {
            note(format_args!(
                "{left} rows are left. The same command goes on with them, and with those that failed."
            ));
        }
        print(shown(&result.folder))
    }
}

/// Keeps the machine from falling asleep until it is dropped; the display may go dark. A system that offers nothing for
/// it sleeps as it is set to, and the next run goes on.
fn stay_awake() -> Option<keepawake::KeepAwake> {
    let mut builder = keepawake::Builder::default();
    let builder = builder.idle(true).reason("A campaign is being made").app_name("Brandish");
    builder.create().inspect_err(|error| tracing::info!("sleep is not inhibited: {error}")).ok()
}

fn check_persona(defaults: &CampaignDefaults, brands: &[Persona]) -> Result<(), CliError> {
    let Some(id) = &defaults.persona else { return Ok(()) };
    match brands.iter().any(|brand| brand.id == *id) {
        true => Ok(()),
        false => {
            Err(CliError::BadInput(format!("There is no persona “{id}”. See brandish personas.")))
        }
    }
}

fn state(studio: &Studio, job: JobId) -> String {
    studio.job(job).map_or(String::new(), |job| job.state().words())
}

fn errors(checked: &CheckedCampaign) -> Vec<Value> {
    let row = |(row, error): (usize, &crate::campaign::RowError)| json!({ "row": row, "column": error.column, "message": error.message });
    checked.errors().map(row).collect()
}

/// The table as it was understood: columns, rows, errors by row.
fn preview(
    columns: &[String],
    mapping: &Mapping,
    checked: &CheckedCampaign,
) -> Result<(), CliError> {
    for (column, field) in columns.iter().zip(mapping.fields()) {
        match field {
            Some(field) => print(format_args!("{column}: {field}, {}", field.about()))?,
            None => print(format_args!("{column}: not used"))?,
        }
    }
    checked.rows.iter().try_for_each(|row| print(line(row)))?;
    for (row, error) in checked.errors() {
        note(error.line(row));
    }
    let (bad, rows) = (checked.bad_rows(), checked.rows.len());
    let errors = if bad == 0 { String::new() } else { format!(", {bad} with errors") };
    print(format_args!("{rows} rows{errors}; {} posts.", checked.posts()))
}

fn line(row: &CampaignRow) -> String {
    let title: String = row.title.replace('\n', " ").chars().take(48).collect();
    match &row.order {
        Err(_) => format!("{:>4}  {title}  (error)", row.number),
        Ok(order) => {
            let formats: Vec<_> = order.formats.iter().map(|format| format.id).collect();
            let date = order.date.map_or(String::new(), |date| format!("  {date}"));
            format!("{:>4}  {title}  {}{date}", row.number, formats.join(", "))
        }
    }
}
