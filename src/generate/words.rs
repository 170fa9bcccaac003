//! The words that generated data is made of: names by how often they occur in Vietnam, and phrases
//! that clerks and applicants write. Data, not words of a page.

use std::collections::HashMap;

use super::GenerateError;
use super::draw::{Draw, Weighted};

/// Words by what they are for.
pub(super) struct Words(HashMap<&'static str, Weighted<&'static str>>);

impl Words {
    /// The built-in words.
    pub(super) fn built_in() -> Result<Self, GenerateError> {
        let mut lists: HashMap<&str, Vec<(f64, &str)>> = HashMap::new();
        for line in [include_str!("names.tsv"), include_str!("phrases.tsv")]
            .into_iter()
            .flat_map(str::lines)
        {
            let mut cells = line.split('\t');
            let (Some(list), Some(weight), Some(text)) = (cells.next(), cells.next(), cells.next())
            else {
                return Err(GenerateError::Data("a line of words has three cells"));
            };
            let weight = weight
                .parse()
                .map_err(|_| GenerateError::Data("a weight is a number"))?;
            lists.entry(list).or_default().push((weight, text));
        }
        let weighted = lists
            .into_iter()
            .map(|(list, words)| (list, Weighted::new(words)));
        Ok(Self(weighted.collect()))
    }

    /// A word of the list; empty where there is no such list.
    pub(super) fn one(&self, list: &str, draw: &mut Draw) -> &'static str {
        self.0
            .get(list)
            .and_then(|words| words.draw(draw))
            .copied()
            .unwrap_or_default()
    }
}
