//! `_headers`: a path a line, and below it, indented, what replies for such paths carry.

use super::encode;
use super::pattern::{Pattern, fill};

/// The rules of a site; all that are like a path are obeyed, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<Rule>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    path: Pattern,
    lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Line {
    Set(String, String),
    /// `! Name`: takes back what rules above have set.
    Detach(String),
}

impl Headers {
    /// Reads the rules. Never fails: a line that is none is passed over, and so are those below a path that is none of ours.
    pub fn parse(text: &str) -> Self {
        let mut rules = Vec::new();
        let mut current: Option<Rule> = None;
        for line in text.lines() {
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with('#') {
                continue;
            }
            if !line.starts_with([' ', '\t']) {
                rules.extend(current.take());
                current = Pattern::parse(trimmed).map(|path| Rule { path, lines: Vec::new() });
            } else if let Some(rule) = &mut current {
                rule.lines.extend(read(trimmed));
            }
        }
        rules.extend(current);
        Self(rules)
    }

    /// Names and values for a decoded path with a leading `/`. A name that is set twice is one, its values joined by a
    /// comma (RFC 9110, 5.2).
    pub fn of(&self, path: &str) -> Vec<(String, String)> {
        let mut headers: Vec<(String, String)> = Vec::new();
        for rule in &self.0 {
            let Some(captures) = rule.path.captures(path) else { continue };
            for line in &rule.lines {
                match line {
                    Line::Detach(name) => headers.retain(|it| !it.0.eq_ignore_ascii_case(name)),
                    Line::Set(name, value) => {
                        let value = fill(value, &captures, encode);
                        match headers.iter_mut().find(|it| it.0.eq_ignore_ascii_case(name)) {
                            Some(known) => known.1 = format!("{}, {value}", known.1),
                            None => headers.push((name.clone(), value)),
                        }
                    }
                }
            }
        }
        headers
    }
}

fn read(line: &str) -> Option<Line> {
    if let Some(name) = line.strip_prefix('!') {
        return Some(Line::Detach(name.trim().to_owned()));
    }
    let (name, value) = line.split_once(':')?;
    let (name, value) = (name.trim(), value.trim());
    let is_name =
        !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it));
    (is_name && !value.is_empty()).then(|| Line::Set(name.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, paths: &[&str], expected: Expect) {
        let headers = Headers::parse(text);
        let mut lines = String::new();
        for path in paths {
            lines.push_str(&format!("{path}\n"));
            for (name, value) in headers.of(path) {
                lines.push_str(&format!("  {name}: {value}\n"));
            }
        }
        expected.assert_eq(&lines);
    }

    #[test]
    fn headers_of_a_site() {
        check(
            "/*\n  X-Frame-Options: DENY\n  Link: </a.css>; rel=preload\n  # a comment\n\
             # another\n\
             /b/*\n\tlink: </b.css>; rel=preload\n\t! x-frame-options\n\
             /movies/:title\n  X-Title: now :title and http://a:80\n\
             /cafe/ü\n  X-Cafe: yes\n",
            &["/", "/b/c", "/movies/a b", "/cafe/ü"],
            expect![[r#"
                /
                  X-Frame-Options: DENY
                  Link: </a.css>; rel=preload
                /b/c
                  Link: </a.css>; rel=preload, </b.css>; rel=preload
                /movies/a b
                  X-Frame-Options: DENY
                  Link: </a.css>; rel=preload
                  X-Title: now a%20b and http://a:80
                /cafe/ü
                  X-Frame-Options: DENY
                  Link: </a.css>; rel=preload
                  X-Cafe: yes
            "#]],
        );
    }

    #[test]
    fn garbage_is_passed_over() {
        check(
            "  X-Before: any path\n\
             /a\n  no colon\n  : no name\n  Bad Name: x\n  X-Empty:\n  X-Good: a:b\n\
             https://old.example/*\n  X-Other: site\n\
             relative\n  X-Relative: x\n\
             \u{0}\u{feff}\n/a\n  !\n",
            &["/a", "/"],
            expect![[r#"
                /a
                  X-Good: a:b
                /
            "#]],
        );
    }
}
