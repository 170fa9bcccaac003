//! The walk of docs/partners.md, as it is written: its commands in order, each answer compared.

use std::fs;
use std::process::Command;
use std::sync::Arc;

use serde_json::Value;

use crate::support::{FreshDatabase, Manner, PostOffice, Process, engine_free};

engine_free!(a_newcomer_walks_with_curl_alone);

/// A command of the page, and the answer that the page promises.
struct Step {
    command: String,
    promised: Option<Value>,
}

fn steps(page: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut block: Option<(String, String)> = None;
    for line in page.lines() {
        block = match block {
            None => line
                .strip_prefix("```")
                .map(|language| (language.to_owned(), String::new())),
            Some((language, text)) if line == "```" => {
                match language.as_str() {
                    "sh" => steps.push(Step {
                        command: text,
                        promised: None,
                    }),
                    "json" => {
                        let last = steps.last_mut().expect("an answer follows a command");
                        last.promised = Some(serde_json::from_str(&text).unwrap());
                    }
                    _ => {}
                }
                None
            }
            Some((language, text)) => Some((language, format!("{text}{line}\n"))),
        };
    }
    steps
}

/// Equal but for what the page leaves open.
fn is_as_promised(answer: &Value, promised: &Value) -> bool {
    match (answer, promised) {
        (_, Value::String(open)) if open == "…" => true,
        (Value::Object(answer), Value::Object(promised)) => {
            answer.len() == promised.len()
                && promised.iter().all(|(name, promised)| {
                    answer
                        .get(name)
                        .is_some_and(|answer| is_as_promised(answer, promised))
                })
        }
        (Value::Array(answer), Value::Array(promised)) => {
            answer.len() == promised.len()
                && answer
                    .iter()
                    .zip(promised)
                    .all(|(one, other)| is_as_promised(one, other))
        }
        (answer, promised) => answer == promised,
    }
}

async fn a_newcomer_walks_with_curl_alone(place: &Arc<FreshDatabase>) {
    let office = PostOffice::open(Manner::Takes);
    let (process, portal) = Process::serve(place, &office, None).await;
    let folder = tempfile::tempdir().unwrap();
    let steps = steps(&fs::read_to_string("docs/partners.md").unwrap());
    assert!(steps.len() > 6);
    let mut script = String::from("set -euo pipefail\n");
    for (place, step) in steps.iter().enumerate() {
        script.push_str(&format!("{{\n{}\n}} > answer-{place}\n", step.command));
    }
    let run = Command::new("bash")
        .arg("-c")
        .arg(&script)
        .current_dir(folder.path())
        .envs(Process::settings(place))
        .env("PORTAL", portal.as_str().trim_end_matches('/'))
        .env("PATH", Process::path_with_motcua())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{errors}");
    for (place, step) in steps.iter().enumerate() {
        let Some(promised) = &step.promised else {
            continue;
        };
        let answer = fs::read_to_string(folder.path().join(format!("answer-{place}"))).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert!(
            is_as_promised(&answer, promised),
            "{answer}\ninstead of\n{promised}"
        );
    }
    process.kill();
}
