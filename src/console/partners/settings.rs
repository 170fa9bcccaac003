//! The fields by which a partner is set up and changed, as they are typed and as they are read.

use crate::agencies::AgencyCode;
use crate::exchange::{Partner, PartnerSettings, SuccessCode, file_host, push_address};
use crate::web::{Choice, Fields, Frame, Posted};

const LONGEST_NAME: usize = 200;
const MOST_HOSTS: usize = 20;
const MOST_CODES: usize = 20;

/// What was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct SettingsForm {
    pub(super) name: String,
    pub(super) push_url: String,
    pub(super) file_hosts: String,
    pub(super) private_files: bool,
    pub(super) success: String,
    pub(super) further_codes: String,
}

impl SettingsForm {
    /// The form of a partner that is yet to be set up.
    pub(super) fn new() -> Self {
        Self {
            success: SuccessCode::default().as_str().to_owned(),
            ..Self::default()
        }
    }

    /// What a partner is set up with.
    pub(super) fn of(partner: &Partner) -> Self {
        let codes: Vec<String> = partner
            .further_codes
            .iter()
            .map(ToString::to_string)
            .collect();
        Self {
            name: partner.name.clone(),
            push_url: partner.push_url.clone().unwrap_or_default(),
            file_hosts: partner.file_hosts.join("\n"),
            private_files: partner.private_files,
            success: partner.success.as_str().to_owned(),
            further_codes: codes.join("\n"),
        }
    }

    /// What was posted.
    pub(super) fn posted(posted: &Posted) -> Self {
        Self {
            name: posted.text("name").to_owned(),
            push_url: posted.text("push_url").to_owned(),
            file_hosts: posted.text("file_hosts").to_owned(),
            private_files: posted.has("private_files"),
            success: posted.text("success").to_owned(),
            further_codes: posted.text("further_codes").to_owned(),
        }
    }

    /// The spellings of success.
    pub(super) fn successes(&self, frame: &Frame) -> Vec<Choice> {
        [SuccessCode::Zero, SuccessCode::DoubleZero]
            .into_iter()
            .map(|code| {
                let hint = frame.words.under("console.success_hint", code.as_str());
                Choice::new(code.as_str(), code.as_str()).with_hint(hint)
            })
            .collect()
    }
}

/// Reads what was posted. Without a name the partner is called as its agency is, where that is known.
pub(super) fn read_settings(
    fields: &mut Fields<'_>,
    agency_name: Option<&str>,
) -> Option<PartnerSettings> {
    let name = match fields.text("name") {
        "" => agency_name.unwrap_or_default(),
        typed => typed,
    };
    if name.is_empty() {
        fields.refuse("name", "name");
    } else if name.chars().count() > LONGEST_NAME || !is_one_line(name) {
        fields.refuse("name", "long_name");
    }
    let push_url = match fields.text("push_url") {
        "" => None,
        typed => fields.take("push_url", push_address(typed).ok_or("push_url")),
    };
    let file_hosts = hosts(fields);
    let further_codes = further_codes(fields);
    let success = SuccessCode::from_text(fields.text("success"));
    Some(PartnerSettings {
        name: name.to_owned(),
        success: fields.take("success", success.ok_or("success"))?,
        push_url,
        file_hosts,
        private_files: fields.has("private_files"),
        further_codes,
    })
}

fn pieces(typed: &str) -> Vec<&str> {
    let pieces = typed.split(|c: char| c.is_whitespace() || c == ',');
    pieces.filter(|piece| !piece.is_empty()).collect()
}

/// The codes beside the partner's own, each once.
fn further_codes(fields: &mut Fields<'_>) -> Vec<AgencyCode> {
    let typed: Vec<String> = pieces(fields.text("further_codes"))
        .into_iter()
        .map(str::to_owned)
        .collect();
    if typed.len() > MOST_CODES {
        fields.refuse_with("further_codes", "many_codes", &[("most", &MOST_CODES)]);
    }
    let mut codes: Vec<AgencyCode> = Vec::new();
    for one in &typed {
        match one.parse() {
            Ok(code) if codes.contains(&code) => {}
            Ok(code) => codes.push(code),
            Err(_) => {
                fields.refuse_with("further_codes", "further_code", &[("code", one)]);
                break;
            }
        }
    }
    codes
}

fn hosts(fields: &mut Fields<'_>) -> Vec<String> {
    let typed = pieces(fields.text("file_hosts"));
    if typed.len() > MOST_HOSTS {
        fields.refuse_with("file_hosts", "many_hosts", &[("most", &MOST_HOSTS)]);
    }
    if let Some(wrong) = typed.iter().find(|one| file_host(one).is_none()) {
        fields.refuse_with("file_hosts", "file_host", &[("host", wrong)]);
    }
    typed.into_iter().filter_map(file_host).collect()
}

fn is_one_line(text: &str) -> bool {
    !text.chars().any(char::is_control)
}
