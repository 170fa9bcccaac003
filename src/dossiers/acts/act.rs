//! The table of acts: who does each, from which states, what must be paid or signed before, and to
//! what it leads. Operations, pages, the demonstration and the generator of the past ask it.

use crate::catalogue::FeeDue;
use crate::dossiers::lifecycle::State;
use crate::kernel::Role;

/// What can be done to a dossier, in the order in which pages offer it: what goes on first, what
/// ends it last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Accept it, with a receipt and a due date.
    Accept,
    /// Hand the result to the applicant.
    Return,
    /// Decide, with a result.
    Decide,
    /// Hand it to a unit or an officer of the same agency.
    Forward,
    /// Ask the applicant for a supplement.
    RequestSupplement,
    /// Ask the applicant to pay.
    RequestPayment,
    /// Write something that only clerks of the acting agency read.
    AddNote,
    /// Refuse to accept it.
    Refuse,
    /// Stop the work, with a reason.
    Stop,
    /// A fee is paid; the state stays.
    MarkFeePaid,
    /// What was asked for is paid: follows from the last fee that is marked.
    SettlePayment,
    /// Give the supplement.
    AnswerSupplement,
    /// The supplement did not come by its term.
    EndSupplementTerm,
    /// The applicant takes it back.
    Withdraw,
}

/// Which agency's clerks do an act (Decree 118/2025/NĐ-CP: who receives a dossier and who decides
/// it may be two agencies). One agency is all of them as yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The agency that received it and gives the result back.
    Receiver,
    /// The agency that decides it.
    Decider,
    /// The agency whose step of several it is.
    Step,
}

/// Who does an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoneBy {
    /// Clerks of one side with any of these roles.
    Clerk(Side, &'static [Role]),
    /// Whoever filed the dossier or holds it.
    Applicant,
    /// The portal itself, when a term has passed.
    Clock,
}

/// Where an act leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// To a state, whatever was before.
    State(State),
    /// To a wait for a supplement, which remembers the state before.
    Interruption,
    /// To the state before the interruption.
    Resumption,
    /// The state stays.
    Unchanged,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActRule {
    /// Who does it.
    pub by: DoneBy,
    pub from: &'static [State],
    pub to: Target,
    /// The time up to which every fee must be paid before.
    pub paid_before: Option<FeeDue>,
    /// Whether its result must be signed before.
    pub signed_before: bool,
    /// Whether it can be undone while nobody was told.
    pub can_be_undone: bool,
    /// Whether it can be done to many dossiers at once.
    pub in_bulk: bool,
}

/// What most acts have in common.
const USUAL: ActRule = ActRule {
    by: DoneBy::Clock,
    from: &[],
    to: Target::Unchanged,
    paid_before: None,
    signed_before: false,
    can_be_undone: false,
    in_bulk: false,
};

/// The states of a dossier to which something can still happen.
const OPEN: &[State] = &[
    State::Submitted,
    State::Accepted,
    State::Processing,
    State::SupplementRequested,
    State::PaymentRequested,
    State::Decided,
];

impl Act {
    /// Every act.
    pub const ALL: [Self; 14] = [
        Self::Accept,
        Self::Return,
        Self::Decide,
        Self::Forward,
        Self::RequestSupplement,
        Self::RequestPayment,
        Self::AddNote,
        Self::Refuse,
        Self::Stop,
        Self::MarkFeePaid,
        Self::SettlePayment,
        Self::AnswerSupplement,
        Self::EndSupplementTerm,
        Self::Withdraw,
    ];

    /// The act's name in locale keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Return => "return",
            Self::Decide => "decide",
            Self::Forward => "forward",
            Self::RequestSupplement => "request_supplement",
            Self::RequestPayment => "request_payment",
            Self::AddNote => "add_note",
            Self::Refuse => "refuse",
            Self::Stop => "stop",
            Self::MarkFeePaid => "mark_fee_paid",
            Self::SettlePayment => "settle_payment",
            Self::AnswerSupplement => "answer_supplement",
            Self::EndSupplementTerm => "end_supplement_term",
            Self::Withdraw => "withdraw",
        }
    }

    /// The act's row. The desk forwards as well as the manager does, and asks for supplements as
    /// well as the officer (Decree 61/2018/NĐ-CP, art. 17 and 19; since July 2025 Decree
    /// 118/2025/NĐ-CP).
    pub const fn rule(self) -> ActRule {
        use DoneBy::{Applicant, Clerk, Clock};
        use Role::{Approver, Cashier, Intake, Manager, Officer};
        use Side::{Decider, Receiver};
        use State::{
            Accepted, Decided, PaymentRequested, Processing, Refused, Returned, Stopped, Submitted,
            SupplementRequested, Withdrawn,
        };
        match self {
            Self::Accept => ActRule {
                by: Clerk(Receiver, &[Intake]),
                from: &[Submitted],
                to: Target::State(Accepted),
                paid_before: Some(FeeDue::BeforeAcceptance),
                ..USUAL
            },
            Self::Return => ActRule {
                by: Clerk(Receiver, &[Intake]),
                from: &[Decided],
                to: Target::State(Returned),
                paid_before: Some(FeeDue::AtReturn),
                ..USUAL
            },
            Self::Decide => ActRule {
                by: Clerk(Decider, &[Approver]),
                from: &[Accepted, Processing],
                to: Target::State(Decided),
                paid_before: Some(FeeDue::BeforeDecision),
                ..USUAL
            },
            Self::Forward => ActRule {
                by: Clerk(Decider, &[Intake, Officer, Manager]),
                from: &[Accepted, Processing],
                to: Target::State(Processing),
                ..USUAL
            },
            Self::RequestSupplement => ActRule {
                by: Clerk(Decider, &[Intake, Officer]),
                from: &[Submitted, Accepted, Processing],
                to: Target::Interruption,
                ..USUAL
            },
            Self::RequestPayment => ActRule {
                by: Clerk(Decider, &[Officer]),
                from: &[Processing],
                to: Target::State(PaymentRequested),
                ..USUAL
            },
            Self::AddNote => ActRule {
                by: Clerk(Decider, &[Intake, Officer]),
                from: OPEN,
                ..USUAL
            },
            Self::Refuse => ActRule {
                by: Clerk(Receiver, &[Intake]),
                from: &[Submitted],
                to: Target::State(Refused),
                ..USUAL
            },
            Self::Stop => ActRule {
                by: Clerk(Decider, &[Approver]),
                from: &[Accepted, Processing, SupplementRequested, PaymentRequested],
                to: Target::State(Stopped),
                ..USUAL
            },
            Self::MarkFeePaid => ActRule {
                by: Clerk(Receiver, &[Cashier]),
                from: OPEN,
                ..USUAL
            },
            Self::SettlePayment => ActRule {
                by: Clerk(Receiver, &[Cashier]),
                from: &[PaymentRequested],
                to: Target::State(Processing),
                ..USUAL
            },
            Self::AnswerSupplement => ActRule {
                by: Applicant,
                from: &[SupplementRequested],
                to: Target::Resumption,
                ..USUAL
            },
            Self::EndSupplementTerm => ActRule {
                by: Clock,
                from: &[SupplementRequested],
                to: Target::State(Stopped),
                ..USUAL
            },
            Self::Withdraw => ActRule {
                by: Applicant,
                from: &[
                    Submitted,
                    Accepted,
                    Processing,
                    SupplementRequested,
                    PaymentRequested,
                ],
                to: Target::State(Withdrawn),
                ..USUAL
            },
        }
    }

    /// The roles that may do it; none for what is the applicant's or the clock's.
    pub const fn roles(self) -> &'static [Role] {
        match self.rule().by {
            DoneBy::Clerk(_, roles) => roles,
            DoneBy::Applicant | DoneBy::Clock => &[],
        }
    }

    /// Whether it ends the dossier without a result, so that a button warns of it.
    pub const fn is_danger(self) -> bool {
        matches!(self, Self::Refuse | Self::Stop)
    }
}
