//! How much memory the machine has left, as the system reports it. What it is used for is the caller's choice.

/// Bytes of memory that programs can still take, limits of its control group included. `u64::MAX` where the system
/// does not report it, so that a load is tried rather than refused.
pub fn free_memory() -> u64 {
    let Ok(mut system) = sysinfo::System::new() else { return u64::MAX };
    system.refresh_memory();
    let within_limits = system.cgroup_limits().map_or(u64::MAX, |limits| limits.free_memory);
    system.available_memory().min(within_limits)
}
