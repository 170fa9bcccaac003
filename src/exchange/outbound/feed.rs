//! LayHoSoTuDVCQG: what a partner would be pushed, fetched by position. Asking again from a position
//! gives the same.

use serde_json::{Value, json};

use super::message::message;
use crate::context::Context;
use crate::exchange::{Partner, store};
use crate::storage::{self, Conn};

const MOST: i64 = 200;
const USUAL: i64 = 50;

/// The messages after a position, in order.
pub(in crate::exchange) fn feed(
    conn: &mut Conn,
    cx: &Context,
    partner: &Partner,
    after: Option<i64>,
    most: Option<i64>,
) -> storage::Result<Vec<Value>> {
    let most = most.unwrap_or(USUAL).clamp(1, MOST);
    let (mut messages, mut after) = (Vec::new(), after.unwrap_or(0));
    loop {
        let missing = most.saturating_sub(i64::try_from(messages.len()).unwrap_or(most));
        let lines = store::feed_after(conn, (partner.id, partner.agency), after, missing)?;
        let Some(last) = lines.last() else {
            return Ok(messages);
        };
        after = last.position;
        // Of some events nobody is told; only the end of the feed may look like its end.
        for line in lines {
            if let Some(Value::Object(mut body)) = message(conn, cx, line.dossier, line.seq)? {
                body.insert("ViTri".to_owned(), json!(line.position));
                messages.push(Value::Object(body));
            }
        }
    }
}
