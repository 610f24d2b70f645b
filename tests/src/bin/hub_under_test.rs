//! The hub's binary, built together with the tests that start it.

fn main() -> std::process::ExitCode {
    hub::run()
}
