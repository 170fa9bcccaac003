//! Summaries of satisfaction that partners sent.

use diesel::prelude::*;

use crate::exchange::wire::RatingSummary;
use crate::kernel::{Instant, PartnerId};
use crate::storage::schema::partner_ratings;
use crate::storage::{Document, Result, Tx};

/// Keeps a summary in the place of an earlier one.
pub fn rating_put(
    tx: &mut Tx<'_>,
    partner: PartnerId,
    summary: &RatingSummary,
    now: Instant,
) -> Result<()> {
    let key = (
        partner,
        summary.month,
        summary.agency.as_str(),
        summary.procedure.as_str(),
        summary.question.as_str(),
    );
    diesel::delete(partner_ratings::table.find(key)).execute(tx.engine())?;
    diesel::insert_into(partner_ratings::table)
        .values((
            partner_ratings::partner_id.eq(partner),
            partner_ratings::month.eq(summary.month),
            partner_ratings::agency_code.eq(&summary.agency),
            partner_ratings::procedure_code.eq(&summary.procedure),
            partner_ratings::question.eq(&summary.question),
            partner_ratings::summary.eq(Document(summary.figures.clone())),
            partner_ratings::received_at.eq(now),
        ))
        .execute(tx.engine())?;
    Ok(())
}
