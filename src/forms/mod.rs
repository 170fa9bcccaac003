//! Forms: definitions, conditions, validation, answers, prefilling, rendering.
//!
//! A form is data: one file under `catalogue/forms`, with a revision. No code here names a
//! procedure or a field. What belongs here is what every form shares: how a definition is read
//! and checked, which questions a person sees, how what was typed becomes answers, and how
//! questions and answers look. Drafts, uploads and who may see answers belong to the dossiers
//! room; page frames and routes to the entrances.
//!
//! The way of one page: [`Typed::from_pairs`] takes a post, [`validate`] makes an [`Outcome`] of
//! it, [`Wizard`] says which page comes next, [`SectionView`] shows a page and [`Review`] the
//! answers.

mod answer;
mod changes;
mod check;
mod composite;
mod computed;
mod condition;
mod context;
mod dates;
mod definition;
mod error;
mod in_words;
mod identity;
mod wizard;
mod library;
mod lists;
mod matching;
mod named_agencies;
mod names;
mod partial_date;
mod published;
mod quantity;
mod render;
mod review;
mod rule;
mod source;
mod span;
mod time_of_day;
mod typed;
mod unit_lists;
mod validate;

#[cfg(test)]
mod tests;

pub use answer::{Answer, Answers, Situation};
pub use changes::FormChanges;
pub use check::{Finding, Position, line_of_field, line_of_offset, lines_of};
pub use composite::{
    AbroadAddress, Address, BankAccount, IdentityDoc, IdentityKind, Place, Presence, ResidenceKind,
};
pub use computed::{Computation, ComputedKind};
pub use condition::{Condition, Test};
pub use context::{Context, Fact, Known, Source};
pub use dates::DateBound;
pub use definition::{
    Choice, Edition, FactStatus, Field, FieldSourceKind, FieldType, FormDefinition, Label, Prefill,
    Section, TextShape, Width,
};
pub use error::{ErrorKind, FieldError};
pub use in_words::date_in_words;
pub use library::{FormFault, Library, LibraryError};
pub use lists::{
    Country, Entry, Lists, Religion, countries, ethnicities, nationalities, religions,
};
pub use matching::{NameMatch, find_by_name};
pub use names::ControlName;
pub use partial_date::PartialDate;
pub use published::published;
pub use quantity::Quantity;
pub use render::{SectionView, SummaryView, error_summary};
pub use review::{Review, ReviewRow, ReviewSection, ReviewView};
pub use rule::{Rule, RuleKind};
pub use source::DefinitionError;
pub use span::Distance;
pub use time_of_day::TimeOfDay;
pub use typed::Typed;
pub use unit_lists::UnitLists;
pub use validate::{Outcome, validate};
pub use wizard::Wizard;
