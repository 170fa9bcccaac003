//! Whether, where and how a service is filed here, and what keeps it from being wholly online.

use super::ServicePage;
use crate::catalogue::{Level4Refusal, NotOnline, ResultDelivery, Territory};
use crate::portal::paths;
use crate::portal::services::fee_lines;

/// The acts of filing here, in order, by the keys of their words.
const STEPS_HERE: [&str; 4] = ["prepare", "fill", "submit", "receive"];

impl ServicePage {
    /// What keeps a service that is filed here from being wholly online.
    pub(super) fn short_of_full(&self) -> Vec<String> {
        if self.service().is_none() {
            return Vec::new();
        }
        let missing = self.derived().missing_for_full;
        let words = self.words();
        missing
            .into_iter()
            .filter_map(|refusal| {
                let key = match refusal {
                    Level4Refusal::NotFiledOnline => return None,
                    Level4Refusal::NoOwnForm => "no_own_form",
                    Level4Refusal::PaperComponents => "paper_components",
                    Level4Refusal::NoOnlinePayment => "no_online_payment",
                    Level4Refusal::UnknownFee => "unknown_fee",
                };
                Some(words.under("find.short_of_full", key))
            })
            .collect()
    }

    /// Why it is not filed here; empty where it is.
    pub(super) fn why_not(&self) -> Vec<String> {
        let offer = self.snapshot.offer(&self.procedure.code);
        let reasons = offer.and_then(|offer| offer.service.as_ref().err());
        let words = self.words();
        reasons
            .into_iter()
            .flatten()
            .map(|reason| {
                let key = match reason {
                    NotOnline::Ended => "ended",
                    NotOnline::Unlisted => "unlisted",
                    NotOnline::Internal => "internal",
                    NotOnline::NoDetails => "no_details",
                    NotOnline::NoOnlineChannel => "no_online_channel",
                    NotOnline::NoHandler => "no_handler",
                };
                words.under("find.not_online", key)
            })
            .collect()
    }

    /// The address where filing begins, where this portal takes it.
    pub(super) fn apply(&self) -> Option<String> {
        let service = self.service()?;
        Some(self.frame.path(&paths::start(&service.procedure)))
    }

    /// The province in which alone it exists.
    pub(super) fn only_province(&self) -> Option<&str> {
        let Territory::Province(code) = &self.service()?.territory else {
            return None;
        };
        let units = &self.snapshot.catalogue.units;
        units.province(code).map(|province| province.name.as_str())
    }

    /// Where it is said who takes it at a place.
    pub(super) fn where_to_file(&self) -> String {
        let path = paths::where_to_file(&self.procedure.code);
        self.frame.path(&path)
    }

    /// How a service without steps of its own is filed here: title and sentence of each step.
    pub(super) fn steps_here(&self) -> Vec<(String, String)> {
        if self.service().is_none() {
            return Vec::new();
        }
        let words = self.words();
        STEPS_HERE
            .iter()
            .map(|step| {
                let title = words.under("find.step", step);
                (title, words.under("find.step_text", step))
            })
            .collect()
    }

    /// How the result can reach the applicant.
    pub(super) fn deliveries(&self) -> Vec<String> {
        let ways = self
            .service()
            .map_or(&[][..], |service| &service.deliveries);
        ways.iter()
            .map(|way| {
                let key = match way {
                    ResultDelivery::Portal => "portal",
                    ResultDelivery::Desk => "desk",
                    ResultDelivery::Post => "post",
                };
                self.words().under("common.delivery", key)
            })
            .collect()
    }

    pub(super) fn fee_at_desk(&self) -> Option<String> {
        fee_lines::short_at_desk(self.words(), self.service(), self.today)
    }
}
