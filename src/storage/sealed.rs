//! Columns that the engine cannot read: authenticated encryption with the value's purpose as
//! associated data, so that a sealed phone number does not open as an e-mail address.

use std::marker::PhantomData;

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Binary;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::{Error, Result};
use super::keys::KeyRing;

/// A sealed `T`: the key's id in the first byte, then nonce and ciphertext.
#[derive(AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub struct Sealed<T: 'static>(Vec<u8>, PhantomData<fn() -> T>);

impl<T: Serialize + DeserializeOwned> Sealed<T> {
    /// Seals `value` for `context`, which names the column (`accounts.phone`).
    pub fn seal(keys: &KeyRing, context: &'static str, value: &T) -> Result<Self> {
        let plain = serde_json::to_vec(value).map_err(|_| Error::Unsealable { context })?;
        Ok(Self(keys.seal(context, &plain)?, PhantomData))
    }

    /// Opens the value; the context must be the one it was sealed for.
    pub fn open(&self, keys: &KeyRing, context: &'static str) -> Result<T> {
        let plain = keys.open(context, &self.0)?;
        serde_json::from_slice(&plain).map_err(|_| Error::Unsealable { context })
    }
}

/// Sealed bytes, for what is no JSON value.
#[derive(Clone, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub struct SealedBytes(Vec<u8>);

impl SealedBytes {
    /// Seals bytes for `context`.
    pub fn seal(keys: &KeyRing, context: &'static str, plain: &[u8]) -> Result<Self> {
        keys.seal(context, plain).map(Self)
    }

    /// Opens the bytes; the context must be the one they were sealed for.
    pub fn open(&self, keys: &KeyRing, context: &'static str) -> Result<Vec<u8>> {
        keys.open(context, &self.0)
    }

    /// The bytes as they are sealed, for what is carried elsewhere than in a column.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Bytes that were sealed before.
    pub const fn of_bytes(sealed: Vec<u8>) -> Self {
        Self(sealed)
    }
}

impl std::fmt::Debug for SealedBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealedBytes({} bytes)", self.0.len())
    }
}

impl<DB> ToSql<Binary, DB> for SealedBytes
where
    DB: diesel::backend::Backend,
    [u8]: ToSql<Binary, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.as_slice().to_sql(out)
    }
}

impl<DB> FromSql<Binary, DB> for SealedBytes
where
    DB: diesel::backend::Backend,
    Vec<u8>: FromSql<Binary, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Vec::<u8>::from_sql(bytes)?))
    }
}

impl<T> Clone for Sealed<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<T> std::fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

impl<T, DB> ToSql<Binary, DB> for Sealed<T>
where
    DB: diesel::backend::Backend,
    [u8]: ToSql<Binary, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.as_slice().to_sql(out)
    }
}

impl<T, DB> FromSql<Binary, DB> for Sealed<T>
where
    DB: diesel::backend::Backend,
    Vec<u8>: FromSql<Binary, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Vec::<u8>::from_sql(bytes)?, PhantomData))
    }
}
