//! Memory for the module: blocks in powers of two, kept in one list per size once they are free.
//!
//! The library's own allocator knows much more and is 2 KB in brotli larger. Evaluations ask for the
//! same sizes again and again, so that lists by size waste little.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ptr::null_mut;

/// Blocks begin at 16 bytes, which is also what everything is aligned to.
const SMALLEST: u32 = 4;
const PAGE: usize = 65536;

struct Lists {
    /// The first free block of each size; each holds the address of the next.
    free: [*mut u8; 32],
    /// Memory that was never given out.
    start: usize,
    end: usize,
}

pub struct Blocks(UnsafeCell<Lists>);

// SAFETY: without threads in the module there is nobody to share with.
unsafe impl Sync for Blocks {}

impl Blocks {
    pub const fn new() -> Blocks {
        Blocks(UnsafeCell::new(Lists {
            free: [null_mut(); 32],
            start: 0,
            end: 0,
        }))
    }
}

fn class(layout: Layout) -> u32 {
    let size = layout.size().max(layout.align()).max(1 << SMALLEST);
    usize::BITS - (size - 1).leading_zeros()
}

// SAFETY: a block is in use or in a list, never both, and lists only hold blocks of their size.
unsafe impl GlobalAlloc for Blocks {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let class = class(layout);
        if class >= 31 || layout.align() > 1 << SMALLEST {
            return null_mut();
        }
        // SAFETY: nobody else holds a reference while this runs.
        let lists = unsafe { &mut *self.0.get() };
        let first = lists.free[class as usize];
        if !first.is_null() {
            // SAFETY: a free block holds the address of the next.
            lists.free[class as usize] = unsafe { first.cast::<*mut u8>().read() };
            return first;
        }
        let size = 1_usize << class;
        if lists.end - lists.start < size {
            let pages = size.div_ceil(PAGE);
            let grown = core::arch::wasm32::memory_grow(0, pages);
            if grown == usize::MAX {
                return null_mut();
            }
            // The rest of the memory before is lost if others have grown it meanwhile.
            if grown * PAGE != lists.end {
                lists.start = grown * PAGE;
            }
            lists.end = (grown + pages) * PAGE;
        }
        let block = lists.start;
        lists.start += size;
        block as *mut u8
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let class = class(layout) as usize;
        // SAFETY: nobody else holds a reference while this runs, and the block is large enough.
        unsafe {
            let lists = &mut *self.0.get();
            block.cast::<*mut u8>().write(lists.free[class]);
            lists.free[class] = block;
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let Ok(wanted) = Layout::from_size_align(size, layout.align()) else {
            return null_mut();
        };
        if class(wanted) == class(layout) {
            return block;
        }
        // SAFETY: as the caller promises; both blocks hold what is copied.
        unsafe {
            let new = self.alloc(wanted);
            if !new.is_null() {
                new.copy_from_nonoverlapping(block, size.min(layout.size()));
                self.dealloc(block, layout);
            }
            new
        }
    }
}

/// Moves bytes one by one. The library's ways of moving them are long because they are fast; what
/// is moved here are words.
///
/// # Safety
///
/// As for C's `memmove`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    // SAFETY: as the caller promises. Volatile, or the compiler makes this loop a call of itself.
    unsafe {
        if (to as usize).wrapping_sub(from as usize) >= count {
            for at in 0..count {
                to.add(at).write_volatile(from.add(at).read());
            }
        } else {
            for at in (0..count).rev() {
                to.add(at).write_volatile(from.add(at).read());
            }
        }
    }
    to
}

/// # Safety
///
/// As for C's `memcpy`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    // SAFETY: as the caller promises.
    unsafe { memmove(to, from, count) }
}

/// # Safety
///
/// As for C's `memset`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn memset(to: *mut u8, value: i32, count: usize) -> *mut u8 {
    // SAFETY: as the caller promises.
    unsafe {
        for at in 0..count {
            to.add(at).write_volatile(value as u8);
        }
    }
    to
}
