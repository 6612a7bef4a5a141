//! A certificate of what somebody has served, to print and to check.

use mulin_domain::service_record::sheet::Sheet;
use mulin_entities::service_record;

use super::sheet::escaped;
use super::words::Words;
use crate::graphql::texts::Language;

const STYLE: &str = "@page{size:A4;margin:20mm}\
    body{font:14pt/1.6 sans-serif;color:#000;background:#fff;margin:0 auto;max-width:170mm;padding:4mm}\
    h1{font-size:24pt;margin:0 0 6mm}dl{display:grid;grid-template-columns:max-content 1fr;gap:1mm 6mm}\
    dt{color:#333}dd{margin:0;font-weight:600}table{width:100%;border-collapse:collapse;margin-top:6mm}\
    thead{display:table-header-group}tr{break-inside:avoid}\
    th,td{border:1px solid #000;padding:2mm;text-align:start}";

/// The page.
pub fn certificate(sheet: &Sheet, words: Words) -> String {
    let row = &sheet.certificate;
    let issued = row.issued_at.with_timezone(&words.zone);
    let facts = [
        ("certificate-serial", row.serial.clone()),
        (
            "certificate-name",
            sheet.name.clone().unwrap_or_else(|| "–".to_owned()),
        ),
        (
            "certificate-days",
            format!("{} – {}", row.from_day, row.until_day),
        ),
        ("certificate-hours", hours(row.minutes)),
        ("certificate-records", row.records.to_string()),
        ("certificate-issued", issued.format("%Y-%m-%d").to_string()),
        ("certificate-code", row.code.clone()),
    ];
    let facts: String = facts
        .iter()
        .map(|(word, fact)| format!("<dt>{}</dt><dd>{}</dd>", words.of(word), escaped(fact)))
        .collect();
    let title = words.of("certificate-title");
    let mut body = format!("<h1>{title}</h1><dl>{facts}</dl>");
    if sheet.name.is_none() {
        body += &format!("<p>{}</p>", words.of("certificate-erased"));
    }
    if !sheet.records.is_empty() {
        body += &table(&sheet.records, words);
    }
    page(&title, &body, words)
}

/// What is told where no certificate has the code.
pub fn unknown(words: Words) -> String {
    let title = words.of("certificate-title");
    let text = words.of("certificate-unknown");
    page(&title, &format!("<h1>{title}</h1><p>{text}</p>"), words)
}

fn page(title: &str, body: &str, words: Words) -> String {
    let language = match words.language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>{STYLE}</style><main>{body}</main></html>"
    )
}

fn table(records: &[service_record::Model], words: Words) -> String {
    let mut rows = String::new();
    for record in records {
        let from = record.starts_at.with_timezone(&words.zone);
        let until = record.ends_at.with_timezone(&words.zone);
        rows += &format!(
            "<tr><td>{}</td><td>{}–{}</td><td>{}</td><td>{}</td></tr>",
            from.format("%Y-%m-%d"),
            from.format("%H:%M"),
            until.format("%H:%M"),
            escaped(&record.content),
            hours(record.minutes),
        );
    }
    let heads = [
        "certificate-day",
        "certificate-time",
        "certificate-content",
        "certificate-hours",
    ];
    let heads: String = heads
        .iter()
        .map(|word| format!("<th scope=\"col\">{}</th>", words.of(word)))
        .collect();
    format!("<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")
}

/// Hours and minutes: `2:05`.
fn hours(minutes: i32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}
