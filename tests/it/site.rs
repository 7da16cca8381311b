//! A publication in a folder of its own, and runs of the program over it that read like a sentence.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The present of every test that does not say otherwise.
pub const NOW: &str = "2026-03-01T12:00:00Z";

/// What one run may take in a debug build, however hostile its input.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A configuration without faults of its own.
pub const CONFIG: &str = "[site]\ntitle = \"Test\"\nbase_url = \"https://example.org/\"\n";

/// A brief that nothing can be said against but a missing archive.
pub const BRIEF: &str = r#"+++
title = "The grid in winter"
date = 2026-02-14
topic = "Energy"
tags = ["grid"]

[[sources]]
id = "quay-1"
title = "Load report"
url = "https://quay.example/load"
publisher = "Quay"
published = 2026-02-13
accessed = 2026-02-14
+++
Load was met on every day of the month [1].
"#;

/// The repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Tools that `tests/run` fetches. Absent ones skip a test, unless `DATELINE_TOOLS=required` as under `tests/run`.
pub fn tool(path: &str) -> Option<PathBuf> {
    let tool = repository().join("target/tools").join(path);
    if tool.exists() {
        return Some(tool);
    }
    let required = std::env::var_os("DATELINE_TOOLS").is_some_and(|it| it == "required");
    assert!(!required, "`{}` is missing", tool.display());
    eprintln!("skipped: `{}` is missing; `tests/run` fetches it", tool.display());
    None
}

/// The command that a [`TestSite`] ran last.
struct Ran {
    line: String,
    output: Output,
}

pub struct TestSite {
    dir: PathBuf,
    /// Where commands are run.
    cwd: PathBuf,
    environment: Vec<(String, String)>,
    ran: Option<Ran>,
}

impl TestSite {
    /// A site with a configuration and nothing else.
    pub fn new() -> Self {
        Self::empty().file("dateline.toml", CONFIG)
    }

    /// An empty folder.
    pub fn empty() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("site-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        // Outside of the repository, so that no publication is found above.
        let dir = std::env::temp_dir().join("dateline-tests").join(name);
        fs::create_dir_all(&dir).expect("the folder for tests can be written to");
        Self { cwd: dir.clone(), dir, environment: Vec::new(), ran: None }
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Where commands are run.
    pub fn cwd(&self) -> &Path {
        &self.cwd
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.join(path)
    }

    #[must_use]
    pub fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(&path, content).expect("a file of a test can be written");
        self
    }

    /// Commands that follow are run in a folder below.
    pub fn go(&mut self, folder: &str) {
        self.cwd.push(folder);
    }

    /// Runs `dateline`; returns its exit code and all that it prints.
    pub fn ask(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.patiently(&arguments.join(" "), self.command(arguments));
        (output.status.code().unwrap_or(-1), text(&output.stdout) + &text(&output.stderr))
    }

    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs `dateline` with arguments split at spaces.
    #[must_use]
    pub fn run(self, arguments: &str) -> Self {
        let arguments: Vec<_> = arguments.split_whitespace().collect();
        self.run_with(&arguments)
    }

    /// Runs `dateline` in the site's folder, with an empty environment and a fixed present.
    #[must_use]
    pub fn run_with(mut self, arguments: &[&str]) -> Self {
        let line = format!("dateline {}", arguments.join(" "));
        let output = self.patiently(&line, self.command(arguments));
        self.ran = Some(Ran { line, output });
        self
    }

    /// Waits for a command, but not for ever: what is quadratic in its input would take hours.
    fn patiently(&self, line: &str, mut command: Command) -> Output {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let (mut out, mut err) = (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
        let read = |pipe: &mut dyn Read| {
            let mut bytes = Vec::new();
            pipe.read_to_end(&mut bytes).map(|_| bytes).expect("a pipe can be read")
        };
        std::thread::scope(|scope| {
            let (out, err) = (scope.spawn(move || read(&mut out)), scope.spawn(move || read(&mut err)));
            let start = Instant::now();
            let status = loop {
                match child.try_wait().expect("the program can be waited for") {
                    Some(status) => break status,
                    None if start.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(2)),
                    None => {
                        child.kill().expect("it is ours");
                        panic!("`{line}` took longer than {PATIENCE:?} in {}", self.dir.display());
                    }
                }
            };
            let join =
                |bytes: std::thread::ScopedJoinHandle<'_, Vec<u8>>| bytes.join().expect("a pipe was read");
            Output { status, stdout: join(out), stderr: join(err) }
        })
    }

    /// The command that [`TestSite::run_with`] runs, for tests that start it themselves.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.args(arguments).current_dir(&self.cwd).env_clear().envs(self.environment.iter().cloned());
        let sets_now = arguments.contains(&"--now");
        if !sets_now && !self.environment.iter().any(|(name, _)| name == "SOURCE_DATE_EPOCH") {
            command.args(["--now", NOW]);
        }
        command
    }

    fn ran(&self) -> &Ran {
        self.ran.as_ref().expect("a command was run")
    }

    pub fn out(&self) -> String {
        text(&self.ran().output.stdout)
    }

    pub fn err(&self) -> String {
        text(&self.ran().output.stderr)
    }

    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        let Ran { line, output } = self.ran();
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "`{line}` said:\n{said}");
        assert!(!said.contains("dateline has a bug"), "`{line}` panicked:\n{said}");
        self
    }

    /// The exit code of the last run; -1 when a signal ended it.
    pub fn exits_with(&self) -> i32 {
        self.ran().output.status.code().unwrap_or(-1)
    }

    #[track_caller]
    pub fn succeeds(self) -> Self {
        self.exits(0)
    }

    #[track_caller]
    pub fn stdout(self, expected: &str) -> Self {
        assert_eq!(self.out(), expected, "standard output of `{}`", self.ran().line);
        self
    }

    #[track_caller]
    pub fn stdout_has(self, part: &str) -> Self {
        assert!(self.out().contains(part), "`{part}` is not in:\n{}", self.out());
        self
    }

    #[track_caller]
    pub fn stderr_has(self, part: &str) -> Self {
        assert!(self.err().contains(part), "`{part}` is not in:\n{}", self.err());
        self
    }

    #[track_caller]
    pub fn stderr(self, expected: &str) -> Self {
        assert_eq!(self.err(), expected, "standard error of `{}`", self.ran().line);
        self
    }

    /// The diagnostics of `check --format json`, which is run for them.
    #[track_caller]
    pub fn findings(self, arguments: &str) -> Findings {
        let site = self.run(&format!("check --format json {arguments}"));
        let code = site.ran().output.status.code();
        // 2 stands for findings in the configuration, and for a command that was not understood, which finds nothing.
        let is_checked = matches!(code, Some(0 | 1 | 3)) || (code == Some(2) && !site.out().is_empty());
        assert!(is_checked, "check ended with {code:?}:\n{}{}", site.out(), site.err());
        let all = site
            .out()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|fault| panic!("{fault}: {line}")))
            .collect();
        Findings { all, site }
    }

    /// One file of the output.
    #[track_caller]
    pub fn output(&self, path: &str) -> String {
        let path = self.path("output").join(path);
        fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
    }

    /// Every file below a folder of the site, by path with `/` between its parts.
    pub fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        tree(&self.path(folder))
    }
}

impl Drop for TestSite {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}

/// What `check` found.
pub struct Findings {
    pub all: Vec<serde_json::Value>,
    pub site: TestSite,
}

impl Findings {
    /// The rules that fired, sorted, each as often as it did.
    pub fn rules(&self) -> Vec<&str> {
        let mut rules: Vec<_> = self.all.iter().filter_map(|it| it["rule"].as_str()).collect();
        rules.sort_unstable();
        rules
    }

    #[track_caller]
    pub fn has(self, rule: &str) -> Self {
        assert!(self.rules().contains(&rule), "`{rule}` is not among {:?}", self.rules());
        self
    }

    /// Nothing of the weight of an error.
    #[track_caller]
    pub fn no_errors(self) -> Self {
        let errors: Vec<_> = self.all.iter().filter(|it| it["severity"] == "error").collect();
        assert!(errors.is_empty(), "{errors:#?}");
        self
    }
}

pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap_or_else(|fault| panic!("{fault}")))
        // What is remembered between builds is no part of a site.
        .filter(|entry| entry.file_type().is_file() && !entry.path().starts_with(folder.join(".dateline")))
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("it is below the folder");
            let bytes = fs::read(entry.path()).expect("what was written can be read");
            (path.to_string_lossy().replace('\\', "/"), bytes)
        })
        .collect()
}

/// Copies a folder into a site.
pub fn copy(from: &Path, to: &Path) {
    for (path, bytes) in tree(from) {
        let path = to.join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, bytes).expect("a copy");
    }
}

/// Whether expectations are being rewritten.
pub fn updating() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some_and(|it| it == "1")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what dateline prints is UTF-8")
}
