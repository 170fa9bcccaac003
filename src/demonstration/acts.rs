//! Carries out an act as the person of the demonstration whose act it is.

use super::papers::result_file;
use super::script::{Scene, Way};
use crate::agencies::Calendar;
use crate::app::App;
use crate::catalogue::{ProcedureCode, Snapshot};
use crate::commands::Failure;
use crate::context::{Context, Principal};
use crate::dossiers::{
    self, Act, ActInput, At, Dossier, Fee, NewDraft, NewPaper, OpenDraft, ResultDelivery,
    ResultFile,
};
use crate::kernel::{AgencyId, Dong, DossierId, Instant, TimeAndChance, Viewer};
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
    pub(super) fn file(&self, at: &TimeAndChance) -> Result<DossierId, Failure> {
        let cx = &self.app.context(Principal::Account(self.person.clone()));
        let cx = cx.at(at.clone());
        let new = NewDraft {
            start_key: *at.id::<()>().uuid(),
            form: None,
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
    pub(super) fn play(
        &self,
        at: &TimeAndChance,
        dossier: DossierId,
        act: Act,
    ) -> Result<(), Failure> {
        let storage = &self.app.env.storage;
        let known = || -> Result<Dossier, Failure> {
            let found = storage.read(|conn| dossiers::dossier(conn, dossier))?;
            found.ok_or_else(|| "a dossier of the demonstration is gone".into())
        };
        if known()?.standing.after(act).is_err() {
            return Ok(());
        }
        let fees = storage.read(|conn| dossiers::fees_of(conn, dossier))?;
        for (viewer, input) in self.inputs(act, &fees) {
            let cx = self.app.context(Principal::Account(viewer.clone()));
            let cx = cx.at(at.clone());
            let here = At {
                dossier,
                version: known()?.version,
            };
            storage.write(|tx| dossiers::carry_out(tx, &cx, here, &input))?;
        }
        Ok(())
    }

    /// Who does an act, and with what.
    fn inputs(&self, act: Act, fees: &[Fee]) -> Vec<(&Viewer, ActInput)> {
        let (scene, intake, approver) = (self.scene, &self.intake, &self.approver);
        let reason = scene.reason.clone();
        let one = match act {
            Act::Accept => (
                intake,
                ActInput::Accept {
                    due_on: None,
                    note: String::new(),
                },
            ),
            Act::Refuse => (intake, ActInput::Refuse { reason }),
            Act::RequestSupplement => (
                intake,
                ActInput::RequestSupplement {
                    what: scene.supplement.clone(),
                },
            ),
            Act::Forward => (
                intake,
                ActInput::Forward {
                    unit: None,
                    officer: Some(intake.account),
                    note: String::new(),
                },
            ),
            Act::RequestPayment => (
                intake,
                ActInput::RequestPayment {
                    label: scene.fee.clone(),
                    amount: Dong::from(FEE),
                },
            ),
            Act::MarkFeePaid => {
                let paid = |fee: &Fee| ActInput::MarkFeePaid {
                    fee: fee.id,
                    amount: fee.amount.unwrap_or(Dong::ZERO),
                };
                return fees.iter().map(|fee| (approver, paid(fee))).collect();
            }
            Act::Decide => (
                approver,
                ActInput::Decide {
                    title: scene.result.clone(),
                    file: Some(self.result.clone()),
                    note: String::new(),
                },
            ),
            Act::Return => (intake, ActInput::Return),
            Act::Stop => (approver, ActInput::Stop { reason }),
            Act::Withdraw => (
                &self.person,
                ActInput::Withdraw {
                    reason: String::new(),
                },
            ),
            // The script has none of these.
            _ => return Vec::new(),
        };
        vec![one]
    }
}
