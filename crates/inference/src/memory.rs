//! How much memory the machine has left.

/// Bytes of memory that programs can still take, limits of the process's group included. `u64::MAX` where the system
/// does not say, so that a load is tried rather than refused.
pub fn free_memory() -> u64 {
    let Ok(mut system) = sysinfo::System::new() else { return u64::MAX };
    system.refresh_memory();
    let within_limits = system.cgroup_limits().map_or(u64::MAX, |limits| limits.free_memory);
    system.available_memory().min(within_limits)
}
