//! How the log is written.

use clap::ValueEnum;
use serde::Deserialize;

/// The form of the log's lines, which go to standard error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For a terminal: text, and for requests one line a minute.
    #[default]
    Text,
    /// For a collector: an object a line, and a line for each request.
    Json,
}

impl LogFormat {
    /// What is logged unless `RUST_LOG` says otherwise. The pool of connections says each failed attempt
    /// of its own, of which whoever wanted a connection tells once.
    pub const fn filter(self) -> &'static str {
        match self {
            Self::Text => "info,r2d2=off,motcua::requests=warn",
            Self::Json => "info,r2d2=off,motcua::minutes=warn",
        }
    }
}
