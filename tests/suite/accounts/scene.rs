//! A fresh database, and what the tests of the accounts room do on it again and again.

use chrono::{Duration, NaiveDate};
use motcua::accounts::sessions;
use motcua::accounts::{
    Account, Citizen, Contact, Error, FirstStep, Hasher, Identity, KnownBrowser, MailToken,
    NewSignIn, OwnData, Password, PasswordAttempt, ResetRefusal, SignIn, SignInName, SignInRefusal,
    TokenRefusal, account, finish_registration, register, request_password_reset, reset_password,
    sign_in, verify_email,
};
use motcua::context::{Context, Principal};
use motcua::kernel::{AccountKind, AgencyId, Assurance, Id, Instant, Membership, Role, Viewer};
use motcua::letters::{OutboxLine, recent};
use motcua::speech::Locale;
use motcua::storage::{EngineKind, Storage, StorageFailure, Tx};
use uuid::Uuid;

use crate::support::{Database, Stage, count};

pub const PASSWORD: &str = "mưa rơi trên mái nhà";
pub const OTHER_PASSWORD: &str = "nắng lên trên đồng lúa";
pub const NUMBER: &str = "001190000017";
pub const OTHER_NUMBER: &str = "001190000018";
pub const LAN: &str = "lan@example.vn";

pub struct Scene {
    pub database: Database,
    pub hasher: Hasher,
}

impl Stage for Scene {
    async fn set_up(kind: EngineKind) -> Self {
        Self {
            database: Database::fresh(kind),
            hasher: Hasher::default(),
        }
    }

    async fn tear_down(self) {}
}

impl Scene {
    pub fn storage(&self) -> &Storage {
        &self.database.storage
    }

    pub fn now(&self) -> Instant {
        self.database.now()
    }

    /// What somebody who is not signed in does.
    pub fn visitor(&self) -> Context {
        self.database.context(Principal::Visitor)
    }

    /// Carries out an operation.
    pub fn act<T, E: StorageFailure>(
        &self,
        who: Principal,
        mut operation: impl FnMut(&mut Tx<'_>, &Context) -> Result<T, E>,
    ) -> Result<T, E> {
        let cx = self.database.context(who);
        self.storage().write(|tx| operation(tx, &cx))
    }

    pub fn later(&self, span: Duration) {
        self.database.clock.advance(span);
    }

    /// Registers Lan under this number and address.
    pub async fn register(&self, number: &str, email: &str) {
        let today = self.now().vietnam_date();
        let birth_date = NaiveDate::from_ymd_opt(1990, 3, 8).unwrap();
        let name = "Nguyễn Thị Lan".parse().unwrap();
        let citizen = Citizen::declared(name, number.parse().unwrap(), birth_date, today).unwrap();
        let contact = Contact {
            service: None,
            phone: "0912345678".parse().unwrap(),
            email: email.parse().unwrap(),
            locale: Locale::Vi,
            address: "203.0.113.7".into(),
        };
        let (cx, identity) = (self.visitor(), Identity::Citizen(citizen));
        let registered = register(self.storage(), &cx, identity, contact);
        registered.await.unwrap();
    }

    /// Registers Lan, and chooses a password behind the link in her letter.
    pub async fn settle(&self, number: &str, email: &str, password: &str) {
        self.register(number, email).await;
        self.open(&self.link("/xac-minh/"), password).await.unwrap();
    }

    /// Follows the link of somebody who has registered, and chooses a password.
    pub async fn open(&self, token: &MailToken, password: &str) -> Result<(), Error<ResetRefusal>> {
        let cx = self.visitor();
        finish_registration(self.storage(), &self.hasher, &cx, token.clone(), password).await
    }

    /// Follows a link that confirms the address to which an account moves.
    pub fn confirm(&self, token: &MailToken) -> Result<(), Error<TokenRefusal>> {
        self.act(Principal::Visitor, |tx, cx| verify_email(tx, cx, token))
    }

    /// Asks for a link that sets a new password.
    pub fn ask_for_reset(&self, name: &str) {
        let name = SignInName::read(name);
        let asked = self.act(Principal::Visitor, |tx, cx| {
            request_password_reset(tx, cx, &name, "a")
        });
        asked.unwrap();
    }

    /// Sets a password by a link.
    pub async fn reset(
        &self,
        token: &MailToken,
        typed: &str,
    ) -> Result<KnownBrowser, Error<ResetRefusal>> {
        let cx = self.visitor();
        reset_password(self.storage(), &self.hasher, &cx, token.clone(), typed).await
    }

    pub async fn sign_in(
        &self,
        name: &str,
        password: &str,
    ) -> Result<NewSignIn, Error<SignInRefusal>> {
        self.wish(wish(name, password)).await
    }

    pub async fn wish(&self, wish: SignIn) -> Result<NewSignIn, Error<SignInRefusal>> {
        match sign_in(self.storage(), &self.hasher, &self.visitor(), wish).await? {
            FirstStep::SignedIn(new) => Ok(new),
            FirstStep::CodeNeeded(_) => panic!("nobody here has a second factor"),
        }
    }

    /// Whether name and password are refused for being wrong, and for nothing else.
    pub async fn is_wrong(&self, name: &str, password: &str) -> bool {
        matches!(
            self.sign_in(name, password).await,
            Err(Error::Refused(SignInRefusal::Wrong))
        )
    }

    pub fn letters(&self) -> Vec<OutboxLine> {
        self.storage().read(|conn| recent(conn, 100)).unwrap()
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

    pub fn count(&self, rows: &str) -> i64 {
        count(self.storage(), rows)
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
    let now = scene.now();
    let found = scene.storage().read(|conn| {
        let id = sessions::find(conn, &signed.session, now)?
            .unwrap()
            .account
            .id;
        account(conn, id)
    });
    found.unwrap().unwrap()
}

/// The account itself, signed in.
pub fn own(account: &Account) -> Principal {
    Principal::Account(Viewer {
        account: account.id,
        kind: account.identity.kind(),
        name: account.identity.name().to_owned(),
        assurance: account.standing.assurance(),
        is_operator: account.is_operator,
        memberships: Vec::new(),
    })
}
