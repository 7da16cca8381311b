//! Documents that are run: their `console` blocks are sessions, and what a session shows is what is printed.

use std::fs;

use crate::markdown::Block;
use crate::site::TestSite;

/// A folder in which the blocks of a document are run, one after another.
pub struct Session {
    site: TestSite,
    /// How many commands of `dateline` were run.
    pub commands: usize,
}

impl Session {
    /// A session at noon of 14 February 2026, UTC.
    pub fn new() -> Self {
        Self { site: TestSite::empty().env("SOURCE_DATE_EPOCH", "1771070400"), commands: 0 }
    }

    pub fn write(&mut self, path: &str, text: &str) {
        let at = self.site.cwd().join(path);
        fs::create_dir_all(at.parent().expect("a file has a folder")).expect("a folder");
        fs::write(at, text).expect("a file of a session can be written");
    }

    pub fn holds(&self, path: &str) -> bool {
        self.site.cwd().join(path).exists()
    }

    /// Runs the lines of a `console` block; one marked `fails` ends in a command that does.
    ///
    /// # Errors
    /// The first command that does not do what is shown.
    pub fn console(&mut self, block: &Block, lines: &[&str]) -> Result<(), String> {
        let mut lines = lines[block.lines.clone()].iter().peekable();
        while let Some(line) = lines.next() {
            let command = line.strip_prefix("$ ").ok_or_else(|| format!("`{line}` belongs to no command"))?;
            let mut shown = Vec::new();
            while let Some(line) = lines.next_if(|it| !it.starts_with("$ ")) {
                shown.push(*line);
            }
            let fails = block.info == "console fails" && lines.peek().is_none();
            let printed = self.command(command, fails)?;
            if let Some(missing) = not_shown(&shown, &printed) {
                return Err(format!("`{command}` does not print `{missing}`, but\n{printed}"));
            }
        }
        Ok(())
    }

    /// Runs one command, and returns what it prints: `dateline`, or one of the few that sessions know.
    ///
    /// # Errors
    /// A command that cannot be run, or that fails when it should not, or the other way round.
    pub fn command(&mut self, command: &str, fails: bool) -> Result<String, String> {
        let words = words(command);
        let at = |path: &str| self.site.cwd().join(path);
        let fault = |it: std::io::Error| format!("`{command}`: {it}");
        match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["cd", into] => {
                self.site.go(into);
                Ok(String::new())
            }
            ["cat", file] => fs::read_to_string(at(file)).map_err(fault),
            ["rm", file] => fs::remove_file(at(file)).map(|()| String::new()).map_err(fault),
            ["ls", folder] => {
                let entries = fs::read_dir(at(folder)).map_err(fault)?.flatten();
                let mut names: Vec<_> = entries
                    .map(|it| it.file_name().to_string_lossy().into_owned() + "\n")
                    .filter(|it| !it.starts_with('.'))
                    .collect();
                names.sort();
                Ok(names.concat())
            }
            ["dateline", ref arguments @ ..] => {
                let (code, printed) = self.site.ask(arguments);
                self.commands += 1;
                match (code != 0) == fails {
                    true => Ok(printed),
                    false => Err(format!("`{command}` exits with {code}:\n{printed}")),
                }
            }
            _ => Err(format!("`{command}` is not an example that can be run")),
        }
    }
}

/// The first line that is shown and not printed. Lines are as printed; `…` stands for anything in a line, and a line of
/// it alone for any lines.
fn not_shown<'a>(shown: &[&'a str], printed: &str) -> Option<&'a str> {
    let mut left: Vec<_> = printed.lines().collect();
    for line in shown.iter().filter(|it| **it != "…") {
        match left.iter().position(|it| matches(line, it)) {
            Some(at) => drop(left.drain(..=at)),
            None => return Some(line),
        }
    }
    None
}

fn matches(shown: &str, printed: &str) -> bool {
    let mut rest = printed;
    let parts: Vec<_> = shown.split('…').collect();
    for (number, part) in parts.iter().enumerate() {
        let found = if number == 0 { rest.starts_with(part).then_some(0) } else { rest.find(part) };
        let Some(at) = found else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty() || parts.last().is_some_and(|it| it.is_empty() && parts.len() > 1)
}

/// Splits a command line at spaces outside quotes.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in line.split(['"', '\'']).enumerate() {
        if number % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

#[test]
fn what_is_shown_is_what_is_printed() {
    let printed = "built 2 briefs\n\n  a.md\n0 errors\n";
    assert_eq!(not_shown(&["built … briefs", "…", "0 errors"], printed), None);
    assert_eq!(not_shown(&["0 errors", "built … briefs"], printed), Some("built … briefs"));
    assert_eq!(not_shown(&["built"], printed), Some("built"));
    assert_eq!(
        words("dateline new \"A plan\" --tag 'two words'"),
        ["dateline", "new", "A plan", "--tag", "two words"]
    );
}
