//! Atom feeds (RFC 4287).

use crate::model::page::{FeedOf, Subject};
use crate::model::registry::TermKind;
use crate::model::site::BriefId;

use super::feed::{self, Order, Texts};
use super::scene::Scene;
use super::{cite, escape, html, provenance};

/// The feed of something; `url` is its own address, relative to the root.
pub fn write(scene: Scene<'_>, of: FeedOf, url: &str, texts: Texts) -> String {
    let feed = feed::feed(scene, of, url, Order::Updated);
    let mut xml = Xml { out: String::with_capacity(4096) };
    xml.out.push_str(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"",
    );
    escape::xml(&mut xml.out, html::language(scene.site, &Subject::Atom(of)));
    xml.out.push_str("\">\n");
    xml.element("id", &feed.itself);
    xml.element("title", &feed.title);
    if !feed.description.is_empty() {
        xml.element("subtitle", feed.description);
    }
    xml.element("updated", &feed::latest(scene, &feed));
    xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &feed.itself)]);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.home)]);
    xml.author(cite::publisher(scene), None);
    xml.element("generator", "dateline");
    if let Some(rights) = &scene.site.config.site.copyright {
        xml.element("rights", rights);
    }
    for &id in &feed.briefs {
        if feed.full {
            entry(&mut xml, scene, id, Some(texts));
        } else {
            xml.out.push_str(scene.entries.atom[id as usize].get_or_init(|| summary(scene, id)));
        }
    }
    xml.out.push_str("</feed>\n");
    xml.out
}

fn summary(scene: Scene<'_>, id: BriefId) -> String {
    let mut xml = Xml { out: String::with_capacity(2048) };
    entry(&mut xml, scene, id, None);
    xml.out
}

fn entry(xml: &mut Xml, scene: Scene<'_>, id: BriefId, full: Option<Texts>) {
    let linked = scene.site.brief(id);
    let scene = scene.speaking(&linked.lang);
    let front = &linked.brief.front;
    let (Some(published), Some(updated)) = (feed::published(linked), feed::updated(linked)) else { return };
    let url = scene.address(scene.lookup.brief(id));
    xml.out.push_str("<entry xml:lang=\"");
    escape::xml(&mut xml.out, &linked.lang);
    xml.out.push_str("\">\n");
    xml.element("id", &url);
    xml.element("title", &front.title.value);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &url)]);
    xml.element("published", &published.rfc3339());
    xml.element("updated", &updated.rfc3339());
    for author in &front.authors {
        xml.author(&author.name, author.url.as_deref());
    }
    categories(xml, scene, id);
    let summary = feed::summary(scene, linked);
    if !summary.is_empty() {
        xml.element("summary", &summary);
    }
    if let Some(texts) = full {
        xml.out.push_str("<content type=\"html\">");
        escape::xml(&mut xml.out, &feed::content(scene, id, texts));
        xml.out.push_str("</content>\n");
    }
    xml.out.push_str("</entry>\n");
}

/// What a reader can filter by: each vocabulary is a scheme, named by the address of its index.
fn categories(xml: &mut Xml, scene: Scene<'_>, id: BriefId) {
    let linked = scene.site.brief(id);
    let front = &linked.brief.front;
    let mut category = |scheme: &str, term: &str, label: &str| {
        let scheme = scene.address(&format!("{scheme}/"));
        xml.empty("category", &[("scheme", &scheme), ("term", term), ("label", label)]);
    };
    let terms = [
        (TermKind::Topic, linked.topic.as_slice()),
        (TermKind::Tag, &linked.tags),
        (TermKind::Channel, linked.channel.as_slice()),
        (TermKind::Series, linked.series.as_slice()),
        (TermKind::Model, &linked.models),
    ];
    for (kind, ids) in terms {
        for &id in ids {
            let term = scene.site.term(kind, id);
            category(kind.plural(), &term.id, &term.name);
        }
    }
    let words = scene.strings();
    category("kinds", front.kind.word(), words.word("kind", front.kind.word()));
    if let Some(confidence) = &front.confidence {
        category("confidence", confidence.rung.word(), &confidence.label);
    }
    if provenance::ai(linked) {
        let assistance = provenance::assistance(linked).word();
        category("assistance", assistance, assistance);
    }
}

/// XML, written in order.
struct Xml {
    out: String,
}

impl Xml {
    fn element(&mut self, name: &str, text: &str) {
        self.out.extend(["<", name, ">"]);
        escape::xml(&mut self.out, text);
        self.out.extend(["</", name, ">\n"]);
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.extend(["<", name]);
        for (name, value) in attributes {
            self.out.extend([" ", name, "=\""]);
            escape::xml(&mut self.out, value);
            self.out.push('"');
        }
        self.out.push_str("/>\n");
    }

    fn author(&mut self, name: &str, uri: Option<&str>) {
        self.out.push_str("<author>\n");
        self.element("name", name);
        if let Some(uri) = uri.filter(|it| it.starts_with("http")) {
            self.element("uri", uri);
        }
        self.out.push_str("</author>\n");
    }
}

#[cfg(test)]
mod tests {
    use crate::render::fixture::{render, site, visible};
    use expect_test::expect;

    #[test]
    fn the_feed_of_the_site_is_full() {
        expect![[r#"
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
            <id>https://desk.example/briefs/feed.xml</id>
            <title>Harbour Desk</title>
            <subtitle>Ports &amp; grids</subtitle>
            <updated>2026-02-16T00:00:00Z</updated>
            <link rel="self" type="application/atom+xml" href="https://desk.example/briefs/feed.xml"/>
            <link rel="alternate" type="text/html" href="https://desk.example/briefs/"/>
            <author>
            <name>Harbour Desk</name>
            </author>
            <generator>dateline</generator>
            <entry xml:lang="en">
            <id>https://desk.example/briefs/2026/02/14/grid/</id>
            <title>Grid &lt;capacity&gt; &amp; &quot;berths&quot;</title>
            <link rel="alternate" type="text/html" href="https://desk.example/briefs/2026/02/14/grid/"/>
            <published>2026-02-14T22:47:58Z</published>
            <updated>2026-02-16T00:00:00Z</updated>
            <category scheme="https://desk.example/briefs/topics/" term="energy" label="Energy"/>
            <category scheme="https://desk.example/briefs/tags/" term="港" label="港"/>
            <category scheme="https://desk.example/briefs/models/" term="atlas-4" label="atlas-4"/>
            <category scheme="https://desk.example/briefs/kinds/" term="assessment" label="Assessment"/>
            <category scheme="https://desk.example/briefs/confidence/" term="medium" label="moderate"/>
            <category scheme="https://desk.example/briefs/assistance/" term="generated" label="generated"/>
            <summary>Drafted by atlas-4, checked by a person; responsible: I. Marek. The berth opens in May.</summary>
            <content type="html">&lt;p&gt;Drafted by atlas-4, checked by a person; responsible: I. Marek&lt;/p&gt;
            &lt;p&gt;The berth count was wrong&lt;/p&gt;
            &lt;h2 id=&quot;facts&quot;&gt;Facts&lt;/h2&gt;
            &lt;p&gt;The berth opens in May.\u{2060}&lt;sup class=&quot;cite&quot;&gt;&lt;a href=&quot;https://desk.example/briefs/2026/02/14/grid/#s-1&quot;&gt;1&lt;/a&gt;, &lt;a href=&quot;https://desk.example/briefs/2026/02/14/grid/#s-2&quot;&gt;2&lt;/a&gt;&lt;/sup&gt; See &lt;a href=&quot;https://desk.example/briefs/2026/02/13/port/#a&amp;amp;b&quot;&gt;the port&lt;/a&gt;.\u{2060}&lt;sup class=&quot;cite&quot;&gt;&lt;a href=&quot;https://desk.example/briefs/2026/02/14/grid/#s-1&quot;&gt;1&lt;/a&gt;, &lt;span class=&quot;cite-unresolved&quot;&gt;7&lt;/span&gt;&lt;/sup&gt;&lt;/p&gt;
            &lt;pre&gt;&lt;code&gt;a &amp;lt; b&lt;/code&gt;&lt;/pre&gt;</content>
            </entry>
            <entry xml:lang="zh">
            <id>https://desk.example/briefs/2026/02/13/port/</id>
            <title>港口</title>
            <link rel="alternate" type="text/html" href="https://desk.example/briefs/2026/02/13/port/"/>
            <published>2026-02-13T00:00:00Z</published>
            <updated>2026-02-13T00:00:00Z</updated>
            <category scheme="https://desk.example/briefs/kinds/" term="brief" label="简报"/>
            <summary>本简报已撤回，不应再作依据。</summary>
            <content type="html">&lt;p&gt;本简报已撤回，不应再作依据。&lt;/p&gt;
            </content>
            </entry>
            </feed>
        "#]].assert_eq(&visible(&render(&site(|_| {}), "feed.xml", "")));
    }

    #[test]
    fn other_feeds_carry_summaries() {
        let feed = render(&site(|_| {}), "topics/energy/feed.xml", "");
        assert!(!feed.contains("<content"), "{feed}");
        assert!(feed.contains("<link rel=\"self\" type=\"application/atom+xml\" href=\"https://desk.example/briefs/topics/energy/feed.xml\"/>"));
    }
}
