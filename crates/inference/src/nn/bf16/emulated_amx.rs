//! AMX for tests on processors without it: a handler of SIGILL computes what the six instructions of `amx` would.
//! Knows their encodings and effects (Intel's Software Developer's Manual, volume 2, chapter 2.3 and the instructions).
//!
//! Each thread has tiles of its own. Any other illegal instruction ends the process, as it does without the handler.

use std::cell::UnsafeCell;
use std::ptr::null_mut;
use std::sync::LazyLock;

/// Rows of a tile, and bytes of a row.
const ROWS: usize = 16;
const ROW_BYTES: usize = 64;

/// Numbers of the general registers in a signal's context, in the order of their encoding.
const REGISTERS: [libc::c_int; 16] = [
    libc::REG_RAX,
    libc::REG_RCX,
    libc::REG_RDX,
    libc::REG_RBX,
    libc::REG_RSP,
    libc::REG_RBP,
    libc::REG_RSI,
    libc::REG_RDI,
    libc::REG_R8,
    libc::REG_R9,
    libc::REG_R10,
    libc::REG_R11,
    libc::REG_R12,
    libc::REG_R13,
    libc::REG_R14,
    libc::REG_R15,
];

type Tile = [[u8; ROW_BYTES]; ROWS];

thread_local! {
    static TILES: UnsafeCell<[Tile; 8]> = const { UnsafeCell::new([[[0; ROW_BYTES]; ROWS]; 8]) };
}

/// Installs the handler, once in a process.
pub(super) fn install() {
    static INSTALLED: LazyLock<()> = LazyLock::new(|| {
        // SAFETY: a zeroed action is valid, and the handler has the signature that SA_SIGINFO asks for.
        let result = unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = handle as *const () as usize;
            action.sa_flags = libc::SA_SIGINFO;
            libc::sigaction(libc::SIGILL, &raw const action, null_mut())
        };
        assert_eq!(result, 0, "{}", std::io::Error::last_os_error());
    });
    LazyLock::force(&INSTALLED);
}

extern "C" fn handle(_: libc::c_int, _: *mut libc::siginfo_t, context: *mut libc::c_void) {
    // SAFETY: the system hands over the context of the thread that was interrupted.
    let registers = unsafe { &mut (*context.cast::<libc::ucontext_t>()).uc_mcontext.gregs };
    // SAFETY: the registers are those at an illegal instruction.
    if unsafe { execute(registers) }.is_none() {
        // SAFETY: the default action is taken when the instruction is tried again.
        unsafe { libc::signal(libc::SIGILL, libc::SIG_DFL) };
    }
}

/// Reads the bytes of an instruction one after the other.
struct Code(*const u8);

impl Code {
    /// # Safety
    /// More of the instruction follows.
    unsafe fn byte(&mut self) -> u8 {
        // SAFETY: by the caller.
        let byte = unsafe { self.0.read() };
        self.0 = self.0.wrapping_add(1);
        byte
    }
}

/// Where a memory operand lies, and the value of its index register with its scale.
struct Operand {
    address: *mut u8,
    stride: usize,
}

/// Executes the instruction at which the thread was interrupted and moves on to the next; nothing where it is not of AMX.
///
/// # Safety
/// The registers are a thread's at an instruction, whose memory operand is valid.
unsafe fn execute(registers: &mut [libc::greg_t; 23]) -> Option<()> {
    let mut code =
        Code(std::ptr::with_exposed_provenance(registers[libc::REG_RIP as usize] as usize));
    // SAFETY: an instruction of AMX has at least five bytes, and what these are is looked at before more is read.
    unsafe {
        if code.byte() != 0xc4 {
            return None;
        }
        let (inverted, map) = (!code.byte() >> 5, code.0.wrapping_sub(1).read() & 31);
        let third = code.byte();
        let (third_register, prefix) = (usize::from(!third >> 3 & 15), third & 3);
        let (opcode, form) = (code.byte(), code.byte());
        let (is_register, one, other) =
            (form >> 6 == 3, usize::from(form >> 3 & 7), usize::from(form & 7));
        if map != 2 || third & 0x84 != 0 {
            return None;
        }
        match (opcode, prefix, is_register) {
            // ldtilecfg, with the one configuration that `amx` has.
            (0x49, 0, false) => {
                let from = operand(&mut code, form, inverted, registers)?;
                let rows = from.address.add(48).cast::<[u8; 8]>().read_unaligned();
                assert_eq!((from.address.read(), rows), (1, [ROWS as u8; 8]));
            }
            // tilerelease
            (0x49, 0, true) => {}
            // tilezero
            (0x49, 3, true) => TILES.with(|tiles| (*tiles.get())[one] = [[0; ROW_BYTES]; ROWS]),
            // tileloadd
            (0x4b, 3, false) => {
                let Operand { address, stride } = operand(&mut code, form, inverted, registers)?;
                TILES.with(|tiles| {
                    for (index, row) in (*tiles.get())[one].iter_mut().enumerate() {
                        *row = address
                            .wrapping_add(index.wrapping_mul(stride))
                            .cast::<[u8; ROW_BYTES]>()
                            .read();
                    }
                });
            }
            // tilestored
            (0x4b, 2, false) => {
                let Operand { address, stride } = operand(&mut code, form, inverted, registers)?;
                TILES.with(|tiles| {
                    for (index, row) in (*tiles.get())[one].iter().enumerate() {
                        address
                            .wrapping_add(index.wrapping_mul(stride))
                            .cast::<[u8; ROW_BYTES]>()
                            .write(*row);
                    }
                });
            }
            // tdpbf16ps
            (0x5c, 2, true) => TILES.with(|tiles| {
                let tiles = &mut *tiles.get();
                let (left, right) = (tiles[other], tiles[third_register & 7]);
                multiply(&mut tiles[one], &left, &right);
            }),
            _ => return None,
        }
    }
    registers[libc::REG_RIP as usize] = code.0.expose_provenance() as libc::greg_t;
    Some(())
}

/// The memory operand after its first byte `form`, with the upper bits of the registers' numbers in `upper`: of the base in
/// bit 0, of the index in bit 1.
///
/// # Safety
/// The rest of the instruction follows.
unsafe fn operand(
    code: &mut Code,
    form: u8,
    upper: u8,
    registers: &[libc::greg_t; 23],
) -> Option<Operand> {
    let value = |number: u8| registers[REGISTERS[usize::from(number)] as usize] as usize;
    let (mode, mut base, mut stride) = (form >> 6, form & 7, 0);
    // SAFETY: by the caller.
    unsafe {
        if base == 4 {
            let scaled = code.byte();
            let index = scaled >> 3 & 7 | (upper & 2) << 2;
            stride = if index == 4 { 0 } else { value(index) << (scaled >> 6) };
            base = scaled & 7;
        }
        // An address without a base, which no code here has.
        if mode == 0 && base == 5 {
            return None;
        }
        let offset = match mode {
            1 => code.byte() as i8 as isize,
            2 => {
                let bytes = [code.byte(), code.byte(), code.byte(), code.byte()];
                i32::from_le_bytes(bytes) as isize
            }
            _ => 0,
        };
        let address = value(base | (upper & 1) << 3).wrapping_add_signed(offset);
        Some(Operand { address: std::ptr::with_exposed_provenance_mut(address), stride })
    }
}

/// Adds to each sum the products of a row of pairs on the left and a column of pairs on the right.
fn multiply(sums: &mut Tile, left: &Tile, right: &Tile) {
    let pair = |row: &[u8; ROW_BYTES], at: usize| {
        let bytes: [u8; 4] = std::array::from_fn(|byte| row[4 * at + byte]);
        let both = u32::from_le_bytes(bytes);
        [f32::from_bits(both << 16), f32::from_bits(both & 0xffff_0000)]
    };
    for (sums, left) in sums.iter_mut().zip(left) {
        for (column, sum) in sums.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let mut total = f32::from_le_bytes(*sum);
            for (step, right) in right.iter().enumerate() {
                let (left, right) = (pair(left, step), pair(right, column));
                total += left[0] * right[0] + left[1] * right[1];
            }
            *sum = total.to_le_bytes();
        }
    }
}
