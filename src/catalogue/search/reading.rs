//! The readings of a question: as typed, and with what people call things replaced by what the law
//! calls them.

use super::places::Places;
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

/// What people say last of a thing that they need again, without marks, and what may stand before it.
const LOSSES: &[&[&str]] = &[
    &["mat"],
    &["hong"],
    &["rach"],
    &["that", "lac"],
    &["het", "han"],
];
const BEFORE_LOSSES: &[&str] = &["bi", "da"];

/// The readings of `typed`, the one as typed first: also without the places that it names, and with a
/// loss that is told last ("thẻ bị mất") told first ("mất thẻ"), as the names of things have it. None is
/// empty unless `typed` is.
pub(super) fn readings(
    text: &str,
    typed: &[Word],
    synonyms: &Synonyms,
    places: &Places,
) -> Vec<Reading> {
    let elsewhere = places.left_out_of(typed);
    let as_typed = std::iter::once(typed).chain(elsewhere.as_deref());
    let turned: Vec<Vec<Word>> = as_typed.clone().filter_map(loss_first).collect();
    as_typed
        .chain(turned.iter().map(Vec::as_slice))
        .flat_map(|words| readings_of(text, words, synonyms))
        .collect()
}

/// The question with a loss that ends it at its beginning.
fn loss_first(typed: &[Word]) -> Option<Vec<Word>> {
    let loss = LOSSES.iter().find(|loss| {
        let words = typed.iter().rev().zip(loss.iter().rev());
        typed.len() > loss.len() && words.clone().all(|(typed, loss)| typed.folded == *loss)
    })?;
    let (thing, loss) = typed.split_at_checked(typed.len().checked_sub(loss.len())?)?;
    let thing = match thing.split_last() {
        Some((last, before)) if BEFORE_LOSSES.contains(&last.folded.as_str()) => before,
        _ => thing,
    };
    (!thing.is_empty()).then(|| [loss, thing].concat())
}

fn readings_of(text: &str, typed: &[Word], synonyms: &Synonyms) -> Vec<Reading> {
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
    // In the order of the text: the words may have been turned.
    let start = typed.iter().map(|word| word.span.start).min();
    let end = typed.iter().map(|word| word.span.end).max();
    let (Some(start), Some(end)) = (start, end) else {
        return readings;
    };
    let span = start..end;
    let phrase = text.get(span).unwrap_or_default();
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
        readings(
            text,
            &typed,
            &synonyms,
            &Places::named(["Đà Nẵng".to_owned()]),
        )
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
    fn a_place_is_left_out_and_a_loss_told_first() {
        assert_eq!(read("đổi tên đà nẵng"), ["đổi tên đà nẵng", "đổi tên"]);
        assert_eq!(
            read("bằng lái xe bị mất"),
            [
                "bằng lái xe bị mất",
                "giấy phép lái xe bị mất",
                "mất bằng lái xe",
                "mất giấy phép lái xe",
            ]
        );
        assert_eq!(read("mất"), ["mất"]);
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
