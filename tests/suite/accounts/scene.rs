//! A fresh database with the accounts room on it, and what its tests repeat.

use std::sync::Arc;

use chrono::{Duration, NaiveDate};
use motcua::accounts::{
    Account, Accounts, Citizen, Contact, Failure, Hasher, MailToken, NewSignIn, OwnData, Password,
    PasswordAttempt, SignIn, SignInName, SignInRefusal, account, register_citizen,
    request_password_reset, sign_in, verify_email,
};
use motcua::kernel::{
    AccountKind, AgencyId, Assurance, Chance, Clock, Id, ManualClock, Membership, Moment, Role,
    Viewer,
};
use motcua::letters::{OutboxLine, recent};
use motcua::storage::{EngineKind, Error};
use motcua::web::{Locale, sessions};
use uuid::Uuid;

use crate::support::{Database, Stage};

pub const PASSWORD: &str = "mưa rơi trên mái nhà";
pub const OTHER_PASSWORD: &str = "nắng lên trên đồng lúa";
pub const NUMBER: &str = "001190000017";
pub const OTHER_NUMBER: &str = "001190000018";
pub const LAN: &str = "lan@example.vn";

pub struct Scene {
    pub accounts: Accounts,
    pub clock: Arc<ManualClock>,
    /// One for all, so that rows made later sort later.
    pub chance: Arc<dyn Chance>,
    pub database: Database,
}

impl Stage for Scene {
    async fn set_up(kind: EngineKind) -> Self {
        let database = Database::fresh(kind);
        Self {
            accounts: Accounts {
                storage: database.storage.clone(),
                hasher: Hasher::default(),
                base_url: "http://motcua.example".parse().unwrap(),
            },
            clock: Arc::clone(&database.clock),
            chance: Arc::clone(&database.chance) as Arc<dyn Chance>,
            database,
        }
    }

    async fn tear_down(self) {}
}

impl Scene {
    pub fn moment(&self) -> Moment {
        Moment::of(self.clock.as_ref(), Arc::clone(&self.chance))
    }

    pub fn later(&self, span: Duration) {
        self.clock.advance(span);
    }

    /// Registers Lan under this number and address.
    pub async fn register(&self, number: &str, email: &str, password: &str) {
        let today = self.clock.now().vietnam_date();
        let birth_date = NaiveDate::from_ymd_opt(1990, 3, 8).unwrap();
        let name = "Nguyễn Thị Lan".parse().unwrap();
        let citizen = Citizen::declared(name, number.parse().unwrap(), birth_date, today).unwrap();
        let contact = Contact {
            phone: "0912345678".parse().unwrap(),
            email: email.parse().unwrap(),
            password: password_of(password),
            locale: Locale::Vi,
            address: "203.0.113.7".into(),
        };
        register_citizen(&self.accounts, &self.moment(), citizen, contact)
            .await
            .unwrap();
    }

    /// Registers Lan, and follows the link in her letter.
    pub async fn settle(&self, number: &str, email: &str, password: &str) {
        self.register(number, email, password).await;
        let token = self.link("/xac-minh/");
        verify_email(&self.accounts, &self.moment(), token)
            .await
            .unwrap();
    }

    pub async fn sign_in(
        &self,
        name: &str,
        password: &str,
    ) -> Result<NewSignIn, Failure<SignInRefusal>> {
        sign_in(&self.accounts, &self.moment(), wish(name, password)).await
    }

    /// Whether name and password are refused for being wrong, and for nothing else.
    pub async fn is_wrong(&self, name: &str, password: &str) -> bool {
        matches!(
            self.sign_in(name, password).await,
            Err(Failure::Refused(SignInRefusal::Wrong))
        )
    }

    pub fn letters(&self) -> Vec<OutboxLine> {
        self.accounts
            .storage
            .read(|conn| recent(conn, 100))
            .unwrap()
    }

    pub fn newest_letter(&self) -> OutboxLine {
        self.letters().into_iter().next().unwrap()
    }

    /// The link below `path` in the newest letter.
    pub fn link(&self, path: &str) -> MailToken {
        let body = self.newest_letter().body;
        let (_, rest) = body
            .split_once(path)
            .unwrap_or_else(|| panic!("no {path} in {body}"));
        MailToken::parse(rest.split_whitespace().next().unwrap()).unwrap()
    }

    pub fn count(&self, sql: &str) -> i64 {
        use diesel::RunQueryDsl;
        #[derive(diesel::QueryableByName)]
        struct Count {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            n: i64,
        }
        let count = |conn: &mut motcua::storage::Conn| {
            let row: Count = diesel::sql_query(sql).get_result(conn.engine())?;
            Ok::<_, Error>(row.n)
        };
        self.accounts.storage.read(count).unwrap()
    }
}

pub fn password_of(text: &str) -> Password {
    Password::choose(text, &OwnData::default()).unwrap()
}

pub fn wish(name: &str, password: &str) -> SignIn {
    SignIn {
        name: SignInName::read(name),
        password: PasswordAttempt::new(password),
        address: "203.0.113.7".into(),
        browser: None,
        session: None,
    }
}

pub fn agency(number: u128) -> AgencyId {
    Id::from_uuid(Uuid::from_u128(number))
}

pub fn clerk(role: Role, at: AgencyId) -> Viewer {
    Viewer {
        account: Id::from_uuid(Uuid::from_u128(77)),
        kind: AccountKind::Clerk,
        name: "Hà".into(),
        assurance: Assurance::Declared,
        is_operator: false,
        memberships: vec![Membership {
            agency: at,
            role,
            unit: None,
        }],
    }
}

pub async fn account_of(scene: &Scene, email: &str, password: &str) -> Account {
    let signed = scene.sign_in(email, password).await.unwrap();
    let now = scene.moment().now;
    let found = scene.accounts.storage.read(|conn| {
        let id = sessions::find(conn, &signed.session, now)?.unwrap().account;
        account(conn, id)
    });
    found.unwrap().unwrap()
}

pub async fn reset_link(scene: &Scene, name: &str) {
    let name = SignInName::read(name);
    let outcome = request_password_reset(&scene.accounts, &scene.moment(), name, "a").await;
    outcome.unwrap();
}
