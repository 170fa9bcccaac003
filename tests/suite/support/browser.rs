//! A browser as far as this portal needs one: it keeps cookies, follows redirects and says where
//! its forms come from. It runs no script, as no page needs any.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use actix_web::cookie::Cookie;
use reqwest::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Request, RequestBuilder, Response, StatusCode};
use url::Url;

use super::{Page, remember_secret};

/// More would be a loop.
const MOST_REDIRECTS: usize = 10;

/// Somebody's browser. Clones are windows of the same browser.
#[derive(Clone)]
pub struct Browser {
    client: Client,
    base_url: Url,
    cookies: Rc<RefCell<BTreeMap<String, String>>>,
}

impl Browser {
    /// A browser that knows the portal's address and nothing else.
    pub fn new(base_url: Url) -> Self {
        // Whoever has opened a portal in this process has chosen before.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            client: Client::builder().redirect(Policy::none()).build().unwrap(),
            base_url,
            cookies: Rc::default(),
        }
    }

    /// Opens a page, following redirects.
    pub async fn get(&self, path: &str) -> Page {
        let request = self.request(Method::GET, path);
        self.follow(request, path).await
    }

    /// Opens a page, but not what it leads to.
    pub async fn peek(&self, path: &str) -> Page {
        self.send(self.request(Method::GET, path), path).await
    }

    /// A request as it leaves this browser, for tests that send what no page would.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = self.base_url.join(path).unwrap();
        let mut request = self.client.request(method.clone(), url);
        if method != Method::GET {
            let origin = self.base_url.origin().ascii_serialization();
            request = request.header(ORIGIN, origin);
        }
        let cookies: Vec<String> = self
            .cookies
            .borrow()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if cookies.is_empty() {
            return request;
        }
        request.header(COOKIE, cookies.join("; "))
    }

    /// Sends one request and keeps the cookies of its answer; a redirect is not followed.
    pub async fn send(&self, request: RequestBuilder, path: &str) -> Page {
        self.send_built(request.build().unwrap(), path).await
    }

    /// Sends a request that was changed after it was built.
    pub async fn send_built(&self, request: Request, path: &str) -> Page {
        let response = self.client.execute(request).await.unwrap();
        self.keep_cookies(&response);
        Page::read(self.clone(), path, response).await
    }

    /// Sends a request and opens what it leads to.
    pub async fn follow(&self, request: RequestBuilder, path: &str) -> Page {
        let mut request = request.build().unwrap();
        let mut path = path.to_owned();
        for _ in 0..MOST_REDIRECTS {
            // A form with files cannot be sent twice, and is never asked for once more.
            let again = request.try_clone();
            let page = self.send_built(request, &path).await;
            if !page.status().is_redirection() {
                return page;
            }
            path = self.path_of(page.header(LOCATION.as_str()).unwrap());
            request = match page.status() {
                StatusCode::TEMPORARY_REDIRECT => {
                    let mut again = again.expect("a form without files");
                    *again.url_mut() = self.base_url.join(&path).unwrap();
                    again
                }
                _ => self.request(Method::GET, &path).build().unwrap(),
            };
        }
        panic!("leads in circles, at last to {path}");
    }

    /// Puts a cookie into the browser, as an answer of the portal would.
    pub fn keep_cookie(&self, name: &str, value: &str) {
        remember_secret(value);
        let mut cookies = self.cookies.borrow_mut();
        cookies.insert(name.to_owned(), value.to_owned());
    }

    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// The path of an address of the portal; others are never followed.
    pub fn path_of(&self, address: &str) -> String {
        let url = self.base_url.join(address).unwrap();
        assert_eq!(
            url.origin(),
            self.base_url.origin(),
            "leads away: {address}"
        );
        let query = url.query().map_or_else(String::new, |q| format!("?{q}"));
        format!("{}{query}", url.path())
    }

    fn keep_cookies(&self, response: &Response) {
        let mut cookies = self.cookies.borrow_mut();
        for header in response.headers().get_all(SET_COOKIE) {
            let cookie = Cookie::parse(header.to_str().unwrap()).unwrap();
            let is_removal = cookie.value().is_empty()
                || cookie.max_age().is_some_and(|age| age.whole_seconds() <= 0);
            if is_removal {
                cookies.remove(cookie.name());
                continue;
            }
            if !cookie.name().ends_with("notice") {
                remember_secret(cookie.value());
            }
            cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
        }
    }
}
