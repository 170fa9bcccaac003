//! Citizens and businesses. The one at an index follows from the seed and the index alone; the
//! first of them have accounts, the others are known only as holders of dossiers.

use chrono::{Duration, NaiveDate};

use super::GenerateError;
use super::draw::{Draw, Purpose};
use super::words::Words;
use crate::accounts::{Account, AssuranceRecord, Business, Citizen, Identity, TechId};
use crate::kernel::{
    AccountId, EmailAddress, Instant, PersonName, PersonalNumber, Phone, TaxCode, fold,
};
use crate::speech::Locale;

/// Every tenth is a business.
const BUSINESS_EVERY: u64 = 10;
/// Numbers end in six digits that no two of a million people share.
const SHARED_AFTER: u64 = 1_000_000;
/// Coprime to the million: walks through all six-digit endings before one comes again.
const STEP: u64 = 387_421;
/// Adults are born in these years.
const FIRST_YEAR: u64 = 1_946;
const YEARS: u64 = 62;
/// How many accounts in a thousand a clerk has verified.
const VERIFIED: u64 = 600;
/// Accounts were made during so many days before the first dossier.
const ACCOUNT_DAYS: i64 = 700;

const MOBILE_PREFIXES: [&str; 10] = [
    "032", "035", "038", "070", "077", "083", "086", "090", "091", "098",
];

/// A citizen or a business.
pub(super) struct Party {
    pub(super) identity: Identity,
    pub(super) phone: Phone,
    pub(super) email: EmailAddress,
    /// Their account, if they have one.
    pub(super) account: Option<Account>,
}

/// Everybody whom the generator knows.
pub(super) struct People<'a> {
    pub(super) seed: u64,
    /// How many accounts there were before.
    pub(super) first: u64,
    /// How many of them have accounts.
    pub(super) accounts: u64,
    /// The day of the first dossier.
    pub(super) since: NaiveDate,
    pub(super) words: &'a Words,
    /// The codes of the provinces in which births were registered.
    pub(super) birth_provinces: Vec<String>,
}

impl People<'_> {
    /// How many there are.
    pub(super) const fn population(&self) -> u64 {
        10_000 + self.accounts.saturating_mul(4)
    }

    /// The nearest index to this one of a business, or of a citizen.
    pub(super) const fn of_kind(index: u64, business: bool) -> u64 {
        let within = index % BUSINESS_EVERY;
        let last = BUSINESS_EVERY - 1;
        match (business, within == last) {
            (true, _) => index - within + last,
            (false, true) => index - 1,
            (false, false) => index,
        }
    }

    /// Who stands at an index.
    pub(super) fn party(&self, index: u64) -> Result<Party, GenerateError> {
        let draw = &mut Draw::of(self.seed, Purpose::Party, index);
        let identity = if index % BUSINESS_EVERY == BUSINESS_EVERY - 1 {
            Identity::Business(self.business(index, draw)?)
        } else {
            Identity::Citizen(self.citizen(index, draw)?)
        };
        let phone = phone(draw)?;
        let local: String = fold(identity.name()).replace(' ', "");
        let email = read(
            "an e-mail address",
            &format!("{local}.{}@vidu.example", self.first + index),
        )?;
        let has_account = index < self.accounts;
        let account = has_account.then(|| self.account(&identity, &phone, &email, draw));
        Ok(Party {
            identity,
            phone,
            email,
            account,
        })
    }

    fn account(
        &self,
        identity: &Identity,
        phone: &Phone,
        email: &EmailAddress,
        draw: &mut Draw,
    ) -> Account {
        let day = self.since - Duration::days(draw.between(1, ACCOUNT_DAYS));
        let made = super::days::portal_time(day, draw.fraction());
        let moment = draw.moment(made);
        let standing = if draw.per_mille(VERIFIED) {
            AssuranceRecord::Verified { at: made, by: None }
        } else {
            AssuranceRecord::Declared
        };
        Account {
            id: moment.id(),
            tech_id: TechId::new(&moment),
            identity: identity.clone(),
            standing,
            phone: Some(phone.clone()),
            email: email.clone(),
            email_verified_at: Some(made),
            locale: Locale::Vi,
            is_operator: false,
            created_at: made,
            version: 1,
        }
    }

    fn citizen(&self, index: u64, draw: &mut Draw) -> Result<Citizen, GenerateError> {
        let whole = self.first + index;
        let male = draw.per_mille(500);
        // Those who share the ending are born in different years, for sixty-two million people.
        let year = FIRST_YEAR + (draw.below(YEARS) + whole / SHARED_AFTER) % YEARS;
        let century = (year - 1_900) / 100 * 2 + u64::from(!male);
        let province =
            usize::try_from(draw.below(u64::try_from(self.birth_provinces.len()).unwrap_or(1)));
        let province = province
            .ok()
            .and_then(|at| self.birth_provinces.get(at))
            .ok_or(GenerateError::Data("there are provinces"))?;
        let ending = whole % SHARED_AFTER * STEP % SHARED_AFTER;
        let number: PersonalNumber = read(
            "a personal number",
            &format!("{province:0>3}{century}{:02}{ending:06}", year % 100),
        )?;
        let birth_date = NaiveDate::from_yo_opt(number.birth_year(), 1)
            .map(|day| day + Duration::days(draw.between(0, 364)))
            .ok_or(GenerateError::Data("a year has days"))?;
        let name = read("a name", &self.full_name(male, draw))?;
        Citizen::declared(name, number, birth_date, self.since)
            .map_err(|_| GenerateError::Data("a birth date fits its number"))
    }

    fn full_name(&self, male: bool, draw: &mut Draw) -> String {
        let (middle, given) = if male {
            ("male_middle", "male_given")
        } else {
            ("female_middle", "female_given")
        };
        let family = self.words.one("family", draw);
        let middle = self.words.one(middle, draw);
        format!("{family} {middle} {}", self.words.one(given, draw))
    }

    fn business(&self, index: u64, draw: &mut Draw) -> Result<Business, GenerateError> {
        let form = self.words.one("company", draw);
        let trade = self.words.one("trade", draw);
        let own = self.words.one("male_given", draw);
        let second = self.words.one("female_given", draw);
        Ok(Business {
            name: read(
                "a business's name",
                &format!("{form} {trade} {own} {second}"),
            )?,
            code: tax_code(self.first + index)?,
            representative: read("a name", &self.full_name(draw.per_mille(700), draw))?,
        })
    }

    /// A clerk of an agency: known by the agency's key and the role's.
    pub(super) fn clerk(
        &self,
        agency: &str,
        role: &str,
        made: Instant,
        draw: &mut Draw,
    ) -> Result<Account, GenerateError> {
        let name: PersonName = read("a name", &self.full_name(draw.per_mille(450), draw))?;
        let moment = draw.moment(made);
        Ok(Account {
            id: moment.id::<_>(),
            tech_id: TechId::new(&moment),
            identity: Identity::Clerk(name),
            standing: AssuranceRecord::Declared,
            phone: None,
            email: read(
                "an e-mail address",
                &format!("{role}.{agency}.{}@vidu.example", self.first),
            )?,
            email_verified_at: Some(made),
            locale: Locale::Vi,
            is_operator: false,
            created_at: made,
            version: 1,
        })
    }
}

impl Party {
    /// The account's id.
    pub(super) fn account_id(&self) -> Option<AccountId> {
        self.account.as_ref().map(|account| account.id)
    }

    /// Whether a clerk has seen the account's paper.
    pub(super) fn is_verified(&self) -> bool {
        self.account
            .as_ref()
            .is_some_and(|account| account.standing != AssuranceRecord::Declared)
    }
}

fn phone(draw: &mut Draw) -> Result<Phone, GenerateError> {
    let prefix = usize::try_from(draw.below(10))
        .ok()
        .and_then(|at| MOBILE_PREFIXES.get(at))
        .copied()
        .unwrap_or("090");
    read(
        "a phone number",
        &format!("{prefix}{:07}", draw.below(10_000_000)),
    )
}

/// The first valid code of two that belong to the index: one nine-digit number in eleven has no
/// check digit.
fn tax_code(index: u64) -> Result<TaxCode, GenerateError> {
    (0..4)
        .flat_map(|attempt| {
            let stem = 200_000_000 + (index * 4 + attempt) % 700_000_000;
            (0..10).map(move |digit| format!("{stem:09}{digit}"))
        })
        .find_map(|text| text.parse().ok())
        .ok_or(GenerateError::Data("a tax code"))
}

fn read<T: std::str::FromStr>(what: &'static str, text: &str) -> Result<T, GenerateError> {
    text.parse().map_err(|_| GenerateError::Data(what))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::Datelike;

    use super::*;

    fn people(words: &Words) -> People<'_> {
        People {
            seed: 7,
            first: 0,
            accounts: 3_000,
            since: "2026-01-01".parse().unwrap(),
            words,
            birth_provinces: vec!["01".to_owned(), "79".to_owned()],
        }
    }

    #[test]
    fn everybody_is_plausible_and_owns_a_number_alone() {
        let words = Words::built_in().unwrap();
        let people = people(&words);
        let mut numbers = HashSet::new();
        let mut nguyen = 0;
        for index in 0..3_000 {
            let party = people.party(index).unwrap();
            assert!(numbers.insert(party.identity.number().unwrap().to_owned()));
            nguyen += u32::from(party.identity.name().starts_with("Nguyễn "));
            if let Identity::Citizen(citizen) = &party.identity {
                assert_eq!(citizen.birth_date().year(), citizen.number().birth_year());
            }
        }
        assert!((800..1_300).contains(&nguyen), "{nguyen}");
    }

    #[test]
    fn an_index_is_always_the_same_party() {
        let words = Words::built_in().unwrap();
        let people = people(&words);
        let (one, again) = (people.party(42).unwrap(), people.party(42).unwrap());
        assert_eq!(one.identity, again.identity);
        assert_eq!(one.account_id(), again.account_id());
        assert!(people.party(3_000).unwrap().account.is_none());
    }

    #[test]
    fn endings_are_shared_only_across_a_million() {
        let words = Words::built_in().unwrap();
        let number = |first| {
            let people = People {
                first,
                ..people(&words)
            };
            people
                .party(1)
                .unwrap()
                .identity
                .number()
                .unwrap()
                .to_owned()
        };
        assert_eq!(number(0)[6..], number(1_000_000)[6..]);
        assert_ne!(number(0)[4..6], number(1_000_000)[4..6]);
    }
}
