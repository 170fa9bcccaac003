//! A call of a service by a partner that is signed in.

use serde_json::Value;

use crate::exchange::Partner;
use crate::exchange::wire::{Answer, Fault, Object};
use crate::speech::{Locale, Words};

/// A message whose sender is known.
pub(in crate::exchange) struct Call<'a> {
    /// The sender.
    pub(super) partner: &'a Partner,
    /// The service, as it was spelt.
    pub(super) service: &'a str,
    /// The message.
    pub(super) object: Object<'a>,
    /// The message as it came.
    pub(super) body: &'a [u8],
}

impl Call<'_> {
    /// The agency named in a message is its sender's.
    pub(super) fn check_agency(&self) -> Result<(), Fault> {
        let agency = self.object.required("madonvi")?;
        match self.partner.owns(&agency) {
            true => Ok(()),
            false => Err(Fault::new("foreign_agency").with("code", agency)),
        }
    }

    /// The answer with what was looked up.
    pub(super) fn found(&self, result: Value) -> Answer {
        let message = Words::new(Locale::Vi).t("exchange.done.found").to_owned();
        Answer::result(self.partner.success, message, result)
    }
}

/// The service that is called, for what is kept of a message; made short.
pub(super) fn service_name(service: &str) -> String {
    service.chars().take(60).collect()
}
