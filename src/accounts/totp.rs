//! Codes of an authenticator (RFC 6238): six digits of HMAC-SHA-1, a new one every thirty seconds,
//! which is what every authenticator can do.

use totp_rs::{Builder, Secret, Totp, TotpError};

use crate::kernel::Instant;

const SECRET_BYTES: usize = 20;
const STEP_SECONDS: i64 = 30;

/// What an authenticator and the portal share.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret([u8; SECRET_BYTES]);

impl TotpSecret {
    /// The first bytes of what nobody can guess.
    pub(super) fn cut_from(bytes: &[u8]) -> Option<Self> {
        bytes.first_chunk().copied().map(Self)
    }

    /// A secret that was stored; none if it has another length.
    pub(super) fn stored(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// As it is sealed.
    pub(super) const fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The secret in base32, as people copy it into an authenticator.
    ///
    /// # Errors
    /// The library refuses its length, which is a fault.
    pub fn base32(&self) -> Result<String, TotpError> {
        Ok(self.totp()?.secret().to_base32())
    }

    /// The address in a QR code by which an authenticator takes the secret: under the name of the
    /// portal, for the account called `name`.
    ///
    /// # Errors
    /// The library refuses the secret's length, which is a fault.
    pub fn address(&self, portal: &str, name: &str) -> Result<String, TotpError> {
        let (portal, name, secret) = (encoded(portal), encoded(name), self.base32()?);
        Ok(format!(
            "otpauth://totp/{portal}:{name}?secret={secret}&issuer={portal}"
        ))
    }

    /// The time step whose code this is: the present one, the one before or the one after, for
    /// clocks that go wrong by half a minute.
    pub(super) fn step_of(&self, code: &str, now: Instant) -> Option<i64> {
        let step = self.totp().ok()?.check(code, seconds(now))?;
        i64::try_from(step).ok()
    }

    /// The code of a time step.
    pub(super) fn code_at(&self, step: i64) -> Option<String> {
        let seconds = u64::try_from(step.checked_mul(STEP_SECONDS)?).ok()?;
        Some(self.totp().ok()?.generate(seconds).to_string())
    }

    /// The code that an authenticator shows now.
    pub fn code_now(&self, now: Instant) -> Option<String> {
        self.code_at(step_at(now))
    }

    fn totp(&self) -> Result<Totp, TotpError> {
        let secret = Secret::from(self.0.as_slice());
        Builder::new().with_secret(secret).build()
    }
}

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

/// The present time step.
pub(super) fn step_at(now: Instant) -> i64 {
    now.utc().timestamp() / STEP_SECONDS
}

fn seconds(now: Instant) -> u64 {
    u64::try_from(now.utc().timestamp()).unwrap_or(0)
}

/// Percent-encoded (RFC 3986): a form's encoding writes a plus for a space, which authenticators show.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn secret() -> TotpSecret {
        TotpSecret(*b"12345678901234567890")
    }

    fn at(seconds: i64) -> Instant {
        chrono::DateTime::from_timestamp(seconds, 0).unwrap().into()
    }

    /// The values of RFC 6238, appendix B, of which an authenticator shows the last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret().code_at(seconds / 30).as_deref(), Some(code));
            assert_eq!(secret().step_of(code, at(seconds)), Some(seconds / 30));
        }
    }

    #[test]
    fn an_authenticator_reads_the_address() {
        let address = secret().address("Một Cửa", "lan@example.vn").unwrap();
        assert_eq!(
            address,
            "otpauth://totp/M%E1%BB%99t%20C%E1%BB%ADa:lan%40example.vn\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=M%E1%BB%99t%20C%E1%BB%ADa"
        );
    }

    proptest! {
        #[test]
        fn a_code_is_taken_one_step_early_or_late_and_no_more(
            step in 1_000_i64..100_000_000,
            off in -3_i64..=3,
            second in 0_i64..30,
        ) {
            let code = secret().code_at(step).unwrap();
            let read = secret().step_of(&code, at((step + off) * 30 + second));
            if off.abs() <= 1 {
                prop_assert_eq!(read, Some(step));
            } else {
                // Codes of different steps may be equal, once in a million.
                prop_assert_ne!(read, Some(step));
            }
        }
    }
}
