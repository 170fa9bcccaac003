//! Receiving what the portal pushes: a filing, the answer to a supplement, a withdrawal. One
//! transaction each, answered afterwards; a repeat is recognised and answered as known.

use chrono::Duration;
use serde_json::{Map, Value};

use super::dossier::{Dossier, State};
use super::enclosures::links;
use super::life::{on_supplement, on_withdrawal};
use super::messages::{CODE, sheet_of_push, tie};
use super::office::Office;
use super::store::{Kind, StoreError, Tx};
use crate::kernel::Instant;

/// How long the agency gives itself, in days.
const PROMISED_DAYS: i64 = 7;

/// A push that has the shape of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Push {
    subject: Subject,
    /// The portal's code of the dossier.
    code: String,
    /// The place of the event in the dossier's life.
    sequence: i64,
    key: String,
    data: Map<String, Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Filing,
    Supplement,
    Withdrawal,
}

/// What the portal is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// Taken now (0).
    Taken(String),
    /// Taken before (1).
    Known(String),
    /// Not taken (-1).
    Refused(String),
}

impl Push {
    /// The portal's code of the dossier that it is about.
    pub(super) fn code(&self) -> &str {
        &self.code
    }

    /// Reads a push.
    ///
    /// # Errors
    /// What is wrong with it, as the portal is told.
    pub(super) fn read(body: &[u8], key: Option<&str>) -> Result<Self, String> {
        let body: Value =
            serde_json::from_slice(body).map_err(|error| format!("not JSON: {error}"))?;
        let subject = match body.get("service").and_then(Value::as_str) {
            Some("NhanHoSoDVCQG") => Subject::Filing,
            Some("NhanBoSungDVCQG") => Subject::Supplement,
            Some("NhanRutHoSoDVCQG") => Subject::Withdrawal,
            _ => return Err("service unknown".to_owned()),
        };
        let Some(Value::Object(data)) = body.get("data") else {
            return Err("data is no object".to_owned());
        };
        let code = text(data, CODE).ok_or("MaHoSo empty")?;
        let sequence = data.get("SuKien").and_then(|event| event.get("SoThuTu"));
        let sequence = sequence.and_then(whole).ok_or("SuKien.SoThuTu empty")?;
        if subject == Subject::Filing {
            text(data, "MaTTHC").ok_or("MaTTHC empty")?;
            text(data, "ChuHoSo").ok_or("ChuHoSo empty")?;
        }
        let own_key = || format!("{code} {sequence}");
        Ok(Self {
            subject,
            key: key.map_or_else(own_key, str::to_owned),
            code: code.to_owned(),
            sequence,
            data: data.clone(),
        })
    }
}

fn text<'a>(data: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    let text = data.get(name)?.as_str()?.trim();
    (!text.is_empty()).then_some(text)
}

fn whole(value: &Value) -> Option<i64> {
    let of_text = || value.as_str()?.trim().parse().ok();
    value.as_i64().or_else(of_text)
}

impl Office {
    /// Takes a push.
    pub(super) fn receive(
        &self,
        tx: &mut Tx<'_>,
        push: Push,
        now: Instant,
    ) -> Result<Reply, StoreError> {
        let known = tx.filed_as(&push.code)?;
        if known.is_none() && push.subject != Subject::Filing {
            return Ok(Reply::Refused(format!("{}| unknown dossier", push.code)));
        }
        if !tx.note_push(&push.key, &push.code, push.sequence)? {
            return Ok(Reply::Known(format!("{}| Duplicate refId", push.code)));
        }
        let reply = format!("{}| taken", push.code);
        let (dossier, act) = match (push.subject, known) {
            (Subject::Filing, Some(_)) => {
                return Ok(Reply::Known(format!("{}| Duplicate refId", push.code)));
            }
            (_, None) => {
                self.file(tx, &push, now)?;
                return Ok(Reply::Taken(reply));
            }
            (Subject::Supplement, Some(dossier)) => {
                Self::await_attachments(tx, &push, now)?;
                let act = on_supplement(&dossier);
                (dossier, act)
            }
            (Subject::Withdrawal, Some(dossier)) => {
                let act = on_withdrawal(&dossier);
                (dossier, act)
            }
        };
        if let Some(act) = act {
            self.act(tx, dossier, act, now)?;
        }
        Ok(Reply::Taken(reply))
    }

    fn file(&self, tx: &mut Tx<'_>, push: &Push, now: Instant) -> Result<(), StoreError> {
        let dossier = Dossier {
            code: self.new_code(tx, now)?,
            portal_code: Some(push.code.clone()),
            state: State::Submitted,
            received_at: now,
            promised_at: now + Duration::days(PROMISED_DAYS),
            sheet: sheet_of_push(&push.data),
            declaration: push.data.get("ToKhai").cloned().unwrap_or(Value::Null),
            rows: Vec::new(),
            result: None,
        };
        tx.keep(&dossier, self.next_step(&dossier, now))?;
        Self::await_attachments(tx, push, now)?;
        tx.post(&dossier.code, Kind::Tie, &tie(&dossier))
    }

    /// Notes what was enclosed. It is fetched once the portal has its answer (`fetch`).
    fn await_attachments(tx: &mut Tx<'_>, push: &Push, now: Instant) -> Result<(), StoreError> {
        for (id, link) in links(&push.data) {
            tx.await_attachment(&push.code, id, link, now)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_push_without_its_shape_says_what_is_missing() {
        let problem = |body: &str| Push::read(body.as_bytes(), Some("k")).unwrap_err();
        assert!(problem("{").starts_with("not JSON"));
        assert_eq!(problem("[]"), "service unknown");
        assert_eq!(
            problem(r#"{"service":"NhanHoSoDVCQG","data":[]}"#),
            "data is no object"
        );
        assert_eq!(
            problem(r#"{"service":"NhanHoSoDVCQG","data":{"MaHoSo":" "}}"#),
            "MaHoSo empty"
        );
        assert_eq!(
            problem(
                r#"{"service":"NhanHoSoDVCQG","data":{"MaHoSo":"A","SuKien":{"SoThuTu":"1"}}}"#
            ),
            "MaTTHC empty"
        );
    }

    #[test]
    fn numbers_may_be_texts() {
        let body =
            r#"{"service":"NhanRutHoSoDVCQG","data":{"MaHoSo":"A","SuKien":{"SoThuTu":"7"}}}"#;
        let push = Push::read(body.as_bytes(), None).unwrap();
        assert_eq!((push.sequence, push.key.as_str()), (7, "A 7"));
    }
}
