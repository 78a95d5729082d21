//! Keeps the program alive where a mapped file is cut shorter by another program, or its disk fails: the pages that are
//! gone read as zeros, and the mapping is marked, so that its owner can report it. Knows addresses, not files.
//!
//! A read of such a page raises SIGBUS, which ends a process by default. The handler installed here serves only the
//! mappings that are registered; for any other address it does what was set up before it.

use std::io;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize, Ordering};

/// A registered mapping. Regions are never freed, since the handler may read the list at any time; they are used again.
struct Region {
    /// Addresses; both 0 while the region is free.
    start: AtomicUsize,
    end: AtomicUsize,
    in_use: AtomicBool,
    lost_pages: AtomicBool,
    next: AtomicPtr<Region>,
}

static REGIONS: AtomicPtr<Region> = AtomicPtr::new(ptr::null_mut());
static PREVIOUS: OnceLock<libc::sigaction> = OnceLock::new();
static PAGE: AtomicUsize = AtomicUsize::new(4096);

/// Guards a mapping for as long as it is held. It must be dropped before the mapping is.
pub(super) struct BusErrorGuard(&'static Region);

impl BusErrorGuard {
    /// Guards `length` bytes from `start`, which must be a mapping of a file for reading.
    ///
    /// # Errors
    /// Where the system does not let the handler be installed.
    pub(super) fn new(start: usize, length: usize) -> io::Result<BusErrorGuard> {
        install()?;
        let region = free_region();
        region.lost_pages.store(false, Ordering::Release);
        region.start.store(start, Ordering::Release);
        region.end.store(start + length, Ordering::Release);
        Ok(BusErrorGuard(region))
    }

    /// Whether pages were replaced by zeros.
    pub(super) fn has_lost_pages(&self) -> bool {
        self.0.lost_pages.load(Ordering::Acquire)
    }
}

impl Drop for BusErrorGuard {
    fn drop(&mut self) {
        self.0.end.store(0, Ordering::Release);
        self.0.start.store(0, Ordering::Release);
        self.0.in_use.store(false, Ordering::Release);
    }
}

/// A region that nobody else uses.
fn free_region() -> &'static Region {
    let mut next = REGIONS.load(Ordering::Acquire);
    // SAFETY: regions are leaked, so a pointer to one stays valid.
    while let Some(region) = unsafe { next.as_ref() } {
        let claim =
            region.in_use.compare_exchange(false, true, Ordering::AcqRel, Ordering::Relaxed);
        if claim.is_ok() {
            return region;
        }
        next = region.next.load(Ordering::Acquire);
    }
    let region: &'static Region = Box::leak(Box::new(Region {
        start: AtomicUsize::new(0),
        end: AtomicUsize::new(0),
        in_use: AtomicBool::new(true),
        lost_pages: AtomicBool::new(false),
        next: AtomicPtr::new(ptr::null_mut()),
    }));
    let mut head = REGIONS.load(Ordering::Acquire);
    loop {
        region.next.store(head, Ordering::Release);
        let new = ptr::from_ref(region).cast_mut();
        match REGIONS.compare_exchange(head, new, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => return region,
            Err(newer) => head = newer,
        }
    }
}

/// Installs the handler, once.
fn install() -> io::Result<()> {
    static INSTALLED: OnceLock<Result<(), i32>> = OnceLock::new();
    let install = || {
        // SAFETY: both structures are plain data for which zeros are valid, and the handler has the signature that
        // SA_SIGINFO needs.
        unsafe {
            if let Ok(page) = usize::try_from(libc::sysconf(libc::_SC_PAGESIZE)) {
                PAGE.store(page, Ordering::Relaxed);
            }
            let mut previous: libc::sigaction = std::mem::zeroed();
            let found = libc::sigaction(libc::SIGBUS, ptr::null(), &mut previous);
            PREVIOUS.get_or_init(|| previous);
            let mut action: libc::sigaction = std::mem::zeroed();
            let handler: extern "C" fn(_, _, _) = on_bus_error;
            action.sa_sigaction = handler as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
            libc::sigemptyset(&mut action.sa_mask);
            match found == 0 && libc::sigaction(libc::SIGBUS, &action, ptr::null_mut()) == 0 {
                true => Ok(()),
                false => Err(io::Error::last_os_error().raw_os_error().unwrap_or(0)),
            }
        }
    };
    INSTALLED.get_or_init(install).map_err(io::Error::from_raw_os_error)
}

/// Runs in the thread whose read failed, so it may only do what is safe in a signal handler: atomics and system calls.
extern "C" fn on_bus_error(
    signal: libc::c_int,
    info: *mut libc::siginfo_t,
    context: *mut libc::c_void,
) {
    // SAFETY: the system passes a valid `info` to a handler with SA_SIGINFO.
    let address = unsafe { (*info).si_addr() }.addr();
    let mut next = REGIONS.load(Ordering::Acquire);
    // SAFETY: regions are leaked, so a pointer to one stays valid.
    while let Some(region) = unsafe { next.as_ref() } {
        let start = region.start.load(Ordering::Acquire);
        let end = region.end.load(Ordering::Acquire);
        if (start..end).contains(&address) {
            region.lost_pages.store(true, Ordering::Release);
            if replace_by_zeros(address, end) {
                return;
            }
        }
        next = region.next.load(Ordering::Acquire);
    }
    // SAFETY: the arguments are those that the system passed.
    unsafe { call_previous(signal, info, context) };
}

/// Maps zeros from the page of `address` to `end`: where one page of a file is gone, so are those after it.
fn replace_by_zeros(address: usize, end: usize) -> bool {
    let page = PAGE.load(Ordering::Relaxed);
    let first = address / page * page;
    // SAFETY: the pages belong to a registered mapping, whose owner only reads them and keeps it mapped.
    let mapped = unsafe {
        libc::mmap(
            ptr::with_exposed_provenance_mut(first),
            end.next_multiple_of(page) - first,
            libc::PROT_READ,
            libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_FIXED,
            -1,
            0,
        )
    };
    mapped != libc::MAP_FAILED
}

/// Does what would have been done without this handler.
///
/// # Safety
/// Only from a signal handler, with its own arguments.
unsafe fn call_previous(
    signal: libc::c_int,
    info: *mut libc::siginfo_t,
    context: *mut libc::c_void,
) {
    let previous = PREVIOUS.get().filter(|previous| {
        previous.sa_sigaction != libc::SIG_DFL && previous.sa_sigaction != libc::SIG_IGN
    });
    // SAFETY: the previous handler has the signature that its flags say; without one the default is set, which ends
    // the process when the read is tried again.
    unsafe {
        match previous {
            Some(previous) if previous.sa_flags & libc::SA_SIGINFO != 0 => {
                let handler: extern "C" fn(libc::c_int, *mut libc::siginfo_t, *mut libc::c_void) =
                    std::mem::transmute(previous.sa_sigaction);
                handler(signal, info, context);
            }
            Some(previous) => {
                let handler: extern "C" fn(libc::c_int) =
                    std::mem::transmute(previous.sa_sigaction);
                handler(signal);
            }
            None => {
                libc::signal(signal, libc::SIG_DFL);
            }
        }
    }
}
