//! Verified accounts by what agencies' systems call them, many at once.

use std::collections::HashMap;

use diesel::prelude::*;

use super::number_index;
use crate::kernel::{AccountId, Assurance};
use crate::storage::schema::{accounts, verified_numbers};
use crate::storage::{BlindIndex, Conn, Result};

/// The verified accounts that were asked for.
#[derive(Debug, Default)]
pub struct Owners {
    by_tech_id: HashMap<String, AccountId>,
    by_number: HashMap<String, AccountId>,
}

impl Owners {
    /// The verified account with this TechID.
    pub fn of_tech_id(&self, tech_id: &str) -> Option<AccountId> {
        self.by_tech_id.get(tech_id).copied()
    }

    /// The verified account that owns this personal number or tax code.
    pub fn of_number(&self, number: &str) -> Option<AccountId> {
        self.by_number.get(number).copied()
    }
}

/// Which of these belong to verified accounts. A declared account owns nothing: it may say what it
/// likes.
pub fn owners(conn: &mut Conn, tech_ids: Vec<String>, numbers: Vec<String>) -> Result<Owners> {
    let mut owners = Owners::default();
    if !tech_ids.is_empty() {
        let found: Vec<(String, AccountId)> = crate::each!(conn, |c| accounts::table
            .filter(accounts::tech_id.eq_any(tech_ids))
            .filter(accounts::assurance.eq(Assurance::Verified))
            .filter(accounts::closed_at.is_null())
            .select((accounts::tech_id, accounts::id))
            .load(c))?;
        owners.by_tech_id = found.into_iter().collect();
    }
    if !numbers.is_empty() {
        let keys = conn.keys();
        let asked: HashMap<BlindIndex, String> = numbers
            .into_iter()
            .map(|number| (number_index(&keys, &number), number))
            .collect();
        let indexes: Vec<BlindIndex> = asked.keys().cloned().collect();
        let found: Vec<(BlindIndex, AccountId)> = crate::each!(conn, |c| verified_numbers::table
            .inner_join(accounts::table.on(accounts::id.eq(verified_numbers::account_id)))
            .filter(verified_numbers::number_index.eq_any(indexes))
            .filter(accounts::closed_at.is_null())
            .select((verified_numbers::number_index, verified_numbers::account_id))
            .load(c))?;
        owners.by_number = found
            .into_iter()
            .filter_map(|(index, account)| Some((asked.get(&index)?.clone(), account)))
            .collect();
    }
    Ok(owners)
}
