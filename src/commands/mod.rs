//! Commands of several verbs: what they take and print. What they do is the rooms' own.

pub mod catalogue;
