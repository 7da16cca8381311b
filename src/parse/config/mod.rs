//! Reads `dateline.toml`: one row a key (CONTENT_MODEL §2.12).

mod fields;
mod overlay;
mod resolved;
pub mod scales;
mod values;

use crate::diag::{Diagnostic, Reported, rules};
use crate::model::config::{Config, Overlay};
use crate::parse::toml::{self, Reader};
use crate::source::Source;

pub use fields::TABLES;
pub use overlay::{names_setting, says};
pub use resolved::{Origin, Setting, resolved};

/// Reads the configuration by itself. Faults are diagnostics; a key at fault keeps its default.
pub fn read(source: &Source) -> Reported<Config> {
    read_with(source, &Overlay::default())
}

/// Reads the configuration and what is laid over it: variables win over an environment, that over the file.
pub fn read_with(source: &Source, overlay: &Overlay) -> Reported<Config> {
    let mut legible = String::new();
    let document = toml::parse(&source.path, &source.text, 0, &mut legible);
    let mut reader = Reader::new(&source.path, 0).with_homes(fields::home);
    let scale = scales::shipped("icd203").unwrap_or_else(|| unreachable!("the default scale is shipped"));
    let mut config = Config::new(source.path.clone(), scale);
    reader.fields(&document.table, TABLES, &mut config);
    overlay::environment(&mut reader, &document, overlay, &mut config);
    let mut diagnostics = document.diagnostics;
    diagnostics.append(&mut reader.diagnostics);
    for (name, text) in &overlay.variables {
        diagnostics.extend(overlay::variable(name, text, &mut config));
    }
    Reported::new(config, diagnostics)
}

/// Takes a value that was read, and leaves the default where none was.
fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// Normalises the address of the site: http or https, without query and fragment, ending in `/`.
///
/// # Errors
/// What is wrong with it, as a phrase.
///
/// ```
/// use dateline::parse::config::base_url;
/// assert_eq!(base_url("https://Desk.example/briefs").unwrap(), "https://desk.example/briefs/");
/// assert!(base_url("desk.example").is_err());
/// ```
pub fn base_url(text: &str) -> Result<String, String> {
    let fault = |why: &str| Err(format!("`base_url` must be {why}, not `{}`", text.escape_debug()));
    let Ok(mut url) = url::Url::parse(text.trim()) else {
        return fault("an absolute http or https address");
    };
    if !matches!(url.scheme(), "http" | "https") {
        return fault("an http or https address");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("`base_url` names a user or a password, which every page would publish".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return fault("an address without query and fragment");
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url.into())
}

/// Rule `no-base-url`, when neither the file nor the command line gave an address.
pub fn without_base_url(config: &Config) -> Option<Diagnostic> {
    config.site.base_url.is_none().then(|| {
        Diagnostic::new(
            &rules::NO_BASE_URL,
            &config.path,
            "no `base_url`, so no feeds, sitemap, canonical links and Open Graph",
        )
        .hint("write `base_url = \"https://…\"` under `[site]`, or build with `--base-url`")
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use std::collections::BTreeSet;

    use super::*;
    use crate::diag::Severity;
    use crate::model::brief::Role;
    use crate::model::config::{AiLabel, Citations, Lists, Profile, Unresolved};
    use crate::model::registry::TermKind;
    use crate::paths::{SlugStyle, UrlStyle};

    fn config(text: &str) -> Config {
        let read = read(&Source::new("dateline.toml", text));
        let faults: Vec<_> = read.diagnostics.iter().filter(|it| it.rule != &rules::NOT_YET).collect();
        assert_eq!(faults, Vec::<&Diagnostic>::new());
        read.value
    }

    fn check(text: &str, expected: Expect) {
        let read = read(&Source::new("dateline.toml", text));
        let mut out = String::new();
        for it in &read.diagnostics {
            let accused = it.span.map(|span| &text[span.range()]).unwrap_or_default();
            let hint = it.hint.as_deref().unwrap_or("-");
            out += &format!("{} {accused:?}: {} | {hint}\n", it.rule.name, it.message);
        }
        expected.assert_eq(&out);
    }

    #[test]
    fn an_empty_file_builds() {
        let config = config("");
        assert_eq!(config.site.title, "Briefs");
        assert_eq!(config.urls.permalink, "/{year}/{month}/{day}/{slug}/");
        assert_eq!(config.estimative.name, "icd203");
        assert_eq!(
            config.outputs.brief.iter().map(String::as_str).collect::<Vec<_>>(),
            ["html", "json", "md"]
        );
        assert_eq!(without_base_url(&config).unwrap().rule.name, "no-base-url");
    }

    #[test]
    fn every_key_has_its_effect() {
        let config = config(
            r##"
            [site]
            title = "Harbour Desk"
            base_url = "HTTPS://Desk.example/briefs"
            language = "zh-hans"
            timezone = "Europe/Kyiv"
            description = "Ports."
            author = "Desk"
            theme = "mine"
            copyright = "© Desk"
            [organization]
            name = "Desk"
            url = "https://desk.example"
            logo = "/logo.svg"
            contact = "mailto:desk@desk.example"
            policies = { ethics = "ethics", corrections = "https://desk.example/c" }
            [menu]
            main = [{ name = "Topics", url = "/topics/" }]
            footer = []
            [urls]
            permalink = "/{topic}/{slug}"
            slugs = "ascii"
            style = "file"
            [outputs]
            brief = ["json", "md"]
            site = ["atom"]
            [indexes]
            off = ["claims"]
            [lists]
            page_size = 7
            min_items = 2
            related = 0
            [feeds]
            for = ["site", "sources"]
            full = false
            limit = 9
            [search]
            enabled = false
            [estimative]
            scale = { name = "house", terms = [{ words = ["Likely"], low = 0.5, high = 1, row = 1 }, { words = ["no"], low = 0, high = 0.5 }] }
            [dates]
            order = "dmy"
            [citations]
            style = "numeric"
            unresolved = "text"
            footnotes_as_sources = true
            [entities]
            stubs = true
            [roles]
            watch = ["Signals to follow"]
            [check]
            profile = "strict"
            fail_on = "warning"
            closed_vocab = ["tags", "topics"]
            rules = { "title-long" = "off" }
            [ai]
            label = "footer"
            [watch]
            editor = "zed://file{path}:{line}"
            [theme]
            accent = "teal"
            [env.preview.search]
            enabled = true
            [extra]
            n = [1, 2.5, 2026-02-14, { a = true }]
            "##,
        );
        assert_eq!(config.site.base_url.as_deref(), Some("https://desk.example/briefs/"));
        assert_eq!(config.absolute("topics/").as_deref(), Some("https://desk.example/briefs/topics/"));
        assert_eq!(config.site.language, "zh-Hans");
        assert_eq!(config.site.timezone.iana_name(), Some("Europe/Kyiv"));
        assert_eq!(config.organization.policies.len(), 2);
        assert_eq!(config.menu.main.unwrap()[0].url, "/topics/");
        assert_eq!(config.menu.footer, Some(Vec::new()));
        assert_eq!(config.urls.permalink, "/{topic}/{slug}/");
        assert_eq!((config.urls.slugs, config.urls.style), (SlugStyle::Ascii, UrlStyle::File));
        assert_eq!(
            config.outputs.brief.iter().map(String::as_str).collect::<Vec<_>>(),
            ["html", "json", "md"]
        );
        assert!(config.indexes_off.contains("claims"));
        assert_eq!(config.lists, Lists { page_size: 7, min_items: 2, related: 0 });
        assert_eq!((config.feeds.kinds.len(), config.feeds.full, config.feeds.limit), (2, false, 9));
        assert!(!config.search_enabled);
        assert_eq!(config.estimative.terms[1].words, ["likely"]);
        assert_eq!(config.estimative.terms[1].row, 1);
        assert_eq!(config.date_order, Some(crate::model::config::DateOrder::DayFirst));
        assert_eq!(config.citations, Citations { unresolved: Unresolved::Text, footnotes_as_sources: true });
        assert!(config.entity_stubs);
        assert_eq!(config.roles[&Role::Watch], ["signals to follow"]);
        assert_eq!(config.check.profile, Profile::Strict);
        assert_eq!(config.check.fail_on, Severity::Warning);
        assert_eq!(config.check.closed_vocab, BTreeSet::from([TermKind::Topic, TermKind::Tag]));
        assert_eq!(config.check.rules["title-long"], Severity::Off);
        assert_eq!(config.ai_label, AiLabel::Footer);
        assert!(config.watch_editor.is_some());
        assert_eq!(config.theme["accent"], "teal");
        assert_eq!(
            serde_json::Value::from(config.extra).to_string(),
            r#"{"n":[1,2.5,"2026-02-14",{"a":true}]}"#
        );
    }

    #[test]
    fn a_key_at_fault_keeps_its_default() {
        let text =
            "[lists]\npage_size = 0\n[urls]\nstyle = \"files\"\n[site]\ntitle = 7\nlanguage = \"zz zz\"";
        let read = read(&Source::new("dateline.toml", text));
        assert_eq!(read.diagnostics.len(), 4);
        assert_eq!(read.value.lists.page_size, 20);
        assert_eq!(read.value.urls.style, UrlStyle::Folder);
        assert_eq!(read.value.site.title, "Briefs");
        assert_eq!(read.value.site.language, "en");
    }

    #[test]
    fn unknown_keys_are_named_with_their_place() {
        check(
            "titel = \"x\"\n[site]\ntitel = 1\nbase_url2 = 1\nlabel = \"top\"",
            expect![[r#"
            unknown-key "titel": unknown key `titel` | keys of your own go under `[extra]`
            unknown-key "titel": unknown key `titel` in `site` | did you mean `title`?
            unknown-key "base_url2": unknown key `base_url2` in `site` | did you mean `base_url`?
            unknown-key "label": unknown key `label` in `site` | `label` belongs under `[ai]`
        "#]],
        );
        check(
            "title = \"x\"\n[stie]\na = 1\n[site.feeds]\nfull = true",
            expect![[r#"
            unknown-key "title": unknown key `title` | `title` belongs under `[site]`
            unknown-key "stie": unknown key `stie` | did you mean `site`?
            unknown-key "feeds": unknown key `feeds` in `site` | `feeds` is a table of its own: `[feeds]`
        "#]],
        );
        check(
            "[organization.policies]\nethic = \"a\"",
            expect![[r#"
            unknown-key "ethic": unknown key `ethic` in `policies` | did you mean `ethics`?
        "#]],
        );
        check(
            "[roles]\nwach = [\"a\"]",
            expect![[r#"
            unknown-key "wach": unknown key `wach` in `roles` | did you mean `watch`?
        "#]],
        );
        check(
            "[check.rules]\ntitle-lnog = \"off\"\ntitle-long = \"warn\"",
            expect![[r#"
            unknown-key "title-lnog": unknown rule `title-lnog` | did you mean `title-long`?
            bad-value "\"warn\"": `rules` does not take `warn` | one of `off`, `info`, `warning`, `error`
        "#]],
        );
        check(
            "[env.preview.site]\ntitel = 1",
            expect![[r#"
            unknown-key "titel": unknown key `titel` in `site` | did you mean `title`?
        "#]],
        );
        check(
            "env = { a = 1 }",
            expect![[r#"
            bad-value "1": `env` must be a table, not an integer | -
        "#]],
        );
    }

    #[test]
    fn values_are_checked() {
        check(
            "site = 1\nlists = []",
            expect![[r#"
            bad-value "1": `site` must be a table, not an integer | -
            bad-value "[]": `lists` must be a table, not an array | -
        "#]],
        );
        check(
            "[site]\ntitle = \" \"\ntimezone = \"Europe/Kyjv\"\nbase_url = \"desk.example\"",
            expect![[r#"
                bad-value "\" \"": `title` is blank | write it, or remove the key
                bad-value "\"Europe/Kyjv\"": `Europe/Kyjv` is not a time zone | did you mean `Europe/Kyiv`?
                bad-value "\"desk.example\"": `base_url` must be an absolute http or https address, not `desk.example` | write it whole: `https://desk.example/`
            "#]],
        );
        check(
            "[site]\nbase_url = \"ftp://a\"\nlanguage = \"english language\"\ntheme = \"../x\"",
            expect![[r#"
                bad-value "\"ftp://a\"": `base_url` must be an http or https address, not `ftp://a` | write it whole: `https://desk.example/`
                bad-value "\"english language\"": `english language` is not a language tag | write a BCP 47 tag: `en`, `zh-Hans`, `pt-BR`
                bad-value "\"../x\"": `theme` must be the name of a folder under `themes/` | -
            "#]],
        );
        check(
            "[site]\nbase_url = \"https://a/?q=1\"\ntimezone = \"Mars\"\ntitle = \"a\\nb\"",
            expect![[r#"
                bad-value "\"https://a/?q=1\"": `base_url` must be an address without query and fragment, not `https://a/?q=1` | write it whole: `https://desk.example/`
                bad-value "\"Mars\"": `Mars` is not a time zone | write an IANA name: `Europe/Kyiv`, `UTC`
                bad-value "\"a\\nb\"": `title` has more than one line | write it on one line
            "#]],
        );
        check(
            "[organization]\nlogo = \"javascript:alert(1)\"\nurl = \"x\"\npolicies = []",
            expect![[r#"
            bad-value "\"javascript:alert(1)\"": `logo` may not lead to a `javascript:` address | use http, https, mailto, or a page of this site
            bad-value "\"x\"": `url` must be an http or https address | write it whole: `https://example.org/page`
            bad-value "[]": `policies` must be a table, not an array | -
        "#]],
        );
        check(
            "[menu]\nmain = [{ name = \"x\" }, 1]\nfooter = \"x\"",
            expect![[r#"
            bad-value "1": an entry of `main` must be a table, not an integer | -
            bad-value "{ name = \"x\" }": an entry of `main` needs `name` and `url` | -
            bad-value "\"x\"": `footer` must be an array of tables, not a string | -
        "#]],
        );
        check(
            "[outputs]\nbrief = [\"htlm\"]\n[feeds]\nlimit = 1.5\nfull = \"yes\"",
            expect![[r#"
            bad-value "\"htlm\"": `brief` does not take `htlm` | did you mean `html`? One of `html`, `json`, `md`, `bib`, `ris`, `csl`, `stix`
            bad-value "1.5": `limit` must be an integer, not a decimal number | -
            bad-value "\"yes\"": `full` must be `true` or `false`, not a string | -
        "#]],
        );
        check(
            "[urls]\npermalink = \"/{yaer}/{slug}/\"\nslugs = 1",
            expect![[r#"
            bad-value "\"/{yaer}/{slug}/\"": unknown placeholder `{yaer}` | did you mean `{year}`?
            bad-value "1": `slugs` must be a string, not an integer | -
        "#]],
        );
        check(
            "[estimative]\nscale = \"icd204\"\n[dates]\norder = \"ymd\"",
            expect![[r#"
            bad-value "\"icd204\"": `scale` does not take `icd204` | did you mean `icd203`? One of `icd203`, `phia`, `kent`, `ipcc`, `efsa`
            bad-value "\"ymd\"": `order` does not take `ymd` | one of `mdy`, `dmy`
        "#]],
        );
        check(
            "[estimative]\nscale = { terms = [{ words = [\"x\"], low = 2, high = \"a\" }] }",
            expect![[r#"
                bad-value "2": `low` must be from 0 to 1 | -
                bad-value "\"a\"": `high` must be a number from 0 to 1, not a string | -
                bad-value "{ words = [\"x\"], low = 2, high = \"a\" }": an entry of `terms` needs `words`, and `low` below `high` | -
                bad-value "{ terms = [{ words = [\"x\"], low = 2, high = \"a\" }] }": a scale needs `terms` | write `terms = [{ words = ["likely"], low = 0.55, high = 0.8 }]`
            "#]],
        );
        check(
            "[estimative]\nscale = 3\n[watch]\neditor = \"rm -rf\"\n[theme]\n[ai]\nlabel = \"none\"",
            expect![[r#"
                bad-value "3": `scale` must be the name of a scale or a table, not an integer | -
                bad-value "\"rm -rf\"": `editor` must be a link | write `vscode://file/{path}:{line}:{col}`, or what your editor answers to
                bad-value "\"none\"": `label` does not take `none` | one of `top`, `footer`, `off`
            "#]],
        );
        check(
            "[check]\nrules = 1\nfail_on = \"off\"\nclosed_vocab = [\"tag\"]\n[roles]\nwatch = [\"\", 1]",
            expect![[r#"
                bad-value "1": `rules` must be a table, not an integer | -
                bad-value "\"off\"": `fail_on` does not take `off` | one of `info`, `warning`, `error`
                bad-value "\"tag\"": `closed_vocab` does not take `tag` | did you mean `tags`? One of `topics`, `tags`, `channels`, `series`, `models`, `authors`
                bad-value "\"\"": an entry of `roles` is blank | remove it
                bad-value "1": an entry of `roles` must be a string, not an integer | -
            "#]],
        );
    }

    #[test]
    fn permalinks() {
        for pattern in [
            "slug",
            "/{slug",
            "/a/}/{slug}/",
            "/{year}/",
            "/a//{slug}/",
            "/../{slug}",
            "/{slug}?a",
            "/ {slug}",
            "",
        ] {
            let text = format!("[urls]\npermalink = {pattern:?}");
            let read = read(&Source::new("dateline.toml", text));
            assert_eq!(read.diagnostics.len(), 1, "{pattern}");
            assert_eq!(read.value.urls.permalink, "/{year}/{month}/{day}/{slug}/");
        }
        assert_eq!(config("[urls]\npermalink = \"/{slug}\"").urls.permalink, "/{slug}/");
    }
}
