//! Rows of lists. A brief stands in a dozen lists and a claim in four, so the row of each is rendered once a language,
//! with the theme's own partial, and copied into every page that shows it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::diag::Diagnostic;
use crate::model::listings::ClaimRef;
use crate::model::site::{BriefId, Site};

use super::scene::Scene;
use super::theme::Theme;
use super::view::MonthView;
use super::{claims, strings};

/// Stands for `root` in a row until the row is put on a page: a noncharacter (Unicode 23.7), which escaping drops from
/// all text, so that none can pretend to be it.
const HOLE: &str = "\u{FDD0}";

/// A row when it has been asked for, or why there is none.
type Cell = OnceLock<Result<Row, Diagnostic>>;

/// The rows of pages in one language, each rendered when a page first shows it.
pub struct Rows<'a> {
    theme: &'a Theme,
    /// What every row sees, whatever it is of.
    context: tera::Context,
    cards: Vec<Cell>,
    /// By brief, then by the claim's position in it.
    claims: Vec<Box<[Cell]>>,
}

/// A rendered row without the way to the root, and where that belongs, in order.
struct Row {
    html: Box<str>,
    holes: Box<[usize]>,
}

impl<'a> Rows<'a> {
    pub fn new(site: &Site, theme: &'a Theme, lang: &str) -> Self {
        let page = BTreeMap::from([("lang", lang), ("dir", strings::direction(lang))]);
        let mut context = tera::Context::new();
        context.insert("page", &page);
        // Finished, so that escaping, which drops noncharacters from all other text, leaves it.
        context.insert_value("root", tera::Value::safe_string(HOLE));
        context.insert_value("t", theme.interface(lang).clone());
        context.insert_value("assets", theme.asset_urls.clone());
        let cells = |count| std::iter::repeat_with(OnceLock::new).take(count);
        Self {
            theme,
            context,
            cards: cells(site.briefs.len()).collect(),
            claims: site.briefs.iter().map(|it| cells(it.brief.body.claims.len()).collect()).collect(),
        }
    }

    fn card(&self, scene: Scene<'_>, id: BriefId) -> Result<&Row, Diagnostic> {
        let made = self.cards[id as usize]
            .get_or_init(|| self.render(scene, "partials/card.html", "card", scene.card(id)));
        made.as_ref().map_err(Clone::clone)
    }

    fn claim(&self, scene: Scene<'_>, claim: ClaimRef) -> Result<&Row, Diagnostic> {
        let (brief, at) = claim;
        let made = self.claims[brief as usize][at as usize].get_or_init(|| {
            let view = tera::Value::from_serializable(&claims::row(scene, claim));
            self.render(scene, "partials/claim_row.html", "claim", view)
        });
        made.as_ref().map_err(Clone::clone)
    }

    fn render(
        &self,
        scene: Scene<'_>,
        partial: &str,
        name: &'static str,
        view: tera::Value,
    ) -> Result<Row, Diagnostic> {
        let mut context = self.context.clone();
        context.insert_value("site", scene.site_value(self.theme));
        context.insert_value(name, view);
        Ok(Row::new(&self.theme.render(partial, &context)?))
    }
}

impl Row {
    fn new(rendered: &str) -> Self {
        let mut html = String::with_capacity(rendered.len());
        let mut holes = Vec::new();
        for (at, part) in rendered.split(HOLE).enumerate() {
            if at > 0 {
                holes.push(html.len());
            }
            html.push_str(part);
        }
        Self { html: html.into(), holes: holes.into() }
    }

    fn write(&self, out: &mut String, root: &str) {
        let mut from = 0;
        for &hole in &self.holes {
            out.push_str(&self.html[from..hole]);
            out.push_str(root);
            from = hole;
        }
        out.push_str(&self.html[from..]);
    }
}

/// The cards of briefs, one after another.
///
/// # Errors
/// The theme's `partials/card.html` fails.
pub fn cards(scene: Scene<'_>, ids: &[BriefId], root: &str) -> Result<String, Diagnostic> {
    let mut out = String::new();
    for &id in ids {
        scene.rows.card(scene, id)?.write(&mut out, root);
    }
    Ok(out)
}

/// The rows of claims, one after another.
///
/// # Errors
/// The theme's `partials/claim_row.html` fails.
pub fn claims(
    scene: Scene<'_>,
    claims: impl IntoIterator<Item = ClaimRef>,
    root: &str,
) -> Result<String, Diagnostic> {
    let mut out = String::new();
    for claim in claims {
        scene.rows.claim(scene, claim)?.write(&mut out, root);
    }
    Ok(out)
}

/// The cards of briefs, those of one month that stand together beneath its name.
///
/// # Errors
/// The theme's `partials/card.html` fails.
pub fn months(scene: Scene<'_>, ids: &[BriefId], root: &str) -> Result<Vec<MonthView>, Diagnostic> {
    let month = |id: &BriefId| scene.site.brief(*id).date().map(|it| (it.civil.year(), it.civil.month()));
    ids.chunk_by(|a, b| month(a) == month(b))
        .map(|ids| {
            let label = scene.site.brief(ids[0]).date().map(super::card::month);
            Ok(MonthView {
                label: label.map(|it| scene.pack.calendar.period(it)).unwrap_or_default(),
                cards_html: cards(scene, ids, root)?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Row;

    #[test]
    fn a_row_leads_to_the_root_of_its_page() {
        let row = Row::new("\u{FDD0}<a href=\"\u{FDD0}x/\">é</a><a href=\"\u{FDD0}\u{FDD0}\">");
        let mut out = String::new();
        row.write(&mut out, "../");
        row.write(&mut out, "");
        assert_eq!(out, "../<a href=\"../x/\">é</a><a href=\"../../\"><a href=\"x/\">é</a><a href=\"\">");
        assert_eq!(&*Row::new("plain").html, "plain");
    }
}
