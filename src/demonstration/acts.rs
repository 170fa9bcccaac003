//! Acting as the people of a scene.

use super::papers::result_file;
use super::script::{Scene, Way};
use crate::agencies::Calendar;
use crate::app::App;
use crate::catalogue::{ProcedureCode, Snapshot};
use crate::commands::Failure;
use crate::context::{Context, Principal};
use crate::dossiers::{
    self, Acceptance, Act, At, Decision, Dossier, Forwarding, NewDraft, NewPaper, OpenDraft,
    ResultDelivery, ResultFile,
};
use crate::kernel::{AgencyId, Dong, DossierId, Instant, Moment, Viewer};
use crate::storage::Tx;

/// What the demonstration asks applicants to pay.
const FEE: u32 = 135_000;

/// A scene with its people on it.
pub(super) struct Stage<'a> {
    app: &'a App,
    scene: &'a Scene,
    procedure: ProcedureCode,
    agency: AgencyId,
    person: Viewer,
    intake: Viewer,
    approver: Viewer,
    result: ResultFile,
    /// The agency's calendar.
    pub(super) calendar: &'a Calendar,
}

/// The people of the demonstration by the names they sign in with.
pub(super) struct Cast<'a> {
    /// Whose account has this address.
    pub(super) find: &'a dyn Fn(&str) -> Option<crate::kernel::AccountId>,
}

impl<'a> Stage<'a> {
    pub(super) async fn new(
        app: &'a App,
        snapshot: &'a Snapshot,
        scene: &'a Scene,
        agency: AgencyId,
        cast: &Cast<'_>,
        now: Instant,
    ) -> Result<Self, Failure> {
        let find = |email: &str| {
            (cast.find)(email).ok_or_else(|| Failure::from(format!("nobody is called {email}")))
        };
        let (applicant, intake, approver) = (
            find(&scene.applicant)?,
            find(&scene.intake)?,
            find(&scene.approver)?,
        );
        let storage = &app.env.storage;
        let viewer = |account| -> Result<Viewer, Failure> {
            let found = storage.read(|conn| app.recognise(conn, account, now))?;
            found.ok_or_else(|| "somebody of the demonstration is gone".into())
        };
        Ok(Self {
            app,
            scene,
            procedure: scene.procedure.parse()?,
            agency,
            person: viewer(applicant)?,
            intake: viewer(intake)?,
            approver: viewer(approver)?,
            result: result_file(&app.env.files).await?,
            calendar: snapshot.calendar(agency),
        })
    }

    /// Files an application of the scene.
    pub(super) fn file(&self, at: &Moment) -> Result<DossierId, Failure> {
        let cx = &self.app.context(Principal::Account(self.person.clone()));
        let cx = cx.at(at.clone());
        let new = NewDraft {
            start_key: *at.id::<()>().uuid(),
            procedure: self.procedure.clone(),
            agency: self.agency,
        };
        let typed = self.scene.typed(at.now.vietnam_date());
        let (way, address) = (Some(self.delivery()), self.scene.address.as_deref());
        let id = self.app.env.storage.write(|tx| {
            let id = dossiers::start_draft(tx, &cx, &new)?;
            dossiers::answer_draft(tx, &cx, id, &typed)?;
            self.send_papers(tx, &cx, id)?;
            let address = address.unwrap_or_default();
            let draft = dossiers::choose_delivery(tx, &cx, id, way, address)?;
            dossiers::submit(tx, &cx, id, draft.version)
        })?;
        Ok(id.dossier)
    }

    /// Sends the papers without which it cannot be filed.
    fn send_papers(&self, tx: &mut Tx<'_>, cx: &Context, id: DossierId) -> dossiers::Result<()> {
        let open = dossiers::open_draft(tx, cx, id)?;
        for paper in open.iter().flat_map(OpenDraft::missing_papers) {
            let sent = NewPaper {
                component: paper.key.clone(),
                file_name: format!("{}.pdf", paper.key),
                file: self.result.file.clone(),
                media: self.result.media,
            };
            dossiers::attach(tx, cx, id, &sent)?;
        }
        Ok(())
    }

    const fn delivery(&self) -> ResultDelivery {
        match self.scene.delivery {
            Way::Portal => ResultDelivery::Portal,
            Way::Desk => ResultDelivery::Desk,
            Way::Post => ResultDelivery::Post,
        }
    }

    /// Plays one act; an act that has already come about by itself is passed over.
    pub(super) fn play(&self, at: &Moment, dossier: DossierId, act: Act) -> Result<(), Failure> {
        let storage = &self.app.env.storage;
        let found = storage.read(|conn| dossiers::dossier(conn, dossier))?;
        let before = found.ok_or("a dossier of the demonstration is gone")?;
        if before.standing.after(act).is_err() {
            return Ok(());
        }
        let here = At {
            dossier,
            version: before.version,
        };
        storage.write(|tx| self.act(tx, at, here, &before, act))?;
        Ok(())
    }

    fn act(
        &self,
        tx: &mut Tx<'_>,
        at: &Moment,
        here: At,
        before: &Dossier,
        act: Act,
    ) -> dossiers::Result<()> {
        let (scene, calendar) = (self.scene, self.calendar);
        let (intake, approver) = (&self.intake, &self.approver);
        match act {
            Act::Accept => {
                dossiers::accept(tx, at, intake, here, &Acceptance::default(), calendar)?;
            }
            Act::Refuse => {
                dossiers::refuse(tx, at, intake, here, &scene.reason, calendar)?;
            }
            Act::RequestSupplement => {
                let what = &scene.supplement;
                dossiers::request_supplement(tx, at, intake, here, what, calendar)?;
            }
            Act::Forward => {
                let officer = Some(intake.account);
                let handing = Forwarding {
                    officer,
                    ..Forwarding::default()
                };
                dossiers::forward(tx, at, intake, here, &handing)?;
            }
            Act::RequestPayment => {
                dossiers::request_payment(tx, at, intake, here, &scene.fee, Dong::from(FEE))?;
            }
            Act::MarkFeePaid => {
                let mut version = here.version;
                for fee in dossiers::fees_of(tx, before.id)? {
                    let here = At { version, ..here };
                    let amount = fee.amount.unwrap_or(Dong::ZERO);
                    let after =
                        dossiers::mark_fee_paid(tx, at, approver, here, fee.id, amount, calendar)?;
                    version = after.version;
                }
            }
            Act::Decide => {
                let decision = Decision {
                    title: scene.result.clone(),
                    file: Some(self.result.clone()),
                    note: String::new(),
                };
                dossiers::decide(tx, at, approver, here, &decision, calendar)?;
            }
            Act::Return => {
                dossiers::return_result(tx, at, intake, here)?;
            }
            Act::Stop => {
                dossiers::stop(tx, at, approver, here, &scene.reason, calendar)?;
            }
            Act::Withdraw => {
                dossiers::withdraw(tx, at, &self.person, here, "", calendar)?;
            }
            Act::AnswerSupplement | Act::EndSupplementTerm | Act::SettlePayment => {}
        }
        Ok(())
    }
}
