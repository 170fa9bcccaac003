//! The gate: every request passes it, and learns here who is asking, whether the route admits
//! them and whether the request comes from our own pages.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::LOCATION;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};

use super::access::{AccessTable, Audience, Line};
use super::cookies::{CookieKind, add_cookie};
use super::error_page::came_from;
use super::frame::SET_SECOND_FACTOR;
use super::shared_links::to_page_meant;
use super::snooping::note_refusal;
use super::{HomeArea, Notice, PageError, Signed, Tone, Visit, csrf, posted};
use crate::accounts::sessions::{self, SessionToken};
use crate::accounts::{self, FactorDemand, Recognised};
use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::kernel::{Instant, Viewer};
use crate::speech::{Locale, Words};
use crate::storage::Result as StorageResult;

/// What the sign-in page is asked with, where a form came after its session had ended.
pub const SESSION_ENDED: &str = "het-phien";
/// The page that keeps such a form, and what its address says of where the form goes.
pub const KEEP_FORM: &str = "/dang-nhap/giu";
pub const FORM_ACTION: &str = "vao";

/// The secret to which the forms of this browser are tied.
#[derive(Clone)]
pub struct FormSecret(pub String);

/// The session's token, for signing out.
#[derive(Clone)]
pub struct CurrentSession(pub SessionToken);

/// Whether the session has shown who is there within the last minutes.
#[derive(Clone, Copy)]
pub(super) struct SessionConfirmed(pub bool);

/// Lets a request pass to its handler, or answers in the handler's place.
pub async fn gate<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let (Some(table), Some(env), Some(cache)) = (
        request.app_data::<Data<AccessTable>>().cloned(),
        request.app_data::<Data<Environment>>().cloned(),
        request.app_data::<Data<CatalogueCache>>().cloned(),
    ) else {
        return Err(PageError::Unavailable.into());
    };
    if let Some(answer) = to_page_meant(&request, &table) {
        return Ok(request.into_response(answer));
    }
    let Some(pattern) = request.match_pattern() else {
        // The page that says so is headed for whoever asks, as every other.
        identify(&request, &env, &cache, false).await?;
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let Some(line) = table.line(request.method(), &pattern).cloned() else {
        return refuse_unlisted(request, next, &table, &pattern).await;
    };
    if line.audience == Audience::Machine {
        request.extensions_mut().insert(line);
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let has_form = has_form(&table, &line, &pattern);
    let guest = identify(&request, &env, &cache, has_form).await?;
    if let Some(answer) = turn_away(&request, &env, &line, &table) {
        return answer.map(|answer| request.into_response(answer));
    }
    request.extensions_mut().insert(line);
    let had_notice = CookieKind::Notice
        .read(&env.base_url, request.request())
        .is_some();
    let mut response = next.call(request).await?.map_into_boxed_body();
    let answer = response.response_mut();
    if had_notice && answer.status() != StatusCode::SEE_OTHER {
        add_cookie(answer, &CookieKind::Notice.removal(&env.base_url));
    }
    if let Some(secret) = guest {
        add_cookie(answer, &CookieKind::Guest.with(&env.base_url, secret));
    }
    Ok(response)
}

/// A path that exists but not for this method goes on to be answered 405; one without any line
/// does not exist.
async fn refuse_unlisted<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
    table: &AccessTable,
    pattern: &str,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if table
        .line(&Method::GET, pattern)
        .or(table.line(&Method::POST, pattern))
        .is_none()
    {
        return Err(PageError::NotFound.into());
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// Finds out who is asking and leaves it with the request. Gives back the guest cookie's value
/// when one has to be set, because the page has a form.
async fn identify(
    request: &ServiceRequest,
    env: &Environment,
    cache: &CatalogueCache,
    has_form: bool,
) -> Result<Option<String>, PageError> {
    let moment = env.moment();
    let token = CookieKind::Session
        .read(&env.base_url, request.request())
        .and_then(|value| SessionToken::parse(&value));
    let known = match &token {
        Some(token) => recognise(env, cache, token.clone(), moment.now).await?,
        None => None,
    };
    let mut new_guest = None;
    let secret = match (&token, &known) {
        (Some(token), Some(_)) => Some(token.reveal().to_owned()),
        _ if has_form => {
            let known = CookieKind::Guest.read(&env.base_url, request.request());
            Some(known.unwrap_or_else(|| {
                let made = hex::encode(moment.secret::<32>());
                new_guest = Some(made.clone());
                made
            }))
        }
        _ => None,
    };
    let keys = env.storage.keys();
    let mut visit = Visit {
        csrf: secret
            .as_deref()
            .map_or_else(String::new, |s| csrf::token(keys, s, &moment)),
        notice: notice(request.request(), env),
        ..Visit::default()
    };
    let mut extensions = request.extensions_mut();
    if let Some(secret) = secret {
        extensions.insert(FormSecret(secret));
    }
    if let (Some(known), Some(token)) = (known, token) {
        visit.signed = Some(signed(&known.recognised));
        visit.second_factor_from = match known.demand {
            FactorDemand::From(day) => Some(day),
            FactorDemand::Nothing | FactorDemand::Now => None,
        };
        extensions.insert(known.demand);
        extensions.insert(SessionConfirmed(known.is_confirmed));
        extensions.insert(known.recognised.viewer);
        extensions.insert(CurrentSession(token));
    }
    extensions.insert(visit);
    Ok(new_guest)
}

/// Somebody who is not signed in gets a form's token only where there is a form.
fn has_form(table: &AccessTable, line: &Line, pattern: &str) -> bool {
    line.method == Method::POST || table.line(&Method::POST, pattern).is_some()
}

/// Who a session's account is, and how far the session is trusted.
struct Known {
    recognised: Recognised,
    demand: FactorDemand,
    is_confirmed: bool,
}

async fn recognise(
    env: &Environment,
    cache: &CatalogueCache,
    token: SessionToken,
    now: Instant,
) -> Result<Option<Known>, PageError> {
    let (catalogue, from) = (cache.current(), env.second_factor_from);
    let found = env
        .storage
        .reading(move |conn| {
            let Some(session) = sessions::find(conn, &token, now)? else {
                return StorageResult::Ok(None);
            };
            let recognised = accounts::recognise(&catalogue, session.account, session.memberships);
            let (viewer, began) = (&recognised.viewer, session.began_at);
            let known = Known {
                demand: accounts::factor_demand(conn, viewer, from, began, now)?,
                is_confirmed: session.is_confirmed,
                recognised,
            };
            Ok(Some((known, session.is_due_for_touch, token)))
        })
        .await?;
    let Some((known, is_due_for_touch, token)) = found else {
        return Ok(None);
    };
    if is_due_for_touch {
        env.storage
            .writing(move |tx| sessions::touch(tx, &token, now))
            .await?;
    }
    Ok(Some(known))
}

fn signed(recognised: &Recognised) -> Signed {
    let viewer = &recognised.viewer;
    let place = match (viewer.is_clerk(), viewer.is_operator) {
        (true, _) => HomeArea::Clerk,
        (false, true) => HomeArea::Operator,
        (false, false) => HomeArea::Citizen,
    };
    Signed {
        name: viewer.name.clone(),
        place,
        office: recognised.office.clone(),
        roles: viewer
            .memberships
            .iter()
            .map(|membership| membership.role)
            .collect(),
    }
}

fn notice(request: &HttpRequest, env: &Environment) -> Option<Notice> {
    let key = CookieKind::Notice.read(&env.base_url, request)?;
    let words = Words::new(Locale::of(request));
    let is_ours = key.contains(".notice.") && words.has(&key);
    let tone = match key.contains(".notice.info.") {
        true => Tone::Info,
        false => Tone::Good,
    };
    is_ours.then(|| Notice {
        tone,
        text: words.t(&key).to_owned(),
    })
}

/// The answer in the handler's place, when the request may not pass.
fn turn_away(
    request: &ServiceRequest,
    env: &Environment,
    line: &Line,
    table: &AccessTable,
) -> Option<Result<HttpResponse, Error>> {
    let own_origin = env.base_url.origin().ascii_serialization();
    if line.method != Method::GET && !csrf::comes_from_here(request.headers(), &own_origin) {
        return Some(Err(PageError::Expired.into()));
    }
    let extensions = request.extensions();
    let viewer = extensions.get::<Viewer>();
    if line.audience.admits(viewer) {
        let is_led = line.audience.is_staff()
            && extensions.get::<FactorDemand>() == Some(&FactorDemand::Now);
        return is_led.then(|| Ok(to_second_factor(request)));
    }
    if viewer.is_some() {
        note_refusal(request.request());
        return Some(Err(PageError::Forbidden.into()));
    }
    Some(Ok(to_sign_in(request, table)))
}

/// Sends somebody to where the second factor is set up that they must have by now, and afterwards back
/// to the page they asked for. They have not worked in this session, so no form of theirs is lost.
fn to_second_factor(request: &ServiceRequest) -> HttpResponse {
    let locale = Locale::of(request.request());
    let asked = request.uri().path_and_query().map_or("/", |it| it.as_str());
    let mut query = Vec::new();
    if request.method() != Method::POST {
        query.push(("tiep", locale.path(asked)));
    }
    to(&locale.path(SET_SECOND_FACTOR), &query)
}

fn to(path: &str, query: &[(&str, String)]) -> HttpResponse {
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    HttpResponse::SeeOther()
        .insert_header((LOCATION, format!("{path}?{query}")))
        .finish()
}

/// Sends a stranger to the sign-in page, and afterwards back to the page they asked for. Who posts
/// a form had signed in when they opened its page: what they typed is kept while they sign in, unless
/// there are files with it, and they come back to that page.
fn to_sign_in(request: &ServiceRequest, table: &AccessTable) -> HttpResponse {
    let locale = Locale::of(request.request());
    let asked = request.uri().path_and_query().map_or("/", |it| it.as_str());
    let is_form = request.method() == Method::POST;
    let has_page = |pattern: String| table.line(&Method::GET, &pattern).is_some();
    let form_page = || {
        let here = request.match_pattern().is_some_and(has_page);
        let came_from = came_from(request.headers());
        came_from.or_else(|| here.then(|| locale.path(asked)))
    };
    let wanted = if is_form {
        form_page()
    } else {
        Some(locale.path(asked))
    };
    let mut query = Vec::new();
    query.extend(wanted.map(|path| ("tiep", path)));
    if !is_form {
        return to(&locale.path("/dang-nhap"), &query);
    }
    query.push((SESSION_ENDED, "1".to_owned()));
    if !posted::is_form(request.headers()) {
        return to(&locale.path("/dang-nhap"), &query);
    }
    // The browser sends the form once more, to the page that keeps it while its sender signs in.
    query.push((FORM_ACTION, locale.path(asked)));
    let query = serde_urlencoded::to_string(&query).unwrap_or_default();
    HttpResponse::TemporaryRedirect()
        .insert_header((LOCATION, format!("{}?{query}", locale.path(KEEP_FORM))))
        .finish()
}
