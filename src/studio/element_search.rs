//! Illustrations for the prompt under edit, found and painted on a thread of its own: the newest request wins. A brand's
//! own drawings lie in a folder of the home and come first where their names suit.

use crate::background::BackgroundThread;
use crate::brand::{Palette, PersonaId, Rgb};
use crate::brief::{ElementChoice, element_words};
use crate::engine::{ElementLibrary, draw_element, element_parts};
use crate::files::Pixels;
use brandish_elements::read_own_folder;
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// How many are shown.
pub const SHOWN_ELEMENTS: usize = 6;
/// The side of their pictures, pixels.
const SIDE: u32 = 128;
/// Pictures that are kept, so that typing on paints none again.
const KEPT: usize = 96;
/// How near the name of a brand's own drawing must be to the text, as a cosine.
const OWN_NEAR: f32 = 0.5;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ElementQuery {
    /// The prompt.
    pub text: String,
    /// The chosen illustrations, which are shown first, and how all are painted.
    pub choice: ElementChoice,
    pub brand: Option<PersonaId>,
    /// The brand's colours.
    pub palette: Option<Palette>,
}

/// One illustration to choose.
#[derive(Clone, Debug)]
pub struct FoundElement {
    /// A name of the library, or the path of a file of the user's own.
    pub name: String,
    /// The name in words.
    pub label: String,
    /// Whether it comes in several skin tones.
    pub tones: bool,
    /// The colours of its parts as it is painted, the largest first; of those that are chosen.
    pub parts: Vec<Rgb>,
    pub pixels: Arc<Pixels>,
}

/// What was found for a query, best first; none where nothing suits.
#[derive(Clone, Debug, Default)]
pub struct FoundElements {
    pub query: ElementQuery,
    pub found: Vec<FoundElement>,
}

/// The handle to the thread.
pub struct ElementSearchThread {
    requests: Sender<Request>,
    responses: Receiver<Response>,
    requested: Option<ElementQuery>,
    latest: FoundElements,
    errors: Vec<String>,
    folder: Option<PathBuf>,
}

enum Request {
    Find(Box<ElementQuery>),
    /// Create the folder of a brand's own drawings.
    CreateFolder(PersonaId),
}

enum Response {
    Found(FoundElements),
    FolderCreated(PathBuf),
    /// A sentence for the user.
    Failed(String),
}

impl ElementSearchThread {
    /// Starts the thread; `wake` is called after each response. `folder` holds a folder of drawings for each brand.
    pub(super) fn start(
        library: Option<Arc<ElementLibrary>>,
        folder: PathBuf,
        wake: impl Fn() + Send + 'static,
    ) -> Self {
        let (requests, inbox) = unbounded();
        let (outbox, responses) = unbounded();
        BackgroundThread::spawn("elements", move || {
            let Some(library) = library else { return };
            let search = Search { library, folder, painted: HashMap::new(), own: None };
            search.answer_all(&inbox, &outbox, &wake);
        })
        .expect("a program that just started has threads left");
        let (requested, folder) = (None, None);
        let (latest, errors) = (FoundElements::default(), Vec::new());
        Self { requests, responses, requested, latest, errors, folder }
    }

    /// Requests a search, unless that was the last one; `receive` takes the response.
    pub fn find(&mut self, query: ElementQuery) {
        if self.requested.as_ref() != Some(&query) {
            self.requested = Some(query.clone());
            // The thread may be gone where the program's own files are missing.
            self.requests.send(Request::Find(Box::new(query))).ok();
        }
    }

    /// Creates the folder of a brand's own drawings; `take_folder` has it later.
    pub fn create_folder(&self, brand: PersonaId) {
        self.requests.send(Request::CreateFolder(brand)).ok();
    }

    /// Takes the responses that have arrived; never waits.
    pub(super) fn receive(&mut self) {
        while let Ok(response) = self.responses.try_recv() {
            match response {
                Response::Found(found) => self.latest = found,
                Response::FolderCreated(folder) => self.folder = Some(folder),
                Response::Failed(sentence) => self.errors.push(sentence),
            }
        }
    }

    /// The last query; its response may be under way.
    pub fn requested(&self) -> Option<&ElementQuery> {
        self.requested.as_ref()
    }

    /// What was found last; it may be a few letters behind.
    pub fn latest(&self) -> &FoundElements {
        &self.latest
    }

    /// The folder that was created on request, once.
    pub fn take_folder(&mut self) -> Option<PathBuf> {
        self.folder.take()
    }

    pub(super) fn take_errors(&mut self) -> Vec<String> {
        std::mem::take(&mut self.errors)
    }
}

/// What a painted illustration is known by: its name, how it is painted, and the brand's colours.
type PaintedKey = (String, ElementChoice, Option<[u8; 12]>);

/// What the thread holds.
struct Search {
    library: Arc<ElementLibrary>,
    folder: PathBuf,
    /// Pictures by illustration and how it is painted.
    painted: HashMap<PaintedKey, Arc<Pixels>>,
    own: Option<OwnFolder>,
}

/// The drawings of one brand, as they were when the folder was read.
struct OwnFolder {
    path: PathBuf,
    files: Vec<(PathBuf, SystemTime)>,
    drawings: Vec<OwnDrawing>,
}

struct OwnDrawing {
    path: PathBuf,
    words: String,
    /// Of its words, at unit length.
    vector: Vec<f32>,
}

impl Search {
    fn answer_all(mut self, inbox: &Receiver<Request>, outbox: &Sender<Response>, wake: &dyn Fn()) {
        while let Ok(first) = inbox.recv() {
            let mut newest = None;
            for request in std::iter::once(first).chain(inbox.try_iter()) {
                match request {
                    Request::Find(query) => newest = Some(*query),
                    Request::CreateFolder(brand) => {
                        let folder = self.folder.join(&brand.0);
                        let made = std::fs::create_dir_all(&folder);
                        let response = match made {
                            Ok(()) => Response::FolderCreated(folder),
                            Err(error) => Response::Failed(format!(
                                "The folder {} cannot be created: {error}",
                                folder.display()
                            )),
                        };
                        outbox.send(response).ok();
                        wake();
                    }
                }
            }
            let Some(query) = newest else { continue };
            // A damaged drawing must not end the search for all others.
            let found = catch_unwind(AssertUnwindSafe(|| self.find(&query)));
            let (found, refused) = match found {
                Ok(Ok(found)) => found,
                Ok(Err(sentence)) => (Vec::new(), vec![sentence]),
                Err(_) => (Vec::new(), vec!["Illustrations could not be searched.".to_owned()]),
            };
            let mut responses: Vec<_> = refused.into_iter().map(Response::Failed).collect();
            responses.push(Response::Found(FoundElements { query, found }));
            for response in responses {
                if outbox.send(response).is_err() {
                    return;
                }
            }
            wake();
        }
    }

    /// What is shown for a query, and sentences about drawings that cannot be used.
    fn find(&mut self, query: &ElementQuery) -> Result<(Vec<FoundElement>, Vec<String>), String> {
        let text = query.text.trim();
        let mut names = query.choice.names.clone();
        let mut refused = Vec::new();
        if !text.is_empty() {
            if let Some(brand) = &query.brand {
                refused = self.read_own(&self.folder.join(&brand.0))?;
                names.extend(self.own_suiting(text)?);
            }
            let found = self.library.suiting(text, SHOWN_ELEMENTS)?;
            names.extend(found.iter().map(|element| element.name.clone()));
        }
        let mut shown: Vec<FoundElement> = Vec::new();
        for name in names {
            if shown.len() < SHOWN_ELEMENTS.max(query.choice.names.len())
                && shown.iter().all(|other| other.name != name)
                && let Ok(pixels) = self.paint(&name, query)
            {
                let tones = self.library.library()?.element(&name).is_ok_and(|found| found.tones);
                let parts = match query.choice.names.contains(&name) {
                    true => {
                        let painted = (name.as_str(), &query.choice);
                        element_parts(&self.library, painted, query.palette.as_ref())?
                    }
                    false => Vec::new(),
                };
                let label = element_words(&name);
                shown.push(FoundElement { label, name, tones, parts, pixels });
            }
        }
        Ok((shown, refused))
    }

    fn paint(&mut self, name: &str, query: &ElementQuery) -> Result<Arc<Pixels>, String> {
        let choice = ElementChoice { names: Vec::new(), ..query.choice.clone() };
        let colours = query.palette.map(|palette| {
            let colours = [palette.primary, palette.secondary, palette.accent, palette.dark];
            let mut bytes = [0; 12];
            for (three, colour) in bytes.chunks_exact_mut(3).zip(colours) {
                three.copy_from_slice(&[colour.r, colour.g, colour.b]);
            }
            bytes
        });
        let key = (name.to_owned(), choice, colours);
        if let Some(pixels) = self.painted.get(&key) {
            return Ok(Arc::clone(pixels));
        }
        let picture = draw_element(&self.library, (name, &key.1), query.palette.as_ref(), SIDE)?;
        let pixels = Arc::new(Pixels::from(picture));
        if self.painted.len() >= KEPT {
            self.painted.clear();
        }
        self.painted.insert(key, Arc::clone(&pixels));
        Ok(pixels)
    }

    /// Reads a brand's folder where it has changed, and returns what is refused of it.
    fn read_own(&mut self, path: &Path) -> Result<Vec<String>, String> {
        let files = files_of(path);
        if self.own.as_ref().is_some_and(|own| own.path == path && own.files == files) {
            return Ok(Vec::new());
        }
        // A changed file is painted anew.
        self.painted.clear();
        let (own, refused) = match files.is_empty() {
            true => (Vec::new(), Vec::new()),
            false => read_own_folder(path).map_err(|error| error.to_string())?,
        };
        let mut drawings = Vec::new();
        for drawing in own {
            let words = element_words(&drawing.name);
            let vector = self.library.vector(&words)?;
            drawings.push(OwnDrawing { path: drawing.path, words, vector });
        }
        self.own = Some(OwnFolder { path: path.to_owned(), files, drawings });
        let refused = refused.iter().map(|file| {
            let name = file.path.file_name().unwrap_or_default().to_string_lossy();
            format!("Your drawing {name} is left out. {}", file.reason)
        });
        Ok(refused.collect())
    }

    /// The brand's own drawings whose names suit a text, best first.
    fn own_suiting(&self, text: &str) -> Result<Vec<String>, String> {
        let Some(own) = self.own.as_ref().filter(|own| !own.drawings.is_empty()) else {
            return Ok(Vec::new());
        };
        let vector = self.library.vector(text)?;
        let lower = text.to_lowercase();
        let said: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
        let score = |drawing: &OwnDrawing| {
            let named = drawing.words.to_lowercase();
            let mut named = named.split_whitespace().filter(|word| word.chars().count() > 2);
            let near: f32 = vector.iter().zip(&drawing.vector).map(|(a, b)| a * b).sum();
            if named.any(|word| said.contains(&word)) { near + 1.0 } else { near }
        };
        let mut scored: Vec<_> =
            own.drawings.iter().map(|drawing| (score(drawing), drawing)).collect();
        scored.retain(|(score, _)| *score >= OWN_NEAR);
        scored.sort_by(|one, other| other.0.total_cmp(&one.0));
        Ok(scored.into_iter().map(|(_, drawing)| drawing.path.display().to_string()).collect())
    }
}

/// The files of a folder with their times; none where there is no such folder.
fn files_of(folder: &Path) -> Vec<(PathBuf, SystemTime)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let file = |entry: std::fs::DirEntry| {
        Some((entry.path(), entry.metadata().ok()?.modified().unwrap_or(SystemTime::UNIX_EPOCH)))
    };
    let mut files: Vec<_> = entries.flatten().filter_map(file).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;
    use std::time::Duration;

    fn thread(folder: &Path) -> (ElementSearchThread, Receiver<()>) {
        let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
        let library = Some(Arc::new(ElementLibrary::in_assets(&assets)));
        let (sender, woken) = unbounded();
        let wake = move || sender.send(()).unwrap_or(());
        (ElementSearchThread::start(library, folder.to_owned(), wake), woken)
    }

    fn found(thread: &mut ElementSearchThread, woken: &Receiver<()>, text: &str) -> Vec<String> {
        let brand = &starters()[0];
        let query = ElementQuery {
            text: text.into(),
            brand: Some(brand.id.clone()),
            palette: Some(brand.look.palette),
            ..ElementQuery::default()
        };
        thread.find(query.clone());
        while thread.latest().query != query {
            woken.recv_timeout(Duration::from_secs(60)).unwrap();
            thread.receive();
        }
        thread.latest().found.iter().map(|found| found.label.clone()).collect()
    }

    #[test]
    fn the_newest_text_is_answered_with_pictures_and_nothing_is_shown_for_nonsense() {
        let home = tempfile::tempdir().unwrap();
        let (mut thread, woken) = thread(home.path());
        let shown = found(&mut thread, &woken, "hairdresser cutting a woman's hair");
        assert_eq!((shown.len(), shown[0].as_str()), (SHOWN_ELEMENTS, "woman getting haircut"));
        assert!(thread.latest().found.iter().all(|found| found.pixels.width == SIDE as usize));
        assert!(found(&mut thread, &woken, "xqzt vlorp").is_empty());
        assert!(found(&mut thread, &woken, "").is_empty());
    }

    #[test]
    fn a_brands_own_drawing_comes_first_and_a_hostile_one_is_named_with_the_reason() {
        let home = tempfile::tempdir().unwrap();
        let own = home.path().join(&starters()[0].id.0);
        std::fs::create_dir_all(&own).unwrap();
        let svg = |inner: &str| {
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{inner}</svg>")
        };
        std::fs::write(own.join("trail-runner.svg"), svg("<rect width=\"9\" height=\"9\"/>"))
            .unwrap();
        let link = svg("<image href=\"file:///etc/passwd\" width=\"9\" height=\"9\"/>");
        std::fs::write(own.join("bad.svg"), link).unwrap();
        let (mut thread, woken) = thread(home.path());
        assert_eq!(found(&mut thread, &woken, "a runner on a hill")[0], "trail runner");
        let errors = thread.take_errors();
        assert_eq!(errors.len(), 1);
        assert!(errors[0].contains("bad.svg") && errors[0].contains("/etc/passwd"), "{errors:?}");
        assert!(!found(&mut thread, &woken, "a pizza").contains(&"trail runner".to_owned()));
        assert!(thread.take_errors().is_empty(), "it is said once");
    }
}
