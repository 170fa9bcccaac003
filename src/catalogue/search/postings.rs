//! The inverted index: tantivy in memory, one segment, documents numbered as the entries are. It holds
//! words without marks; which marks they have is weighed when entries are ranked.

use std::collections::HashSet;

use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::query::{BooleanQuery, BoostQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::words::Word;

/// Memory for building; 5,740 entries need a fraction.
const BUILDING_BYTES: usize = 30_000_000;

/// How much a word counts in each field.
const IN_NAME: f32 = 1.0;
const AROUND: f32 = 0.4;

/// Names and what stands around them, by words.
pub(super) struct Postings {
    searcher: Searcher,
    fields: Fields,
}

#[derive(Clone, Copy)]
struct Fields {
    /// Words of the name without marks.
    name: Field,
    /// Fields, agencies and keywords without marks.
    around: Field,
}

impl Postings {
    /// Builds the index from the words of each entry's name and of what stands around it.
    pub fn build<'a>(
        entries: impl Iterator<Item = (&'a [Word], &'a [Word])>,
    ) -> tantivy::Result<Self> {
        let (schema, fields) = schema();
        let mut writer = Index::builder()
            .schema(schema)
            .single_segment_index_writer(RamDirectory::create(), BUILDING_BYTES)?;
        for (name, around) in entries {
            let mut document = TantivyDocument::default();
            document.add_pre_tokenized_text(fields.name, tokens(name));
            document.add_pre_tokenized_text(fields.around, tokens(around));
            writer.add_document(document)?;
        }
        let reader = writer
            .finalize()?
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            searcher: reader.searcher(),
            fields,
        })
    }

    /// The entries that share any word with `words`, at most `most`, with their BM25 score, best first.
    pub fn find(&self, words: &[Word], most: usize) -> tantivy::Result<Vec<(usize, f32)>> {
        if most == 0 {
            return Ok(Vec::new());
        }
        let mut asked = HashSet::new();
        let clauses = words
            .iter()
            .filter(|word| asked.insert(&word.folded))
            .flat_map(|word| self.clauses(word));
        let any = BooleanQuery::union(clauses.collect());
        let all = TopDocs::with_limit(most).order_by_score();
        let found = self.searcher.search(&any, &all)?;
        Ok(found
            .into_iter()
            .map(|(score, at)| (at.doc_id as usize, score))
            .collect())
    }

    fn clauses(&self, word: &Word) -> [Box<dyn Query>; 2] {
        let clause = |field, text: &str, boost| -> Box<dyn Query> {
            let term = Term::from_field_text(field, text);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            Box::new(BoostQuery::new(Box::new(query), boost))
        };
        [
            clause(self.fields.name, &word.folded, IN_NAME),
            clause(self.fields.around, &word.folded, AROUND),
        ]
    }
}

fn schema() -> (Schema, Fields) {
    let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
    let text = TextOptions::default().set_indexing_options(indexing);
    let mut schema = Schema::builder();
    let fields = Fields {
        name: schema.add_text_field("name", text.clone()),
        around: schema.add_text_field("around", text),
    };
    (schema.build(), fields)
}

fn tokens(words: &[Word]) -> PreTokenizedString {
    let tokens = words.iter().enumerate().map(|(position, word)| Token {
        offset_from: word.span.start,
        offset_to: word.span.end,
        position,
        text: word.folded.clone(),
        position_length: 1,
    });
    PreTokenizedString {
        text: String::new(),
        tokens: tokens.collect(),
    }
}
