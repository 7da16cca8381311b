//! Units and what is found in them, one line each.

use std::fmt::Write;
use std::time::{Duration, Instant};

use expect_test::{Expect, expect};

use super::*;
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
    let clusters: Vec<_> = cite::clusters(&text, &[]).into_iter().map(|it| it.range).collect();
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
        expect![[r#""#]],
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
        expect![[r#""#]],
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
        expect![[r#""#]],
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
        expect![[r#""#]],
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
        expect![[r#""#]],
    );
    check(
        &[Role::Facts],
        &["It will likely close.", "It will likely close (65%).", "港口很可能关闭。"],
        expect![[r#""#]],
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
        expect![[r#""#]],
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
        expect![[r#""#]],
    );
    check(
        &[],
        &[
            "It holds {#1 conf=sure p=2 by=soon src=x,0 stat=1 status=maybe line= word}",
            "It holds {#a p=1 conf=high-to-low}",
        ],
        expect![[r#""#]],
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
    expect![[r#""#]].assert_debug_eq(&read);
    for word in ["", "sure", "highest", "medium high", "3", "low-", "not low", "high confidence"] {
        assert_eq!(confidence_word(word), None, "{word}");
    }
}

#[test]
fn hostile_units_take_linear_time() {
    let scanner = scanner();
    let started = Instant::now();
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
        found(&scanner, &piece.repeat(20_000), &[Role::Inference]);
    }
    assert!(started.elapsed() < Duration::from_secs(20));
}
