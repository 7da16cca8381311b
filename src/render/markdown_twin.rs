//! `index.md` of a brief: a small header, the title, and the body as its author wrote it.
//!
//! The header holds what is published and nothing else of the front matter; comments are left out of the body, as they
//! are out of the page. Links stand as written, relative to the source file.

use crate::model::site::BriefId;

use super::feed::Texts;
use super::scene::Scene;
use super::{json, provenance};

/// `texts` says whether the body is written, or what it is made from in its place, for a key.
pub fn write(scene: Scene<'_>, id: BriefId, texts: Texts) -> String {
    let linked = scene.site.brief(id);
    let front = &linked.brief.front;
    let mut header = toml::Table::new();
    let mut field = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            header.insert(key.to_owned(), value.into());
        }
    };
    field("title", Some(&front.title.value));
    field("url", Some(&scene.address(scene.lookup.brief(id))));
    field("lang", Some(&linked.lang));
    field("kind", Some(front.kind.word()));
    field("status", Some(json::status(linked)));
    field("published", linked.date().map(super::super::model::date::Moment::iso).as_deref());
    field("updated", linked.updated().map(super::super::model::date::Moment::iso).as_deref());
    field("as_of", linked.as_of().map(super::super::model::date::Moment::iso).as_deref());
    field("confidence", front.confidence.as_ref().map(|it| it.label.as_str()));
    field("provenance", Some(provenance::label(scene, linked)).filter(|it| !it.is_empty()).as_deref());
    field("license", front.license.as_deref());

    let mut out = format!("+++\n{header}+++\n\n# {}\n", front.title.value);
    if !linked.shows_body() {
        out.retain(is_text);
        return out;
    }
    out.push('\n');
    match texts {
        Texts::Whole => {
            let text = scene.library.text(linked.brief.digest);
            let body = text.get(linked.brief.body_start as usize..).unwrap_or_default();
            without_comments(&mut out, body.trim_start_matches('\n'));
        }
        Texts::Digests => out.push_str(&linked.brief.digest.to_string()),
    }
    if !linked.sources.is_empty() {
        sources(&mut out, scene, id);
    }
    out.retain(is_text);
    out
}

/// What may stand in a text that somebody prints to a terminal: no controls but the ends of lines and tabs.
fn is_text(c: char) -> bool {
    !c.is_control() || matches!(c, '\n' | '\r' | '\t')
}

/// The list that the numbers of the body mean, as lines that a reader of Markdown resolves.
fn sources(out: &mut String, scene: Scene<'_>, id: BriefId) {
    out.truncate(out.trim_end().len());
    out.push_str("\n\n");
    for listed in &scene.site.brief(id).sources {
        // A line that was read from the body is still there.
        if let (false, Some(url)) = (listed.in_brief.lifted, &scene.site.source(listed.source).fields.url) {
            out.push_str(&format!("[{}]: <{}>\n", listed.number, url.value));
        }
    }
}

/// Copies Markdown without its HTML comments; what looks like one inside code stays.
fn without_comments(out: &mut String, body: &str) {
    let mut fence: Option<&str> = None;
    let mut rest = body;
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.find('\n').map_or(rest.len(), |at| at + 1));
        let marker = fence_marker(line);
        match (fence, marker) {
            (Some(open), Some(close)) if close.starts_with(open) && line.trim() == close => fence = None,
            (None, Some(open)) => fence = Some(open),
            (None, None) if line.contains("<!--") => {
                rest = comment(out, rest);
                continue;
            }
            _ => {}
        }
        out.push_str(line);
        rest = after;
    }
}

/// The run of backticks or tildes that opens or closes a code block (CommonMark, "Fenced code blocks").
fn fence_marker(line: &str) -> Option<&str> {
    let text = line.trim_start_matches(' ');
    let mark = text.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let run = text.len() - text.trim_start_matches(mark).len();
    (run >= 3 && line.len() - text.len() < 4).then(|| &text[..run])
}

/// Copies up to the first comment that is no code, leaves that out, and returns what follows it. Without one, copies a
/// line.
fn comment<'a>(out: &mut String, text: &'a str) -> &'a str {
    let line = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = 0;
    while let Some(found) = text[at..line].find(['`', '<']) {
        at += found;
        if text[at..].starts_with('`') {
            let run = text[at..].len() - text[at..].trim_start_matches('`').len();
            let code = &text[at..at + run];
            // A code span ends at the next run of equal length; without one the backticks are text.
            let end = text[at + run..line].find(code).map_or(at + run, |end| at + run + end + run);
            at = end;
        } else if text[at..].starts_with("<!--") {
            out.push_str(&text[..at]);
            return text[at + 4..].find("-->").map_or("", |end| &text[at + 4 + end + 3..]);
        } else {
            at += 1;
        }
    }
    out.push_str(&text[..line]);
    &text[line..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_stay_in_the_source() {
        let check = |body: &str, expected: &str| {
            let mut out = String::new();
            without_comments(&mut out, body);
            assert_eq!(out, expected);
        };
        check("a <!-- secret --> b\n", "a  b\n");
        check("<!-- one\ntwo -->\nb", "\nb");
        check("<!-- never closed\nb", "");
        check("`<!-- code -->` <!-- not --> x\n", "`<!-- code -->`  x\n");
        check("```html\n<!-- code -->\n```\n<!-- not -->", "```html\n<!-- code -->\n```\n");
        check("~~~\n<!-- a\n~~~\nb < c", "~~~\n<!-- a\n~~~\nb < c");
        check("``` <!-- x\n", "``` <!-- x\n");
        check("", "");
    }
}
