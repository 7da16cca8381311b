//! Units and what is found in them, one line each.

use std::fmt::Write;

use expect_test::{Expect, expect};

use super::*;
use crate::model::front_matter::Rung;
use crate::parse::{cite, config};
use crate::source::Source;

fn scanner() -> Scanner {
    Scanner::new(&config::read(&Source::new("dateline.toml", "")).value)
}

/// Claims and faults of a unit as lines. `**` round the first words makes them the lead, backticks make code.
fn found(scanner: &Scanner, markdown: &str, roles: &[Role]) -> String {
    let mut text = markdown.to_owned();
    let mut lead = None;
    if let Some((bold, rest)) = markdown.strip_prefix("**").and_then(|it| it.split_once("**")) {
        lead = Some(0..bold.len());
        text = format!("{bold}{rest}");
    }
    let ticks: Vec<_> = text.match_indices('`').map(|it| it.0).collect();
    let opaque: Vec<_> = ticks.chunks_exact(2).map(|it| it[0]..it[1] + 1).collect();
    let clusters: Vec<_> = cite::clusters(&text, &|_| false).into_iter().map(|it| it.range).collect();
    let unit = Unit { text: &text, opaque: &opaque, clusters: &clusters, lead, roles, lang: "en" };
    let (claims, faults) = scanner.find(&unit);
    let mut out = String::new();
    let mut end = 0;
    for claim in claims {
        assert!(claim.part.start >= end && claim.part.end >= claim.part.start, "{markdown}");
        end = claim.part.end;
        let cited = |all: &[usize]| all.iter().map(|&it| &text[clusters[it].clone()]).collect::<String>();
        if let Some(label) = &claim.label {
            let _ = write!(out, "<{label}> ");
        }
        let _ = write!(out, "{} {}", claim.statement, cited(&claim.clusters));
        if let Some(it) = &claim.confidence {
            let _ = write!(out, " | {} as {}", it.label, it.rung.word());
            if let Some(qualifier) = &it.qualifier {
                let _ = write!(out, " ({qualifier})");
            }
        }
        if let Some(at) = claim.confidence_at {
            let _ = write!(out, " at {}", &text[at]);
        }
        if let Some(it) = &claim.likelihood {
            let _ = write!(out, " | {} {}..{}", it.term.as_deref().unwrap_or("-"), it.low, it.high);
        }
        for (text, clusters) in &claim.evidence {
            let _ = write!(out, "\n    {text} {}", cited(clusters));
        }
        if let Some(it) = claim.attributes {
            let by = it.by.map(|it| it.iso());
            let _ = write!(out, "\n    {:?} {:?} {by:?} {:?} {:?}", it.id, it.sources, it.line, it.status);
        }
        out.push('\n');
    }
    for fault in faults {
        let _ = writeln!(out, "! {} {}: {}", fault.rule.name, &text[fault.range], fault.message);
    }
    out
}

fn check(roles: &[Role], units: &[&str], expect: Expect) {
    let scanner = scanner();
    let lines: Vec<_> = units.iter().map(|it| found(&scanner, it, roles)).collect();
    expect.assert_eq(&lines.concat());
}

#[test]
fn english_confidence() {
    check(
        &[],
        &[
            "The port closes (medium confidence) [1].",
            "The port closes [1] (high confidence; two agencies) [2].",
            "The port closes (with low-to-medium confidence, pending corroboration).",
            "The port closes (very high confidence)",
            "The port closes (Moderate-High Confidence).",
            "The port closes （low–moderate confidence）.",
            "The port closes (at low or medium confidence [3]).",
            "We assess with high confidence that the port closes [1].",
            "With moderate confidence, we expect the port to close.",
            "We hold this with low confidence in our overall judgement.",
            "The port closes, with med confidence [2].",
            "We have high confidence that the port closes.",
            "**High confidence:** The port closes. It did so before.",
            "Low confidence: the port closes.",
            "The port closes. Confidence: high [1].",
            "Confidence level = medium/high. The port closes.",
            "The port closes (confidence: medium, single source).",
            "The port closes (analytic confidence: low).",
            "The port closes (75% confidence).",
            "The port closes (confidence: 20 %).",
            "The port closes. (High confidence) [1]",
            "The port closes (very-low confidence).",
        ],
        expect![[r#"
            The port closes. [1] | medium as medium at (medium confidence)
            The port closes. [1][2] | high as high (two agencies) at (high confidence; two agencies)
            The port closes.  | low-to-medium as low-medium (pending corroboration) at (with low-to-medium confidence, pending corroboration)
            The port closes  | very high as high at (very high confidence)
            The port closes.  | moderate-high as medium-high at (Moderate-High Confidence)
            The port closes.  | low–moderate as low-medium at （low–moderate confidence）
            The port closes. [3] | low or medium as low-medium at (at low or medium confidence [3])
            We assess that the port closes. [1] | high as high at with high confidence
            we expect the port to close.  | moderate as medium at With moderate confidence
            We hold this.  | low as low at with low confidence
            The port closes. [2] | med as medium at with med confidence
            the port closes.  | high as high at high confidence
            The port closes.  | high as high at High confidence:
            the port closes.  | low as low at Low confidence:
            The port closes. [1] | high as high at Confidence: high
            The port closes.  | medium/high as medium-high at Confidence level = medium/high
            The port closes.  | medium as medium (single source) at (confidence: medium, single source)
            The port closes.  | low as low at (analytic confidence: low)
            The port closes.  | 75% as medium-high at (75% confidence)
            The port closes.  | 20% as low at (confidence: 20 %)
            The port closes. [1] | high as high at (High confidence)
            The port closes.  | very-low as low at (very-low confidence)
        "#]],
    );
}

#[test]
fn english_traps() {
    check(
        &[],
        &[
            "There is low confidence in the government.",
            "Market confidence is high.",
            "Consumer confidence: low.",
            "The talks are confidence-building (high stakes).",
            "A vote of high confidence intervals (high confidence interval 3–5).",
            "He spoke “with high confidence”.",
            "The paper says \"(high confidence)\".",
            "The flag `(high confidence)` is set.",
            "(High)",
            "With confidence high, it trades up.",
            "With high confidence the minister spoke.",
            "We cannot say with high confidence that it closes.",
            "It rose 65% (65%).",
            "Confidence is everything.",
            "It is overconfidence (high overconfidence).",
            "The public have high confidence that it closes.",
            "confidence: highest",
            "Below confidence (below confidence).",
            "(medium confidence)",
        ],
        expect![[r#""#]],
    );
}

#[test]
fn chinese_confidence() {
    check(
        &[],
        &[
            "港口将关闭（中等置信度）[1]。",
            "港口将关闭(高可信度)。",
            "港口将关闭（较低把握）。",
            "港口将关闭（较高的信心，两家机构）。",
            "港口将关闭（低至中等程度的把握）。",
            "港口将关闭（中高置信度；单一来源 [2]）。",
            "港口将关闭（低～中置信度）。",
            "港口将关闭。置信度：中等。[1]",
            "置信度为高：港口将关闭。",
            "港口将关闭，可信度是偏低。",
            "港口将关闭（评估置信度：中低，来源单一）。",
            "港口将关闭。（极高置信度）船只等待。",
            "**高置信度：** 港口将关闭。船只等待。",
        ],
        expect![[r#"
            港口将关闭。 [1] | 中等 as medium at （中等置信度）
            港口将关闭。  | 高 as high at (高可信度)
            港口将关闭。  | 较低 as low at （较低把握）
            港口将关闭。  | 较高 as high (两家机构) at （较高的信心，两家机构）
            港口将关闭。  | 低至中等 as low-medium at （低至中等程度的把握）
            港口将关闭。 [2] | 中高 as medium-high (单一来源) at （中高置信度；单一来源 [2]）
            港口将关闭。  | 低～中 as low-medium at （低～中置信度）
            港口将关闭。 [1] | 中等 as medium at 置信度：中等
            港口将关闭。  | 高 as high at 置信度为高
            港口将关闭。  | 偏低 as low-medium at 可信度是偏低
            港口将关闭。  | 中低 as low-medium (来源单一) at （评估置信度：中低，来源单一）
            港口将关闭。  | 极高 as high at （极高置信度）
            港口将关闭。  | 高 as high at 高置信度：
        "#]],
    );
}

#[test]
fn chinese_traps() {
    check(
        &[],
        &[
            "市场信心低落。",
            "信心：高。",
            "信心为高。",
            "提高可信度的办法。",
            "（提高信心）",
            "可信度是中国的事。",
            "可信度为高的消息来源。",
            "他说“中等置信度”。",
            "「（高置信度）」",
            "（高）",
            "对政府有较高信心。",
            "置信度中等。",
            "（高置信度）",
        ],
        expect![[r#""#]],
    );
}

#[test]
fn odd_ranges() {
    check(
        &[],
        &[
            "It closes (low-to-high confidence).",
            "It closes (high to medium confidence).",
            "港口将关闭（高至中等置信度）。",
        ],
        expect![[r#"
            It closes.  | low-to-high as medium at (low-to-high confidence)
            ! confidence-wide (low-to-high confidence): `low-to-high` is wider than one rung
            It closes.  | high to medium as medium-high at (high to medium confidence)
            ! confidence-swapped (high to medium confidence): `high to medium` runs from high to low
            港口将关闭。  | 高至中等 as medium-high at （高至中等置信度）
            ! confidence-swapped （高至中等置信度）: `高至中等` runs from high to low
        "#]],
    );
}

#[test]
fn likelihood() {
    check(
        &[Role::Inference],
        &[
            "The port will likely close [1].",
            "It is very likely (about 85%) that the port closes.",
            "Closure is almost certain (97 %).",
            "A roughly-even chance remains (45–55%).",
            "There is a remote chance of closure.",
            "The most likely scenario is closure.",
            "It is probable (p = 0.6).",
            "It is unlikely (70%).",
            "It is likely (100%).",
            "Closure is likely. Trade is unlikely to move.",
            "The port will probably close (medium confidence).",
            "港口很可能关闭。",
            "港口几乎不可能关闭（约3%）。",
        ],
        expect![[r#"
            The port will likely close. [1] | likely 0.55..0.8
            It is very likely (about 85%) that the port closes.  | very likely 0.85..0.85
            Closure is almost certain (97 %).  | almost certain 0.97..0.97
            A roughly-even chance remains (45–55%).  | roughly even chance 0.45..0.55
            There is a remote chance of closure.  | remote 0.01..0.05
            The most likely scenario is closure.  | likely 0.55..0.8
            It is probable (p = 0.6).  | probable 0.6..0.6
            It is unlikely (70%).  | unlikely 0.7..0.7
            ! likelihood-band (70%): `unlikely` is 20–45%, not 70%
            It is likely (100%).  | likely 1..1
            ! likelihood-certain (100%): a probability of exactly 100% leaves no room for being wrong
            Closure is likely.  | likely 0.55..0.8
            Trade is unlikely to move.  | unlikely 0.2..0.45
            The port will probably close.  | medium as medium at (medium confidence) | probably 0.55..0.8
            ! estimative-mix (medium confidence): a level of confidence beside `probably`
            港口很可能关闭。  | 很可能 0.55..0.8
            港口几乎不可能关闭（约3%）。  | 几乎不可能 0.01..0.05
        "#]],
    );
}

#[test]
fn likelihood_traps() {
    check(
        &[Role::Inference],
        &[
            "It is not likely to close.",
            "It is less likely now, more likely later, and as likely as ever.",
            "How likely is it?",
            "It will most likely close.",
            "It may, might or could close; it is possible.",
            "Remote access was used.",
            "The “likely” date.",
            "A likeliness measure.",
            "It isn't likely.",
            "Closure is highly likely.",
            "港口可能关闭。",
            "港口不可能关闭。",
            "是否很可能关闭？",
        ],
        expect![[r#"
            ! scale-mixed highly likely: `highly likely` is a term of the scale `phia`, not of `icd203`
        "#]],
    );
    check(
        &[Role::Facts],
        &["It will likely close.", "It is likely (65%).", "港口很可能关闭。"],
        expect![[r#"
            It is likely (65%).  | likely 0.65..0.65
        "#]],
    );
}

#[test]
fn claims_are_cut() {
    check(
        &[],
        &[
            "**Who gains.** Any laboratory gains (high confidence) [1, 2]. Evidence: the definition names no place [1]; no owner. It is short [2]. {#no-vault}",
            "**Berths:** The port opened in May [1]. It closes in June (low confidence) [2][3]. Ships wait [4].",
            "The port closes (high confidence) [1], and the rail line opens (low confidence) [2].",
            "The port closes (high confidence). Evidence: the notice [1]. The line opens (low confidence) [2]. Basis: a rumour [3].",
            "We assess with high confidence that it closes, and with low confidence that it opens.",
            "It closes in the U.S. Gulf, i.e. at Quay No. 5 (medium confidence). Because: v2.0 says so.",
            "港口将关闭（高置信度）[1]。证据：公告[1]。另有照片[2]。",
            "**It closes.** (high confidence) [1]",
            "It closes (high confidence) — evidence: the notice (low confidence) [1].",
            "Evidence: the notice [1]. It closes (high confidence).",
        ],
        expect![[r#"
            <Who gains> Any laboratory gains. [1, 2] | high as high at (high confidence)
                the definition names no place; no owner. [1]
                It is short. [2]
                Some("no-vault") [] None None None
            <Berths> It closes in June. [2][3] | low as low at (low confidence)
            The port closes [1] | high as high at (high confidence)
            the rail line opens. [2] | low as low at (low confidence)
            The port closes.  | high as high at (high confidence)
                the notice. [1]
            The line opens. [2] | low as low at (low confidence)
                a rumour. [3]
            We assess that it closes  | high as high at with high confidence
            that it opens.  | low as low at with low confidence
            It closes in the U.S. Gulf, i.e. at Quay No. 5.  | medium as medium at (medium confidence)
                v2.0 says so. 
            港口将关闭。 [1] | 高 as high at （高置信度）
                公告。 [1]
                另有照片。 [2]
            It closes  | high as high at (high confidence)
                the notice (low confidence). [1]
            It closes.  | high as high at (high confidence)
                the notice. [1]
        "#]],
    );
}

#[test]
fn attributes_speak_outright() {
    check(
        &[Role::Inference],
        &[
            "The pact holds [2]. {#pact conf=medium p=0.6 by=2026-06-30 src=1,3 line=western-guarantees status=open}",
            "The pact likely holds (low confidence). {#pact conf=high p=90%}",
            "**Pact:** holds {#a-b}",
            "It is {p=0.5..0.7}",
            "Set {x} and {y=1}",
            "{#only}",
        ],
        expect![[r#"
            The pact holds. [2] | medium as medium | - 0.6..0.6
                Some("pact") [1, 3] Some("2026-06-30") Some("western-guarantees") Some("open")
            The pact likely holds.  | high as high at (low confidence) | likely 0.9..0.9
                Some("pact") [] None None None
            ! estimative-mix (low confidence): a level of confidence beside `likely`
            ! likelihood-band {#pact conf=high p=90%}: `likely` is 55–80%, not 90%
            <Pact> holds 
                Some("a-b") [] None None None
            It is  | - 0.5..0.7
                None [] None None None
        "#]],
    );
    check(
        &[],
        &[
            "It holds {#1 conf=sure p=2 by=soon src=x,0 stat=1 status=maybe line= word}",
            "It holds {#a p=1 conf=high-to-low}",
        ],
        expect![[r#"
            It holds 
                None [] None None None
            ! bad-value #1: `#1` is not an id
            ! confidence-bad-level conf=sure: `sure` is not a level of confidence
            ! bad-value p=2: `p=2` is not a probability
            ! bad-date by=soon: `soon` is not a date
            ! bad-value src=x,0: `src=x,0` names no sources
            ! unknown-key stat=1: unknown attribute `stat`
            ! bad-value status=maybe: `maybe` is not a status
            ! bad-value line=: `line=` names no line
            ! bad-value word: `word` is neither an id nor an attribute
            It holds  | high-to-low as medium | - 1..1
                Some("a") [] None None None
            ! likelihood-certain {#a p=1 conf=high-to-low}: a probability of exactly 100% leaves no room for being wrong
            ! confidence-wide {#a p=1 conf=high-to-low}: `high-to-low` is wider than one rung
        "#]],
    );
}

#[test]
fn confidence_words() {
    let words = [
        "moderate",
        "low-to-medium",
        "medium-high",
        " Very High ",
        "high–medium",
        "中等",
        "low-to-high",
        "中低",
    ];
    let read: Vec<_> = words.map(|it| confidence_word(it).map(|it| (it.label, it.rung.word()))).into();
    expect![[r#"
        [
            Some(
                (
                    "moderate",
                    "medium",
                ),
            ),
            Some(
                (
                    "low-to-medium",
                    "low-medium",
                ),
            ),
            Some(
                (
                    "medium-high",
                    "medium-high",
                ),
            ),
            Some(
                (
                    "very high",
                    "high",
                ),
            ),
            Some(
                (
                    "high–medium",
                    "medium-high",
                ),
            ),
            Some(
                (
                    "中等",
                    "medium",
                ),
            ),
            Some(
                (
                    "low-to-high",
                    "medium",
                ),
            ),
            Some(
                (
                    "中低",
                    "low-medium",
                ),
            ),
        ]
    "#]]
    .assert_debug_eq(&read);
    for (word, rung) in [
        ("alta", Rung::High),
        ("media-baja", Rung::LowMedium),
        ("baja a media", Rung::LowMedium),
        ("Élevée", Rung::High),
        ("modérée", Rung::Medium),
        ("assez élevée", Rung::MediumHigh),
        ("gering", Rung::Low),
        ("mittel bis hoch", Rung::MediumHigh),
        ("Средняя", Rung::Medium),
        ("низкая–средняя", Rung::LowMedium),
        ("висока", Rung::High),
        ("вища за середню", Rung::MediumHigh),
        ("中程度", Rung::Medium),
        ("やや高い", Rung::MediumHigh),
        ("높음", Rung::High),
        ("다소 낮음", Rung::LowMedium),
        ("متوسطة", Rung::Medium),
        ("عاليةٌ", Rung::High),
        ("منخفضة إلى متوسطة", Rung::LowMedium),
    ] {
        assert_eq!(confidence_word(word).map(|it| it.rung), Some(rung), "{word}");
    }
    for word in ["", "sure", "highest", "medium high", "3", "low-", "not low", "high confidence"] {
        assert_eq!(confidence_word(word), None, "{word}");
    }
}

/// In the order of the language tables.
const CASES: [&str; 10] = [
    include_str!("cases/en.toml"),
    include_str!("cases/zh.toml"),
    include_str!("cases/es.toml"),
    include_str!("cases/fr.toml"),
    include_str!("cases/de.toml"),
    include_str!("cases/ru.toml"),
    include_str!("cases/uk.toml"),
    include_str!("cases/ja.toml"),
    include_str!("cases/ko.toml"),
    include_str!("cases/ar.toml"),
];

/// What the words of a language are read as, and what they are not (`cases/TAG.toml`).
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    tag: String,
    hits: Hits,
    traps: Traps,
}

/// A text and what is read in it.
type Hit = std::collections::BTreeMap<String, String>;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Hits {
    /// The rung, or the rung and the statement without its marker.
    confidence: Hit,
    /// The band of ICD 203, in per cent.
    likelihood: Hit,
    /// The roles of a heading.
    roles: Hit,
    /// What stands behind the evidence word.
    evidence: Hit,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Traps {
    confidence: Vec<String>,
    likelihood: Vec<String>,
    roles: Vec<String>,
    evidence: Vec<String>,
}

#[test]
fn every_language_has_hits_and_traps() {
    let scanner = scanner();
    let mut wrong = Vec::new();
    assert_eq!(CASES.len(), LANGUAGES.len(), "every language has cases");
    for (language, cases) in LANGUAGES.iter().zip(CASES) {
        let Cases { tag, hits, traps } = toml::from_str(cases).expect("cases are read");
        let tag = tag.as_str();
        assert_eq!(tag, language.tag);
        let hit = hits.confidence.len() + hits.likelihood.len() + hits.roles.len() + hits.evidence.len();
        let trapped =
            traps.confidence.len() + traps.likelihood.len() + traps.roles.len() + traps.evidence.len();
        assert!(hit >= 12 && trapped >= 12, "{tag}: {hit} hits and {trapped} traps");
        let mut expect = |text: &str, read: String, is: &str| {
            if read != is {
                wrong.push(format!("{tag}: {text}\n    is   {is}\n    read {read}"));
            }
        };
        let find = |text: &str, roles: &[Role]| {
            let clusters: Vec<_> = cite::clusters(text, &|_| false).into_iter().map(|it| it.range).collect();
            let unit = Unit { text, opaque: &[], clusters: &clusters, lead: None, roles, lang: tag };
            scanner.find(&unit).0
        };
        let confidence = |text: &str, whole: bool| {
            let read = find(text, &[]).into_iter().filter_map(|it| {
                let rung = it.confidence?.rung.word();
                Some(if whole { format!("{rung}: {}", it.statement) } else { rung.to_owned() })
            });
            read.collect::<Vec<_>>().join(", ")
        };
        let likelihood = |text: &str| {
            let found = find(text, &[Role::Inference]);
            let read = found.iter().filter_map(|it| it.likelihood.as_ref());
            let band =
                |it: &Likelihood| format!("{}-{}", (it.low * 100.0).round(), (it.high * 100.0).round());
            read.map(band).collect::<Vec<_>>().join(", ")
        };
        let roles = |text: &str| {
            let roles = crate::parse::roles::of(text, &Default::default());
            roles.into_iter().map(Role::name).collect::<Vec<_>>().join(" ")
        };
        let evidence = |text: &str| {
            let found = find(text, &[Role::Inference]);
            let all: Vec<_> = found.iter().flat_map(|it| &it.evidence).map(|it| it.0.as_str()).collect();
            all.join(" ")
        };
        for (text, is) in &hits.confidence {
            expect(text, confidence(text, is.contains(':')), is);
        }
        for (text, is) in &hits.likelihood {
            expect(text, likelihood(text), is);
        }
        for (text, is) in &hits.roles {
            expect(text, roles(text), is);
        }
        for (text, is) in &hits.evidence {
            expect(text, evidence(text), is);
        }
        traps.confidence.iter().for_each(|it| expect(it, confidence(it, false), ""));
        traps.likelihood.iter().for_each(|it| expect(it, likelihood(it), ""));
        traps.roles.iter().for_each(|it| expect(it, roles(it), ""));
        traps.evidence.iter().for_each(|it| expect(it, evidence(it), ""));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn hostile_units_take_linear_time() {
    // Work that grows with the square of these would not come back.
    let scanner = scanner();
    for piece in [
        "(high confidence)",
        "x (high confidence) [1]. ",
        "confidence ",
        "“",
        "“”",
        "\"",
        "with high confidence ",
        "(low ",
        "Evidence: ",
        "likely ",
        "likely (5%). ",
        "e.g. ",
        "[1] ",
        "置信度：",
        "（高",
        "low-to-",
        "{#",
        "a. [1] ",
    ] {
        found(&scanner, &piece.repeat(10_000), &[Role::Inference]);
    }
}
