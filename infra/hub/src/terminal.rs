//! All that people read of the hub's commands: the one place that writes to the terminal.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write, stderr, stdin, stdout};

use infra::stack::StackError;

/// Writes a line of the command's answer.
pub(crate) fn say(line: impl Display) {
    // Nothing is left to do for a reader who has gone.
    let _ = writeln!(stdout(), "{line}");
}

/// Writes bytes of the command's answer as they are.
pub(crate) fn pass_on(bytes: &[u8]) -> io::Result<()> {
    let mut out = stdout();
    out.write_all(bytes)?;
    out.flush()
}

/// Writes a line beside the command's answer.
pub(crate) fn note(line: impl Display) {
    draw(format_args!("{line}\n"));
}

/// Writes text beside the command's answer, which later text may overwrite.
pub(crate) fn draw(text: impl Display) {
    let mut out = stderr();
    let _ = write!(out, "{text}");
    let _ = out.flush();
}

/// Whether what is drawn can be overwritten.
pub(crate) fn is_redrawable() -> bool {
    stderr().is_terminal()
}

/// Asks for a line.
pub(crate) fn ask(question: impl Display) -> io::Result<String> {
    draw(format_args!("{question} "));
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(answer.trim().to_owned())
}

/// Says why a command failed, and what to do.
pub(crate) fn complain(error: &anyhow::Error) {
    note(complaint(error));
}

fn complaint(error: &anyhow::Error) -> String {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    let what = causes.join(": ");
    let known = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<StackError>());
    match known.map(StackError::remedy) {
        Some(remedy) => format!("error: {what}\n  {remedy}"),
        None => format!("error: {what}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_says_what_to_do() {
        let address = "127.0.0.1:8787".to_owned();
        let said = complaint(&StackError::PortInUse { address }.into());
        assert!(said.starts_with("error: 127.0.0.1:8787 is already in use"));
        assert!(said.contains("HUB_LISTEN"));
    }
}
