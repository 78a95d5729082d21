//! Where no window can open: drawing in software is tried once, then a dialog of the system's own names the cause and
//! the way out. A program that was started by a double click has no terminal to write to.

use eframe::Renderer;
use std::process::{Command, ExitStatus, Stdio};

/// xmessage breaks no lines itself.
#[cfg(all(unix, not(target_os = "macos")))]
const XMESSAGE_COLUMNS: usize = 72;

/// Set for the second try, which draws in software.
const SOFTWARE: &str = "BRANDISH_DRAWS_IN_SOFTWARE";

/// Why no window can open.
#[derive(Debug, thiserror::Error)]
pub enum NoWindow {
    #[error("{}", text!("start-no-display"))]
    NoDisplay,
    #[error("{}", text!("start-display-out-of-reach"))]
    Display,
    #[error("{}", no_graphics(detail))]
    NoGraphics { detail: String },
    /// A second try, which has said why it failed.
    #[error("{}", text!("start-no-window"))]
    Said,
}

/// What helps where neither the graphics card nor software draws.
fn no_graphics(detail: &str) -> String {
    let advice = if cfg!(windows) {
        text!("start-no-graphics-windows")
    } else if cfg!(target_os = "macos") {
        text!("start-no-graphics-macos")
    } else {
        text!("start-no-graphics-linux")
    };
    text!("start-no-graphics", advice = advice, detail = detail)
}

impl NoWindow {
    /// Says why, in a dialog where the desktop has one, and on stderr.
    pub fn show(&self) {
        if matches!(self, Self::Said) {
            return;
        }
        eprintln!("{self}");
        if !matches!(self, Self::NoDisplay) {
            show_dialog(&self.to_string());
        }
    }
}

/// Whether this machine has a display at all; a server has none.
pub fn check_display() -> Result<(), NoWindow> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let displays = ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"];
    let needs_one = cfg!(all(unix, not(target_os = "macos")));
    if needs_one && !displays.into_iter().any(set) { Err(NoWindow::NoDisplay) } else { Ok(()) }
}

/// What draws the window: OpenGL. On Windows, the second try uses Direct3D, which Windows has in software too.
pub fn renderer() -> Renderer {
    #[cfg(windows)]
    if std::env::var_os(SOFTWARE).is_some() {
        return Renderer::Wgpu;
    }
    Renderer::Glow
}

/// Starts the program again, to draw in software, where OpenGL has failed. A process can open its display only once.
pub fn try_fallback(error: eframe::Error) -> Result<(), NoWindow> {
    tracing::error!("no window: {error}");
    if matches!(error, eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_)) {
        return Err(NoWindow::Display);
    }
    let detail = error.to_string();
    if cfg!(target_os = "macos") || std::env::var_os(SOFTWARE).is_some() {
        return Err(NoWindow::NoGraphics { detail });
    }
    match draw_in_software() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(NoWindow::Said),
        Err(error) => {
            tracing::error!("no second try: {error}");
            Err(NoWindow::NoGraphics { detail })
        }
    }
}

fn draw_in_software() -> std::io::Result<ExitStatus> {
    Command::new(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .env(SOFTWARE, "1")
        // Mesa's own switch (docs.mesa3d.org/envvars.html).
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        // They name a driver, which is what has failed.
        .env_remove("MESA_LOADER_DRIVER_OVERRIDE")
        .env_remove("GALLIUM_DRIVER")
        .status()
}

/// Shows a sentence in the first dialog that the desktop has, and waits until it is closed.
#[cfg(all(unix, not(target_os = "macos")))]
fn show_dialog(sentence: &str) {
    let title = text!("start-brandish-cannot-open");
    let lines = in_lines(sentence, XMESSAGE_COLUMNS);
    let dialogs: [(&str, &[&str]); 4] = [
        (
            "zenity",
            &["--error", "--no-markup", "--title", title, "--width=420", "--text", sentence],
        ),
        ("kdialog", &["--title", title, "--error", sentence]),
        ("xmessage", &["-center", "-title", title, &lines]),
        ("notify-send", &["--app-name=Brandish", title, sentence]),
    ];
    let shown = dialogs.into_iter().any(|(program, arguments)| {
        let mut command = Command::new(program);
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        // zenity and xmessage end with 1 where the user closes them by the frame of their window.
        command.status().is_ok_and(|status| matches!(status.code(), Some(0 | 1)))
    });
    if !shown {
        tracing::warn!("this desktop has no dialog for the reason");
    }
}

/// Text in lines of at most `columns` letters, broken between words.
#[cfg(all(unix, not(target_os = "macos")))]
fn in_lines(text: &str, columns: usize) -> String {
    let mut lines = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let letters = word.chars().count();
        if column > 0 && column + 1 + letters > columns {
            lines.push('\n');
            column = 0;
        } else if column > 0 {
            lines.push(' ');
            column += 1;
        }
        lines += word;
        column += letters;
    }
    lines
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn show_dialog(sentence: &str) {
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title(text!("start-brandish-cannot-open"))
        .set_description(sentence)
        .show();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn a_sentence_is_broken_between_words() {
        assert_eq!(in_lines("one two three four", 8), "one two\nthree\nfour");
        assert_eq!(in_lines("unbreakable", 4), "unbreakable");
    }

    #[test]
    fn every_reason_names_a_way_out() {
        let detail = || "EGL 0x3001".to_owned();
        let reasons = [
            (NoWindow::NoDisplay, "brandish generate"),
            (NoWindow::Display, "Log in to the desktop"),
            (NoWindow::NoGraphics { detail: detail() }, "brandish --help"),
        ];
        for (reason, way_out) in reasons {
            let sentence = reason.to_string();
            assert!(sentence.contains(way_out), "{sentence}");
            assert!(sentence.ends_with('.') && sentence.len() > 80, "{sentence}");
        }
    }
}
