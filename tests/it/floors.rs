//! Holds the source to the table of floors in `src/lib.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::site::repository;

/// What only some rooms may name, and those rooms. clippy's disallowed methods hold the same walls one call at a time.
const KEPT: &[(&str, &[&str])] = &[
    // `source` names the metadata that it is given.
    ("std::fs", &["read", "write", "memo", "commands", "source", "server", "watcher"]),
    ("walkdir", &["read", "write"]),
    // `write` refuses the home folder as an output, and signs its lock.
    ("std::env", &["commands", "write"]),
    ("SystemTime", &["commands"]),
    ("Timestamp::now", &["commands"]),
    ("Zoned::now", &["commands"]),
    ("Instant", &["pipeline", "commands", "server", "watcher"]),
    ("std::net", &["server", "commands"]),
    ("std::process", &["commands", "write"]),
    ("std::thread", &["pipeline", "read", "write", "server", "watcher", "commands"]),
    ("rayon", &["pipeline", "read", "write"]),
    // Pages of the site, and the editor's desk, which is none.
    ("tera::", &["render", "commands"]),
    ("syntect::", &["render"]),
    ("pulldown_cmark::", &["parse"]),
    ("clap", &["commands", "diag"]),
    ("println!", &[]),
];

/// A file of the library: its room, its path, and its code without comments and tests.
struct Code {
    room: String,
    path: String,
    text: String,
}

#[test]
fn rooms_use_only_the_floors_beneath_them() {
    let floors = floors();
    let mut wrong = Vec::new();
    for code in code() {
        let floor = floors[&code.room];
        for used in uses(&code.text) {
            let Some(&beneath) = floors.get(&used) else {
                wrong.push(format!("{}: `crate::{used}` is not in the table of src/lib.rs", code.path));
                continue;
            };
            let allowed = used == code.room || beneath < floor || (beneath == 0 && floor == 0);
            if !allowed {
                wrong.push(format!("{} (floor {floor}) uses `{used}` (floor {beneath})", code.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_is_in_the_table() {
    let rooms: BTreeSet<_> = code().into_iter().map(|it| it.room).collect();
    let table: BTreeSet<_> = floors().into_keys().collect();
    assert_eq!(rooms, table);
}

#[test]
fn the_world_is_touched_by_those_who_may() {
    let mut wrong = Vec::new();
    for code in code() {
        for (name, rooms) in KEPT {
            if !rooms.contains(&code.room.as_str()) && names(&code.text, name) {
                wrong.push(format!("{}: `{name}` belongs to {rooms:?}", code.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The table in the documentation of `src/lib.rs`: room to floor.
fn floors() -> BTreeMap<String, u32> {
    let text = fs::read_to_string(repository().join("src/lib.rs")).expect("the library");
    let mut floors = BTreeMap::new();
    for row in text.lines().filter_map(|line| line.strip_prefix("//! | ")) {
        let mut cells = row.split('|').map(str::trim);
        let (Some(Ok(floor)), Some(rooms)) = (cells.next().map(str::parse), cells.next()) else { continue };
        for room in rooms.split("[`").skip(1).filter_map(|it| it.split_once("`]")) {
            floors.insert(room.0.to_owned(), floor);
        }
    }
    assert!(floors.len() > 10, "the table of floors is not found in src/lib.rs");
    floors
}

fn code() -> Vec<Code> {
    let src = repository().join("src");
    let lib = fs::read_to_string(src.join("lib.rs")).expect("the library");
    let mut all = Vec::new();
    for (path, bytes) in crate::site::tree(&src) {
        let room = path.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
        let is_test = path.ends_with("tests.rs") || lib.contains(&format!("#[cfg(test)]\nmod {room};"));
        if !path.ends_with(".rs") || ["lib", "main", "build"].contains(&room.as_str()) || is_test {
            continue;
        }
        let text = String::from_utf8(bytes).expect("source is UTF-8");
        // Tests stand at the foot of a file, and may look at other rooms.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let text: String =
            text.lines().map(|line| line.split("//").next().unwrap_or(line).to_owned() + "\n").collect();
        all.push(Code { room, path: format!("src/{path}"), text });
    }
    all
}

/// The rooms named by `crate::room` and `crate::{room, other::..}`.
fn uses(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let mut depth = 0;
                let mut item = String::new();
                for c in group.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => rooms.extend(first_name(&std::mem::take(&mut item))),
                        _ => {}
                    }
                    if depth == 0 && c != ',' {
                        item.push(c);
                    }
                }
                rooms.extend(first_name(&item));
            }
            None => rooms.extend(first_name(rest)),
        }
    }
    rooms
}

/// The identifier a path begins with. Macros, which have no room, are left out.
fn first_name(path: &str) -> Option<String> {
    let path = path.trim_start();
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
    (end > 0 && !path[end..].starts_with('!')).then(|| path[..end].to_owned())
}

/// Whether `name` stands in the text as a whole word.
fn names(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        !text[..at].ends_with(word) && (!name.ends_with(word) || !text[at + name.len()..].starts_with(word))
    })
}

#[test]
fn paths_are_found_however_they_are_written() {
    let found = uses(
        "use crate::diag::{self, Rule}; use crate::{model::{a, b}, paths}; $crate::digest::x; crate::m!()",
    );
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["diag", "digest", "model", "paths"]);
    assert!(names("use std::fs;", "std::fs") && names("std::fs::read", "std::fs"));
    assert!(!names("std::fsx", "std::fs") && !names("Instantly", "Instant"));
}
