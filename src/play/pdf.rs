//! The file that the played agency sends as a result: a valid PDF of one page, the same bytes for
//! the same dossier.

use std::fmt::Write;

use super::dossier::{Dossier, State};
use super::messages::wire_time;
use crate::kernel::fold;

const TITLE: &str = "KET QUA GIAI QUYET THU TUC HANH CHINH";
const DISCLAIMER: &str = "Giay to mau, khong co gia tri phap ly.";

/// The result of a dossier. The built-in fonts of PDF have no Vietnamese letters, so the text is
/// written without marks.
pub(super) fn result_of(dossier: &Dossier) -> Vec<u8> {
    let holder = dossier.sheet.get("ChuHoSo").and_then(|name| name.as_str());
    let day = dossier.reached(State::Finished).map(wire_time);
    let lines = [
        format!("Ho so: {}", dossier.code),
        format!("Chu ho so: {}", fold(holder.unwrap_or_default())),
        format!("Ngay: {}", day.unwrap_or_default()),
        DISCLAIMER.to_owned(),
    ];
    document(&page(&lines))
}

/// The content stream of the page. Characters that a PDF string would have to escape are left out:
/// codes come from elsewhere and might hold some.
fn page(lines: &[String]) -> String {
    let mut drawing = format!("BT /F 16 Tf 60 760 Td ({TITLE}) Tj /F 11 Tf 0 -14 Td");
    for line in lines {
        let plain: String = line
            .chars()
            .filter(|c| c.is_ascii() && !matches!(c, '(' | ')' | '\\'))
            .collect();
        let _ = write!(drawing, " 0 -18 Td ({plain}) Tj");
    }
    drawing.push_str(" ET");
    drawing
}

/// The file around a content stream, with its cross-reference table.
fn document(drawing: &str) -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
         /Resources<</Font<</F 5 0 R>>>>>>"
            .to_owned(),
        format!(
            "<</Length {}>>\nstream\n{drawing}\nendstream",
            drawing.len()
        ),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = String::from("0000000000 65535 f \n");
    for (number, object) in (1..).zip(&objects) {
        let _ = writeln!(places, "{:010} 00000 n ", file.len());
        let _ = writeln!(file, "{number} 0 obj{object} endobj");
    }
    let table = file.len();
    let size = objects.len() + 1;
    let _ = write!(
        file,
        "xref\n0 {size}\n{places}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n"
    );
    file.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_where_the_objects_stand() {
        let file = String::from_utf8(document(&page(&["Ho so: (1\\)".to_owned()]))).unwrap();
        assert!(file.starts_with("%PDF-1.4"), "{file}");
        assert!(file.contains("(Ho so: 1) Tj"), "{file}");
        let table = file.find("xref\n").unwrap();
        assert!(file.ends_with(&format!("startxref\n{table}\n%%EOF\n")));
        let places = file[table..].lines().skip(3).take(5);
        for (number, place) in (1..).zip(places) {
            let at: usize = place[..10].parse().unwrap();
            assert!(file[at..].starts_with(&format!("{number} 0 obj")));
        }
    }
}
