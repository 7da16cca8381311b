use expect_test::{Expect, expect};

use super::*;

fn show(read: Result<Read, Fault>) -> String {
    match read {
        Ok(read) => {
            let assumed = if read.assumed_zone { " (zone assumed)" } else { "" };
            format!("{} = {}{assumed}", read.moment.iso(), read.moment.instant)
        }
        Err(fault) => {
            format!("{}: {} | {}", fault.rule.name, fault.message, fault.hint.unwrap_or_default())
        }
    }
}

fn check(zone: &str, order: Option<DateOrder>, inputs: &[&str], expected: Expect) {
    let zone = TimeZone::get(zone).unwrap();
    let lines: Vec<_> = inputs
        .iter()
        .map(|it| format!("{}: {}\n", it.escape_debug(), show(text(it, &zone, order))))
        .collect();
    expected.assert_eq(&lines.concat());
}

#[test]
fn every_form() {
    check(
        "Europe/Kyiv",
        None,
        &[
            "2026-02-14",
            "2026-02",
            "2026-02-14T22:47:58Z",
            "2026-02-14t22:47:58.123456789012z",
            "2026-02-14 22:47",
            "2026-02-14 22:47:58 +0200",
            "2026-02-14T22:47-08",
            "2/14/2026",
            "14/2/2026",
            "2/14/2026, 10:47 PM",
            "2/14/2026, 12:07:09\u{202f}AM",
            "2/14/2026,\u{a0}9:05",
            "Feb 13, 2026",
            "Sept. 3 2026",
            "February 2026",
            "13 February 2026",
            "Fri, 13 Feb 2026 10:00:00 GMT",
            "2026年2月14日",
            "2026年2月14日 22:47",
            "2026 年 2 月",
            "Published on: Feb 13, 2026",
            "Updated 2026-02-14 09:00",
            "Last updated: 13 February 2026 at 09:00 UTC",
            "更新时间：2026年2月14日",
        ],
        expect![[r#"
            2026-02-14: 2026-02-14 = 2026-02-13T22:00:00Z
            2026-02: 2026-02 = 2026-01-31T22:00:00Z
            2026-02-14T22:47:58Z: 2026-02-14T22:47:58Z = 2026-02-14T22:47:58Z
            2026-02-14t22:47:58.123456789012z: 2026-02-14T22:47:58Z = 2026-02-14T22:47:58.123456789Z
            2026-02-14 22:47: 2026-02-14T22:47:00+02:00 = 2026-02-14T20:47:00Z (zone assumed)
            2026-02-14 22:47:58 +0200: 2026-02-14T22:47:58+02:00 = 2026-02-14T20:47:58Z
            2026-02-14T22:47-08: 2026-02-14T22:47:00-08:00 = 2026-02-15T06:47:00Z
            2/14/2026: 2026-02-14 = 2026-02-13T22:00:00Z
            14/2/2026: 2026-02-14 = 2026-02-13T22:00:00Z
            2/14/2026, 10:47 PM: 2026-02-14T22:47:00+02:00 = 2026-02-14T20:47:00Z (zone assumed)
            2/14/2026, 12:07:09\u{202f}AM: 2026-02-14T00:07:09+02:00 = 2026-02-13T22:07:09Z (zone assumed)
            2/14/2026,\u{a0}9:05: 2026-02-14T09:05:00+02:00 = 2026-02-14T07:05:00Z (zone assumed)
            Feb 13, 2026: 2026-02-13 = 2026-02-12T22:00:00Z
            Sept. 3 2026: 2026-09-03 = 2026-09-02T21:00:00Z
            February 2026: 2026-02 = 2026-01-31T22:00:00Z
            13 February 2026: 2026-02-13 = 2026-02-12T22:00:00Z
            Fri, 13 Feb 2026 10:00:00 GMT: 2026-02-13T10:00:00Z = 2026-02-13T10:00:00Z
            2026年2月14日: 2026-02-14 = 2026-02-13T22:00:00Z
            2026年2月14日 22:47: 2026-02-14T22:47:00+02:00 = 2026-02-14T20:47:00Z (zone assumed)
            2026 年 2 月: 2026-02 = 2026-01-31T22:00:00Z
            Published on: Feb 13, 2026: 2026-02-13 = 2026-02-12T22:00:00Z
            Updated 2026-02-14 09:00: 2026-02-14T09:00:00+02:00 = 2026-02-14T07:00:00Z (zone assumed)
            Last updated: 13 February 2026 at 09:00 UTC: 2026-02-13T09:00:00Z = 2026-02-13T09:00:00Z
            更新时间：2026年2月14日: 2026-02-14 = 2026-02-13T22:00:00Z
        "#]],
    );
}

#[test]
fn dates_of_other_languages() {
    let dates = [
        // The fourteenth of February 2026, by Spanish, French, German, Russian, Ukrainian, Japanese, Korean and Arabic.
        ("14 de febrero de 2026", "2026-02-14"),
        ("Publicado el 14 de febrero de 2026", "2026-02-14"),
        ("sábado, 14 de feb. de 2026", "2026-02-14"),
        ("febrero de 2026", "2026-02"),
        ("14 de febrero del 2026 a las 22:47 UTC", "2026-02-14T22:47:00Z"),
        ("14 février 2026", "2026-02-14"),
        ("1er mars 2026", "2026-03-01"),
        ("Mis à jour le samedi 14 févr. 2026 à 22h47 UTC", "2026-02-14T22:47:00Z"),
        ("14 AOÛT 2026", "2026-08-14"),
        ("14. Februar 2026", "2026-02-14"),
        ("Samstag, den 14. Februar 2026, 22:47 Uhr UTC", "2026-02-14T22:47:00Z"),
        ("Stand: 14.02.2026", "2026-02-14"),
        ("1. Jänner 2026", "2026-01-01"),
        ("14 февраля 2026 г.", "2026-02-14"),
        ("Опубликовано: 14 февраля 2026 года", "2026-02-14"),
        ("Февраль 2026", "2026-02"),
        ("14 февр. 2026 г. в 22:47 UTC", "2026-02-14T22:47:00Z"),
        ("14 лютого 2026 року", "2026-02-14"),
        ("Оновлено 14 лютого 2026 р., 22:47 UTC", "2026-02-14T22:47:00Z"),
        ("1 листопада 2026", "2026-11-01"),
        ("公開日：2026年2月14日（土）", "2026-02-14"),
        ("２０２６年２月１４日", "2026-02-14"),
        ("2026年2月14日 22時47分 UTC", "2026-02-14T22:47:00Z"),
        ("2026年2月14日 星期六", "2026-02-14"),
        ("2026/02/14", "2026-02-14"),
        ("2026년 2월 14일", "2026-02-14"),
        ("게시일: 2026년 2월 14일 (토) 22:47 UTC", "2026-02-14T22:47:00Z"),
        ("2026. 2. 14.", "2026-02-14"),
        ("14 فبراير 2026", "2026-02-14"),
        ("١٤ شباط ٢٠٢٦", "2026-02-14"),
        ("نُشر في 14 شباط/فبراير 2026", "2026-02-14"),
        ("السبت، 14 كانون الثاني 2026 م", "2026-01-14"),
        ("1 تشرين الأول 2026", "2026-10-01"),
        ("March 3rd, 2026", "2026-03-03"),
        ("the 3rd of March 2026", "2026-03-03"),
    ];
    for (date, iso) in dates {
        let read = text(date, &TimeZone::UTC, None);
        assert_eq!(read.map(|it| it.moment.iso()).map_err(|it| it.message), Ok(iso.to_owned()), "{date}");
    }
    for trap in [
        "14 de febrero",
        "14 de de febrero 2026",
        "primavera de 2026",
        "14 febr 26",
        "mars",
        "1er 2026",
        "14. Hornung 2026",
        "14 февраль-март 2026",
        "2026 года",
        "14 листопаду2026",
        "2026年2月14日土曜の朝",
        "令和8年2月14日",
        "2026년 봄",
        "14 شباط/مارس 2026",
        "14 رمضان 1447",
        "14.13",
        "14.2.26",
        "2026.14.2",
        "jui 2026",
    ] {
        assert!(text(trap, &TimeZone::UTC, None).is_err(), "{trap}");
    }
}

#[test]
fn slash_dates_follow_the_order_of_the_site() {
    let both = ["2/3/2026", "2/13/2026", "13/2/2026", "13/13/2026", "2/3/26"];
    check(
        "UTC",
        None,
        &both,
        expect![[r#"
        2/3/2026: ambiguous-date: `2/3/2026` may be two days | write `2026-02-03` or `2026-03-02`, or set `order` under `[dates]`
        2/13/2026: 2026-02-13 = 2026-02-13T00:00:00Z
        13/2/2026: 2026-02-13 = 2026-02-13T00:00:00Z
        13/13/2026: bad-date: `2026-13-13` is not in the calendar | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
        2/3/26: bad-date: `2/3/26` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
    "#]],
    );
    check(
        "UTC",
        Some(DateOrder::MonthFirst),
        &both[..1],
        expect![[r#"
        2/3/2026: 2026-02-03 = 2026-02-03T00:00:00Z
    "#]],
    );
    check(
        "UTC",
        Some(DateOrder::DayFirst),
        &both[..1],
        expect![[r#"
        2/3/2026: 2026-03-02 = 2026-03-02T00:00:00Z
    "#]],
    );
}

#[test]
fn what_is_no_date_says_how_to_write_one() {
    check(
        "UTC",
        None,
        &[
            "",
            "soon",
            "2026",
            "2026年",
            "22:47",
            "10:47 PM",
            "2026-02-30",
            "2025-02-29",
            "2026-13-01",
            "2026-2-1",
            "2026-02-14T25:00Z",
            "2026-02-14T10:00+25:00",
            "2026-02-14T10:00 CET",
            "2026-02-14 13:00 PM",
            "2026-02-14 and more",
            "Smarch 13, 2026",
            "2026年2月",
            "2026年2月14",
            "20260214",
            "２０２６",
            "é",
        ],
        expect![[r#"
            : bad-date: `` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            soon: bad-date: `soon` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            2026: bad-date: `2026` is a year without a month | write the month too: `2026-02`, or the whole date: `2026-02-14`
            2026年: bad-date: `2026` is a year without a month | write the month too: `2026-02`, or the whole date: `2026-02-14`
            22:47: bad-date: a time without a date | write the day too: `2026-02-14T22:47:00Z`
            10:47 PM: bad-date: a time without a date | write the day too: `2026-02-14T22:47:00Z`
            2026-02-30: bad-date: `2026-02-30` is not in the calendar | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            2025-02-29: bad-date: `2025-02-29` is not in the calendar | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            2026-13-01: bad-date: `2026-13-01` is not in the calendar | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            2026-2-1: bad-date: `2026-2-1` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            2026-02-14T25:00Z: bad-date: `25:00` is not a time of day | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            2026-02-14T10:00+25:00: bad-date: `2026-02-14T10:00+25:00` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            2026-02-14T10:00 CET: bad-date: `2026-02-14T10:00 CET` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            2026-02-14 13:00 PM: bad-date: `2026-02-14 13:00 PM` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            2026-02-14 and more: bad-date: `2026-02-14 and more` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            Smarch 13, 2026: bad-date: `Smarch 13, 2026` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            2026年2月: 2026-02 = 2026-02-01T00:00:00Z
            2026年2月14: bad-date: `2026年2月14` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            20260214: bad-date: `20260214` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            ２０２６: bad-date: `2026` is a year without a month | write the month too: `2026-02`, or the whole date: `2026-02-14`
            é: bad-date: `é` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
        "#]],
    );
    assert!(text(&"9".repeat(1_000_000), &TimeZone::UTC, None).is_err());
}

#[test]
fn edges_of_the_calendar_and_of_zones() {
    check(
        "Europe/Kyiv",
        None,
        &[
            "0000-01-01",
            "0001-01-01",
            "9999-12-31",
            "9999-12-31T23:59:59-12:00",
            "2024-02-29",
            "2016-12-31T23:59:60Z",
            "2016-12-31T23:59:61Z",
            // The wall clock skips this hour, and has the other twice.
            "2026-03-29T03:30",
            "2026-10-25T03:30",
        ],
        expect![[r#"
            0000-01-01: bad-date: the year 0000 is not in the calendar | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            0001-01-01: 0001-01-01 = 0000-12-31T21:57:56Z
            9999-12-31: 9999-12-31 = 9999-12-30T22:00:00Z
            9999-12-31T23:59:59-12:00: 9999-12-31T23:59:59-12:00 = 9999-12-30T22:00:00.999999999Z
            2024-02-29: 2024-02-29 = 2024-02-28T22:00:00Z
            2016-12-31T23:59:60Z: 2016-12-31T23:59:59Z = 2016-12-31T23:59:59Z
            2016-12-31T23:59:61Z: bad-date: `2016-12-31T23:59:61Z` is not a date | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
            2026-03-29T03:30: 2026-03-29T03:30:00+02:00 = 2026-03-29T01:30:00Z (zone assumed)
            2026-10-25T03:30: 2026-10-25T03:30:00+03:00 = 2026-10-25T00:30:00Z (zone assumed)
        "#]],
    );
}

#[test]
fn toml_kinds() {
    let zone = TimeZone::get("Asia/Tokyo").unwrap();
    let lines: Vec<_> = [
        "2026-02-14T22:47:58Z",
        "2026-02-14T22:47:58.5-03:30",
        "2026-02-14T22:47:58",
        "2026-02-14",
        "22:47:58",
        "0000-01-01",
        "2026-02-14T23:59:60+23:59",
        "9999-12-31",
    ]
    .iter()
    .map(|it| format!("{}\n", show(toml(&it.parse().unwrap(), &zone))))
    .collect();
    expect![[r#"
        2026-02-14T22:47:58Z = 2026-02-14T22:47:58Z
        2026-02-14T22:47:58-03:30 = 2026-02-15T02:17:58.5Z
        2026-02-14T22:47:58+09:00 = 2026-02-14T13:47:58Z (zone assumed)
        2026-02-14 = 2026-02-13T15:00:00Z
        bad-date: a time without a date | write the day too: `2026-02-14T22:47:00Z`
        bad-date: the year 0000 is not in the calendar | write `2026-02-14`, or `2026-02-14T22:47:00Z` with a time
        2026-02-14T23:59:59+23:59 = 2026-02-14T00:00:59Z
        9999-12-31 = 9999-12-30T15:00:00Z
    "#]].assert_eq(&lines.concat());
}
