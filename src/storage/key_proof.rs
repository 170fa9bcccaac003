//! Whether the keys at hand are those of the database: a portal that starts with other keys would
//! seal what it can never read together with the rest.

use diesel::prelude::*;

use super::engine::Tx;
use super::error::{Error, Result};
use super::pool::Storage;
use super::schema::settings;
use crate::kernel::Instant;

const NAME: &str = "key_proof";
const CONTEXT: &str = "settings.key_proof";
const KNOWN: &[u8] = b"motcua";

impl Storage {
    /// Leaves a sealed proof in the database the first time, and opens it every other time.
    ///
    /// # Errors
    /// `Unsealable` when the keys are not those of this database.
    pub fn prove_keys(&self, now: Instant) -> Result<()> {
        self.write(|tx| match proof(tx)? {
            Some(proof) => verify(tx, &proof),
            None => leave(tx, now),
        })
    }
}

fn proof(tx: &mut Tx<'_>) -> Result<Option<String>> {
    Ok(settings::table
        .find(NAME)
        .select(settings::value)
        .first(tx.engine())
        .optional()?)
}

fn leave(tx: &mut Tx<'_>, now: Instant) -> Result<()> {
    let keys = tx.keys();
    let sealed = keys.seal(CONTEXT, KNOWN)?;
    let value = format!(
        "{}:{}",
        hex::encode(keys.blind(CONTEXT, KNOWN)),
        hex::encode(sealed)
    );
    let row = (
        settings::name.eq(NAME),
        settings::value.eq(value),
        settings::changed_at.eq(now),
    );
    crate::insert_if_new!(tx, settings::table, &row)?;
    Ok(())
}

fn verify(tx: &mut Tx<'_>, proof: &str) -> Result<()> {
    let unsealable = || Error::Unsealable { context: CONTEXT };
    let keys = tx.keys();
    let (index, sealed) = proof.split_once(':').ok_or_else(unsealable)?;
    let sealed = hex::decode(sealed).map_err(|_| unsealable())?;
    let is_ours =
        keys.open(CONTEXT, &sealed)? == KNOWN && index == hex::encode(keys.blind(CONTEXT, KNOWN));
    if is_ours { Ok(()) } else { Err(unsealable()) }
}
