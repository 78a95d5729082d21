use super::*;
use tempfile::TempDir;

/// A made-up machine: files below a root folder.
struct Machine(TempDir);

impl Machine {
    /// With so many logical cores switched on.
    fn of(logical: usize) -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        machine.with("sys/devices/system/cpu/online", &format!("0-{}\n", logical - 1))
    }

    fn with(self, path: &str, text: &str) -> Self {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// With a fact of one logical core.
    fn core(self, cpu: usize, name: &str, text: impl ToString) -> Self {
        let path = format!("sys/devices/system/cpu/cpu{cpu}/{name}");
        self.with(&path, &format!("{}\n", text.to_string()))
    }

    /// With two hardware threads in each core, numbered one after the other.
    fn hyperthreads(self, cpus: std::ops::Range<usize>) -> Self {
        cpus.fold(self, |machine, cpu| {
            let first = cpu / 2 * 2;
            machine.core(cpu, "topology/thread_siblings_list", format!("{first}-{}", first + 1))
        })
    }

    fn allowed(self, list: &str) -> Self {
        self.with("proc/self/status", &format!("Name:\tbrandish\nCpus_allowed_list:\t{list}\n"))
    }

    /// Logical, performance and efficiency cores, and on how many is rendered.
    #[track_caller]
    fn cores(&self) -> [usize; 4] {
        let cores = Cores::below(self.0.path()).unwrap();
        [cores.logical, cores.performance, cores.efficiency, cores.for_rendering()]
    }
}

#[test]
fn two_hardware_threads_are_one_core() {
    assert_eq!(Machine::of(8).hyperthreads(0..8).cores(), [8, 4, 0, 4]);
    // An older kernel: the number of the core in its package.
    let machine = (0..8).fold(Machine::of(8), |machine, cpu| {
        let machine = machine.core(cpu, "topology/physical_package_id", cpu % 2);
        machine.core(cpu, "topology/core_id", cpu / 2 % 2)
    });
    assert_eq!(machine.cores(), [8, 4, 0, 4]);
}

#[test]
fn cores_beyond_the_affinity_do_not_count_and_half_a_core_is_one() {
    let machine = Machine::of(8).hyperthreads(0..8);
    assert_eq!(machine.allowed("0-2,7").cores(), [4, 3, 0, 3]);
    // Cores 4 to 7 are switched off.
    assert_eq!(Machine::of(4).hyperthreads(0..4).allowed("0-7").cores(), [4, 2, 0, 2]);
}

#[test]
fn efficiency_cores_of_a_hybrid_processor_are_left_aside() {
    // Four performance cores with two threads each, eight efficiency cores.
    let hybrid = || Machine::of(16).hyperthreads(0..8);
    let listed = hybrid().with("sys/devices/cpu_atom/cpus", "8-15\n");
    assert_eq!(listed.cores(), [16, 4, 8, 4]);
    let low = hybrid().with("sys/devices/cpu_atom/cpus", "8-13\n");
    assert_eq!(low.with("sys/devices/cpu_lowpower/cpus", "14-15\n").cores(), [16, 4, 8, 4]);
    // Favoured performance cores have a little more capacity than the others.
    let by_capacity = (0..16).fold(hybrid(), |machine, cpu| {
        machine.core(cpu, "cpu_capacity", [1024, 989, 640][cpu / 4 - usize::from(cpu >= 12)])
    });
    assert_eq!(by_capacity.cores(), [16, 4, 8, 4]);
}

#[test]
fn where_only_efficiency_cores_may_be_used_they_render() {
    let hybrid = Machine::of(16).hyperthreads(0..8).with("sys/devices/cpu_atom/cpus", "8-15\n");
    assert_eq!(hybrid.allowed("8-15").cores(), [8, 8, 0, 8]);
}

#[test]
fn one_core_renders_on_one() {
    let machine = Machine::of(1).core(0, "topology/thread_siblings_list", 0);
    assert_eq!(machine.core(0, "cpu_capacity", 1024).cores(), [1, 1, 0, 1]);
}

#[test]
fn missing_and_damaged_files_cost_only_what_they_say() {
    assert_eq!(Cores::below(Path::new("/nowhere")), None);
    assert_eq!(Machine::of(4).cores(), [4, 4, 0, 4]);
    let only_affinity = Machine(tempfile::tempdir().unwrap()).allowed("0-5");
    assert_eq!(only_affinity.cores(), [6, 6, 0, 6]);
    let damaged = Machine::of(4).allowed("all").core(0, "cpu_capacity", "much");
    let damaged = damaged.with("proc/self/cgroup", "?\n0::/\n");
    assert_eq!(damaged.with("sys/fs/cgroup/cpu.max", "most of it\n").cores(), [4, 4, 0, 4]);
    let counted = Cores::as_the_system_counts();
    assert!(counted.logical >= 1 && counted.performance >= 1, "{counted:?}");
}

#[test]
fn a_quota_limits_the_threads_and_a_part_of_a_core_counts_as_one() {
    let second = |files: &[(&str, &str)]| {
        let machine = Machine::of(8).with("proc/self/cgroup", "0::/user/app\n");
        files.iter().fold(machine, |machine, (group, quota)| {
            machine.with(&format!("sys/fs/cgroup/{group}cpu.max"), quota)
        })
    };
    assert_eq!(second(&[("user/app/", "150000 100000\n")]).cores(), [8, 8, 0, 2]);
    assert_eq!(second(&[("user/app/", "max 100000\n")]).cores(), [8, 8, 0, 8]);
    let outer = [("user/app/", "600000 100000\n"), ("user/", "50000 100000\n")];
    assert_eq!(second(&outer).cores(), [8, 8, 0, 1]);
    // A container, whose files are those of the root.
    assert_eq!(second(&[("", "300000 100000\n")]).cores(), [8, 8, 0, 3]);

    let first = |time: &str| {
        let groups = "4:memory:/app\n3:cpu,cpuacct:/app\n";
        let machine = Machine::of(8).with("proc/self/cgroup", groups);
        let machine = machine.with("sys/fs/cgroup/cpu/app/cpu.cfs_quota_us", time);
        machine.with("sys/fs/cgroup/cpu/app/cpu.cfs_period_us", "100000\n")
    };
    assert_eq!(first("150000\n").cores(), [8, 8, 0, 2]);
    assert_eq!(first("-1\n").cores(), [8, 8, 0, 8]);
}
