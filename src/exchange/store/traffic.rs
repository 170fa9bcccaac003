//! How much came from a partner, and when. A message's id begins with its time, so that a span of
//! time is a range of the key. What an operator mended did not come.

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::messages::is_success;
use crate::kernel::{Instant, MessageId, PartnerId};
use crate::storage::schema::partner_messages;
use crate::storage::{Conn, Result};

/// How many messages that called a service were taken, or were refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrafficLine {
    /// The service, as it was spelt.
    pub service: String,
    /// Whether they were taken.
    pub taken: bool,
    /// How many.
    pub messages: i64,
}

/// What came from a partner from a time until before another.
pub fn traffic(
    conn: &mut Conn,
    partner: PartnerId,
    from: Instant,
    until: Instant,
) -> Result<Vec<TrafficLine>> {
    let rows: Vec<(String, String, i64)> = partner_messages::table
        .filter(partner_messages::partner_id.eq(partner))
        .filter(partner_messages::id.ge(MessageId::least_at(from)))
        .filter(partner_messages::id.lt(MessageId::least_at(until)))
        .filter(partner_messages::mended_by.is_null())
        .group_by((partner_messages::service, partner_messages::answer_code))
        .select((
            partner_messages::service,
            partner_messages::answer_code,
            count_star(),
        ))
        .load(conn.engine())?;
    let line = |(service, code, messages): (String, String, i64)| TrafficLine {
        service,
        taken: is_success(&code),
        messages,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// When a message came from a partner last.
pub fn last_message_at(conn: &mut Conn, partner: PartnerId) -> Result<Option<Instant>> {
    Ok(partner_messages::table
        .filter(partner_messages::partner_id.eq(partner))
        .filter(partner_messages::mended_by.is_null())
        .order(partner_messages::id.desc())
        .select(partner_messages::received_at)
        .first(conn.engine())
        .optional()?)
}
