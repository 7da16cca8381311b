//! One file to one [`Brief`]: front matter, then body, then what each lends the other.

use super::{Context, FileKind, cite::LiftedSource, front_matter, markdown};
use crate::diag::{Diagnostic, Reported, rules};
use crate::digest::Digest;
use crate::model::brief::{Body, Brief, Prose, Role, Summary};
use crate::model::front_matter::{FrontMatter, Origin, SourceUse};
use crate::model::markup::Markup;
use crate::model::registry::SourceFields;
use crate::model::sketch::Sketch;
use crate::paths::{slugify, url_identity};
use crate::source::{Source, Span, Spanned};

/// Reads one brief or standing page. Never fails: a fault becomes a diagnostic, and the rest of the file is still read.
pub fn read(context: Context<'_>, source: &Source, kind: FileKind) -> Reported<(Brief, Prose)> {
    let mut diagnostics = Vec::new();
    let (mut front, body_start) = front_matter::read(context, source, kind).into(&mut diagnostics);
    let lang = front.lang.as_ref().map_or(context.config.site.language.as_str(), |it| it.value.as_str());
    let options = markdown::Options {
        config: context.config,
        scanner: context.scanner,
        components: context.components,
        path: &source.path,
        lang,
        claims: kind == FileKind::Brief,
        lexicon: context.lexicon.filter(|_| kind == FileKind::Brief),
        entities: &front.entities,
    };
    let (mut body, mut prose) = (Body::default(), Prose::default());
    let mut line = |field: &Option<Spanned<String>>| {
        let field = field.as_ref()?;
        let (markup, text) =
            markdown::inline(options, &field.value, field.span, (&mut body, &mut prose), &mut diagnostics);
        Some(Summary { markup, text, origin: Origin::FrontMatter })
    };
    let bluf = line(&front.bluf);
    let summary = line(&front.summary);
    let abstract_ = line(&front.abstract_);
    let first_free = front.sources.last().map_or(1, |it| it.number + 1);
    let text = &source.text[body_start..];
    let lent =
        markdown::parse(options, text, body_start, first_free, (&mut body, &mut prose), &mut diagnostics);
    if kind == FileKind::Brief {
        body.sketch = Sketch::of(text);
    }
    for link in &mut body.links {
        link.number = source.text.get(link.span.range()).and_then(numbered);
    }
    lift_sources(&mut front, lent.sources, source, body_start, &mut diagnostics);
    diagnostics.extend(front_matter::source_count(&front, &source.path));
    let summary = summary
        .or_else(|| fallback(&lent.role_text, Role::Summary))
        .or_else(|| first_paragraph(lent.first_paragraph));
    let bluf = bluf.or_else(|| fallback(&lent.role_text, Role::Bluf));
    let bundle = source.path.ends_with("/index.md");
    let slug = slug(&front, source, context, bundle);
    let brief = Brief {
        path: source.path.clone(),
        digest: context.key(&source.path, kind, Digest::of(source.text.as_bytes())),
        body_start: body_start as u32,
        front,
        slug,
        bundle,
        body,
        summary,
        bluf,
        abstract_,
    };
    Reported::new((brief, prose), diagnostics)
}

/// The number in `[3](…)`.
fn numbered(link: &str) -> Option<u16> {
    let (number, _) = link.strip_prefix('[')?.split_once("](")?;
    number.trim().parse().ok()
}

/// Puts lifted source lines into the source list, at their numbers.
fn lift_sources(
    front: &mut FrontMatter,
    lifted: Vec<LiftedSource>,
    source: &Source,
    body_start: usize,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for line in lifted {
        let span = Span::from(line.range).shift(body_start);
        let number = line.number;
        match front.sources.binary_search_by_key(&number, |it| it.number) {
            Ok(at) => {
                let known = front.sources[at].fields.url.as_ref().map(|it| it.value.as_str());
                let same = match (known.and_then(url_identity), line.url.as_deref().and_then(url_identity)) {
                    (Some(known), Some(new)) => known == new,
                    // The list names a registry key, whose address is not known here.
                    _ => true,
                };
                if !same {
                    diagnostics.push(
                        Diagnostic::new(
                            &rules::CITE_CONFLICT,
                            &source.path,
                            format!("this line gives source {number} another address than the source list"),
                        )
                        .at(span)
                        .hint("remove the line, or renumber it"),
                    );
                }
            }
            Err(at) => {
                let fields = SourceFields {
                    url: line.url.map(|url| Spanned::new(url, span)),
                    title: line.title.map(|title| Spanned::new(title, span)),
                    ..SourceFields::default()
                };
                front
                    .sources
                    .insert(at, SourceUse { number, fields, lifted: true, span, ..SourceUse::default() });
            }
        }
    }
}

/// The text of the sections with a role, as a summary.
fn fallback(role_text: &[(Role, String)], role: Role) -> Option<Summary> {
    let mut text = String::new();
    for (_, part) in role_text.iter().filter(|(it, _)| *it == role) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(part);
    }
    (!text.is_empty()).then(|| derived(text, Origin::Prose))
}

fn first_paragraph(text: Option<String>) -> Option<Summary> {
    text.filter(|it| !it.is_empty()).map(|it| derived(it, Origin::Derived))
}

fn derived(text: String, origin: Origin) -> Summary {
    let mut html = String::with_capacity(text.len());
    crate::html::escape(&mut html, &text);
    Summary { markup: Markup::plain(html), text, origin }
}

/// The field; else the bundle's folder; else the file's stem less a `YYYY-MM-DD-` prefix.
fn slug(front: &FrontMatter, source: &Source, context: Context<'_>, bundle: bool) -> Spanned<String> {
    if let Some(slug) = &front.slug {
        return slug.clone();
    }
    let mut parts = source.path.rsplit('/');
    let name = if bundle { parts.nth(1) } else { parts.next() }.unwrap_or_default();
    let stem = name.strip_suffix(".md").unwrap_or(name);
    let slug = slugify(without_date(stem), context.config.urls.slugs);
    Spanned::new(if slug.is_empty() { "untitled".to_owned() } else { slug }, Span::default())
}

fn without_date(stem: &str) -> &str {
    let bytes = stem.as_bytes();
    let dated = bytes.len() > 11
        && bytes[..11].iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            10 => matches!(byte, b'-' | b'_'),
            _ => byte.is_ascii_digit(),
        });
    if dated { &stem[11..] } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_before_the_slug_is_dropped_and_a_date_alone_is_not() {
        assert_eq!(without_date("2026-02-14-harbour"), "harbour");
        assert_eq!(without_date("2026-02-14"), "2026-02-14");
        assert_eq!(without_date("2026-harbour"), "2026-harbour");
    }
}
