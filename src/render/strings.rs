//! The words of the interface in one language, and what a language asks of a page: direction, plurals, its own name.

pub use crate::html::direction;
use toml::{Table, Value};

/// The strings of one language, from a `lang/TAG.toml` of the theme.
///
/// `[t]` belongs to the templates; every other table is read here. Where a string is missing the key itself stands in,
/// so that a theme with an incomplete language still renders.
#[derive(Debug, Clone, Copy)]
pub struct Strings<'a> {
    /// The language the strings are in, which may be nearer to the default than the page is.
    pub tag: &'a str,
    table: &'a Table,
}

impl<'a> Strings<'a> {
    pub fn new(tag: &'a str, table: &'a Table) -> Self {
        Self { tag, table }
    }

    /// All of them.
    pub fn table(&self) -> &'a Table {
        self.table
    }

    /// The word for `key` in a table: `word("kind", "assessment")`.
    pub fn word<'k>(&self, table: &str, key: &'k str) -> &'k str
    where
        'a: 'k,
    {
        self.find(&[table, key]).unwrap_or(key)
    }

    /// A string by its path; absent when the language has none.
    pub fn find(&self, path: &[&str]) -> Option<&'a str> {
        self.value(path)?.as_str()
    }

    /// A list of strings by its path; empty when the language has none.
    pub fn list(&self, path: &[&str]) -> &'a [Value] {
        self.value(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// A sentence of `[sentence]` with its `{names}` filled in.
    pub fn sentence(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        fill(self.word("sentence", key), arguments)
    }

    /// A counted noun of `[count]`, in the plural form that the number asks for: `3 sources`.
    pub fn count(&self, key: &str, n: usize) -> String {
        let form = plural(self.tag, n);
        let pattern = self
            .find(&["count", key, form.name()])
            .or_else(|| self.find(&["count", key, "other"]))
            .unwrap_or("{n}");
        fill(pattern, &[("n", &n.to_string())])
    }

    /// Items as a list in running text: `a, b`.
    pub fn join<S: AsRef<str>>(&self, items: &[S]) -> String {
        let separator = self.find(&["sentence", "separator"]).unwrap_or(", ");
        let mut out = String::new();
        for item in items {
            if !out.is_empty() {
                out.push_str(separator);
            }
            out.push_str(item.as_ref());
        }
        out
    }

    fn value(&self, path: &[&str]) -> Option<&'a Value> {
        let (last, tables) = path.split_last()?;
        let mut table = self.table;
        for name in tables {
            table = table.get(*name)?.as_table()?;
        }
        table.get(*last)
    }
}

/// A pattern with each `{name}` replaced; an unknown name stays as it is.
pub fn fill(pattern: &str, arguments: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let known = rest[1..].find('}').and_then(|close| {
            let name = &rest[1..=close];
            arguments.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value, close + 2))
        });
        let (text, used) = known.unwrap_or(("{", 1));
        out.push_str(text);
        rest = &rest[used..];
    }
    out.push_str(rest);
    out
}

/// The plural categories of Unicode CLDR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plural {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

impl Plural {
    pub fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::One => "one",
            Self::Two => "two",
            Self::Few => "few",
            Self::Many => "many",
            Self::Other => "other",
        }
    }
}

/// The category of a whole number (Unicode CLDR, "Language Plural Rules", cardinals).
pub fn plural(tag: &str, n: usize) -> Plural {
    let (tens, units) = (n % 100, n % 10);
    match primary(tag) {
        "zh" | "ja" | "ko" | "vi" | "th" | "id" | "ms" => Plural::Other,
        "ar" => match (n, tens) {
            (0, _) => Plural::Zero,
            (1, _) => Plural::One,
            (2, _) => Plural::Two,
            (_, 3..=10) => Plural::Few,
            (_, 11..) => Plural::Many,
            _ => Plural::Other,
        },
        "he" => match n {
            1 => Plural::One,
            2 => Plural::Two,
            _ => Plural::Other,
        },
        "ru" | "uk" | "be" => match (units, tens) {
            (1, 11) | (2..=4, 12..=14) => Plural::Many,
            (1, _) => Plural::One,
            (2..=4, _) => Plural::Few,
            _ => Plural::Many,
        },
        "pl" => match (n, units, tens) {
            (1, ..) => Plural::One,
            (_, 2..=4, 12..=14) => Plural::Many,
            (_, 2..=4, _) => Plural::Few,
            _ => Plural::Many,
        },
        "cs" | "sk" => match n {
            1 => Plural::One,
            2..=4 => Plural::Few,
            _ => Plural::Other,
        },
        "fr" | "hi" | "fa" if n == 0 => Plural::One,
        "es" | "fr" | "it" | "pt" if n != 0 && n.is_multiple_of(1_000_000) => Plural::Many,
        _ if n == 1 => Plural::One,
        _ => Plural::Other,
    }
}

/// The primary subtag of a language tag (BCP 47).
pub fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// The direction of a text whose language is not known: that of its first letter of a known direction
/// (Unicode Bidirectional Algorithm, rule P2, on the blocks of Hebrew and Arabic).
pub fn direction_of(text: &str) -> &'static str {
    let first = text.chars().find(|c| c.is_alphabetic());
    match first {
        Some('\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}') => "rtl",
        _ => "ltr",
    }
}

/// The name of a language in itself; the tag when it is not one of the common ones.
pub fn native_name(tag: &str) -> &str {
    match primary(tag) {
        "ar" => "العربية",
        "cs" => "Čeština",
        "da" => "Dansk",
        "de" => "Deutsch",
        "el" => "Ελληνικά",
        "en" => "English",
        "es" => "Español",
        "fa" => "فارسی",
        "fi" => "Suomi",
        "fr" => "Français",
        "he" => "עברית",
        "hi" => "हिन्दी",
        "hu" => "Magyar",
        "id" => "Bahasa Indonesia",
        "it" => "Italiano",
        "ja" => "日本語",
        "ko" => "한국어",
        "nb" | "no" => "Norsk",
        "nl" => "Nederlands",
        "pl" => "Polski",
        "pt" => "Português",
        "ro" => "Română",
        "ru" => "Русский",
        "sv" => "Svenska",
        "th" => "ไทย",
        "tr" => "Türkçe",
        "uk" => "Українська",
        "ur" => "اردو",
        "vi" => "Tiếng Việt",
        "zh" => "中文",
        _ => tag,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::render::fixture;

    #[test]
    fn patterns_are_filled_once() {
        assert_eq!(fill("{a} of {b}{c} {", &[("a", "{b}"), ("b", "2")]), "{b} of 2{c} {");
        assert_eq!(fill("{", &[]), "{");
        assert_eq!(fill("{}{n}}", &[("n", "1")]), "{}1}");
    }

    #[test]
    fn counts_follow_the_language() {
        let count = |tag: &str, n| Strings::new(tag, fixture::strings(tag)).count("sources", n);
        assert_eq!(count("en", 1), "1 source");
        assert_eq!(count("en", 0), "0 sources");
        assert_eq!(count("zh", 1), "1 个来源");
        assert_eq!(count("ar", 2), "مصدران");
        assert_eq!(count("ar", 7), "7 مصادر");
        assert_eq!(count("ar", 11), "11 مصدرًا");
        assert_eq!(count("ar", 100), "100 مصدر");
        assert_eq!(count("ru", 21), "21 источник");
        assert_eq!(count("ru", 3), "3 источника");
        assert_eq!(count("uk", 12), "12 джерел");
        assert_eq!(count("fr", 0), "0 source");
        assert_eq!(count("ja", 2), "情報源2件");
    }

    /// Counts that are worded here and not in templates: without words they would be bare numbers.
    #[test]
    fn what_is_counted_has_words() {
        let tags = ["en", "zh", "es", "fr", "de", "ru", "uk", "ja", "ko", "ar"];
        for key in [
            "sources",
            "publishers",
            "primary",
            "disputing",
            "archived",
            "graded",
            "shared_sources",
            "briefs",
            "claims",
        ] {
            for tag in tags {
                let said = Strings::new(tag, fixture::strings(tag)).count(key, 3);
                assert!(said.len() > 1, "{tag} has no words for `{key}`");
            }
        }
    }

    #[test]
    fn a_missing_string_is_its_key() {
        let empty = Table::new();
        let strings = Strings::new("xx", &empty);
        assert_eq!(strings.word("kind", "assessment"), "assessment");
        assert_eq!(strings.count("sources", 3), "3");
    }

    #[test]
    fn plural_categories() {
        let row = |tag: &str| [0, 1, 2, 5, 11, 21, 22, 100].map(|n| plural(tag, n).name()).join(" ");
        assert_eq!(row("en-GB"), "other one other other other other other other");
        assert_eq!(row("uk"), "many one few many many one few many");
        assert_eq!(row("pl"), "many one few many many many few many");
        assert_eq!(row("ar"), "zero one two few many many many other");
        assert_eq!(row("fr"), "one one other other other other other other");
    }

    #[test]
    fn directions() {
        assert_eq!(direction("ar-EG"), "rtl");
        assert_eq!(direction("az-Arab"), "rtl");
        assert_eq!(direction("ar-Latn"), "ltr");
        assert_eq!(direction_of("«מבחן»"), "rtl");
        assert_eq!(direction_of("12"), "ltr");
    }

    /// A language that lacks a string would fall back to the default one, silently; one that lacks a plural form would
    /// write another's.
    #[test]
    fn every_language_has_every_string() {
        /// What grammar asks of some languages only.
        const GRAMMAR: [&str; 2] = ["date.first", "date.months_in_day"];
        fn strings(table: &Table, prefix: &str, out: &mut BTreeMap<String, BTreeSet<String>>) {
            for (key, value) in table {
                match value {
                    Value::Table(forms) if prefix == "count." => {
                        for (form, text) in forms {
                            assert!(form == "other" || placeholders(text).len() <= 1, "{prefix}{key}");
                        }
                        out.insert(format!("{prefix}{key}"), placeholders(&forms["other"]));
                    }
                    Value::Table(inner) => strings(inner, &format!("{prefix}{key}."), out),
                    Value::Array(items) => {
                        assert_eq!(items.len(), 12, "{prefix}{key}");
                        out.insert(format!("{prefix}{key}"), BTreeSet::new());
                    }
                    // Patterns of dates differ in what they name.
                    _ if prefix == "date." => _ = out.insert(format!("{prefix}{key}"), BTreeSet::new()),
                    _ => _ = out.insert(format!("{prefix}{key}"), placeholders(value)),
                }
            }
        }
        fn placeholders(value: &Value) -> BTreeSet<String> {
            let text = value.as_str().unwrap();
            assert!(!text.is_empty());
            text.split('{').skip(1).map(|it| it.split('}').next().unwrap().to_owned()).collect()
        }
        let all = |tag| {
            let mut out = BTreeMap::new();
            strings(fixture::strings(tag), "", &mut out);
            out.retain(|key, _| !GRAMMAR.contains(&key.as_str()));
            out
        };
        let numbers = || (0..=200).chain([1_000_000]);
        for (tag, _) in fixture::LANGUAGES {
            assert_eq!(all(tag), all("en"), "{tag}");
            let asked: BTreeSet<&str> = numbers().map(|n| plural(tag, n).name()).chain(["other"]).collect();
            for (key, forms) in fixture::strings(tag)["count"].as_table().unwrap() {
                let given: BTreeSet<&str> = forms.as_table().unwrap().keys().map(String::as_str).collect();
                assert_eq!(given, asked, "{tag} count.{key}");
            }
        }
    }
}
