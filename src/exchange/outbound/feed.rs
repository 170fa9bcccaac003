//! LayHoSoTuDVCQG: what a partner would be pushed, fetched by position. Asking again from a position
//! gives the same.

use serde_json::{Value, json};

use super::message::{Letterhead, message};
use crate::exchange::{Partner, store};
use crate::kernel::AgencyId;
use crate::storage::{self, Conn};

const MOST: i64 = 200;
const USUAL: i64 = 50;

/// The messages after a position, in order.
pub(in crate::exchange) fn feed(
    conn: &mut Conn,
    partner: &Partner,
    after: Option<i64>,
    most: Option<i64>,
    absolute: &dyn Fn(&str) -> String,
    agency_name: &dyn Fn(AgencyId) -> String,
) -> storage::Result<Vec<Value>> {
    let most = most.unwrap_or(USUAL).clamp(1, MOST);
    let head = Letterhead {
        absolute,
        agency_name,
    };
    let mut messages = Vec::new();
    for line in store::feed_after(conn, partner.agency, after.unwrap_or(0), most)? {
        if let Some(Value::Object(mut body)) = message(conn, line.dossier, line.seq, &head)? {
            body.insert("ViTri".to_owned(), json!(line.position));
            messages.push(Value::Object(body));
        }
    }
    Ok(messages)
}
