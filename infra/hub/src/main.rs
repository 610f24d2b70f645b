//! The hub's binary.

fn main() -> std::process::ExitCode {
    hub::run()
}
