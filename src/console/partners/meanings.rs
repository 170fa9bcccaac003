//! What a partner's codes of DongBoTrangThaiHoSo mean here.

use actix_web::web::Path;
use askama::Template;

use super::change::make;
use crate::console::partners::lookup::{self, partner_named};
use crate::console::paths;
use crate::dossiers::State;
use crate::exchange::{self, Partner, PartnerChange, Preset};
use crate::kernel::PartnerId;
use crate::web::{
    Choice, Faults, Frame, PageResult, Posted, StaffRequest, page as answer, page_with_faults,
};

const LONGEST_CODE: usize = 20;

#[derive(Template)]
#[template(path = "console/partners/meanings.html")]
struct MeaningsPage {
    frame: Frame,
    partner: Partner,
    code: String,
    state: String,
    faults: Faults,
}

impl MeaningsPage {
    fn presets(&self) -> &'static [Preset] {
        exchange::presets()
    }

    /// What a preset means, in the words of the page.
    fn said(&self, preset: &Preset) -> String {
        let one = |(code, state): (String, State)| {
            let name = self.frame.words.under("common.state", state.key());
            format!("{code}: {name}")
        };
        let all: Vec<String> = preset.meanings().into_iter().map(one).collect();
        all.join("; ")
    }

    fn states(&self) -> Vec<Choice> {
        let choice = |state: State| {
            let name = self.frame.words.under("common.state", state.key());
            Choice::new(
                state.number().to_string(),
                format!("{} · {name}", state.number()),
            )
        };
        State::ALL.into_iter().map(choice).collect()
    }
}

pub(in crate::console) async fn page(console: StaffRequest, id: Path<PartnerId>) -> PageResult {
    let partner = partner_named(&console, id.into_inner()).await?;
    answer(&MeaningsPage {
        frame: console.frame(),
        partner,
        code: String::new(),
        state: String::new(),
        faults: Faults::default(),
    })
}

pub(in crate::console) async fn act(
    console: StaffRequest,
    id: Path<PartnerId>,
    posted: Posted,
) -> PageResult {
    let partner = partner_named(&console, id.into_inner()).await?;
    let back = paths::below(partner.id, "ma-trang-thai");
    if posted.has("forget") {
        let change = PartnerChange::Meaning(posted.text("forget").to_owned(), None);
        make(&console, partner.id, change).await?;
        return Ok(console.to_saying(&back, "console.notice.meaning_forgotten"));
    }
    if let Some(preset) = exchange::preset(posted.text("preset")) {
        let change = PartnerChange::Meanings(preset.meanings());
        make(&console, partner.id, change).await?;
        return Ok(console.to_saying(&back, "console.notice.preset_set"));
    }
    let frame = console.frame();
    let (code, state) = (
        posted.text("code").to_owned(),
        posted.text("state").to_owned(),
    );
    let mut faults = Faults::default();
    let is_code = (1..=LONGEST_CODE).contains(&code.chars().count());
    if !is_code || code.chars().any(char::is_control) {
        let text = frame.with("console.fault.code", &[("most", &LONGEST_CODE)]);
        faults.add("code", text);
    }
    let meant = state.parse().ok().and_then(State::from_number);
    if meant.is_none() {
        faults.add("state", frame.t("console.fault.state"));
    }
    if !faults.is_empty() {
        return page_with_faults(&MeaningsPage {
            frame,
            partner,
            code,
            state,
            faults,
        });
    }
    make(&console, partner.id, PartnerChange::Meaning(code, meant)).await?;
    Ok(console.to_saying(&back, "console.notice.meaning_set"))
}
