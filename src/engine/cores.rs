//! What processor cores this process may use: physical ones, efficiency cores, and the share of time that it is given.
//! On Linux the kernel's files say so. How many threads render is decided in `threads`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// A core whose capacity is below this share of the largest is an efficiency core: performance cores differ among each
/// other by a few per cent, and efficiency cores have about half of theirs or two thirds.
const EFFICIENCY_BELOW: f64 = 0.75;

/// The performance monitors of Intel's efficiency cores; each names their logical cores.
const EFFICIENCY_MONITORS: [&str; 2] = ["cpu_atom", "cpu_lowpower"];

/// The cores that this process may use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cores {
    /// As the scheduler counts them: a core with two hardware threads is two. At least one.
    pub logical: usize,
    /// Physical performance cores; all physical cores where there is one kind.
    pub performance: usize,
    /// Physical efficiency cores.
    pub efficiency: usize,
    /// For how many cores the process is given time, such as 1.5.
    pub quota: Option<f64>,
}

impl Cores {
    /// The cores of this machine, read once.
    pub(super) fn of_machine() -> Self {
        static FOUND: OnceLock<Cores> = OnceLock::new();
        *FOUND.get_or_init(|| {
            let cores = Cores::below(Path::new("/")).unwrap_or_else(Cores::as_the_system_counts);
            tracing::info!("processor cores: {cores:?}");
            cores
        })
    }

    /// What the files of Linux below a root folder say; `None` where they name no core.
    fn below(root: &Path) -> Option<Self> {
        let cpus = root.join("sys/devices/system/cpu");
        let usable = usable(root, &cpus)?;
        let slow = efficiency_cpus(root, &cpus, &usable);
        // A physical core by what its hardware threads have in common; whether it is an efficiency core.
        let physical: BTreeMap<String, bool> =
            usable.iter().map(|cpu| (core_of(&cpus, *cpu), slow.contains(cpu))).collect();
        let efficiency = physical.values().filter(|is_slow| **is_slow).count();
        Some(Self {
            logical: usable.len(),
            performance: physical.len() - efficiency,
            efficiency,
            quota: quota(root),
        })
    }

    /// What other systems count, without knowing of affinity and quotas.
    fn as_the_system_counts() -> Self {
        let logical = std::thread::available_parallelism().map_or(1, usize::from);
        let physical = num_cpus::get_physical().clamp(1, logical);
        let performance = performance_cores_of_a_mac().unwrap_or(physical).clamp(1, physical);
        Self { logical, performance, efficiency: physical - performance, quota: None }
    }

    /// On how many of the cores work that is shared out evenly goes fastest: an efficiency core would be waited for.
    /// At least one.
    pub(super) fn for_rendering(&self) -> usize {
        let cores = if self.performance > 0 { self.performance } else { self.efficiency };
        // One and a half cores' time is used whole by two threads.
        let given = self.quota.map_or(usize::MAX, |quota| quota.ceil() as usize);
        cores.min(given).max(1)
    }
}

/// The logical cores that are switched on and that this process may run on.
fn usable(root: &Path, cpus: &Path) -> Option<BTreeSet<usize>> {
    let status = text(&root.join("proc/self/status")).unwrap_or_default();
    let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    let allowed = allowed.map(cpu_list).filter(|allowed| !allowed.is_empty());
    let online = text(&cpus.join("online")).map(|list| cpu_list(&list));
    let online = online.filter(|online| !online.is_empty());
    match (allowed, online) {
        (Some(allowed), Some(online)) => Some(&allowed & &online).filter(|both| !both.is_empty()),
        (allowed, online) => allowed.or(online),
    }
}

/// What names the physical core of a logical one: its siblings, else its number in its package, else its own number.
fn core_of(cpus: &Path, cpu: usize) -> String {
    let topology = cpus.join(format!("cpu{cpu}/topology"));
    let fact = |name: &str| text(&topology.join(name)).filter(|fact| !fact.is_empty());
    if let Some(siblings) = fact("thread_siblings_list") {
        return format!("siblings {siblings}");
    }
    match (fact("physical_package_id"), fact("core_id")) {
        (Some(package), Some(core)) => format!("package {package} core {core}"),
        _ => format!("cpu {cpu}"),
    }
}

/// The usable logical cores that are efficiency cores; none where all of them are of one kind.
fn efficiency_cpus(root: &Path, cpus: &Path, usable: &BTreeSet<usize>) -> BTreeSet<usize> {
    let capacity = |cpu: &usize| {
        let capacity = text(&cpus.join(format!("cpu{cpu}/cpu_capacity")))?;
        Some((*cpu, capacity.parse::<f64>().ok()?))
    };
    let capacities: Vec<_> = usable.iter().filter_map(capacity).collect();
    let largest = capacities.iter().map(|(_, capacity)| *capacity).fold(0.0, f64::max);
    let is_small = |(_, capacity): &&(usize, f64)| *capacity < largest * EFFICIENCY_BELOW;
    let small = capacities.iter().filter(is_small).map(|(cpu, _)| *cpu);
    let monitored = EFFICIENCY_MONITORS.iter().filter_map(|monitor| {
        text(&root.join("sys/devices").join(monitor).join("cpus")).map(|list| cpu_list(&list))
    });
    let found: BTreeSet<usize> = small.chain(monitored.flatten()).collect();
    let found = &found & usable;
    if found.len() == usable.len() { BTreeSet::new() } else { found }
}

/// The smallest quota of processor time on the way from the process's control group to the root, in cores.
fn quota(root: &Path) -> Option<f64> {
    let groups = text(&root.join("proc/self/cgroup"))?;
    let mounted = root.join("sys/fs/cgroup");
    let mut quotas = Vec::new();
    for line in groups.lines() {
        // The hierarchy's number, its controllers, and the group's path.
        let mut parts = line.splitn(3, ':').skip(1);
        let (Some(controllers), Some(path)) = (parts.next(), parts.next()) else { continue };
        let is_second = controllers.is_empty();
        if !is_second && !controllers.split(',').any(|controller| controller == "cpu") {
            continue;
        }
        let mount = if is_second { mounted.clone() } else { mounted.join("cpu") };
        // Within a container, the group named is that of the host, and the files are those of the root.
        for group in Path::new(path.trim_start_matches('/')).ancestors() {
            let folder = mount.join(group);
            quotas.extend(if is_second { quota_of_v2(&folder) } else { quota_of_v1(&folder) });
        }
    }
    quotas.into_iter().reduce(f64::min)
}

/// `cpu.max` holds the time and the period, such as `150000 100000`, or `max` in the place of the time.
fn quota_of_v2(folder: &Path) -> Option<f64> {
    let line = text(&folder.join("cpu.max"))?;
    let (time, period) = line.split_once(' ')?;
    share(time, period)
}

/// The time is -1 where there is no limit.
fn quota_of_v1(folder: &Path) -> Option<f64> {
    let time = text(&folder.join("cpu.cfs_quota_us"))?;
    share(&time, &text(&folder.join("cpu.cfs_period_us"))?)
}

fn share(time: &str, period: &str) -> Option<f64> {
    let (time, period): (f64, f64) = (time.parse().ok()?, period.parse().ok()?);
    Some(time / period).filter(|share| share.is_finite() && *share > 0.0)
}

/// A list such as `0-3,8`. What cannot be read in it is left out.
fn cpu_list(text: &str) -> BTreeSet<usize> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        Some(first.trim().parse::<usize>().ok()?..=last.trim().parse::<usize>().ok()?)
    };
    text.split(',').filter_map(range).flatten().collect()
}

/// The text of a small file, without spaces around it.
fn text(path: &Path) -> Option<String> {
    Some(std::fs::read_to_string(path).ok()?.trim().to_owned())
}

/// Apple's own count of performance cores; `None` on another system and on a Mac whose cores are of one kind.
fn performance_cores_of_a_mac() -> Option<usize> {
    if !cfg!(target_os = "macos") {
        return None;
    }
    let asked = ["-n", "hw.perflevel0.physicalcpu"];
    let output = Command::new("/usr/sbin/sysctl").args(asked).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}

#[cfg(test)]
mod tests;
