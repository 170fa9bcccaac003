//! Makes one generated dossier: which procedure, at which agency, by whom, when; `story` decides
//! what happens to it afterwards.

use chrono::NaiveDate;

use super::GenerateError;
use super::answers::answers;
use super::clerks::Clerks;
use super::days::{Day, office_time, portal_time};
use super::draw::{Draw, Purpose};
use super::numbers::Numbers;
use super::offices::{FilingDistribution, Offered, Office};
use super::people::{Party, People};
use super::story::{Story, authority};
use super::words::Words;
use crate::catalogue::Snapshot;
use crate::dossiers::{
    Application, BulkDossier, CodeKind, Draft, Fee, FiledAnswers, FiledUnder, Holder,
    ResultDelivery, Source, decide_filing,
};
use crate::kernel::{AgencyId, Instant};
use std::collections::HashMap;

/// Of a thousand dossiers of a working day, how many are filed on this portal.
const FILED_HERE: u64 = 40;
/// Of a thousand dossiers that agencies send, how many name a number that belongs to somebody.
const NUMBERED: u64 = 970;
const WITH_PHONE: u64 = 800;
const WITH_EMAIL: u64 = 300;
/// Of a thousand applicants who may choose, how many file as or for a business.
const BUSINESSES: u64 = 200;

/// What generated dossiers are drawn from.
pub(super) struct Filings<'a> {
    pub(super) seed: u64,
    pub(super) snapshot: &'a Snapshot,
    pub(super) words: &'a Words,
    pub(super) people: &'a People<'a>,
    pub(super) here: FilingDistribution<'a>,
    pub(super) elsewhere: FilingDistribution<'a>,
    pub(super) staff: HashMap<AgencyId, Clerks>,
    pub(super) now: Instant,
}

impl Filings<'_> {
    /// The dossier of this index, filed when `part` of the day has passed.
    pub(super) fn dossier(
        &self,
        index: u64,
        day: &Day,
        part: f64,
        numbers: &mut Numbers<'_>,
    ) -> Result<BulkDossier, GenerateError> {
        let mut draw = Draw::of(self.seed, Purpose::Dossier, index);
        let part = part.min(0.999);
        let may_file_here = self.people.accounts > 0;
        if may_file_here && (!day.works || draw.per_mille(FILED_HERE)) {
            self.filed_here(draw, day.date, part, numbers)
        } else {
            self.sent(draw, day.date, part, numbers)
        }
    }

    /// Filed on this portal with an agency that works in it.
    fn filed_here(
        &self,
        mut draw: Draw,
        date: NaiveDate,
        part: f64,
        numbers: &mut Numbers<'_>,
    ) -> Result<BulkDossier, GenerateError> {
        let (offered, office) = self
            .here
            .draw(&mut draw)
            .ok_or(GenerateError::Data("a service that is open"))?;
        let at = portal_time(date, part);
        let index = draw.below(self.people.accounts);
        let party = self.party(index, self.people.accounts, offered, &mut draw)?;
        let code = numbers.next(CodeKind::Ours, &office.series)?;
        let moment = draw.moment(at);
        let account = party.account.as_ref();
        let account = account.ok_or(GenerateError::Data("an applicant with an account"))?;
        let service = offered.service;
        let service = service.ok_or(GenerateError::Data("a service that is open"))?;
        let delivery = delivery(&mut draw);
        let draft = Draft {
            delivery: Some(delivery),
            address: (delivery == ResultDelivery::Post)
                .then(|| self.words.one("street", &mut draw).to_owned()),
            ..Draft::begin(&moment, self.snapshot, service, account.id, office.id)?
        };
        let form = self.snapshot.forms.get(&service.form);
        let form = form.ok_or(GenerateError::Data("the form of a service"))?;
        let answers = answers(form, &party, office.agency, self.words, &mut draw)?;
        let holder = Holder::applicant(account);
        let filing = decide_filing(self.snapshot, &draft, holder, answers, date)?;
        let clerks = self.staff.get(&office.id);
        let application = filing.application(&draft, authority(clerks), code)?;
        let story = self.story(draw, office, clerks, Some(account.id));
        let filed = (Some(filing.answers(&draft)), filing.fees(&moment));
        tell(story, application, CodeKind::Ours, filed, at)
    }

    /// Filed at an agency that has a system of its own, which synced it to the portal.
    fn sent(
        &self,
        mut draw: Draw,
        date: NaiveDate,
        part: f64,
        numbers: &mut Numbers<'_>,
    ) -> Result<BulkDossier, GenerateError> {
        let (offered, office) = self
            .elsewhere
            .draw(&mut draw)
            .ok_or(GenerateError::Data("a procedure with an agency"))?;
        let at = office_time(date, part, self.snapshot.calendar(office.id));
        let index = draw.below(self.people.population());
        let party = self.party(index, self.people.population(), offered, &mut draw)?;
        let code = numbers.next(CodeKind::Agency, &office.series)?;
        let moment = draw.moment(at);
        let numbered = draw.per_mille(NUMBERED);
        let whole = Holder::named(&party.identity, Some(&party.phone), &party.email);
        let procedure = offered.procedure;
        let application = Application {
            id: moment.id(),
            code,
            agency: office.id,
            authority: authority(self.staff.get(&office.id)),
            source: Source::Agency,
            procedure: FiledUnder {
                code: procedure.code.to_string(),
                revision: Some(offered.revision),
                name: procedure.name.clone(),
                term: offered.term,
            },
            applicant: None,
            // A verified account alone is matched with what agencies send.
            holder: Holder {
                account: party
                    .account_id()
                    .filter(|_| numbered && party.is_verified()),
                number: whole.number.filter(|_| numbered),
                phone: whole.phone.filter(|_| draw.per_mille(WITH_PHONE)),
                email: whole.email.filter(|_| draw.per_mille(WITH_EMAIL)),
                ..whole
            },
            summary: procedure.name.clone(),
            delivery: ResultDelivery::Desk,
            address: None,
            pays_first: false,
        };
        let story = self.story(draw, office, None, None);
        tell(story, application, CodeKind::Agency, (None, Vec::new()), at)
    }

    fn story<'a>(
        &'a self,
        draw: Draw,
        office: &Office<'_>,
        clerks: Option<&'a Clerks>,
        applicant: Option<crate::kernel::AccountId>,
    ) -> Story<'a> {
        let calendar = self.snapshot.calendar(office.id);
        Story::new(draw, calendar, self.words, clerks, applicant, self.now)
    }

    /// Somebody near an index below `end` who may use the procedure.
    fn party(
        &self,
        index: u64,
        end: u64,
        offered: &Offered<'_>,
        draw: &mut Draw,
    ) -> Result<Party, GenerateError> {
        let business = match (offered.citizens, offered.businesses) {
            (true, false) => false,
            (false, true) => true,
            _ => draw.per_mille(BUSINESSES),
        };
        let wanted = People::of_kind(index, business);
        self.people.party(if wanted < end { wanted } else { index })
    }
}

type Filed = (Option<FiledAnswers>, Vec<Fee>);

fn tell(
    mut story: Story<'_>,
    application: Application,
    kind: CodeKind,
    (answers, fees): Filed,
    at: Instant,
) -> Result<BulkDossier, GenerateError> {
    let filing = story.filing(at);
    let mut dossier = BulkDossier::filed(application, kind, answers, fees, filing, story.calendar);
    story.tell(&mut dossier)?;
    Ok(dossier)
}

fn delivery(draw: &mut Draw) -> ResultDelivery {
    match draw.below(10) {
        0..=5 => ResultDelivery::Portal,
        6..=8 => ResultDelivery::Desk,
        _ => ResultDelivery::Post,
    }
}
