//! The inverted index: tantivy in memory, one segment, documents numbered as the entries are.

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
const IN_NAME_WITH_MARKS: f32 = 0.6;
const AROUND: f32 = 0.4;

/// Names and what stands around them, by words.
pub(super) struct Postings {
    searcher: Searcher,
    fields: Fields,
    size: usize,
}

#[derive(Clone, Copy)]
struct Fields {
    /// Words of the name without marks.
    name: Field,
    /// Words of the name with marks.
    exact: Field,
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
        let mut size = 0;
        for (name, around) in entries {
            let mut document = TantivyDocument::default();
            document.add_pre_tokenized_text(fields.name, tokens(name, |word| &word.folded));
            document.add_pre_tokenized_text(fields.exact, tokens(name, |word| &word.exact));
            document.add_pre_tokenized_text(fields.around, tokens(around, |word| &word.folded));
            writer.add_document(document)?;
            size += 1;
        }
        let reader = writer
            .finalize()?
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            searcher: reader.searcher(),
            fields,
            size,
        })
    }

    /// The entries that share any word with `words`, with their BM25 score, best first.
    pub fn find(&self, words: &[Word]) -> tantivy::Result<Vec<(usize, f32)>> {
        if self.size == 0 {
            return Ok(Vec::new());
        }
        let any = BooleanQuery::union(words.iter().flat_map(|word| self.clauses(word)).collect());
        let all = TopDocs::with_limit(self.size).order_by_score();
        let found = self.searcher.search(&any, &all)?;
        Ok(found
            .into_iter()
            .map(|(score, at)| (at.doc_id as usize, score))
            .collect())
    }

    fn clauses(&self, word: &Word) -> Vec<Box<dyn Query>> {
        let clause = |field, text: &str, boost| -> Box<dyn Query> {
            let term = Term::from_field_text(field, text);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            Box::new(BoostQuery::new(Box::new(query), boost))
        };
        let mut clauses = vec![
            clause(self.fields.name, &word.folded, IN_NAME),
            clause(self.fields.around, &word.folded, AROUND),
        ];
        if word.is_marked() {
            clauses.push(clause(self.fields.exact, &word.exact, IN_NAME_WITH_MARKS));
        }
        clauses
    }
}

fn schema() -> (Schema, Fields) {
    let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
    let text = TextOptions::default().set_indexing_options(indexing);
    let mut schema = Schema::builder();
    let fields = Fields {
        name: schema.add_text_field("name", text.clone()),
        exact: schema.add_text_field("exact", text.clone()),
        around: schema.add_text_field("around", text),
    };
    (schema.build(), fields)
}

fn tokens(words: &[Word], form: impl Fn(&Word) -> &String) -> PreTokenizedString {
    let tokens = words.iter().enumerate().map(|(position, word)| Token {
        offset_from: word.span.start,
        offset_to: word.span.end,
        position,
        text: form(word).clone(),
        position_length: 1,
    });
    PreTokenizedString {
        text: String::new(),
        tokens: tokens.collect(),
    }
}
