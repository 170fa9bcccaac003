//! A message as it is shown to whoever mends it. Pure.

use serde_json::Value;

/// The message in lines, without its session: with that the sender could be played. Its other
/// members are left as they came. None of what is not JSON.
pub(super) fn readable(body: &[u8]) -> Option<String> {
    let mut message: Value = serde_json::from_slice(body).ok()?;
    if let Value::Object(members) = &mut message {
        for (name, value) in members.iter_mut() {
            if name.eq_ignore_ascii_case("session") {
                *value = Value::String(String::new());
            }
        }
    }
    serde_json::to_string_pretty(&message).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_is_not_shown_in_any_spelling() {
        let body = br#"{"Session":"s3","session":"s4","service":"x","data":[{"session":"y"}]}"#;
        let shown = readable(body).unwrap();
        assert!(!shown.contains("s3") && !shown.contains("s4"), "{shown}");
        assert!(shown.contains("\"service\": \"x\"") && shown.contains("\"session\": \"y\""));
        assert_eq!(readable(b"{"), None);
    }
}
