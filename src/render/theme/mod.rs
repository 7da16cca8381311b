//! A theme made ready: templates compiled, assets fingerprinted, strings read, settings checked.

mod assets;
mod faults;
mod reach;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diag::{Diagnostic, Reported, Severity, nearest, rules};
use crate::model::config::Config;
use crate::render::escape;
use crate::render::view::PARTIALS;
use crate::source::{Source, Spanned, ThemeFiles};

/// The templates that every theme has besides its [`PARTIALS`]: one a kind of page, named after it.
pub const TEMPLATES: &[&str] = &[
    "404.html",
    "archive.html",
    "brief.html",
    "claims.html",
    "entities.html",
    "entity.html",
    "home.html",
    "page.html",
    "publisher.html",
    "publishers.html",
    "redirect.html",
    "rung.html",
    "rungs.html",
    "source.html",
    "sources.html",
    "term.html",
    "terms.html",
];

/// The language whose strings stand in for those of a language that a theme does not speak.
const FALLBACK: &str = "en";

/// Bytes that most pages and most partials have room in.
const PAGE: usize = 30 * 1024;
const PARTIAL: usize = 1024;

/// A theme that can render.
pub struct Theme {
    pub tera: tera::Tera,
    /// Name under `assets/` to the path in the output (`assets/site.1a2b3c4d.css`) and the bytes.
    pub assets: BTreeMap<String, (String, Arc<[u8]>)>,
    /// What templates see as `assets`: name to address relative to the root, percent-encoded.
    pub asset_urls: tera::Value,
    pub statics: BTreeMap<String, Arc<[u8]>>,
    /// `[theme]` of the configuration over the defaults of `theme.toml`.
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// What the chosen setting that stands for a colour says, as CSS writes it: `#8c1622`.
    pub color: String,
    name: String,
    /// By template name: where faults are shown.
    templates: BTreeMap<String, Source>,
    languages: BTreeMap<String, Language>,
    /// By template.
    reaches: BTreeMap<String, reach::Reach>,
    /// The language of the site, as far as the theme speaks it.
    default_language: String,
}

/// The strings of one language, over those of the site's language, over English.
struct Language {
    strings: toml::Table,
    interface: tera::Value,
}

/// Loads a theme. A template that does not compile is `bad-theme` at its place, and no template can then be rendered.
pub fn load(files: &ThemeFiles, config: &Config) -> Reported<Theme> {
    let mut found = Vec::new();
    let tera = compile(files, config, &mut found);
    let assets = assets::fingerprint(&files.assets).into(&mut found);
    let urls: BTreeMap<&str, String> =
        assets.iter().map(|(name, (path, _))| (name.as_str(), crate::paths::encode_path(path))).collect();
    let settings::Resolved { settings, color } = settings::resolve(&files.manifests, config).into(&mut found);
    let (languages, default_language) = languages(&files.strings, &config.site.language, &mut found);
    let theme = Theme {
        tera,
        asset_urls: tera::Value::from_serializable(&urls),
        assets,
        statics: files.statics.iter().map(|(name, file)| (name.clone(), file.bytes.clone())).collect(),
        settings,
        color,
        name: files.name.clone(),
        reaches: reach::all(&files.templates),
        templates: files.templates.clone(),
        languages,
        default_language,
    };
    Reported::new(theme, found)
}

impl Theme {
    /// The strings of a language: those of `zh-Hans` are `zh`'s when the theme has no closer ones, and a language that
    /// it does not speak gets those of the site's language.
    pub fn strings(&self, lang: &str) -> &toml::Table {
        &self.language(lang).strings
    }

    /// What templates see as `t`: the table `[t]` of the strings.
    pub fn interface(&self, lang: &str) -> &tera::Value {
        &self.language(lang).interface
    }

    /// The language whose strings those of `lang` are: `zh` for `zh-Hans`, the site's for one that the theme lacks.
    pub fn spoken<'a>(&'a self, lang: &'a str) -> &'a str {
        best_match(lang, |tag| self.languages.contains_key(tag)).unwrap_or(&self.default_language)
    }

    /// What each template reaches.
    pub fn reaches(&self) -> impl Iterator<Item = (&str, &reach::Reach)> {
        self.reaches.iter().map(|(name, it)| (name.as_str(), it))
    }

    fn language(&self, lang: &str) -> &Language {
        &self.languages[self.spoken(lang)]
    }

    /// The template of a page: the one its author chose, else that of its kind.
    ///
    /// # Errors
    /// A choice that the theme does not have: rule `bad-value`, at the choice.
    pub fn template<'a>(
        &self,
        chosen: Option<&'a Spanned<String>>,
        of_kind: &'a str,
        path: &Arc<str>,
    ) -> Result<&'a str, Diagnostic> {
        let Some(chosen) = chosen else { return Ok(of_kind) };
        if self.templates.contains_key(&chosen.value) {
            return Ok(&chosen.value);
        }
        let known = self.templates.keys().map(String::as_str);
        let message = format!("theme `{}` has no template `{}`", self.name, chosen.value);
        Err(Diagnostic::new(&rules::BAD_VALUE, path, message).at(chosen.span).hint(
            match nearest(&chosen.value, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("put it at `templates/{}`", chosen.value),
            },
        ))
    }

    /// Renders a part of pages.
    ///
    /// # Errors
    /// A template that fails: rule `template-error`, at its place.
    pub fn partial(&self, template: &str, context: &tera::Context) -> Result<String, Diagnostic> {
        // Templates and views are text, so what is written is, too.
        self.render(template, context, PARTIAL).map(|bytes| String::from_utf8(bytes).unwrap_or_default())
    }

    /// Renders the template of a page.
    ///
    /// # Errors
    /// As of [`Theme::partial`].
    pub fn page(&self, template: &str, context: &tera::Context) -> Result<Vec<u8>, Diagnostic> {
        self.render(template, context, PAGE)
    }

    fn render(&self, template: &str, context: &tera::Context, room: usize) -> Result<Vec<u8>, Diagnostic> {
        let mut out = Vec::with_capacity(room);
        let done = self.tera.render_to(template, context, &mut out);
        done.map(|()| out).map_err(|error| {
            let path = self.templates.get(template).map_or_else(|| template.into(), |it| it.path.clone());
            faults::diagnose(&rules::TEMPLATE_ERROR, &error, &self.templates, &path).swap_remove(0)
        })
    }
}

/// Compiles all templates, with every value escaped that is not marked as safe.
fn compile(files: &ThemeFiles, config: &Config, found: &mut Vec<Diagnostic>) -> tera::Tera {
    let path = files.manifests.values().next().map_or(&config.path, |it| &it.path);
    for name in TEMPLATES.iter().chain(&PARTIALS).filter(|name| !files.templates.contains_key(**name)) {
        let message = format!("theme `{}` has no template `{name}`", files.name);
        found.push(Diagnostic::new(&rules::BAD_THEME, path, message).hint(format!("add `templates/{name}`")));
    }
    let mut tera = tera::Tera::new();
    tera.autoescape_on([""]);
    tera.set_escape_fn(escape::html_to);
    // What describes a component stands among the templates and is none.
    let templates =
        files.templates.iter().filter(|it| it.0.ends_with(".html") || !it.0.starts_with("components/"));
    if let Err(error) = tera.add_raw_templates(templates.clone().map(|(name, it)| (name, &it.text))) {
        // Tera stops at the first template that cannot be parsed: the others are parsed alone, for their faults.
        let faults: Vec<_> = templates
            .filter_map(|(name, it)| tera::Tera::new().add_raw_template(name, &it.text).err())
            .filter(|error| matches!(error.kind(), tera::ErrorKind::SyntaxError(_)))
            .collect();
        let faults = if faults.is_empty() { vec![error] } else { faults };
        for error in &faults {
            found.extend(faults::diagnose(&rules::BAD_THEME, error, &files.templates, path));
        }
    }
    tera
}

/// Reads the strings and lays each language over the site's, over English; returns with them the site's.
fn languages(
    files: &BTreeMap<(String, usize), Source>,
    site: &str,
    found: &mut Vec<Diagnostic>,
) -> (BTreeMap<String, Language>, String) {
    let mut tables = BTreeMap::<_, toml::Table>::new();
    // The nearest file of a language comes last, over those of the themes that its theme extends.
    for ((tag, _), source) in files.iter().rev() {
        match source.text.parse::<toml::Table>() {
            Ok(table) => overlay(tables.entry(tag.as_str()).or_default(), &table),
            Err(error) => found.push(faults::toml(&rules::BAD_TOML, &error, &source.path)),
        }
    }
    let english = best_match(FALLBACK, |tag| tables.contains_key(tag)).unwrap_or_default();
    let default = best_match(site, |tag| tables.contains_key(tag)).unwrap_or(english);
    let mut languages = BTreeMap::new();
    for tag in tables.keys().copied().chain([default]) {
        let mut strings = toml::Table::new();
        for layer in [english, default, tag].into_iter().filter_map(|tag| tables.get(tag)) {
            overlay(&mut strings, layer);
        }
        let interface = strings.get("t").map(tera::Value::from_serializable);
        let interface = interface.unwrap_or_else(|| tera::Value::from(tera::Map::default()));
        languages.insert(tag.to_owned(), Language { strings, interface });
    }
    (languages, default.to_owned())
}

/// Lays one table over another, tables within them likewise.
fn overlay(below: &mut toml::Table, above: &toml::Table) {
    for (key, value) in above {
        match (below.get_mut(key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => overlay(below, above),
            _ => {
                below.insert(key.clone(), value.clone());
            }
        }
    }
}

/// The longest known prefix of a language tag: `zh-Hant` of `zh-Hant-TW`, else `zh` (RFC 4647 §3.4).
fn best_match(lang: &str, known: impl Fn(&str) -> bool) -> Option<&str> {
    let mut tag = lang;
    loop {
        if known(tag) {
            return Some(tag);
        }
        tag = &tag[..tag.rfind('-')?];
    }
}

/// Draws every kind of page with invented content, in several languages, and says how many pages that were: what fails
/// is a fault of the theme. A template that no page is made from is told as a warning.
pub fn try_all(theme: &Theme, files: &ThemeFiles, lang: &str) -> Reported<usize> {
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut pages = 0;
    let mut drawn = BTreeSet::new();
    for lang in [lang, "en", "zh-Hans", "ar"] {
        let dir = if lang == "ar" { "rtl" } else { "ltr" };
        for sample in samples::all(theme, lang, dir) {
            pages += 1;
            drawn.insert(sample.template);
            if let Err(fault) = theme.partial(sample.template, &sample.context)
                && !found.iter().any(|it| (&it.path, it.span) == (&fault.path, fault.span))
            {
                let seen = format!("it fails on the invented page `{}`", sample.name);
                found.push(Diagnostic { hint: fault.hint.clone().or(Some(seen)), ..fault });
            }
        }
    }
    for (name, file) in &files.templates {
        let quoted = [format!("\"{name}\""), format!("'{name}'")];
        let named = |it: &Source| quoted.iter().any(|name| it.text.contains(name.as_str()));
        let shipped = file.path.starts_with("themes/broadsheet/");
        if !shipped && !drawn.contains(name.as_str()) && !files.templates.values().any(named) {
            let mut fault =
                Diagnostic::new(&rules::BAD_THEME, &file.path, format!("no page is made from `{name}`"));
            fault.severity = Severity::Warning;
            let near = nearest(name, drawn.iter().copied()).map(|it| format!("did you mean `{it}`?"));
            let hint = near.unwrap_or_else(|| "a brief may name it with `template`".to_owned());
            found.push(fault.hint(hint));
        }
    }
    Reported::new(pages, found)
}

mod samples;

#[cfg(test)]
pub mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::source::{Lines, ThemeFile};

    #[derive(rust_embed::RustEmbed)]
    #[folder = "themes/broadsheet"]
    struct Broadsheet;

    /// The files of the default theme, as `read` gives them.
    pub fn broadsheet() -> ThemeFiles {
        let mut files = ThemeFiles { name: "broadsheet".to_owned(), ..ThemeFiles::default() };
        for path in Broadsheet::iter() {
            add(&mut files, &path, &Broadsheet::get(&path).unwrap().data);
        }
        files
    }

    pub fn add(files: &mut ThemeFiles, name: &str, bytes: &[u8]) {
        let path: Arc<str> = format!("themes/{}/{name}", files.name).into();
        let source = || Source::new(path.clone(), String::from_utf8(bytes.to_vec()).unwrap());
        let asset = || ThemeFile { path: path.clone(), bytes: bytes.into() };
        match name.split_once('/') {
            None => drop(files.manifests.insert(0, source())),
            Some(("templates", name)) => {
                files.templates.insert(name.to_owned(), source());
            }
            Some(("lang", name)) => {
                files.strings.insert((name.trim_end_matches(".toml").to_owned(), 0), source());
            }
            Some(("assets", name)) => {
                files.assets.insert(name.to_owned(), asset());
            }
            Some((folder, _)) => panic!("nothing is read from {folder}"),
        }
    }

    fn config(text: &str) -> Config {
        let read = crate::parse::config::read(&Source::new("dateline.toml", text));
        assert_eq!(read.diagnostics, []);
        read.value
    }

    /// The theme with some files laid over the default one, and what was said of it.
    fn check(changed: &[(&str, &str)], settings: &str, expected: Expect) -> Theme {
        let mut files = broadsheet();
        for (name, text) in changed {
            add(&mut files, name, text.as_bytes());
        }
        let theme = load(&files, &config(settings));
        let all = files.templates.values().chain(files.strings.values()).chain(files.manifests.values());
        let texts: BTreeMap<_, _> = all.map(|it| (it.path.clone(), it.text.clone())).collect();
        expected.assert_eq(&theme.diagnostics.iter().map(|it| line(it, &texts)).collect::<String>());
        theme.value
    }

    /// A finding in one line, with the text that it accuses.
    fn line(found: &Diagnostic, texts: &BTreeMap<Arc<str>, Arc<str>>) -> String {
        let accused = found.span.and_then(|span| {
            let text = texts.get(&found.path)?;
            let place = Lines::new(text).place(span.start);
            let accused = &text[span.start as usize..span.end as usize];
            Some(format!(":{}:{} {:?}", place.line, place.col, accused.lines().next().unwrap_or_default()))
        });
        let hint = found.hint.as_ref().map_or_else(String::new, |hint| format!(" ({hint})"));
        let accused = accused.unwrap_or_default();
        format!("{}{accused} {}: {}{hint}\n", found.path, found.rule.name, found.message)
    }

    #[test]
    fn every_page_renders_full_and_minimal() {
        let theme = check(&[], "", expect![""]);
        for (lang, dir) in [("en", "ltr"), ("zh-Hans", "ltr"), ("ar", "rtl")] {
            for sample in samples::all(&theme, lang, dir) {
                let html = theme.partial(sample.template, &sample.context);
                let html = html.unwrap_or_else(|it| panic!("{}: {} {:?}", sample.name, it.message, it.span));
                assert!(html.starts_with("<!doctype html>"), "{}", sample.name);
                assert!(!html.contains(" style=") && !html.contains("<style"), "{}", sample.name);
            }
        }
    }
    #[test]
    fn faults_of_templates_are_shown_at_their_place() {
        check(
            &[("templates/home.html", "{% if %}"), ("templates/page.html", "é {{ a | }}\n{% for %}")],
            "",
            expect![[r#"
                themes/broadsheet/templates/home.html:1:7 "%}" bad-theme: found `%}` but expected one of: integer, float, string, bool, ident, `-`, `not`, `<`, `{`, `[` or `(`
                themes/broadsheet/templates/page.html:1:10 "}}" bad-theme: found `}}` but expected identifier
            "#]],
        );
        check(
            &[
                (
                    "templates/home.html",
                    "<p>é {{ page.title | upcase }}</p>\n{% include \"partials/crad.html\" %}",
                ),
                ("templates/page.html", "{{ <chip of={1} /> }}{{ now() }}"),
            ],
            "",
            expect![[r#"
                themes/broadsheet/templates/home.html:1:22 "upcase" bad-theme: unknown filter `upcase`
                themes/broadsheet/templates/home.html:2:12 "\"partials/crad.html\"" bad-theme: unknown template `partials/crad.html` (did you mean `partials/card.html`?)
                themes/broadsheet/templates/page.html:1:4 "<chip of={1} />" bad-theme: unknown component `chip`
                themes/broadsheet/templates/page.html:1:25 "now()" bad-theme: unknown function `now`
            "#]],
        );
        check(
            &[("templates/home.html", "{% extends \"bas.html\" %}")],
            "",
            expect![[r#"
            themes/broadsheet/templates/home.html:1:13 "bas.html" bad-theme: unknown template `bas.html` (did you mean `base.html`?)
        "#]],
        );
        check(
            &[("templates/partials/card.html", "{% include \"partials/card.html\" %}")],
            "",
            expect![[r#"
            themes/broadsheet/templates/partials/card.html bad-theme: template `partials/card.html` includes itself
        "#]],
        );
        let mut files = broadsheet();
        files.templates.remove("brief.html");
        files.templates.remove("partials/card.html");
        let told: Vec<_> = load(&files, &config("")).diagnostics.into_iter().map(|it| it.message).collect();
        expect![[r#"
            theme `broadsheet` has no template `brief.html`
            theme `broadsheet` has no template `partials/card.html`"#]]
        .assert_eq(&told.join("\n"));
    }

    #[test]
    fn faults_of_rendering_are_shown_at_their_place() {
        let partial = "{% for tag in card.tags %}{{ tag.nmae }}{% endfor %}";
        let theme = check(&[("templates/partials/card.html", partial)], "", expect![""]);
        let sample =
            samples::all(&theme, "en", "ltr").into_iter().find(|it| it.template == "brief.html").unwrap();
        let fault = theme.partial("partials/card.html", &sample.context).unwrap_err();
        let texts = BTreeMap::from([(fault.path.clone(), partial.into())]);
        expect![[r#"
            themes/broadsheet/templates/partials/card.html:1:34 "nmae" template-error: field `nmae` is not defined (there are `dir`, `lang`, `name`, `url`)
        "#]].assert_eq(&line(&fault, &texts));
        assert_eq!(
            theme.partial("none.html", &sample.context).unwrap_err().message,
            "unknown template `none.html`"
        );
    }

    #[test]
    fn faults_of_settings_and_strings() {
        check(&[], "[theme]\naccent = \"navy\"\nlist_summaries = false\n", expect![""]);
        check(
            &[],
            "[theme]\naccent = \"pink\"\nlist_summaries = 1\ntypefaec = \"sans\"\nquite_other = 1\n",
            expect![[r#"
                dateline.toml bad-value: `theme.accent` is one of `crimson`, `navy`, `forest`, `ink`, not `"pink"`
                dateline.toml bad-value: `theme.list_summaries` is `true` or `false`, not `1`
                dateline.toml unknown-key: the theme has no setting `typefaec` (did you mean `typeface`?)
                dateline.toml unknown-key: the theme has no setting `quite_other` (the theme's settings are declared in its `theme.toml`; free values go under `[extra]` as `quite_other`)
            "#]],
        );
        check(
            &[("theme.toml", "name = \"t\"\n[settings.wide]\ntype = \"boolean\"\ndefault = 1\ndoc = \"\"\n")],
            "",
            expect![[r#"
                themes/broadsheet/theme.toml:2:1 "[settings.wide]" bad-theme: the default of `settings.wide` is `true` or `false`
            "#]],
        );
        check(
            &[("theme.toml", "name = \"t\"\nnmae = 1\n")],
            "",
            expect![[r#"
            themes/broadsheet/theme.toml:2:1 "nmae" bad-theme: unknown field `nmae`, expected one of `name`, `description`, `license`, `extends`, `settings`
        "#]],
        );
        check(
            &[("lang/ar.toml", "[t]\nskip = \n")],
            "",
            expect![[r#"
            themes/broadsheet/lang/ar.toml:2:8 "" bad-toml: string values must be quoted, expected literal string
        "#]],
        );
    }

    #[test]
    fn languages_fall_back() {
        let own = "[t]\nskip = \"Zum Text\"\n";
        let theme = check(&[("lang/de.toml", own)], "[site]\nlanguage = \"zh\"\n", expect![""]);
        let skip = |lang| theme.strings(lang)["t"]["skip"].as_str().unwrap().to_owned();
        let menu = |lang| theme.strings(lang)["t"]["menu"].as_str().unwrap().to_owned();
        assert_eq!([skip("de-AT"), menu("de-AT")], ["Zum Text", "主菜单"]);
        assert_eq!(
            [skip("zh-Hant-TW"), skip("it"), skip("en")],
            ["跳到正文", "跳到正文", "Skip to the text"]
        );
        assert_eq!([theme.spoken("de-AT"), theme.spoken("it")], ["de", "zh"]);
        assert_eq!(
            theme.interface("de").as_map().unwrap().len(),
            theme.interface("en").as_map().unwrap().len()
        );
    }

    #[test]
    fn every_language_has_the_strings_that_templates_use() {
        let files = broadsheet();
        let templates: String = files.templates.values().map(|it| &*it.text).collect();
        let used: std::collections::BTreeSet<_> = templates
            .match_indices("t.")
            .filter(|&(at, _)| templates[..at].ends_with([' ', '{', '(']))
            .map(|(at, _)| {
                templates[at + 2..].split(|c: char| !c.is_ascii_lowercase() && c != '_').next().unwrap()
            })
            .collect();
        for ((lang, _), source) in &files.strings {
            let table: toml::Table = source.text.parse().unwrap();
            let known: std::collections::BTreeSet<_> =
                table["t"].as_table().unwrap().keys().map(String::as_str).collect();
            assert_eq!(known, used, "{lang}");
        }
    }

    #[test]
    fn a_brief_chooses_among_the_templates() {
        let theme = check(&[], "", expect![""]);
        let path: Arc<str> = "content/a.md".into();
        assert_eq!(theme.template(None, "brief.html", &path).unwrap(), "brief.html");
        let chosen = Spanned::new("page.html".to_owned(), 3..12);
        assert_eq!(theme.template(Some(&chosen), "brief.html", &path).unwrap(), "page.html");
        for (name, hint) in
            [("breif.html", "did you mean `brief.html`?"), ("wide", "put it at `templates/wide`")]
        {
            let chosen = Spanned::new(name.to_owned(), 3..12);
            let fault = theme.template(Some(&chosen), "brief.html", &path).unwrap_err();
            assert_eq!((fault.span, fault.hint.as_deref()), (Some(chosen.span), Some(hint)));
        }
    }

    #[test]
    fn assets_keep_to_their_budget() {
        let theme = check(&[], "", expect![""]);
        let size = |name: &str| theme.assets[name].1.len();
        assert!(size("site.css") + size("code.css") <= 30_000);
        assert!(size("site.js") + size("mode.js") <= 10_000);
    }
}
