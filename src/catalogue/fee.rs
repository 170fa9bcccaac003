//! What an application costs, when that is known well enough to be asked for.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::agencies::UnitCode;
use crate::forms::{Answer, Answers, Condition};
use crate::kernel::{Dong, FactStatus, plain_enum};
use crate::speech::Locale;

use super::{Method, ProcedureCode};

plain_enum! {
    /// When a fee must be paid.
    #[derive(
        Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
    )]
    #[serde(rename_all = "snake_case")]
    pub enum FeeDue {
        /// Before the dossier is accepted.
        BeforeAcceptance = 1 => "before_acceptance",
        /// Before it is decided.
        BeforeDecision = 2 => "before_decision",
        /// When the result is handed over.
        #[default]
        AtReturn = 3 => "at_return",
    }
}

/// What is known of the fee of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeeKnowledge {
    /// It costs nothing in any case.
    Free,
    /// It costs something, at least in some case.
    Charged,
    /// Nothing certain.
    Unknown,
}

/// One fee of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeRule {
    /// Its key within the file.
    pub key: String,
    /// For which services of the file; empty: for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub procedures: Vec<ProcedureCode>,
    /// Its name, in Vietnamese.
    pub name: String,
    /// Who pays it, in words; none: everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Of what the amount is asked each, in words ("bản"); none: of the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    /// The same in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_en: Option<String>,
    /// The question of the form that says how many of them; none: the clerk counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<String>,
    /// The provinces whose fee it is; empty: of all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provinces: Vec<UnitCode>,
    /// When it is charged, as the answers to the form decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// It is charged only for an application that comes late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue: Option<Overdue>,
    /// In which case it is charged, in words. Without `when` and `overdue` the clerk applies them; none:
    /// in every case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// By which methods the application was made; empty: by any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filed: Vec<Method>,
    /// How much; none where the province or the agency sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Dong>,
    #[serde(rename = "moment", default)]
    pub due: FeeDue,
    /// The first day on which it is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day on which it is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// How sure it is.
    #[serde(default)]
    pub status: FactStatus,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where it stands in its file.
    #[serde(skip)]
    pub line: usize,
}

/// An application is late when it is made more than so many days after a day that the form asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overdue {
    /// The question about the day.
    pub since: String,
    pub days: u16,
}

impl Overdue {
    /// Whether an application of `date` is late; none where the day is not answered.
    fn holds(&self, answers: &Answers, date: NaiveDate) -> Option<bool> {
        match answers.get(&self.since) {
            Some(Answer::Date(since)) => {
                Some(date.signed_duration_since(*since).num_days() > i64::from(self.days))
            }
            _ => None,
        }
    }
}

/// What an application means for a fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeeStanding {
    Due,
    /// The clerk judges whether its condition holds.
    ForClerk,
    NotDue,
}

impl FeeRule {
    /// Of what the amount is asked each, in the language of a page; in Vietnamese where it has no
    /// English.
    pub fn per_in(&self, locale: Locale) -> Option<&str> {
        let english = self.per_en.as_deref().filter(|_| locale == Locale::En);
        english.or(self.per.as_deref())
    }

    /// What the fee is to an application made on `date` by `method` in `province` with these answers.
    pub fn standing(
        &self,
        method: Method,
        date: NaiveDate,
        province: Option<&UnitCode>,
        answers: &Answers,
    ) -> FeeStanding {
        let is_of = |province: &UnitCode| self.provinces.contains(province);
        let elsewhere = !self.provinces.is_empty() && province.is_some_and(|here| !is_of(here));
        if elsewhere || !self.applies(method, date) {
            return FeeStanding::NotDue;
        }
        let when = self.when.as_ref().map(|when| when.holds(answers));
        let late = self.overdue.as_ref();
        let late = late.map(|overdue| overdue.holds(answers, date));
        match (when, late, &self.condition) {
            (Some(false), _, _) | (_, Some(Some(false)), _) => FeeStanding::NotDue,
            (_, Some(None), _) | (None, None, Some(_)) => FeeStanding::ForClerk,
            _ => FeeStanding::Due,
        }
    }

    /// The amount for an application with these answers; none where it is not known, or not of how
    /// many.
    pub fn amount_for(&self, answers: &Answers) -> Option<Dong> {
        let each = self.amount?;
        match (&self.per, &self.times) {
            (None, _) => Some(each),
            (Some(_), None) => None,
            (Some(_), Some(times)) => match answers.get(times)? {
                Answer::Number(number) => {
                    let total = each.amount().checked_mul(number.thousandths())?;
                    Dong::new(total / 1000).ok()
                }
                _ => None,
            },
        }
    }

    /// Whether it is charged for an application made on `date` by `method`, where its other conditions
    /// hold.
    pub fn applies(&self, method: Method, date: NaiveDate) -> bool {
        let by_method = self.filed.is_empty() || self.filed.contains(&method);
        by_method
            && self.from.is_none_or(|from| from <= date)
            && self.to.is_none_or(|to| date <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::{FormDefinition, Library};

    fn form() -> FormDefinition {
        let text = r#"
key = "thu"
revision = 1
title = "Thử"
title_en = "Trial"
template = "thử"
template_status = "general_knowledge"
fields_status = "general_knowledge"
[[sections]]
key = "mot"
title = "Một"
title_en = "One"
[[sections.fields]]
key = "ngay"
label = "Ngày"
label_en = "Day"
type = "date"
[[sections.fields]]
key = "so_ban"
label = "Số bản"
label_en = "Copies"
type = "number"
"#;
        Library::form("thu.toml", text).unwrap()
    }

    fn answers(values: serde_json::Value) -> Answers {
        Answers::from_document(serde_json::json!({ "values": values }), &form()).unwrap()
    }

    fn rule(text: &str) -> FeeRule {
        toml::from_str(&format!("key = \"phi\"\nname = \"Phí\"\n{text}")).unwrap()
    }

    fn standing(rule: &FeeRule, answers: &Answers) -> FeeStanding {
        let day = "2026-12-01".parse().unwrap();
        rule.standing(Method::Online, day, Some(&"01".parse().unwrap()), answers)
    }

    #[test]
    fn a_late_application_costs_what_one_in_time_does_not() {
        let late = rule("overdue = { since = \"ngay\", days = 60 }\ncondition = \"quá hạn\"");
        let born = |day: &str| answers(serde_json::json!({ "ngay": { "date": day } }));
        assert_eq!(standing(&late, &born("2026-10-02")), FeeStanding::NotDue);
        assert_eq!(standing(&late, &born("2026-10-01")), FeeStanding::Due);
        assert_eq!(standing(&late, &Answers::default()), FeeStanding::ForClerk);
    }

    #[test]
    fn a_fee_is_of_a_province_a_method_and_a_condition() {
        let nothing = Answers::default();
        assert_eq!(standing(&rule(""), &nothing), FeeStanding::Due);
        for (text, stands) in [
            ("provinces = [\"01\"]", FeeStanding::Due),
            ("provinces = [\"48\"]", FeeStanding::NotDue),
            ("filed = [\"direct\"]", FeeStanding::NotDue),
            ("condition = \"khi có\"", FeeStanding::ForClerk),
            (
                "when = { field = \"ngay\", filled = true }",
                FeeStanding::NotDue,
            ),
        ] {
            assert_eq!(standing(&rule(text), &nothing), stands, "{text}");
        }
    }

    #[test]
    fn copies_are_counted_where_the_form_asks_how_many() {
        let counted = rule("amount = 8000\nper = \"bản\"\ntimes = \"so_ban\"");
        let three = answers(serde_json::json!({ "so_ban": { "number": "3" } }));
        assert_eq!(counted.amount_for(&three), Dong::new(24_000).ok());
        assert_eq!(counted.amount_for(&Answers::default()), None);
        assert_eq!(
            rule("amount = 8000\nper = \"bản\"").amount_for(&three),
            None
        );
        assert_eq!(
            rule("amount = 8000").amount_for(&three),
            Dong::new(8_000).ok()
        );
    }
}
