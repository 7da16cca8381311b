//! What sections are for, by the words of their headings (CONTENT_MODEL §2.7).

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use crate::model::brief::Role;
use crate::model::lang::LANGUAGES;
use crate::model::lang::text::{digit, vowel};

/// The headings of every language, folded.
static WORDS: LazyLock<HashMap<String, Role>> = LazyLock::new(|| {
    let all = LANGUAGES.iter().flat_map(|it| &it.roles);
    let named = all.filter_map(|(name, words)| Some((Role::from_name(name)?, words)));
    named.flat_map(|(role, words)| words.iter().map(move |it| (fold(it), role))).collect()
});

/// The roles of a heading; combined headings have both. `more` are the site's own words, by role.
///
/// A combination counts when its first part does: `Implications and outlook` has a role, `Outlook and notes` has none.
pub fn of(heading: &str, more: &BTreeMap<Role, Vec<String>>) -> Vec<Role> {
    let heading = unnumbered(heading);
    let role = |words: &str| {
        let words = without_article(words);
        let own =
            || more.iter().find(|(_, all)| all.iter().any(|it| fold(it) == words)).map(|(role, _)| *role);
        WORDS.get(words).copied().or_else(own)
    };
    let whole = fold(heading);
    let parts = parts(heading, &whole);
    let combined = if parts.first().and_then(|it| role(it)).is_some() { parts.as_slice() } else { &[] };
    let mut roles = Vec::new();
    for role in combined.iter().map(String::as_str).chain([whole.as_str()]).filter_map(role) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
}

/// Letters and digits in lower case, one space for everything between them. Apostrophes vanish (`what’s new`), and so do
/// the vowel signs of Arabic.
fn fold(heading: &str) -> String {
    let mut folded = String::with_capacity(heading.len());
    for char in heading.chars().filter(|&it| !matches!(it, '\'' | '’') && !vowel(it)) {
        if char.is_ascii_lowercase() {
            folded.push(char);
        } else if char.is_ascii_alphanumeric() {
            folded.push(char.to_ascii_lowercase());
        } else if char.is_alphanumeric() {
            folded.extend(char.to_lowercase());
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The folded parts of a heading that names several things, `whole` being all of it folded; none when it names one.
fn parts(heading: &str, whole: &str) -> Vec<String> {
    let breaks = |it: char| {
        matches!(it, '&' | '/' | '+' | ':' | '(' | ')' | '[' | ']' | ',' | ';' | '|')
            || (!it.is_ascii() && "：（）–—、，；·・،؛【】".contains(it))
    };
    let ands = || {
        let all = LANGUAGES.iter().flat_map(|it| &it.headings.and);
        all.filter(|it| it.is_ascii() || !heading.is_ascii())
    };
    // Most headings name one thing, which needs no cutting to find out.
    let dash = heading.contains('-') && heading.contains(" - ");
    if !dash && !heading.contains(breaks) && !ands().any(|it| whole.contains(it.as_str())) {
        return Vec::new();
    }
    let mut parts: Vec<_> = heading.split(breaks).flat_map(|it| it.split(" - ")).map(fold).collect();
    for and in ands() {
        // Its spaces stand at the edges of a part too: `(and red flags)`.
        if parts.iter().any(|it| it.contains(and.trim())) {
            let split =
                |it: &String| format!(" {it} ").split(and).map(|it| it.trim().to_owned()).collect::<Vec<_>>();
            parts = parts.iter().flat_map(split).collect();
        }
    }
    parts.retain(|it| !it.is_empty());
    parts
}

fn without_article(words: &str) -> &str {
    let articles = || LANGUAGES.iter().flat_map(|it| &it.headings.articles);
    let rest = articles().find_map(|it| words.strip_prefix(it.as_str())?.strip_prefix(' '));
    rest.filter(|_| !WORDS.contains_key(words)).unwrap_or(words)
}

/// A heading without the number before it: `1.`, `2.3)`, `IV.`, `三、`.
fn unnumbered(heading: &str) -> &str {
    let heading = heading.trim_start_matches(|it: char| !it.is_alphanumeric());
    if heading.starts_with(|it: char| it.is_ascii_alphabetic() && !"IVX".contains(it)) {
        return heading;
    }
    let numerals: [fn(char) -> bool; 3] = [
        |it| digit(it).is_some() || it == '.',
        |it| "IVX".contains(it),
        |it| "一二三四五六七八九十".contains(it),
    ];
    let rest = numerals.iter().find_map(|numeral| {
        let rest = heading.trim_start_matches(numeral);
        let number = &heading[..heading.len() - rest.len()];
        let marked = number.ends_with('.') || rest.starts_with(['.', ')', ':', '、', '．', '）', '：']);
        (!number.is_empty() && (marked || number.chars().all(|it| digit(it).is_some()))).then_some(rest)
    });
    rest.unwrap_or(heading)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(heading: &str) -> String {
        let roles: Vec<_> = of(heading, &BTreeMap::new()).into_iter().map(Role::name).collect();
        roles.join(" ")
    }

    #[test]
    fn headings_have_roles() {
        for (heading, roles) in [
            ("TL;DR", "summary"),
            ("tldr:", "summary"),
            ("1. Executive Summary", "summary"),
            ("BLUF (Bottom Line Up Front)", "bluf"),
            ("Bottom line (up front)", "bluf"),
            ("The bottom line", "bluf"),
            ("What’s new", "changed"),
            ("What's New?", "changed"),
            ("2) Observed facts", "facts"),
            ("Cross‑source inference", "inference"),
            ("IV. Key Judgements", "inference"),
            ("**Key judgments**", "inference"),
            ("Competing hypotheses", "hypotheses"),
            ("Key assumptions (and red flags)", "assumptions"),
            ("Implications (and what they cost)", "implications"),
            ("Implications and what to watch", "implications watch"),
            ("IMPLICATIONS AND WHAT TO WATCH", "implications watch"),
            ("Implications & Indicators", "implications watch"),
            ("Analysis – energy", "inference"),
            ("What to watch: next 30 days", "watch"),
            ("Recommendations and outlook", "recommendations"),
            ("Scenarios", "scenarios"),
            ("Key individuals and entities", "entities"),
            ("[Sources]", "sources"),
            ("References / Notes", "sources"),
            ("Current status (and implications)", "conclusion implications"),
            ("Methodology", "method"),
            ("No time to read?", "chrome"),
            ("Previous/Next article", "chrome"),
            ("摘要", "summary"),
            ("一、要点", "summary"),
            ("结论先行：", "bluf"),
            ("研判与关注点", "inference watch"),
            ("【来源】", "sources"),
            ("参考", "sources"),
        ] {
            assert_eq!(names(heading), roles, "{heading}");
        }
    }

    #[test]
    fn unknown_headings_are_left_alone() {
        for heading in [
            "",
            "1.",
            "—",
            "Background",
            "The analysis gap",
            "Outlook and notes",
            "Summary of sources",
            "Sourcesse",
            "和平前景",
            "1",
        ] {
            assert_eq!(names(heading), "", "{heading}");
        }
    }

    #[test]
    fn a_site_adds_words() {
        let more = BTreeMap::from([(Role::Watch, vec!["Signals to follow".to_owned()])]);
        assert_eq!(of("3. Signals to follow:", &more), [Role::Watch]);
        assert_eq!(of("Signals to follow and sources", &more), [Role::Watch, Role::Sources]);
    }

    #[test]
    fn every_role_of_the_tables_exists_and_no_heading_has_two() {
        for language in LANGUAGES.iter() {
            for (name, headings) in &language.roles {
                let role = Role::from_name(name).expect("a role");
                for heading in headings {
                    assert_eq!(WORDS.get(&fold(heading)), Some(&role), "{} {heading}", language.tag);
                }
            }
        }
    }
}
