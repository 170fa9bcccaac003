//! The wire with agencies' own one-stop systems, in both directions: who they are, what they send
//! (`inbound`, `wire`), what they are told (`outbound`), which files are fetched from them, and what
//! could not be taken (quarantine).
//!
//! What a message means for a dossier is the dossiers' rule; pages of operators are the console's.

mod addresses;
mod clear_text;
mod failure;
mod file_client;
mod inbound;
mod files;
mod operations;
mod outbound;
mod partner;
mod preset;
mod secret;
mod store;
mod wire;

use crate::web::access::{Audience, Body, Routes};

pub use addresses::{file_host, push_address};
pub use failure::Unreached;
pub use inbound::{ReplayMessage, Replayed, Retrial, answer_to, recording_services, replay};
pub use operations::*;
pub use outbound::{Breaker, BreakerState, Client, Outbound};
pub use partner::{Partner, PartnerSettings, StatusMap, SuccessCode};
pub use preset::{Preset, preset, presets};
pub use secret::Secret;
pub use store::{
    Mended, MessageLine, PushLine, QuarantineCount, QuarantineLine, SharedReason, TrafficLine,
    UnmappedCode, agencies_decided_by, breaker, last_message_at, message_body, messages_named,
    messages_of_dossier, open_quarantine, partner, partner_by_username, partners,
    partners_with_work, pushes_of, quarantine_counts, quarantined, quarantined_about, secrets_mark,
    shared_reasons, sweep_sessions, traffic, unmapped,
};
pub use wire::WireAnswer;

/// What the handlers of this room share; one per process.
#[derive(Clone, Default)]
pub struct Exchange {
    turns: inbound::Turns,
    budget: inbound::MemoryBudget,
}

/// The addresses of this room.
pub fn routes() -> Routes {
    const MESSAGES: [&str; 4] = ["/mapi/login", "/mapi/login/", "/mapi/g", "/mapi/g/"];
    let file = Routes::new().get(
        outbound::FILE_ROUTE,
        Audience::Machine,
        outbound::serve_file,
    );
    MESSAGES.into_iter().fold(file, |routes, path| {
        routes.post(path, Audience::Machine, Body::Message, inbound::answer)
    })
}
