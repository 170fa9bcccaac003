//! In which line of its file something stands.

use toml::de::{DeTable, DeValue};

use super::Position;

/// The line of the byte at `offset`, counted from 1.
pub fn line_of_offset(text: &str, offset: usize) -> usize {
    let before = text.bytes().take(offset);
    before.filter(|byte| *byte == b'\n').count() + 1
}

/// Tells the line of each position in the text of a form: that of its key, for a rule that of its name.
/// What cannot be found stands in the first.
pub fn lines_of(text: &str) -> impl Fn(Position) -> usize + '_ {
    let table = DeTable::parse(text).ok().map(toml::Spanned::into_inner);
    move |position| {
        let table = table.as_ref();
        let found = table.and_then(|table| match position {
            Position::Form => offset_of(table, "key"),
            Position::Section(section) => offset_of(nth(table, "sections", section)?, "key"),
            Position::Field(section, field) => {
                let section = nth(table, "sections", section)?;
                offset_of(nth(section, "fields", field)?, "key")
            }
            Position::Rule(rule) => offset_of(nth(table, "rules", rule)?, "rule"),
        });
        found.map_or(1, |offset| line_of_offset(text, offset))
    }
}

/// The line of the field, or column, of this key.
pub fn line_of_field(text: &str, key: &str) -> usize {
    let table = DeTable::parse(text).ok().map(toml::Spanned::into_inner);
    let offset = table.and_then(|table| field_offset(&table, key));
    offset.map_or(1, |offset| line_of_offset(text, offset))
}

fn field_offset(table: &DeTable<'_>, key: &str) -> Option<usize> {
    if table.get("key")?.get_ref().as_str() == Some(key) && table.contains_key("type") {
        return offset_of(table, "key");
    }
    ["sections", "fields", "columns"].iter().find_map(|below| {
        let below = table.get(*below)?.get_ref().as_array()?;
        let mut tables = below.iter().filter_map(|one| one.get_ref().as_table());
        tables.find_map(|one| field_offset(one, key))
    })
}

fn offset_of(table: &DeTable<'_>, key: &str) -> Option<usize> {
    table.get(key).map(|value| value.span().start)
}

fn nth<'t, 'i>(table: &'t DeTable<'i>, key: &str, place: usize) -> Option<&'t DeTable<'i>> {
    let array: &DeValue<'i> = table.get(key)?.get_ref();
    array.as_array()?.get(place)?.get_ref().as_table()
}
