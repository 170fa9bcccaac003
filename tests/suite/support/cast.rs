//! The people of the demonstration in a portal of a test: who they are and where they work.

use std::collections::BTreeMap;

use motcua::accounts::demonstration::{DemonstrationAgencies, ensure};
use motcua::accounts::sessions;
use motcua::agencies::{AgencyKind, Sector, UnitCode};
use motcua::context::{Context, Principal};
use motcua::dossiers::{self, ActInput, At, Dossier};
use motcua::kernel::{
    AccountId, AccountKind, AgencyId, Assurance, DossierId, Membership, Role, Viewer,
};
use motcua::storage::StoredFile;

use super::{Browser, Portal};

/// Hà Nội, where the demonstration's commune and department are.
const PROVINCE: &str = "01";

/// The accounts of the demonstration by what stands before the @ of their addresses.
pub struct Cast {
    /// The commune whose clerks are Hà and Huy.
    pub commune: AgencyId,
    /// The social insurance of the same province.
    pub social_insurance: AgencyId,
    /// A file that anybody may have sent.
    pub file: StoredFile,
    people: BTreeMap<String, AccountId>,
}

impl Cast {
    /// Makes the accounts.
    pub async fn of(portal: &Portal) -> Self {
        let agencies = agencies(portal);
        let cx = portal.app.context(Principal::CommandLine);
        let made = ensure(portal.storage(), &portal.app.hasher, &cx, &agencies).await;
        let people = made.unwrap().into_iter().map(|account| {
            let (name, _) = account.sign_in.split_once('@').unwrap();
            (name.to_owned(), account.account)
        });
        let file = portal.app.env.files.store(b"%PDF-1.4\n%%EOF").await;
        Self {
            commune: agencies.commune,
            social_insurance: agencies.social_insurance,
            file: file.unwrap(),
            people: people.collect(),
        }
    }

    /// An account.
    #[track_caller]
    pub fn account(&self, name: &str) -> AccountId {
        match self.people.get(name) {
            Some(account) => *account,
            None => panic!("no {name} among {:?}", self.people.keys()),
        }
    }

    /// What an operation of this citizen is called with.
    pub fn context(&self, portal: &Portal, name: &str) -> Context {
        portal.app.context(Principal::Account(Viewer {
            account: self.account(name),
            kind: AccountKind::Citizen,
            name: name.into(),
            assurance: Assurance::Declared,
            is_operator: false,
            memberships: Vec::new(),
        }))
    }

    /// A clerk of the commune with every role.
    pub fn clerk_of_every_role(&self) -> Viewer {
        let memberships = Role::ALL.map(|role| Membership {
            agency: self.commune,
            role,
            unit: None,
        });
        Viewer {
            account: self.account("ha"),
            kind: AccountKind::Clerk,
            name: "Hà".into(),
            assurance: Assurance::Declared,
            is_operator: false,
            memberships: memberships.to_vec(),
        }
    }

    /// Does an act as the clerk of every role, on the dossier as it stands.
    #[track_caller]
    pub fn act(&self, portal: &Portal, dossier: DossierId, input: &ActInput) -> Dossier {
        let cx = portal
            .app
            .context(Principal::Account(self.clerk_of_every_role()));
        let done = portal.storage().write(|tx| {
            let known = dossiers::dossier(tx, dossier)?.ok_or(dossiers::Error::NotFound)?;
            let at = At {
                dossier,
                version: known.version,
            };
            dossiers::carry_out(tx, &cx, at, input)
        });
        done.unwrap()
    }

    /// A browser in which this person has just signed in.
    #[track_caller]
    pub fn signed_in(&self, portal: &Portal, name: &str) -> Browser {
        let (account, moment) = (self.account(name), portal.app.env.moment());
        let token = portal
            .storage()
            .write(|tx| sessions::open(tx, &moment, account));
        let browser = portal.browser();
        browser.keep_cookie("__Host-motcua", token.unwrap().reveal());
        browser
    }
}

fn agencies(portal: &Portal) -> DemonstrationAgencies {
    let snapshot = portal.app.cache.current();
    let directory = &snapshot.catalogue.agencies;
    let today = portal.app.env.moment().now.vietnam_date();
    let province: UnitCode = PROVINCE.parse().unwrap();
    let commune = directory.agencies().iter().find(|agency| {
        agency.kind == AgencyKind::Commune
            && agency.validity.holds_on(today)
            && directory.province_of(agency) == Some(&province)
    });
    let department = |sector| directory.department(&province, sector, today).unwrap().id();
    DemonstrationAgencies {
        commune: commune.unwrap().id(),
        department: department(Sector::IndustryTrade),
        social_insurance: department(Sector::SocialInsurance),
        public_security: department(Sector::Police),
    }
}
