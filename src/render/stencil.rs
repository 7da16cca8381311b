//! HTML that many pages show, without the parts that differ between them: rendered once, then copied.

/// What differs between the pages that show a stencil. In the template each is written, never looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hole {
    /// The way to the root of the site.
    Root,
    /// The number of a source in the list of a brief.
    Number,
    /// Links to the uses of a source in a brief.
    Uses,
}

/// What a page puts into the holes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fills<'a> {
    pub root: &'a str,
    pub number: &'a str,
    pub uses: &'a str,
}

/// A rendered template and where its holes are, in order.
#[derive(Debug)]
pub struct Stencil {
    html: Box<str>,
    holes: Box<[(usize, Hole)]>,
}

impl Hole {
    /// Stands for the hole in what a template writes: a noncharacter (Unicode 23.7), which escaping drops from all text,
    /// so that none can pretend to be it.
    fn mark(self) -> &'static str {
        match self {
            Self::Root => "\u{FDD0}",
            Self::Number => "\u{FDD1}",
            Self::Uses => "\u{FDD2}",
        }
    }

    /// What a template sees. Finished, so that escaping, which drops noncharacters from all other text, leaves it.
    pub fn value(self) -> tera::Value {
        tera::Value::safe_string(self.mark())
    }
}

impl Stencil {
    pub fn new(rendered: &str) -> Self {
        let mut html = String::with_capacity(rendered.len());
        let mut holes = Vec::new();
        let mut from = 0;
        // The first byte of every mark, and of little else.
        for at in memchr::memchr_iter(0xEF, rendered.as_bytes()) {
            let all = [Hole::Root, Hole::Number, Hole::Uses];
            let Some(hole) = all.into_iter().find(|it| rendered[at..].starts_with(it.mark())) else {
                continue;
            };
            html.push_str(&rendered[from..at]);
            holes.push((html.len(), hole));
            from = at + hole.mark().len();
        }
        html.push_str(&rendered[from..]);
        Self { html: html.into(), holes: holes.into() }
    }

    pub fn write(&self, out: &mut String, fills: Fills<'_>) {
        let mut from = 0;
        for &(at, hole) in &self.holes {
            out.push_str(&self.html[from..at]);
            out.push_str(match hole {
                Hole::Root => fills.root,
                Hole::Number => fills.number,
                Hole::Uses => fills.uses,
            });
            from = at;
        }
        out.push_str(&self.html[from..]);
    }

    /// A copy on a page.
    pub fn fill(&self, root: &str) -> String {
        let mut out = String::with_capacity(self.html.len() + self.holes.len() * root.len());
        self.write(&mut out, Fills { root, ..Fills::default() });
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_where_they_are() {
        let stencil = Stencil::new(
            "\u{FDD0}<a href=\"\u{FDD0}x/\">é，\u{FDD1}</a>\u{FDD2}<a href=\"\u{FDD0}\u{FDD0}\">",
        );
        let fills = Fills { root: "../", number: "3", uses: "a b" };
        let mut out = String::new();
        stencil.write(&mut out, fills);
        assert_eq!(out, "../<a href=\"../x/\">é，3</a>a b<a href=\"../../\">");
        assert_eq!(stencil.fill(""), "<a href=\"x/\">é，</a><a href=\"\">");
        assert_eq!(Stencil::new("plain").fill("../"), "plain");
    }
}
