//! `vague-attribution`, `relative-date`, `future-word-past-date`, `review-claim-mismatch`: words by the tables of the
//! brief's own language. A text whose language is not known, or has no table, is not judged.

use std::ops::Range;
use std::sync::LazyLock;

use super::File;
use super::prose::{Block, blocks, is_code};
use super::summary_truncated::is_prose;
use crate::diag::{Diagnostic, Rule, rules};
use crate::model::date::Moment;
use crate::model::front_matter::{Assistance, Review};
use crate::model::lang::text::{
    Words, any_after, any_before, char_before, fold, quotations, skip, skip_back, space, spaced,
};
use crate::model::lang::{LANGUAGES, Language, sentences};

#[derive(Clone, Copy)]
enum Kind {
    Vague,
    Relative,
    /// A date follows.
    Future,
    /// A date stands before.
    FutureAfter,
    Verified,
}

/// The words of each language.
static WORDS: LazyLock<Vec<Words<Kind>>> = LazyLock::new(|| {
    let of = |language: &Language| {
        let wording = &language.wording;
        let lists = [
            (&wording.vague, Kind::Vague),
            (&wording.relative, Kind::Relative),
            (&wording.future, Kind::Future),
            (&wording.future_after, Kind::FutureAfter),
            (&wording.verified, Kind::Verified),
        ];
        Words::new(
            lists
                .into_iter()
                .flat_map(|(words, kind)| words.iter().map(move |it| (fold(it), kind)))
                .collect(),
        )
    };
    LANGUAGES.iter().map(of).collect()
});

/// Words between what is to come and its date, at most.
const WORDS_BETWEEN: usize = 5;
/// The same in characters of a script without spaces.
const CHARACTERS_BETWEEN: usize = 8;
/// How many words of a paragraph are looked at: one with more is no prose.
const LOOKED: usize = 40;
/// How far a date is looked for, in bytes.
const AHEAD: usize = 100;

pub fn check(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    let front = &file.brief.front;
    let tag = front.lang.as_ref().map_or(file.config.site.language.as_str(), |it| &it.value);
    let Some(language) = Language::of(tag) else { return };
    let start = file.brief.body_start as usize;
    let folded = fold(&file.text[start..]);
    let mut found = WORDS[language].find(&folded).peekable();
    if found.peek().is_none() {
        return;
    }
    let blocks = blocks(file);
    let mut cited: Vec<_> = file.brief.body.clusters.iter().map(|it| it.span.range()).collect();
    cited.sort_by_key(|it| it.start);
    let mut seen: Option<Seen<'_>> = None;
    let mut looked = 0;
    for (at, &kind) in found {
        let at = at.start + start..at.end + start;
        let position = blocks.partition_point(|it| it.range.end <= at.start);
        let Some(block) =
            blocks.get(position).filter(|it| it.range.start <= at.start && at.end <= it.range.end)
        else {
            continue;
        };
        if seen.as_ref().is_none_or(|it| it.block.start != block.range.start) {
            let within = |at: usize| cited.partition_point(|it| it.start < at);
            let cited = &cited[within(block.range.start)..within(block.range.end)];
            seen = Some(Seen::new(file, block, cited, &LANGUAGES[language]));
            looked = 0;
        }
        looked += 1;
        if looked <= LOOKED
            && let Some(seen) = &seen
            && !seen.is_apart(&at)
        {
            out.extend(seen.judge(&at, kind));
        }
    }
}

/// A paragraph or list item with a word in it.
struct Seen<'a> {
    file: &'a File<'a>,
    language: &'a Language,
    block: Range<usize>,
    /// The citations in it, in order.
    cited: &'a [Range<usize>],
    /// Bytes of the file: what is quoted, and each sentence.
    quoted: Vec<Range<usize>>,
    sentences: Vec<Range<usize>>,
}

impl<'a> Seen<'a> {
    fn new(file: &'a File<'a>, block: &Block, cited: &'a [Range<usize>], language: &'a Language) -> Self {
        let text = &file.text[block.range.clone()];
        let from = block.range.start;
        let quoted = quotations(text);
        let attached: Vec<_> =
            cited.iter().map(|it| it.start - from..it.end.min(block.range.end) - from).collect();
        let shift = |it: Range<usize>| it.start + from..it.end + from;
        let sentences = sentences::split(text, &quoted, &attached).into_iter().map(shift).collect();
        Self {
            file,
            language,
            block: block.range.clone(),
            cited,
            quoted: quoted.into_iter().map(shift).collect(),
            sentences,
        }
    }

    /// Whether a word is not the author's: it is quoted, is code, or is part of an address.
    fn is_apart(&self, at: &Range<usize>) -> bool {
        let text = self.file.text;
        let token = skip_back(text, at.start, |it| !it.is_whitespace() && it != '(');
        let address = text[token..at.start].contains("://") || text[token..at.start].starts_with('/');
        address
            || self.quoted.iter().any(|it| it.contains(&at.start))
            || is_code(self.file, at.start)
            || !is_prose(self.file, at.start)
    }

    fn sentence(&self, at: usize) -> Range<usize> {
        sentences::around(&self.sentences, at).unwrap_or_else(|| self.block.clone())
    }

    fn judge(&self, at: &Range<usize>, kind: Kind) -> Option<Diagnostic> {
        let word = &self.file.text[at.clone()];
        let say = |rule: &'static Rule, message: String, hint: &str| {
            Some(Diagnostic::new(rule, &self.file.brief.path, message).at(at.clone()).hint(hint))
        };
        match kind {
            Kind::Vague if !self.is_sourced(at.start) => say(
                &rules::VAGUE_ATTRIBUTION,
                format!("`{word}` does not say who"),
                "name them, or cite where it can be read",
            ),
            Kind::Relative if !self.follows(at.end, &self.language.wording.relative_not_before) => say(
                &rules::RELATIVE_DATE,
                format!("`{word}` is another day for every reader"),
                "write the date",
            ),
            Kind::Verified if self.is_unreviewed() && !self.is_denied(at.start) => {
                let review = self.file.brief.front.provenance.review.unwrap_or_default().word();
                say(
                    &rules::REVIEW_CLAIM_MISMATCH,
                    format!("the text says that people checked it, and its review is `{review}`"),
                    "set `review` under `[provenance]` to what was done, or take the words out",
                )
            }
            Kind::Future | Kind::FutureAfter
                if !self.follows(at.end, &self.language.wording.future_not_before) =>
            {
                let (date, iso) = self.past_date(at, kind)?;
                say(
                    &rules::FUTURE_WORD_PAST_DATE,
                    format!("`{word}` tells of `{}`, and the brief is as of {iso}", &self.file.text[date]),
                    "say what happened, or move `as_of` if the text is older than that",
                )
            }
            _ => None,
        }
    }

    /// Whether one of some words comes next.
    fn follows(&self, at: usize, words: &[String]) -> bool {
        let rest = self.rest(at);
        let folded = fold(rest);
        any_after(&folded, skip(&folded, 0, space), words).is_some()
    }

    /// What follows in the block, so much as words beside one another take.
    fn rest(&self, at: usize) -> &'a str {
        let end = self.file.text.floor_char_boundary(self.block.end.min(at + AHEAD));
        &self.file.text[at..end]
    }

    /// Whether the sentence cites or links something.
    fn is_sourced(&self, at: usize) -> bool {
        let sentence = self.sentence(at);
        let cites = |it: &Range<usize>| sentence.contains(&it.start);
        self.file.text[sentence.clone()].contains("](") || self.cited.iter().any(cites)
    }

    /// A model had a part, and no person is said to have reviewed it.
    fn is_unreviewed(&self) -> bool {
        let front = &self.file.brief.front;
        let drafted =
            !front.models.is_empty() || front.provenance.assistance.is_some_and(|it| it != Assistance::None);
        drafted && matches!(front.provenance.review, None | Some(Review::Unreviewed | Review::Ai))
    }

    /// Whether one of the four words before it says that it is not so.
    fn is_denied(&self, at: usize) -> bool {
        let sentence = self.sentence(at);
        let ahead = fold(&self.file.text[sentence.start.min(at)..at]);
        let mut end = skip_back(&ahead, ahead.len(), space);
        for _ in 0..4 {
            if any_before(&ahead, end, &self.language.confidence.negators).is_some() {
                return true;
            }
            end = skip_back(&ahead, end, |it| !space(it));
            end = skip_back(&ahead, end, space);
        }
        false
    }

    /// The date beside a word of things to come, when it is before the brief's information cut-off, and that cut-off.
    fn past_date(&self, at: &Range<usize>, kind: Kind) -> Option<(Range<usize>, String)> {
        let front = &self.file.brief.front;
        let as_of: &Moment = &front.as_of.as_ref().or(front.updated.as_ref()).or(front.date.as_ref())?.value;
        let text = self.file.text;
        let sentence = self.sentence(at.start);
        let (from, to) = match kind {
            Kind::Future => (at.end, sentence.end.min(at.end + AHEAD)),
            _ => (sentence.start.max(at.start.saturating_sub(AHEAD)), at.start),
        };
        let (from, to) = (text.ceil_char_boundary(from), text.floor_char_boundary(to));
        let window = text.get(from..to)?;
        // A year has four digits.
        window.as_bytes().windows(4).position(|it| it.iter().all(u8::is_ascii_digit))?;
        let (date, day) = (self.file.dated)(window)?;
        let between = match kind {
            Kind::Future => &window[..date.start],
            _ => &window[date.end..],
        };
        let date = date.start + from..date.end + from;
        (day < as_of.civil.date() && self.joins(between)).then(|| (date, as_of.civil.date().to_string()))
    }

    /// Whether words between a word of things to come and a date leave the two to each other.
    fn joins(&self, between: &str) -> bool {
        let folded = fold(between);
        let past = &self.language.wording.past;
        let near = match folded.chars().any(|it| it.is_alphabetic() && !spaced(it)) {
            true => {
                folded.chars().count() <= CHARACTERS_BETWEEN
                    && !past.iter().any(|it| folded.contains(it.as_str()))
            }
            false => {
                let words = || folded.split_whitespace();
                words().count() <= WORDS_BETWEEN && !words().any(|it| past.iter().any(|past| past == it))
            }
        };
        near && !folded.contains([
            ',', ';', ':', '(', ')', '（', '）', '，', '；', '：', '、', '،', '؛', '—', '"', '“', '«', '\n',
        ]) && char_before(&folded, folded.len()).is_none_or(|it| !it.is_ascii_digit())
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use crate::check::tests;

    /// Bodies as briefs of a language, as of the first of February 2026.
    fn check(rule: &str, lang: &str, bodies: &[&str], expect: Expect) {
        let front = format!("lang = \"{lang}\"\nupdated = 2026-02-28\nas_of = 2026-02-20\n");
        let briefs: Vec<_> = bodies.iter().map(|it| (front.as_str(), *it)).collect();
        tests::check(rule, "", &briefs, expect);
    }

    #[test]
    fn nobody_in_particular() {
        let rule = "vague-attribution";
        check(
            rule,
            "en",
            &["Experts say the port closes. It is so.", "- Some analysts doubt it.\n"],
            expect![[r#"
                content/2.md `Some analysts`: `Some analysts` does not say who
                content/1.md `Experts say`: `Experts say` does not say who
            "#]],
        );
        check(
            rule,
            "en",
            &[
                "Experts say the port closes [1].",
                "[Experts say](https://quay.example/) the port closes.",
                "“Experts say the port closes,” said the minister.",
                "> Experts say the port closes.",
                "The flag `experts say` is set, and\n\n```\nexperts say\n```",
                "Two experts say the port closes, at https://quay.example/experts-say.",
                "## Sources\n\n- Experts say, 2026",
            ],
            expect![[r#"
                content/6.md `experts say`: `experts say` does not say who
            "#]],
        );
        for (lang, body) in [
            ("zh", "专家认为港口将关闭。"),
            ("es", "Según expertos, el puerto cerrará."),
            ("fr", "Selon des experts, le port fermera."),
            ("de-AT", "Experten zufolge schließt der Hafen."),
            ("ru", "По мнению экспертов, порт закроется."),
            ("uk", "На думку експертів, порт закриється."),
            ("ja", "専門家によると、港は閉鎖される。"),
            ("ko", "일부 전문가들은 항구가 폐쇄된다고 본다."),
            ("ar", "يقول خبراء إن الميناء سيغلق."),
        ] {
            assert_eq!(count(rule, lang, body), 1, "{body}");
        }
        for (lang, body) in [
            ("zh", "专家委员会开会。"),
            ("es", "Los expertos se reunieron."),
            ("fr", "Les experts se réunissent."),
            ("de", "Die Experten trafen sich."),
            ("ru", "Эксперты собрались."),
            ("uk", "Експерти зібралися."),
            ("ja", "専門家会議が開かれた。"),
            ("ko", "전문가 회의가 열렸다."),
            ("ar", "اجتمع الخبراء."),
            ("en", "专家认为港口将关闭。"),
            ("it", "Experts say the port closes."),
        ] {
            assert_eq!(count(rule, lang, body), 0, "{body}");
        }
    }

    fn count(rule: &str, lang: &str, body: &str) -> usize {
        let front = format!("lang = \"{lang}\"\nupdated = 2026-02-28\nas_of = 2026-02-20\n");
        let (site, parsed) = tests::site("", &[(&front, body)]);
        let found = crate::check::alone(&parsed[0].file(&site.config));
        found.iter().filter(|it| it.rule.name == rule).count()
    }

    #[test]
    fn days_of_the_reader() {
        let rule = "relative-date";
        for (lang, hit, trap) in [
            ("en", "The port closed last week.", "It closed in the last week of January 2026."),
            ("zh", "港口昨天关闭。", "港口于2026年1月1日关闭。"),
            ("es", "El puerto cerró la semana pasada.", "Por la mañana cerró el puerto."),
            ("fr", "Le port a fermé hier.", "Le port a fermé la veille."),
            ("de", "Der Hafen schloss gestern.", "Der Hafen liegt hier, am Morgen."),
            ("ru", "Порт закрылся вчера.", "Вчерашний день прошёл."),
            ("uk", "Порт закрився минулого тижня.", "Минулі тижні були тихі."),
            ("ja", "港は昨日閉鎖された。", "港は前日に閉鎖された。"),
            ("ko", "항구는 어제 폐쇄됐다.", "항구는 전날 폐쇄됐다."),
            ("ar", "أغلق الميناء أمس.", "أغلق الميناء في اليوم السابق."),
        ] {
            assert_eq!((count(rule, lang, hit), count(rule, lang, trap)), (1, 0), "{lang}");
            assert_eq!(count(rule, lang, &format!("> {hit}\n")), 0, "{lang}");
        }
        assert_eq!(count(rule, "de", "Le port a fermé hier."), 0, "`hier` is here in German");
    }

    #[test]
    fn what_is_to_come_and_was() {
        let rule = "future-word-past-date";
        check(
            rule,
            "en",
            &[
                "The port will close on 3 February 2026.",
                "The port is set to close on February 3, 2026, at noon.",
                "The port will close on 3 March 2026.",
                "The port closed on 3 February 2026.",
                "The port will keep to the pact signed on 3 February 2026.",
                "The port will follow the ruling of 3 February 2026.",
                "It will close, as it did on 3 February 2026.",
                "“It will close on 3 February 2026,” she said.",
                "There is no political will. On 3 February 2026 it closed.",
                "The port will have closed on 3 February 2026.",
                "The port will close the eastern berth for all ships on 3 February 2026.",
                "The port will close on 3 February.",
                "It will close on 20 February 2026.",
            ],
            expect![[r#"
                content/2.md `is set to`: `is set to` tells of `February 3, 2026`, and the brief is as of 2026-02-20
                content/1.md `will`: `will` tells of `3 February 2026`, and the brief is as of 2026-02-20
            "#]],
        );
        for (lang, hit, trap) in [
            ("zh", "港口将于2026年2月3日关闭。", "港口于2026年2月3日关闭，将重开。"),
            (
                "es",
                "El puerto cerrará el 3 de febrero de 2026.",
                "El puerto cerrará según el pacto del 3 de febrero de 2026.",
            ),
            ("fr", "Le port fermera le 3 février 2026.", "Le port fermera selon l’accord du 3 février 2026."),
            (
                "de",
                "Der Hafen wird am 3. Februar 2026 schließen.",
                "Der Hafen wird nach dem Beschluss vom 3. Februar 2026 schließen.",
            ),
            ("ru", "Порт закроется 3 февраля 2026 г.", "Порт закроется по указу от 3 февраля 2026 г."),
            ("uk", "Порт закриється 3 лютого 2026 р.", "Порт закриється за указом від 3 лютого 2026 р."),
            ("ja", "港は2026年2月3日に閉鎖の予定。", "港は2026年2月3日に閉鎖の予定だった。"),
            ("ko", "항구는 2026년 2월 3일 폐쇄될 예정이다.", "항구는 2026년 2월 3일 폐쇄될 예정이었다."),
            ("ar", "سيغلق الميناء في 3 شباط 2026.", "سيغلق الميناء وفق الاتفاق الموقع في 3 شباط 2026."),
        ] {
            assert_eq!((count(rule, lang, hit), count(rule, lang, trap)), (1, 0), "{lang}");
        }
    }

    #[test]
    fn people_who_checked() {
        let rule = "review-claim-mismatch";
        let briefs = |front| {
            [
                (front, "This brief was reviewed by our editors."),
                (front, "This brief was not reviewed by our editors."),
                (front, "Our editors met."),
            ]
        };
        tests::check(
            rule,
            "",
            &briefs("model = \"atlas-4\"\n"),
            expect![[r#"
            content/1.md `reviewed by our editors`: the text says that people checked it, and its review is `unreviewed`
        "#]],
        );
        tests::check(rule, "", &briefs(""), expect![""]);
        tests::check(
            rule,
            "",
            &briefs("model = \"atlas-4\"\nprovenance = { review = \"human\" }\n"),
            expect![""],
        );
        for (lang, hit, trap) in [
            ("zh", "本文经人工审核。", "本文介绍人工智能。"),
            ("es", "Texto revisado por una persona.", "Texto no revisado por una persona."),
            ("fr", "Texte relu par un humain.", "Texte non relu par un humain."),
            (
                "de",
                "Der Text wurde von einem Menschen geprüft.",
                "Der Text wurde nicht von einem Menschen geprüft.",
            ),
            ("ru", "Текст: проверено человеком.", "Это не проверено человеком."),
            ("uk", "Текст: перевірено людиною.", "Це не перевірено людиною."),
            ("ja", "本文は編集者が確認した。", "編集者が書いた。"),
            ("ko", "이 글은 편집자가 검토했다.", "이 글은 편집자가 썼다."),
            ("ar", "النص راجعه محررونا.", "لم يجتمع محررونا."),
        ] {
            let with = |body: &str| {
                let front = format!("lang = \"{lang}\"\nmodel = \"atlas-4\"\n");
                let (site, parsed) = tests::site("", &[(&front, body)]);
                let found = crate::check::alone(&parsed[0].file(&site.config));
                found.iter().filter(|it| it.rule.name == rule).count()
            };
            assert_eq!((with(hit), with(trap)), (1, 0), "{lang}");
        }
    }
}
