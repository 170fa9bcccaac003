//! What is answered: always HTTP 200 with an `error_code` (docs/partners.md).

use serde_json::{Map, Value, json};

use crate::exchange::SuccessCode;

/// The answer to a message.
#[derive(Debug, Clone, PartialEq)]
pub struct WireAnswer {
    /// `"0"` or `"00"` is success.
    pub code: String,
    /// What came of it; on success it contains "thành công".
    pub message: String,
    /// Members beside them: `result`, `session`.
    pub more: Map<String, Value>,
}

impl WireAnswer {
    pub fn success(code: SuccessCode, message: String) -> Self {
        Self {
            code: code.as_str().to_owned(),
            message,
            more: Map::new(),
        }
    }

    /// Success with a result.
    pub fn result(code: SuccessCode, message: String, result: Value) -> Self {
        let mut answer = Self::success(code, message);
        answer.more.insert("result".to_owned(), result);
        answer
    }

    /// Refused, with a text that says what to mend.
    pub fn refusal(message: String) -> Self {
        Self {
            code: "-1".to_owned(),
            message,
            more: Map::new(),
        }
    }

    /// The dossier is known already; the text contains "đã tồn tại".
    pub fn known(message: String) -> Self {
        Self {
            code: "-3".to_owned(),
            ..Self::refusal(message)
        }
    }

    /// The answer as it is sent.
    pub fn to_json(&self) -> Value {
        let mut body = self.more.clone();
        body.insert("error_code".to_owned(), json!(self.code));
        body.insert("message".to_owned(), json!(self.message));
        Value::Object(body)
    }
}
