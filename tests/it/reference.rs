//! The reference pages of the manual say what the rows of fields, the command line and the table of rules say.
//! `UPDATE_EXPECT=1` writes them anew.

use std::fs;

use dateline::commands;
use dateline::diag::rules::SECTIONS;
use dateline::parse::schema::{Document, documents};
use dateline::parse::toml::{Row, Shape};

use crate::site::repository;

/// Where the manual keeps its reference.
const FOLDER: &str = "src/manual/content/pages/reference";

#[test]
fn the_manual_says_what_the_program_says() {
    let all = documents();
    let named = |name: &'static str| all.iter().filter(move |it| it.name.split(' ').next() == Some(name));
    let pages = [
        ("front-matter.md", front_matter(named("front-matter").chain(named("page")))),
        ("configuration.md", configuration(named("config"))),
        ("registries.md", registries(named("registry"))),
        ("commands.md", command_line()),
        ("rules.md", rules()),
    ];
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut stale = Vec::new();
    for (name, text) in pages {
        let path = repository().join(FOLDER).join(name);
        if fs::read_to_string(&path).ok().as_ref() == Some(&text) {
            continue;
        }
        if update {
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(&path, text).expect("a page can be written");
        } else {
            stale.push(name);
        }
    }
    assert!(
        stale.is_empty(),
        "{stale:?} in {FOLDER} is not what the program says; UPDATE_EXPECT=1 writes it"
    );
}

fn head(title: &str, description: &str, text: &str) -> String {
    format!("+++\ntitle = {title:?}\ndescription = {description:?}\n+++\n{text}\n\n")
}

/// Rules whose pages name things that are called like fields and are none: tags of HTML, folders.
const NOT_OF_FIELDS: &[&str] = &["raw-html", "symlink-loop"];

/// Rules whose pages name a key in their first paragraphs, beside all the `also`.
fn concerning(key: &str, also: &[&str]) -> Vec<&'static str> {
    let names = |rule: &&str| {
        let page = repository().join(format!("src/manual/content/pages/rules/{rule}.md"));
        let text = fs::read_to_string(page).unwrap_or_default();
        let intro = text.split("\n## ").next().unwrap_or_default();
        let body = intro.splitn(3, "+++").nth(2).unwrap_or_default();
        let of_fields = !NOT_OF_FIELDS.contains(rule);
        of_fields && body.contains(&format!("`{key}`")) && also.iter().all(|it| body.contains(it))
    };
    SECTIONS.iter().flat_map(|(_, rules)| rules.iter().map(|it| it.name)).filter(names).collect()
}

fn line(rules: &[&str]) -> String {
    let links: Vec<_> = rules.iter().map(|it| format!("[{it}](/rules/{it}/)")).collect();
    if links.is_empty() { String::new() } else { format!("- Rules: {}\n", links.join(", ")) }
}

/// A key: what it is for, what it takes, and an example.
fn key(row: &Row, level: &str, table: &str, rules: &[&str]) -> String {
    let (shape, default) = row.shape.parts();
    let mut out = format!("{level} `{}`\n\n{}\n\n- Takes: {}\n", row.name, row.doc, shape.words());
    if let Some(default) = default {
        out += &format!("- Default: `{default}`\n");
    }
    out += &line(rules);
    let header = if table.is_empty() { String::new() } else { format!("[{table}]\n") };
    out += &format!("\n```toml\n{header}{} = {}\n```\n\n", row.name, row.example);
    out + &inner(shape, 0)
}

/// The keys of tables within a value.
fn inner(shape: Shape, depth: usize) -> String {
    match shape.parts().0 {
        Shape::Table(rows, needs) => {
            let margin = "  ".repeat(depth);
            let mut out = String::new();
            for row in rows.rows() {
                let (shape, default) = row.shape.parts();
                let needed = if needs.iter().any(|it| *it == [row.name]) { " Needed." } else { "" };
                out += &format!("{margin}- `{}`: {}{needed} Takes {}", row.name, row.doc, shape.words());
                if let Some(default) = default {
                    out += &format!(", by default `{default}`");
                }
                out += &format!(". Example: `{}`\n", row.example);
                out += &inner(shape, depth + 1);
            }
            match depth {
                0 => format!("The keys of such a table:\n\n{out}\n"),
                _ => out,
            }
        }
        Shape::Array(of) | Shape::Between(of, ..) => inner(*of, depth),
        Shape::OneOf(shapes) => {
            shapes.iter().map(|it| inner(*it, depth)).find(|it| !it.is_empty()).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn rows(shape: Shape) -> Vec<Row> {
    match shape {
        Shape::Table(rows, _) => rows.rows(),
        Shape::Map(_, of) => rows(*of),
        _ => Vec::new(),
    }
}

fn front_matter<'a>(documents: impl Iterator<Item = &'a Document>) -> String {
    let mut out = head(
        "Front matter",
        "Every field of briefs and of standing pages",
        "Front matter is TOML between two lines of `+++` at the head of a file. An unknown key is an error; what is the \
         publication's own goes under `[extra]`. `_defaults.toml` in a folder takes the fields of briefs, for those in the \
         folder and below.",
    );
    for document in documents {
        out += &format!("## {}\n\n{}\n\n", document.title, document.doc);
        for row in rows(document.shape) {
            out += &key(&row, "###", "", &concerning(row.name, &[]));
        }
    }
    out.trim_end().to_owned() + "\n"
}

fn configuration<'a>(documents: impl Iterator<Item = &'a Document>) -> String {
    let mut out = head(
        "Configuration",
        "Every key of dateline.toml",
        "An empty `dateline.toml` builds: every key has a default. Flags win over variables of the environment, those over \
         `[env.NAME]`, and that over the rest of the file. A variable is named `DATELINE_`, the table, two underscores and \
         the key: `DATELINE_SITE__BASE_URL`. Its value is read as TOML, else as a string. `--env NAME`, or `DATELINE_ENV`, \
         chooses an environment. `dateline config` prints what holds, and who says so.",
    );
    for document in documents {
        for table in rows(document.shape) {
            out += &format!("## `[{}]`\n\n{}\n\n", table.name, table.doc);
            match table.shape {
                Shape::Table(keys, _) => {
                    for row in keys.rows() {
                        let rules = concerning(row.name, &[&format!("[{}]", table.name)]);
                        out += &key(&row, "###", table.name, &rules);
                    }
                }
                shape => {
                    out += &format!("- Takes: {}\n\n", shape.words());
                    out += &format!("```toml\n{} = {}\n```\n\n", table.name, table.example);
                }
            }
        }
    }
    out.trim_end().to_owned() + "\n"
}

fn registries<'a>(documents: impl Iterator<Item = &'a Document>) -> String {
    let mut out = head(
        "Registries",
        "Every key of the files under content/registry",
        "A registry describes once what many briefs name. Each entry is a table under its id: `[harbor-wire]`. Every file is \
         optional; sources may also stand in several files under `content/registry/sources/`.",
    );
    let mut told: Vec<(Vec<&str>, String)> = Vec::new();
    for document in documents {
        let rows = rows(document.shape);
        let names: Vec<_> = rows.iter().map(|it| it.name).collect();
        out += &format!("## `{}`\n\n{}\n\n", document.title, document.doc);
        if let Some((_, first)) = told.iter().find(|it| it.0 == names) {
            out += &format!("It takes the keys of `{first}`.\n\n");
            continue;
        }
        for row in &rows {
            out += &key(row, "###", "", &[]);
        }
        told.push((names, document.title.clone()));
    }
    out.trim_end().to_owned() + "\n"
}

fn command_line() -> String {
    let command = commands::command();
    let mut out = head(
        "Commands",
        "Every command and every flag",
        "Results go to standard output, talk goes to standard error. Exit codes: 0 fine, 1 findings in content, 2 usage or \
         configuration, 3 disk, permissions or port.",
    );
    for inner in command.get_subcommands().filter(|it| it.get_name() != "help") {
        out += &one(inner, "##");
        for deeper in inner.get_subcommands().filter(|it| it.get_name() != "help") {
            out += &one(deeper, "###");
        }
    }
    out += "## Flags of every command\n\n";
    out += &arguments(&command, false);
    out.trim_end().to_owned() + "\n"
}

fn one(command: &clap::Command, level: &str) -> String {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
    let usage = command.clone().render_usage().to_string().replace("Usage: ", "");
    let aliases: Vec<_> = command.get_visible_aliases().map(|it| format!("`{it}`")).collect();
    let also =
        if aliases.is_empty() { String::new() } else { format!("Also called {}.\n\n", aliases.join(", ")) };
    format!(
        "{level} `{name}`\n\n{}\n\n{also}```text\n{usage}\n```\n\n{}",
        text(&about),
        arguments(command, true)
    )
}

/// Help as Markdown: what stands in angle brackets would be HTML.
fn text(help: &str) -> String {
    help.trim().replace('<', "\\<")
}

fn arguments(command: &clap::Command, own: bool) -> String {
    let mut out = String::new();
    let shown = |it: &&clap::Arg| {
        let given = !matches!(it.get_id().as_str(), "help" | "version");
        given && it.is_global_set() != own
    };
    for it in command.get_arguments().filter(shown) {
        let values: Vec<_> =
            it.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
        let value = match it.get_action().takes_values() {
            true => values.join(" "),
            false => String::new(),
        };
        let flags = [it.get_short().map(|it| format!("-{it}")), it.get_long().map(|it| format!("--{it}"))];
        let flags: Vec<_> = flags.into_iter().flatten().collect();
        let name = match flags.is_empty() {
            true => value,
            false => format!("{} {value}", flags.join(", ")).trim().to_owned(),
        };
        let help = it.get_long_help().or(it.get_help()).map(ToString::to_string).unwrap_or_default();
        out += &format!("- `{name}`: {}", text(&help).replace("\n\n", " "));
        let words: Vec<_> = it
            .get_possible_values()
            .iter()
            .filter(|it| !it.is_hide_set())
            .map(|it| format!("`{}`", it.get_name()))
            .collect();
        if !words.is_empty() && it.get_action().takes_values() {
            out += &format!(". One of {}", words.join(", "));
        }
        out += ".\n";
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn rules() -> String {
    let mut out = head(
        "Rules",
        "Every rule by section, with its levels",
        "A finding names its rule. The level is that of the standard profile; the strict profile may weigh it more, and \
         `[check.rules]` sets another. `dateline explain RULE` prints the page of a rule.",
    );
    for (section, rules) in SECTIONS {
        out += &format!("## {section}\n\n| Rule | Standard | Strict | It sees |\n|---|---|---|---|\n");
        for rule in *rules {
            let [standard, strict] = rule.severity.map(dateline::diag::Severity::name);
            out +=
                &format!("| [{0}](/rules/{0}/) | {standard} | {strict} | {1} |\n", rule.name, rule.summary);
        }
        out.push('\n');
    }
    out.trim_end().to_owned() + "\n"
}
