//! What the templates show: words are found, choices are made, only markup is left.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::forms::{ControlName, Label};
use crate::speech::{Locale, Words};

/// Words of a form in the page's language. On an English page the Vietnamese original stands
/// beside a label, because it is what the paper form and the clerk say.
#[derive(Template)]
#[template(path = "forms/wording.html")]
pub struct Wording {
    pub text: String,
    /// Whether `text` is Vietnamese on a page that is not.
    pub foreign: bool,
    pub original: Option<String>,
}

/// It is markup already.
impl HtmlSafe for Wording {}

impl Wording {
    /// The label with its original.
    pub fn new(label: &Label, words: Words) -> Self {
        let mut wording = Self::plain(label, words);
        let translated = words.locale() != Locale::Vi && !wording.foreign;
        wording.original = translated.then(|| label.vi.clone());
        wording
    }

    /// The label in one language.
    pub fn plain(label: &Label, words: Words) -> Self {
        let text = label.text(words).to_owned();
        let foreign = words.locale() != Locale::Vi && label.en.is_none();
        Self {
            text,
            foreign,
            original: None,
        }
    }

    /// Words from `locales/`.
    pub const fn ours(text: String) -> Self {
        Self {
            text,
            foreign: false,
            original: None,
        }
    }
}

/// One question with its control or controls.
#[derive(Template)]
#[template(path = "forms/field.html")]
pub struct FieldView {
    pub id: String,
    pub name: ControlName,
    pub label: Wording,
    pub hint: Option<Wording>,
    /// Where a first value comes from.
    pub note: Option<String>,
    /// The words for "may be left out", where it may.
    pub optional: Option<String>,
    pub error: Option<String>,
    /// Said before the error to those who do not see its colour.
    pub error_prefix: String,
    pub width: &'static str,
    /// Whether the page opens with the cursor here.
    pub has_focus: bool,
    pub control: Control,
}

impl FieldView {
    /// Whether it is a `fieldset`.
    pub const fn is_group(&self) -> bool {
        matches!(
            self.control,
            Control::Options { .. } | Control::Group(_) | Control::Table { .. }
        )
    }

    /// Whether its control holds a value that the person did not type here.
    const fn is_prefilled(&self) -> bool {
        self.note.is_some() && !matches!(self.control, Control::Known { .. })
    }

    /// Whether it is a table, which has no control of its own name that a fault could lead to.
    const fn is_table(&self) -> bool {
        matches!(self.control, Control::Table { .. })
    }
}

/// What a person answers with.
pub enum Control {
    Line(Line),
    Block {
        value: String,
        rows: u8,
        /// The most characters, and what a script says when few are left or there are more.
        most: String,
        left: String,
        over: String,
    },
    Select {
        /// What is sent when nothing is chosen.
        none: String,
        empty: String,
        choices: Vec<SelectChoice>,
    },
    Options {
        input: &'static str,
        options: Vec<OptionView>,
    },
    Tick {
        checked: bool,
    },
    Group(Vec<FieldView>),
    Table {
        rows: Vec<TableRow>,
        /// What the button says that takes a row away.
        remove: String,
        add: Option<String>,
    },
    /// A fact that is shown and not asked.
    Known {
        lines: Vec<String>,
        /// Whether they are Vietnamese on a page that is not.
        foreign: bool,
    },
    /// Words in place of a control.
    Notice(String),
}

/// A line of text; empty attributes are left out.
#[derive(Default)]
pub struct Line {
    pub input: &'static str,
    pub value: String,
    pub inputmode: &'static str,
    pub autocomplete: String,
    pub autocapitalize: &'static str,
    /// Id of the list of suggestions.
    pub list: String,
    pub spellcheck: bool,
}

/// An option of a list that drops down.
pub struct SelectChoice {
    pub value: String,
    pub text: String,
    pub selected: bool,
}

/// A radio button or box, and the questions that it asks for.
pub struct OptionView {
    pub id: String,
    pub value: String,
    pub label: Wording,
    pub checked: bool,
    pub reveals: Vec<FieldView>,
}

pub struct TableRow {
    pub title: String,
    /// Whether it may be taken away.
    pub may_go: bool,
    pub cells: Vec<FieldView>,
}

/// Suggestions that several lines of a page share.
pub struct NameList {
    pub id: String,
    pub names: Vec<String>,
}
