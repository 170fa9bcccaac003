//! A job without its type, as whoever lists, leases, retries or discards it needs it.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::failed::Failed;
use super::job::Job;
use crate::kernel::{DossierId, PartnerId};

/// A job as its row keeps it. The payload may be one that no type of this binary reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredJob {
    kind: String,
    payload: Value,
}

impl StoredJob {
    /// The stored form: an object of the job's fields, tagged with its kind.
    pub(super) fn of<J: Job>(job: &J) -> Self {
        let mut payload = Map::new();
        payload.insert("kind".to_owned(), J::KIND.into());
        // Structs of ids and numbers always serialise; without its fields a job would be found
        // unreadable and go to the dead list.
        if let Ok(Value::Object(fields)) = serde_json::to_value(job) {
            payload.extend(fields);
        }
        Self::from_row(J::KIND.to_owned(), Value::Object(payload))
    }

    pub(super) const fn from_row(kind: String, payload: Value) -> Self {
        Self { kind, payload }
    }

    /// The name of its type.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    pub(super) const fn payload(&self) -> &Value {
        &self.payload
    }

    /// The dossier that it is about, if it is about one.
    pub fn dossier(&self) -> Option<DossierId> {
        self.field("dossier")
    }

    /// The partner that it names, if it names one.
    pub fn party(&self) -> Option<PartnerId> {
        self.field("partner")
    }

    fn field<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_value(self.payload.get(name)?.clone()).ok()
    }

    /// The job with its type.
    ///
    /// # Errors
    /// When it is of another kind, or its fields are not those of the type: no later attempt helps.
    pub fn read<J: Job>(&self) -> Result<J, Failed> {
        if self.kind != J::KIND {
            return Err(Failed::for_good(format!("not of the kind {}", J::KIND)));
        }
        serde_json::from_value(self.payload.clone())
            .map_err(|error| Failed::for_good(format!("the payload cannot be read: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::jobs::{Lane, NewJob, Queue, Verdict};
    use crate::kernel::Id;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Tell {
        partner: PartnerId,
        dossier: DossierId,
        seq: i32,
    }

    impl Job for Tell {
        const KIND: &'static str = "tell";
        const QUEUE: Queue = Queue::Partner;
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Tidy {}

    impl Job for Tidy {
        const KIND: &'static str = "tidy";
    }

    #[test]
    fn a_payload_is_the_fields_and_the_kind() {
        let job = Tell {
            partner: Id::from_uuid(Uuid::from_u128(1)),
            dossier: Id::from_uuid(Uuid::from_u128(2)),
            seq: 3,
        };
        let stored = StoredJob::of(&job);
        let wanted = json!({
            "kind": "tell",
            "partner": job.partner,
            "dossier": job.dossier,
            "seq": 3,
        });
        assert_eq!(stored.payload, wanted);
        assert_eq!(stored.dossier(), Some(job.dossier));
        let new = NewJob::of(
            &job,
            Lane::alone("x"),
            "2026-11-22T01:00:00Z".parse().unwrap(),
        );
        assert_eq!(new.party, Some(job.partner));
        assert_eq!(stored.read(), Ok(job));
        assert_eq!(StoredJob::of(&Tidy {}).payload, json!({ "kind": "tidy" }));
        assert_eq!(StoredJob::of(&Tidy {}).read(), Ok(Tidy {}));
    }

    #[test]
    fn what_cannot_be_read_is_dead_at_once() {
        let stored = StoredJob::from_row("tell".to_owned(), json!({ "kind": "tell", "seq": 3 }));
        let failed = stored.read::<Tell>().unwrap_err();
        assert_eq!(failed.verdict, Some(Verdict::Dead));
        assert_eq!((stored.dossier(), stored.party()), (None, None));
        let of_another_kind = stored.read::<Tidy>().unwrap_err();
        assert_eq!(of_another_kind.verdict, Some(Verdict::Dead));
    }
}
