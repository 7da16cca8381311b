//! `secret-like`: a key, token or password in a text that is about to be public.
//!
//! What is accused has the form of a secret of one kind, length and alphabet included. The message names the kind and
//! the first characters, never the whole, and so that no other finding shows it either, [`blot`](crate::diag::blot)
//! covers it in excerpts.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use aho_corasick::AhoCorasick;

use super::File;
use crate::diag::{Diagnostic, rules};

/// A kind of secret, found by how it begins.
struct Kind {
    /// What a reader calls it.
    name: &'static str,
    starts: &'static [&'static str],
    /// How many bytes from its start on are the secret; none when it is something else after all.
    length: fn(&str) -> Option<usize>,
}

const KINDS: &[Kind] = &[
    Kind {
        name: "an AWS access key",
        starts: &["AKIA", "ASIA", "ABIA", "ACCA"],
        length: |it| run(it, 4, |c| matches!(c, b'A'..=b'Z' | b'2'..=b'7'), 16..=16),
    },
    Kind {
        name: "a GitHub token",
        starts: &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
        length: |it| run(it, 4, |c| c.is_ascii_alphanumeric(), 36..=255),
    },
    Kind { name: "a GitHub token", starts: &["github_pat_"], length: |it| run(it, 11, word, 80..=255) },
    Kind {
        name: "a GitLab token",
        starts: &["glpat-"],
        length: |it| run(it, 6, dashed, 20..=255).filter(mixed(it)),
    },
    Kind {
        name: "a Slack token",
        starts: &["xoxa-", "xoxb-", "xoxe-", "xoxo-", "xoxp-", "xoxr-", "xoxs-"],
        length: |it| run(it, 5, dashed, 20..=255).filter(mixed(it)),
    },
    Kind { name: "a Google API key", starts: &["AIza"], length: |it| run(it, 4, dashed, 35..=35) },
    Kind { name: "a Google client secret", starts: &["GOCSPX-"], length: |it| run(it, 7, dashed, 28..=28) },
    Kind {
        name: "a Stripe key",
        starts: &["sk_live_", "rk_live_"],
        length: |it| run(it, 8, |c| c.is_ascii_alphanumeric(), 16..=255),
    },
    Kind {
        name: "an API key",
        starts: &["sk-"],
        length: |it| run(it, 3, dashed, 40..=255).filter(mixed(it)),
    },
    Kind {
        name: "an npm token",
        starts: &["npm_"],
        length: |it| run(it, 4, |c| c.is_ascii_alphanumeric(), 36..=36),
    },
    Kind { name: "a PyPI token", starts: &["pypi-AgE"], length: |it| run(it, 8, dashed, 50..=512) },
    Kind {
        name: "a Hugging Face token",
        starts: &["hf_"],
        length: |it| run(it, 3, |c| c.is_ascii_alphanumeric(), 34..=40),
    },
    Kind { name: "a JSON web token", starts: &["eyJ"], length: web_token },
    Kind { name: "a private key", starts: &["-----BEGIN "], length: private_key },
    Kind {
        name: "an age key",
        starts: &["AGE-SECRET-KEY-1"],
        length: |it| run(it, 16, |c| c.is_ascii_alphanumeric(), 58..=58),
    },
    Kind { name: "a password in an address", starts: &["://"], length: password },
];

/// All starts at once, and the kind of each.
static STARTS: LazyLock<(AhoCorasick, Vec<usize>)> = LazyLock::new(|| {
    let starts =
        || KINDS.iter().enumerate().flat_map(|(at, kind)| kind.starts.iter().map(move |it| (at, it)));
    let automaton =
        AhoCorasick::new(starts().map(|it| it.1)).expect("a few short words make a small automaton");
    (automaton, starts().map(|it| it.0).collect())
});

/// Looks through a whole file, front matter and code included.
pub fn check(file: &File<'_>, out: &mut Vec<Diagnostic>) {
    text(&file.brief.path, file.text, out);
}

/// The same of any other file.
pub fn text(path: &Arc<str>, text: &str, out: &mut Vec<Diagnostic>) {
    for (range, name) in secrets(text) {
        let begin: String = text[range.clone()].chars().take(4).collect();
        out.push(
            Diagnostic::new(&rules::SECRET_LIKE, path, format!("`{begin}…` looks like {name}"))
                .at(range)
                .hint("take it out, and have it revoked: what was once saved here may have been seen"),
        );
    }
}

/// Every secret in a text, in order, and what it is called.
fn secrets(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let (automaton, kinds) = &*STARTS;
    let mut found: Vec<(Range<usize>, &str)> = Vec::new();
    for start in automaton.find_iter(text) {
        let kind = &KINDS[kinds[start.pattern().as_usize()]];
        let at = start.start();
        let open = kind.name == "a password in an address"
            || !text[..at].ends_with(|it: char| it.is_ascii_alphanumeric() || it == '_');
        if !open || found.last().is_some_and(|it| at < it.0.end) {
            continue;
        }
        let Some(length) = (kind.length)(&text[at..]) else { continue };
        // Of an address only what stands before the `@` is secret.
        let skip = if kind.starts == ["://"] { 3 } else { 0 };
        let range = at + skip..at + length;
        if !is_placeholder(&text[range.clone()]) {
            found.push((range, kind.name));
        }
    }
    found
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn dashed(byte: u8) -> bool {
    word(byte) || byte == b'-'
}

/// A start of `skip` bytes and then as many of an alphabet as `count` allows, ending where a word ends.
fn run(text: &str, skip: usize, of: fn(u8) -> bool, count: std::ops::RangeInclusive<usize>) -> Option<usize> {
    let most = count.end() + 1;
    let length = text.bytes().skip(skip).take(most).take_while(|it| of(*it)).count();
    let closed = !text.as_bytes().get(skip + length).is_some_and(|it| word(*it));
    (count.contains(&length) && closed).then_some(skip + length)
}

/// Letters and digits both: random text of some length has both, and words have not.
fn mixed(text: &str) -> impl Fn(&usize) -> bool {
    |length| {
        let secret = &text.as_bytes()[..*length];
        secret.iter().filter(|it| it.is_ascii_digit()).count() > 2
            && secret.iter().any(u8::is_ascii_alphabetic)
    }
}

/// Bytes that a secret may have; a text that repeats how one begins is not read to its end each time.
const FAR: usize = 8192;

/// Three parts in base64url, of which the first two are JSON objects (RFC 7519).
fn web_token(text: &str) -> Option<usize> {
    let mut length = 0;
    for (part, begin) in ["eyJ", "eyJ", ""].into_iter().enumerate() {
        if part > 0 {
            length += text[length..].starts_with('.').then_some(1)?;
        }
        let rest = &text[length..];
        let size = rest.bytes().take(FAR).take_while(|it| dashed(*it)).count();
        if size < 16 || !rest.starts_with(begin) {
            return None;
        }
        length += size;
    }
    Some(length)
}

/// A key in PEM (RFC 7468) with something in it: the header alone is only spoken of.
fn private_key(text: &str) -> Option<usize> {
    let near = &text[..text.floor_char_boundary(80)];
    let label = near.strip_prefix("-----BEGIN ")?.split_once("-----")?.0;
    if !label.contains("PRIVATE KEY") || label.len() > 40 {
        return None;
    }
    let head = "-----BEGIN -----".len() + label.len();
    let text = &text[..text.floor_char_boundary(head + FAR)];
    let length = text[head..].find("-----END ").map_or(text.len(), |it| head + it);
    let base64 = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/' | b'=');
    let lines = text[head..length].split(['\n', '\\']);
    let holds = lines.map(str::trim).any(|it| it.len() >= 40 && it.bytes().all(base64));
    holds.then_some(length)
}

/// `://user:password@`.
fn password(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("://")?;
    let rest = &rest[..rest.floor_char_boundary(512)];
    let end = rest.find(|it: char| it.is_whitespace() || "/?#\"'<>`()[]".contains(it)).unwrap_or(rest.len());
    let (user, password) = rest[..end].rsplit_once('@')?.0.split_once(':')?;
    let secret = user.len() + password.len() + 4;
    (password.len() > 3 && !is_placeholder(password)).then_some(secret)
}

/// What stands where a secret would, so that a text can speak of one.
fn is_placeholder(secret: &str) -> bool {
    const WORDS: [&str; 15] = [
        "example",
        "placeholder",
        "password",
        "passwd",
        "redacted",
        "your",
        "dummy",
        "sample",
        "secret",
        "token",
        "xxxx",
        "****",
        "....",
        "...",
        "0000",
    ];
    let lower = secret.to_ascii_lowercase();
    let spoken = WORDS.iter().any(|it| lower.contains(it));
    let one = |it: &u8| secret.as_bytes().iter().filter(|other| *other == it).count() * 2 > secret.len();
    spoken && !secret.starts_with("-----")
        || secret.contains(['{', '$', '<', '…'])
        || secret.as_bytes().last().is_some_and(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&'static str> {
        secrets(text).into_iter().map(|it| it.1).collect()
    }

    /// Random enough, and no token of anybody.
    const NOISE: &str = "q7Zk2Lw9Xb4Rt6Vn8Md3Pc5Hj1Gf0SyTaUeWiQoB7zKp4Ld9";

    #[test]
    fn forms_of_secrets() {
        let noise = |count: usize| &NOISE[..count];
        let upper = "QZKLWXBRTVNMDPCH";
        for (secret, name) in [
            (format!("AKIA{upper}"), "an AWS access key"),
            (format!("ghp_{}", noise(36)), "a GitHub token"),
            (format!("glpat-{}", noise(20)), "a GitLab token"),
            (format!("xoxb-{}", noise(30)), "a Slack token"),
            (format!("AIza{}", noise(35)), "a Google API key"),
            (format!("sk_live_{}", noise(24)), "a Stripe key"),
            (format!("sk-{}", noise(43)), "an API key"),
            (format!("npm_{}", noise(36)), "an npm token"),
            (format!("eyJ{}.eyJ{}.{}", noise(20), noise(20), noise(30)), "a JSON web token"),
            (format!("-----BEGIN RSA PRIVATE KEY-----\n{NOISE}\n-----END"), "a private key"),
            ("https://desk:correcthorse@quay.example/".to_owned(), "a password in an address"),
        ] {
            assert_eq!(names(&format!("key = \"{secret}\"\n")), [name], "{secret}");
        }
    }

    #[test]
    fn what_only_looks_like_one() {
        let long = "a-very-long-name-of-a-branch-that-nobody-would-take-for-a-key";
        for text in [
            "AKIAIOSFODNN7EXAMPLE",
            "xAKIAQZKLWXBRTVNMDPCH",
            "AKIAQZKLWXBRTVNMDPCHQ",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "ghp_short",
            &format!("sk-{long}"),
            &format!("xoxb-{long}"),
            "`-----BEGIN PRIVATE KEY-----` opens the file",
            "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ7Zk2Lw9Xb4Rt6Vn8Md3Pc5Hj1Gf0SyTaUe\n-----END CERTIFICATE-----",
            "https://user:password@quay.example/",
            "https://$USER:$PASS@quay.example/ and https://user:<key>@quay.example/ and https://me@quay.example/",
            "https://quay.example:8080/a@b and mailto:desk@quay.example, at 10:30@quay",
            "eyJhbGciOiJIUzI1NiJ9 is the head of a token",
            "a mask-and-task-based disk-image",
        ] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_message_tells_the_kind_and_not_the_secret() {
        let mut out = Vec::new();
        text(&"a.toml".into(), &format!("ghp_{}", &NOISE[..36]), &mut out);
        assert_eq!(out[0].message, "`ghp_…` looks like a GitHub token");
    }
}
