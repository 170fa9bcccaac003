//! The one spelling that equal JSON values share: without blanks, names sorted. Digests of snapshots
//! and ids in quarantine are made of it.

use std::borrow::Cow;
use std::fmt;
use std::mem;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use serde_json::value::RawValue;

use super::json::{Kind, Text, for_each_element};

/// Writes a value in its one spelling. Of a list one element at a time is in memory, and each is read
/// once, however deep it is.
pub(super) fn write_canonical(
    text: &RawValue,
    write: &mut dyn FnMut(&[u8]),
) -> serde_json::Result<()> {
    if Kind::of(text) != Kind::List {
        return serde_json::from_str::<Tree<'_>>(text.get())?.write(write);
    }
    let mut separator: &[u8] = b"[";
    for_each_element(text, |element| {
        write(mem::replace(&mut separator, b","));
        serde_json::from_str::<Tree<'_>>(element.get())?.write(write)
    })?;
    write(if separator == b"[" { b"[]" } else { b"]" });
    Ok(())
}

/// A value that borrows its texts; names are sorted, and of one name the last member counts.
enum Tree<'a> {
    Null,
    Truth(bool),
    Number(Number),
    Text(Cow<'a, str>),
    List(Vec<Tree<'a>>),
    Object(Vec<(Cow<'a, str>, Tree<'a>)>),
}

impl Tree<'_> {
    /// As deep as the message, which is checked to be shallow.
    fn write(&self, write: &mut dyn FnMut(&[u8])) -> serde_json::Result<()> {
        match self {
            Self::Null => write(b"null"),
            Self::Truth(truth) => write(if *truth { b"true" } else { b"false" }),
            Self::Number(number) => write(number.to_string().as_bytes()),
            Self::Text(text) => write(&serde_json::to_vec(text)?),
            Self::List(elements) => {
                write(b"[");
                let mut separator: &[u8] = b"";
                for element in elements {
                    write(mem::replace(&mut separator, b","));
                    element.write(write)?;
                }
                write(b"]");
            }
            Self::Object(members) => {
                write(b"{");
                let mut separator: &[u8] = b"";
                for (name, value) in members {
                    write(mem::replace(&mut separator, b","));
                    write(&serde_json::to_vec(name)?);
                    write(b":");
                    value.write(write)?;
                }
                write(b"}");
            }
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for Tree<'de> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Tree::Truth(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Tree::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Number::from_f64(number).map_or(Tree::Null, Tree::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Tree::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Tree::Text(Cow::Borrowed(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = list.next_element()? {
            elements.push(element);
        }
        Ok(Tree::List(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut read: Vec<(Cow<'de, str>, Tree<'de>)> = Vec::new();
        while let Some((Text(name), value)) = members.next_entry()? {
            read.push((name, value));
        }
        read.sort_by(|(name, _), (other, _)| name.cmp(other));
        read.dedup_by(|later, earlier| {
            let is_same = later.0 == earlier.0;
            if is_same {
                mem::swap(later, earlier);
            }
            is_same
        });
        Ok(Tree::Object(read))
    }
}
