//! The frame of every page: components, language, assets, headers, error pages.

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::{self, HeaderMap};
use actix_web::middleware::from_fn;
use actix_web::test::{self, TestRequest, init_service};
use actix_web::{App, Error, HttpMessage, HttpRequest, HttpResponse, web};
use askama::Template;
use motcua::kernel::Instant;
use motcua::web::{
    ASSETS_ROUTE, Assets, Choice, Faults, Frame, NavLink, PageError, PageLink, Pager, Place,
    Signed, Site, Step, StepState, Visit, choose_locale, dress_errors, guard_headers,
    page_with_faults, public_page, serve_asset,
};
use scraper::{Html, Selector};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% extends "layout.html" %}
{% import "components/box.html" as box %}
{% import "components/crumbs.html" as crumbs %}
{% import "components/facts.html" as facts %}
{% import "components/field.html" as field %}
{% import "components/form.html" as form %}
{% import "components/pager.html" as pages %}
{% import "components/tag.html" as tag %}
{% import "components/time.html" as time %}
{% import "components/trail.html" as trail %}
{% block title %}{{ form::title_mark(faults) }}T{% endblock %}
{% block crumbs %}{{ crumbs::trail(links) }}{% endblock %}
{% block main %}
<h1>H</h1>
{{ form::summary(faults) }}
{{ trail::steps(steps) }}
<form id="f" method="post">
{{ form::csrf() }}{{ form::once("k1") }}
{{ field::text("email", "E", typed, faults, hint="h", kind="email", width="w24", autocomplete="email") }}
{{ field::textarea("reason", "R", typed, faults, optional=true) }}
{{ field::select("place", "P", chosen, choices, faults) }}
{{ field::radios("way", "W", chosen, choices, faults, boxed=true) }}
{{ field::checkboxes("level", "L", values, choices, faults) }}
{{ field::checkbox("agreed", "A", checked, faults) }}
{{ field::file("paper", "F", faults, hint="h", accept=".pdf") }}
</form>
{{ field::search(frame.path("/dich-vu"), "q", typed, "S", quiet=true) }}
{{ tag::tag("good", "t") }}{{ tag::state("processing") }}
{{ time::moment(at) }}{{ time::day_and_time(at) }}{{ time::ago(at, now) }}
<ol class="trail">{% call trail::entry("now", "N", at) %}<b>in</b>{% endcall %}</ol>
<dl>{{ facts::fact("a", "b") }}{% call facts::rich("c") %}<i>d</i>{% endcall %}{{ facts::answer("e", typed, change="/x", change_label="X") }}</dl>
{% call box::notice("warn") %}<p>n</p>{% endcall %}
{% call box::empty("nothing") %}<p>e</p>{% endcall %}
{% call box::more("more") %}<p>m</p>{% endcall %}
{% call box::confirm("sure?", "/go", "Go", "/back", "Back") %}<p>c</p>{% endcall %}
{{ pages::pager(pager) }}
{% endblock %}"#
)]
struct Gallery {
    frame: Frame,
    faults: Faults,
    typed: String,
    chosen: String,
    choices: Vec<Choice>,
    values: Vec<String>,
    checked: bool,
    links: Vec<NavLink>,
    steps: Vec<Step>,
    pager: Pager,
    at: Instant,
    now: Instant,
}
