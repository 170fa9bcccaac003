//! Setting up a second factor, making new recovery codes, and giving it up.

use actix_web::HttpMessage;
use askama::Template;

use super::profile::own;
use super::return_path::wanted;
use crate::accounts::{
    CodeAttempt, FactorRefusal, FactorSeed, FactorSummary, RecoveryCode, RemovalRefusal,
    TotpSecret, factor_summary, remove_second_factor, renew_recovery_codes, set_second_factor,
};
use crate::web::{
    Confirmation, CurrentSession, Faults, Frame, PageError, PageRequest, PageResult, Posted,
    confirm_first, page as answer, page_with_faults, qr_image,
};

/// Letters of the secret that are read at a glance.
const GROUP: usize = 4;

#[derive(Template)]
#[template(path = "portal/accounts/second_factor.html")]
struct SetPage {
    frame: Frame,
    /// From what the offer is made again when the form comes.
    seed: String,
    /// The address that the authenticator takes, as an image.
    qr: String,
    /// The secret in groups, for whoever cannot scan.
    secret: String,
    /// The account has a second factor, in whose place this one comes.
    has_one: bool,
    /// Whoever works here needs it before anything else.
    is_led: bool,
    /// What the authenticator would show, in the demonstration.
    code: Option<String>,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "portal/accounts/recovery_codes.html")]
struct CodesPage {
    frame: Frame,
    codes: Vec<RecoveryCode>,
    /// Where the person goes on.
    next: String,
}

#[derive(Template)]
#[template(path = "portal/accounts/renew_codes.html")]
struct RenewPage {
    frame: Frame,
    seed: String,
    summary: FactorSummary,
}

#[derive(Template)]
#[template(path = "portal/accounts/remove_factor.html")]
struct RemovePage {
    frame: Frame,
    /// Staff can put another in its place, but not go without.
    is_barred: bool,
}

/// The form with an offer, which is the one of `seed` again where there was one.
async fn offer(
    request: &PageRequest,
    seed: Option<FactorSeed>,
    faults: Faults,
) -> Result<SetPage, PageError> {
    let account = own(request).await?;
    let id = account.id;
    let summary = request
        .read(move |conn, _| factor_summary(conn, id))
        .await?;
    let frame = request.frame();
    let seed = seed.unwrap_or_else(|| FactorSeed::new(&request.cx.moment));
    let secret = seed.secret(request.env.storage.keys(), id);
    let secret = secret.ok_or(PageError::Unavailable)?;
    let address = secret.address(frame.t("frame.brand"), account.email.expose());
    let address = address.map_err(PageError::internal)?;
    let code = secret.code_now(request.now());
    Ok(SetPage {
        seed: seed.reveal(),
        qr: qr_image(&address)?,
        secret: in_groups(&secret)?,
        has_one: summary.is_some(),
        is_led: wanted(request.http.query_string()).is_some(),
        code: code.filter(|_| frame.demonstration),
        frame,
        faults,
    })
}

fn in_groups(secret: &TotpSecret) -> Result<String, PageError> {
    let mut text = String::new();
    for (place, letter) in secret
        .base32()
        .map_err(PageError::internal)?
        .chars()
        .enumerate()
    {
        if place > 0 && place % GROUP == 0 {
            text.push(' ');
        }
        text.push(letter);
    }
    Ok(text)
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    answer(&offer(&request, None, Faults::default()).await?)
}

pub(super) async fn act(request: PageRequest, posted: Posted) -> PageResult {
    let posted = match confirm_first(&request, posted).await? {
        Confirmation::Given(posted) => posted,
        Confirmation::Asked(answer) => return Ok(answer),
    };
    let words = request.words();
    let Some(seed) = FactorSeed::parse(posted.text("seed")) else {
        let fault = Faults::one("code", words.t("second_factor.fault.empty"));
        return page_with_faults(&offer(&request, None, fault).await?);
    };
    let code = match CodeAttempt::read(posted.raw("code")) {
        Ok(code) => code,
        Err(error) => {
            let fault = words.under("second_factor.fault", error.key());
            let fault = Faults::one("code", fault);
            return page_with_faults(&offer(&request, Some(seed), fault).await?);
        }
    };
    let session = {
        let extensions = request.http.extensions();
        let session = extensions.get::<CurrentSession>().cloned();
        session.ok_or(PageError::Forbidden)?.0
    };
    let set = request.write(move |tx, cx| set_second_factor(tx, cx, &session, seed, &code));
    match set.await {
        Ok(codes) => show_codes(&request, codes),
        Err(error) => match error.refusal()? {
            FactorRefusal::Gone => Err(PageError::Conflict),
            FactorRefusal::Wrong => {
                let fault = Faults::one("code", words.t("second_factor.fault.wrong_set_up"));
                page_with_faults(&offer(&request, Some(seed), fault).await?)
            }
        },
    }
}

/// The one page that shows recovery codes, in the very answer that made them.
fn show_codes(request: &PageRequest, codes: Vec<RecoveryCode>) -> PageResult {
    let frame = request.frame();
    let next = wanted(request.http.query_string()).unwrap_or_else(|| "/tai-khoan".into());
    answer(&CodesPage {
        next: frame.path(&next),
        frame,
        codes,
    })
}

pub(super) async fn renew_page(request: PageRequest) -> PageResult {
    let account = request.viewer()?.account;
    let found = request.read(move |conn, _| factor_summary(conn, account));
    let Some(summary) = found.await? else {
        return Ok(request.to("/tai-khoan/xac-thuc-hai-lop"));
    };
    answer(&RenewPage {
        seed: FactorSeed::new(&request.cx.moment).reveal(),
        frame: request.frame(),
        summary,
    })
}

pub(super) async fn renew(request: PageRequest, posted: Posted) -> PageResult {
    let posted = match confirm_first(&request, posted).await? {
        Confirmation::Given(posted) => posted,
        Confirmation::Asked(answer) => return Ok(answer),
    };
    let Some(seed) = FactorSeed::parse(posted.text("seed")) else {
        return Err(PageError::BadRequest);
    };
    let renewed = request.write(move |tx, cx| renew_recovery_codes(tx, cx, seed));
    match renewed.await {
        Ok(codes) => show_codes(&request, codes),
        Err(error) => {
            error.refusal()?;
            Err(PageError::Conflict)
        }
    }
}

pub(super) async fn remove_page(request: PageRequest) -> PageResult {
    let viewer = request.viewer()?;
    answer(&RemovePage {
        frame: request.frame(),
        is_barred: viewer.is_clerk() || viewer.is_operator,
    })
}

pub(super) async fn remove(request: PageRequest, posted: Posted) -> PageResult {
    if let Confirmation::Asked(answer) = confirm_first(&request, posted).await? {
        return Ok(answer);
    }
    match request.write(remove_second_factor).await {
        Ok(()) => Ok(request.to_saying("/tai-khoan", "second_factor.notice.removed")),
        Err(error) => match error.refusal()? {
            RemovalRefusal::Staff => page_with_faults(&RemovePage {
                frame: request.frame(),
                is_barred: true,
            }),
            // It is gone already.
            _ => Ok(request.to("/tai-khoan")),
        },
    }
}
