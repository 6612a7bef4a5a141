//! A certificate of what somebody has served, to print and to check.

use mulin_domain::service_record::sheet::Sheet;
use mulin_entities::service_record;
use url::Url;

use super::sheet::escaped;
use super::words::Words;
use crate::graphql::texts::Language;
use crate::qr::Picture;

const STYLE: &str = "@page{size:A4;margin:20mm}\
    body{font:14pt/1.6 sans-serif;color:#000;background:#fff;margin:0 auto;max-width:170mm;padding:4mm}\
    h1{font-size:24pt;margin:0 0 6mm}dl{display:grid;grid-template-columns:max-content 1fr;gap:1mm 6mm}\
    dt{color:#333}dd{margin:0;font-weight:600}table{width:100%;border-collapse:collapse;margin-top:6mm}\
    thead{display:table-header-group}tr{break-inside:avoid}\
    .check{display:flex;gap:6mm;align-items:center;margin-top:4mm;break-inside:avoid}\
    .check svg{width:32mm;flex:none}.check b{overflow-wrap:anywhere}\
    th,td{border:1px solid #000;padding:2mm;text-align:start}";

/// Where everybody sees whether a certificate is genuine.
pub fn proof_url(public_url: &Url, code: &str) -> String {
    let base = public_url.as_str().trim_end_matches('/');
    format!("{base}/certificates/{code}")
}

/// The page. `proof` is the address that tells whoever holds the paper whether it is genuine: it is
/// printed, and drawn for a camera.
pub fn certificate(sheet: &Sheet, proof: Option<&str>, words: Words) -> String {
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
    if let Some(proof) = proof {
        body += &check_at(proof, words);
    }
    if !sheet.records.is_empty() {
        body += &table(&sheet.records, words);
    }
    page(&title, &body, words)
}

fn check_at(proof: &str, words: Words) -> String {
    let drawing = Picture::Svg
        .of(proof)
        .and_then(|svg| String::from_utf8(svg).ok());
    let drawing = drawing.unwrap_or_default();
    let text = words.of("certificate-check");
    let address = escaped(proof);
    format!("<div class=\"check\">{drawing}<p>{text}<br><b>{address}</b></p></div>")
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
