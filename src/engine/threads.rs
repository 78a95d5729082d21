//! On how many threads an order is carried out, and at what priority. The rendering thread keeps them from order to order.
//! What cores there are is read in `cores`.

use super::cores::Cores;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::OnceLock;
use thiserror::Error;
use thread_priority::{ThreadPriority, set_current_thread_priority};

/// Twice that of other threads: an order's frames lie below those of the tasks that its thread takes up while it waits.
const STACK: usize = 4 << 20;

/// How this process renders, whatever the settings say.
#[derive(Clone, Copy, Debug, Default)]
struct OfProcess {
    threads: Option<usize>,
    quiet: bool,
}

static OF_PROCESS: OnceLock<OfProcess> = OnceLock::new();

/// Renders everything of this process on so many threads, where a number is given, and in quiet mode where `quiet`,
/// whatever the settings say; the first call counts.
pub fn render_with(threads: Option<usize>, quiet: bool) {
    OF_PROCESS.get_or_init(|| OfProcess { threads, quiet });
}

/// A number of threads that this computer has no use for.
#[derive(Debug, PartialEq, Eq, Error)]
#[error(
    "it must be a number from 1 to {logical}, which is how many logical cores can be used here"
)]
pub struct ThreadsError {
    logical: usize,
}

/// A number of threads: at least one, and at most as many as there are logical cores.
///
/// # Errors
/// Where the text is something else.
pub fn thread_count(text: &str) -> Result<usize, ThreadsError> {
    let logical = Cores::of_machine().logical;
    let count = text.trim().parse().ok().filter(|count| (1..=logical).contains(count));
    count.ok_or(ThreadsError { logical })
}

/// How many threads carry out an order, and whether they come after all other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Choice {
    threads: usize,
    lowest_priority: bool,
}

impl Choice {
    /// Of the settings' quiet mode, of what this process was started with, and of this machine.
    fn of(quiet: bool) -> Self {
        let asked = OF_PROCESS.get().copied().unwrap_or_default();
        // The variable that rayon itself reads. Zero means its own choice there, and ours here.
        let variable = std::env::var("RAYON_NUM_THREADS").ok().and_then(|text| text.parse().ok());
        let named = asked.threads.or(variable.filter(|threads| *threads > 0));
        Self::from(Cores::of_machine(), named, quiet || asked.quiet)
    }

    /// A number that is named counts in quiet mode, too.
    fn from(cores: Cores, named: Option<usize>, quiet: bool) -> Self {
        let all = cores.for_rendering();
        let threads = named.unwrap_or(if quiet { (all / 2).max(1) } else { all });
        Self { threads, lowest_priority: quiet }
    }

    fn start(self) -> Option<ThreadPool> {
        let pool = ThreadPoolBuilder::new().num_threads(self.threads).stack_size(STACK);
        let pool = pool.thread_name(|number| format!("render-{number}"));
        let pool = pool.start_handler(move |_| {
            if self.lowest_priority {
                lower_priority();
            }
        });
        pool.build().inspect_err(|error| tracing::warn!("rendering on all cores: {error}")).ok()
    }
}

/// Gives the current thread the lowest priority. A system that refuses costs only that.
fn lower_priority() {
    if let Err(error) = set_current_thread_priority(ThreadPriority::Min) {
        tracing::warn!("the priority of a rendering thread stays as it is: {error:?}");
    }
}

/// The threads of one rendering thread. They sleep between orders.
#[derive(Default)]
pub(super) struct RenderingThreads {
    started: Option<(Choice, ThreadPool)>,
}

impl RenderingThreads {
    /// Runs `work` on one of the threads, so that all it shares out goes to them. Where the choice is another than the last
    /// time, others are started first.
    pub(super) fn run<Output: Send>(
        &mut self,
        quiet: bool,
        work: impl FnOnce() -> Output + Send,
    ) -> Output {
        self.run_as(Choice::of(quiet), work)
    }

    fn run_as<Output: Send>(
        &mut self,
        choice: Choice,
        work: impl FnOnce() -> Output + Send,
    ) -> Output {
        if self.started.as_ref().is_none_or(|(started, _)| *started != choice) {
            // The former threads end by themselves.
            self.started = choice.start().map(|pool| (choice, pool));
            tracing::info!("rendering with {choice:?}");
        }
        match &self.started {
            Some((_, pool)) => pool.install(work),
            None => work(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn cores(performance: usize, efficiency: usize) -> Cores {
        Cores { logical: performance * 2 + efficiency, performance, efficiency, quota: None }
    }

    #[test]
    fn one_thread_for_each_performance_core_half_in_quiet_mode_or_the_number_that_is_named() {
        let threads = |cores, named, quiet| Choice::from(cores, named, quiet).threads;
        assert_eq!(threads(cores(4, 8), None, false), 4);
        assert_eq!(threads(cores(4, 8), None, true), 2);
        assert_eq!(threads(cores(5, 0), None, true), 2);
        assert_eq!(threads(cores(1, 0), None, true), 1);
        assert_eq!(threads(cores(4, 0), Some(7), false), 7);
        let quiet = Choice::from(cores(4, 0), Some(7), true);
        assert_eq!(quiet, Choice { threads: 7, lowest_priority: true });
    }

    #[test]
    fn a_number_of_threads_is_from_one_to_the_logical_cores() {
        let logical = Cores::of_machine().logical;
        assert_eq!(thread_count("1"), Ok(1));
        assert_eq!(thread_count(&logical.to_string()), Ok(logical));
        for wrong in ["0", "-1", "9999", "two", "", "1.5"] {
            let error = thread_count(wrong).unwrap_err();
            assert!(error.to_string().contains(&format!("1 to {logical},")), "{wrong}: {error}");
        }
    }

    /// The niceness of the current thread: the nineteenth field of its `stat`, counted behind the name in brackets.
    #[cfg(target_os = "linux")]
    pub fn niceness() -> i32 {
        let thread = std::fs::read_link("/proc/thread-self").unwrap();
        let stat = std::fs::read_to_string(std::path::Path::new("/proc").join(thread).join("stat"));
        let stat = stat.unwrap();
        let (_, fields) = stat.rsplit_once(')').unwrap();
        fields.split_whitespace().nth(16).unwrap().parse().unwrap()
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn quiet_mode_has_fewer_threads_of_the_lowest_priority_from_one_order_to_the_next() {
        let own = niceness();
        let mut threads = RenderingThreads::default();
        let mut seen = |quiet| {
            let choice = Choice::from(cores(4, 0), None, quiet);
            threads.run_as(choice, || rayon::broadcast(|_| niceness()))
        };
        assert_eq!(seen(false), [own; 4]);
        assert_eq!(seen(true), [19; 2]);
        assert_eq!(seen(false), [own; 4]);
        assert_eq!(niceness(), own, "the thread that sends the orders keeps its priority");
    }

    #[test]
    fn threads_are_kept_while_the_choice_stays_the_same() {
        let mut threads = RenderingThreads::default();
        let mut names = |named| {
            let choice = Choice::from(cores(2, 0), Some(named), false);
            threads.run_as(choice, || rayon::broadcast(|_| std::thread::current().id()))
        };
        let first = names(2);
        assert_eq!(names(2), first);
        assert_ne!(names(1)[..], first[..1]);
    }
}
