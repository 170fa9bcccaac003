//! The readings of a question: as typed, and with what people call things replaced by what the law
//! calls them.

use super::query::Understood;
use super::synonyms::Synonyms;
use super::words::{Word, words};

/// More readings than this are not tried: meanings multiply when a question holds several synonyms.
const MOST_READINGS: usize = 8;
/// Words after these are not read: nobody asks so long, and each costs time.
const MOST_WORDS: usize = 24;

/// One way to understand a question.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// The words to look for.
    pub words: Vec<Word>,
    /// Which phrases were replaced.
    pub understood: Vec<Understood>,
}

impl Reading {
    fn is_typed(&self) -> bool {
        self.understood.is_empty()
    }
}

/// A stretch of the question.
enum Stretch<'a> {
    Plain(&'a Word),
    Framing(&'a [Word]),
    Called {
        typed: &'a [Word],
        means: &'a [String],
    },
}

/// The words of a question, abbreviations written out.
pub(super) fn question(text: &str, synonyms: &Synonyms) -> Vec<Word> {
    let mut typed = words(text);
    typed.truncate(MOST_WORDS);
    synonyms.written_out(typed)
}

/// The readings of `typed`, the one as typed first. None is empty unless `typed` is.
pub(super) fn readings(text: &str, typed: &[Word], synonyms: &Synonyms) -> Vec<Reading> {
    let stretches = stretches(typed, synonyms);
    let framed = stretches
        .iter()
        .all(|stretch| matches!(stretch, Stretch::Framing(_)));
    let mut readings = vec![Reading::default()];
    for stretch in &stretches {
        readings = match stretch {
            Stretch::Plain(word) => extended(readings, std::slice::from_ref(word)),
            Stretch::Framing(words) if framed => extended(readings, words),
            Stretch::Framing(_) => readings,
            Stretch::Called { typed, means } => branched(readings, text, typed, means, synonyms),
        };
    }
    readings
}

fn stretches<'a>(typed: &'a [Word], synonyms: &'a Synonyms) -> Vec<Stretch<'a>> {
    let mut stretches = Vec::new();
    let mut rest = typed;
    while let Some((first, after)) = rest.split_first() {
        let (stretch, after) = if let Some((synonym, length)) = synonyms.synonym_at(rest) {
            let (typed, after) = rest.split_at(length);
            (
                Stretch::Called {
                    typed,
                    means: &synonym.means,
                },
                after,
            )
        } else if let Some(length) = synonyms.framing_at(rest) {
            let (framing, after) = rest.split_at(length);
            (Stretch::Framing(framing), after)
        } else {
            (Stretch::Plain(first), after)
        };
        stretches.push(stretch);
        rest = after;
    }
    stretches
}

fn extended<W: std::borrow::Borrow<Word>>(mut readings: Vec<Reading>, more: &[W]) -> Vec<Reading> {
    for reading in &mut readings {
        reading
            .words
            .extend(more.iter().map(|word| word.borrow().clone()));
    }
    readings
}

/// Each reading goes on with each meaning; the reading as typed also goes on as typed.
fn branched(
    readings: Vec<Reading>,
    text: &str,
    typed: &[Word],
    means: &[String],
    synonyms: &Synonyms,
) -> Vec<Reading> {
    let span = match (typed.first(), typed.last()) {
        (Some(first), Some(last)) => first.span.start..last.span.end,
        _ => return readings,
    };
    let phrase = text.get(span.clone()).unwrap_or_default();
    let mut branches = Vec::new();
    for reading in &readings {
        if reading.is_typed() {
            branches.extend(extended(vec![reading.clone()], typed));
        }
    }
    // Meaning before reading: when there are too many, every reading keeps its first meanings.
    for meaning in means {
        let meant = synonyms.written_out(words(meaning));
        for reading in &readings {
            let mut branch = extended(vec![reading.clone()], &meant);
            for new in &mut branch {
                new.understood.push(Understood {
                    typed: phrase.to_owned(),
                    meaning: meaning.clone(),
                });
            }
            branches.extend(branch);
        }
    }
    branches.truncate(MOST_READINGS);
    branches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let synonyms = Synonyms::parse(
            r#"
            framing = ["tôi muốn", "ở đâu"]
            [[abbreviation]]
            short = "gplx"
            long = "giấy phép lái xe"
            [[synonym]]
            said = ["bằng lái", "bằng lái xe"]
            means = ["giấy phép lái xe"]
            [[synonym]]
            said = ["làm lại"]
            means = ["cấp lại", "đổi"]
            "#,
        )
        .unwrap();
        let typed = question(text, &synonyms);
        readings(text, &typed, &synonyms)
            .into_iter()
            .map(|reading| {
                let words: Vec<String> = reading.words.into_iter().map(|w| w.exact).collect();
                words.join(" ")
            })
            .collect()
    }

    #[test]
    fn a_question_is_read_as_typed_and_as_meant() {
        assert_eq!(
            read("tôi muốn đổi bằng lái xe"),
            ["đổi bằng lái xe", "đổi giấy phép lái xe"]
        );
        assert_eq!(
            read("lam lai bang lai o dau"),
            [
                "lam lai bang lai",
                "lam lai giấy phép lái xe",
                "cấp lại giấy phép lái xe",
                "đổi giấy phép lái xe",
            ]
        );
    }

    #[test]
    fn who_types_marks_means_them() {
        assert_eq!(read("bảng lai"), ["bảng lai"]);
        assert_eq!(read("bang lái"), ["bang lái", "giấy phép lái xe"]);
    }

    #[test]
    fn abbreviations_are_written_out_and_mere_framing_is_kept() {
        assert_eq!(read("GPLX"), ["giấy phép lái xe"]);
        assert_eq!(read("ở đâu"), ["ở đâu"]);
        assert_eq!(read(""), [""]);
    }
}
