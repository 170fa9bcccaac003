//! The access table: every route with who may call it and how much it may send. A request whose
//! route has no line here is answered 404, so that nothing is open by forgetting.

use std::collections::BTreeMap;

use actix_web::http::Method;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, Route, guard};

use crate::kernel::Viewer;

/// Who may call a route. What they may do to which object is the operation's to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Anybody, signed in or not.
    Everyone,
    /// Any signed-in account.
    Account,
    /// Accounts that work for an agency.
    Clerk,
    /// Accounts that run the portal.
    Operator,
    /// Programs, which show who they are in their own way.
    Machine,
}

impl Audience {
    /// Whether all of it are clerks or operators.
    pub const fn is_staff(self) -> bool {
        match self {
            Self::Clerk | Self::Operator => true,
            Self::Everyone | Self::Account | Self::Machine => false,
        }
    }

    /// Whether `viewer` belongs to the audience.
    pub fn admits(self, viewer: Option<&Viewer>) -> bool {
        match self {
            Self::Everyone | Self::Machine => true,
            Self::Account => viewer.is_some(),
            Self::Clerk => viewer.is_some_and(Viewer::is_clerk),
            Self::Operator => viewer.is_some_and(|viewer| viewer.is_operator),
        }
    }
}

/// What a request may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    None,
    /// A form of a few fields: 64 KiB.
    Form,
    /// A declaration form: 4 MiB, for a table of the most rows and columns.
    Answers,
    /// A message of a partner's system: 32 MiB.
    Message,
    /// Files; each has its own limit while it is read.
    Files,
}

impl Body {
    /// The most bytes that are read into memory.
    pub const fn limit(self) -> usize {
        match self {
            Self::None => 0,
            Self::Form => 64 * 1024,
            Self::Answers => 4 * 1024 * 1024,
            Self::Files => 1024 * 1024,
            Self::Message => 32 * 1024 * 1024,
        }
    }

    /// The most fields of a form. A table of a declaration has 200 rows of 30 columns, and a column up to
    /// six controls.
    pub const fn most_fields(self) -> usize {
        match self {
            Self::Answers => 200 * 30 * 6,
            Self::None | Self::Form | Self::Message | Self::Files => 2_000,
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The method; HEAD goes with GET.
    pub method: Method,
    /// The path's pattern, as in `/ho-so/{id}`.
    pub pattern: &'static str,
    /// Who may call it.
    pub audience: Audience,
    /// What it may carry.
    pub body: Body,
}

#[derive(Debug, Clone, Default)]
pub struct AccessTable(Vec<Line>);

impl AccessTable {
    /// The table of these lines.
    pub fn new(lines: Vec<Line>) -> Self {
        Self(lines)
    }

    pub fn lines(&self) -> &[Line] {
        &self.0
    }

    /// The line of a request. The English half of the house has the same lines: its prefix is
    /// taken off before.
    pub fn line(&self, method: &Method, pattern: &str) -> Option<&Line> {
        let method = if method == Method::HEAD {
            &Method::GET
        } else {
            method
        };
        self.0
            .iter()
            .find(|line| line.pattern == pattern && line.method == method)
    }
}

/// Routes with their lines: a handler cannot be registered without saying who may call it.
#[derive(Default)]
pub struct Routes {
    entries: Vec<(Line, Route)>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page.
    #[must_use]
    pub fn get<F, Args>(self, pattern: &'static str, audience: Audience, handler: F) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::GET, pattern, audience, Body::None, handler)
    }

    /// An act.
    #[must_use]
    pub fn post<F, Args>(
        self,
        pattern: &'static str,
        audience: Audience,
        body: Body,
        handler: F,
    ) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.add(Method::POST, pattern, audience, body, handler)
    }

    fn add<F, Args>(
        mut self,
        method: Method,
        pattern: &'static str,
        audience: Audience,
        body: Body,
        handler: F,
    ) -> Self
    where
        F: Handler<Args>,
        Args: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        // A page is also there for those who ask only for its head.
        let route = if method == Method::GET {
            Route::new().guard(guard::Any(guard::Get()).or(guard::Head()))
        } else {
            Route::new().method(method.clone())
        };
        let line = Line {
            method,
            pattern,
            audience,
            body,
        };
        self.entries.push((line, route.to(handler)));
        self
    }

    /// These routes and those of another entrance.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.entries.extend(others.entries);
        self
    }

    /// The lines of the table.
    pub fn lines(&self) -> Vec<Line> {
        self.entries.iter().map(|(line, _)| line.clone()).collect()
    }

    /// Registers the routes. A path answers 405 to methods that it does not know.
    pub fn register(self, config: &mut ServiceConfig) {
        let mut resources: BTreeMap<&str, Resource> = BTreeMap::new();
        let mut order = Vec::new();
        for (line, route) in self.entries {
            let resource = resources.remove(line.pattern).unwrap_or_else(|| {
                order.push(line.pattern);
                web::resource(line.pattern).default_service(web::to(HttpResponse::MethodNotAllowed))
            });
            resources.insert(line.pattern, resource.route(route));
        }
        for pattern in order {
            if let Some(resource) = resources.remove(pattern) {
                config.service(resource);
            }
        }
    }
}
