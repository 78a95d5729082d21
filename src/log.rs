//! Where the program's log goes: stderr for the command line, also a rolling file for the window.
//! `BRANDISH_LOG` sets what is logged, such as `debug` or `brandish=trace`; warnings without it.

use std::path::Path;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

/// Logs to stderr only.
pub fn to_stderr() {
    // A second call, as in tests, changes nothing.
    tracing_subscriber::registry().with(stderr()).try_init().ok();
}

/// Logs to stderr and to one file a day in `folder`, of which the last seven are kept.
pub fn to_stderr_and(folder: &Path) {
    // The builder would complain on stderr of a folder that is not there yet.
    std::fs::create_dir_all(folder).ok();
    let file = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("brandish")
        .filename_suffix("log")
        .max_log_files(7)
        .build(folder);
    match file {
        Ok(file) => {
            let filter = EnvFilter::new("warn,brandish=info");
            let layer = fmt::layer().with_ansi(false).with_writer(std::sync::Mutex::new(file));
            let layers = tracing_subscriber::registry().with(stderr());
            layers.with(layer.with_filter(filter)).try_init().ok();
        }
        Err(error) => {
            to_stderr();
            tracing::warn!("no log file: {error}");
        }
    }
}

fn stderr<S>() -> impl Layer<S>
where
    S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
{
    let filter =
        EnvFilter::try_from_env("BRANDISH_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    fmt::layer().with_writer(std::io::stderr).with_filter(filter)
}
