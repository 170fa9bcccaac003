//! A server of a few pages that speaks as much S3 as the file store does, and looks as closely as a
//! real one: at signatures, at digests of bodies, at the order and size of parts.
//! Amazon S3 API Reference, 2006-03-01.

mod signature;

use std::collections::{BTreeMap, HashMap};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, LAST_MODIFIED};
use actix_web::web::{Bytes, Data, PayloadConfig, Query};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use motcua::app::choose_cryptography;
use motcua::kernel::{Clock, SystemClock};
use motcua::storage::BucketSettings;
use sha2::{Digest, Sha256};

/// A part that is not the last may not be smaller.
const SMALLEST_PART: usize = 5 * 1024 * 1024;
const BUCKET: &str = "papers";
const REGION: &str = "vn-north-1";
const ACCESS_KEY: &str = "PORTAL";
const SECRET_KEY: &str = "the secret of the bucket";

/// The server, on a port of its own.
#[derive(Clone)]
pub struct Bucket {
    port: u16,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    objects: BTreeMap<String, Vec<u8>>,
    uploads: HashMap<String, Parts>,
    begun: u64,
}

/// Parts of an upload by their number.
type Parts = BTreeMap<u32, Vec<u8>>;

/// Why a request is refused.
type Refusal = (StatusCode, &'static str);

impl Bucket {
    /// Opens one. Its thread ends with the process.
    pub fn open() -> Self {
        // The portal's client wants to know, even where it speaks in clear.
        choose_cryptography();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let bucket = Self {
            port: listener.local_addr().unwrap().port(),
            kept: Arc::default(),
        };
        let serving = bucket.clone();
        let (ready, is_ready) = mpsc::channel();
        thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let app = move || {
                    App::new()
                        .app_data(Data::new(serving.clone()))
                        .app_data(PayloadConfig::new(64 * 1024 * 1024))
                        .default_service(actix_web::web::to(answer))
                };
                let server = HttpServer::new(app).workers(1).disable_signals();
                let server = server.listen(listener).unwrap().run();
                ready.send(()).unwrap();
                server.await.unwrap();
            });
        });
        is_ready.recv().unwrap();
        bucket
    }

    /// How the portal finds it.
    pub fn settings(&self) -> BucketSettings {
        BucketSettings {
            bucket: BUCKET.to_owned(),
            endpoint: Some(format!("http://127.0.0.1:{}", self.port)),
            region: REGION.to_owned(),
            access_key: ACCESS_KEY.to_owned(),
            secret_key: SECRET_KEY.to_owned().into(),
        }
    }

    /// The names of its objects.
    pub fn objects(&self) -> Vec<String> {
        self.kept.lock().unwrap().objects.keys().cloned().collect()
    }

    /// What an object holds.
    pub fn content(&self, object: &str) -> Vec<u8> {
        self.kept.lock().unwrap().objects[object].clone()
    }

    /// Puts something else in its place.
    pub fn replace(&self, object: &str, content: Vec<u8>) {
        let mut kept = self.kept.lock().unwrap();
        kept.objects.insert(object.to_owned(), content);
    }

    /// How many uploads have neither ended nor been given up.
    pub fn unfinished(&self) -> usize {
        self.kept.lock().unwrap().uploads.len()
    }
}

async fn answer(
    bucket: Data<Bucket>,
    request: HttpRequest,
    query: Query<HashMap<String, String>>,
    body: Bytes,
) -> HttpResponse {
    let outcome = signature::check(&request, &body)
        .map_err(|code| (StatusCode::FORBIDDEN, code))
        .and_then(|()| bucket.act(&request, &query, &body));
    outcome.unwrap_or_else(|(status, code)| {
        HttpResponse::build(status).body(format!("<Error><Code>{code}</Code></Error>"))
    })
}

impl Bucket {
    fn act(
        &self,
        request: &HttpRequest,
        query: &HashMap<String, String>,
        body: &[u8],
    ) -> Result<HttpResponse, Refusal> {
        let object = object_of(request.path())?;
        let mut kept = self.kept.lock().unwrap();
        let upload = query.get("uploadId");
        match (request.method().as_str(), upload) {
            ("GET", _) if object.is_empty() => Ok(kept.list(query)),
            ("GET" | "HEAD", _) => kept.give(object),
            ("POST", None) if query.contains_key("uploads") => Ok(kept.begin()),
            ("PUT", Some(upload)) => kept.take_part(upload, query, body),
            ("POST", Some(upload)) => kept.complete(object, upload, body),
            ("DELETE", Some(upload)) => {
                kept.uploads.remove(upload).ok_or(NO_SUCH_UPLOAD)?;
                Ok(HttpResponse::NoContent().finish())
            }
            ("PUT", None) => {
                let content = match request.headers().get("x-amz-copy-source") {
                    Some(source) => kept.source(source.to_str().unwrap())?,
                    None => body.to_vec(),
                };
                let tag = tag(&content);
                kept.objects.insert(object.to_owned(), content);
                let copied = format!("<CopyObjectResult><ETag>{tag}</ETag></CopyObjectResult>");
                Ok(HttpResponse::Ok().insert_header((ETAG, tag)).body(copied))
            }
            ("DELETE", None) => {
                kept.objects.remove(object);
                Ok(HttpResponse::NoContent().finish())
            }
            _ => Err((StatusCode::NOT_IMPLEMENTED, "NotImplemented")),
        }
    }
}

const NO_SUCH_UPLOAD: Refusal = (StatusCode::NOT_FOUND, "NoSuchUpload");
const NO_SUCH_KEY: Refusal = (StatusCode::NOT_FOUND, "NoSuchKey");
const NO_SUCH_BUCKET: Refusal = (StatusCode::NOT_FOUND, "NoSuchBucket");
const INVALID_PART: Refusal = (StatusCode::BAD_REQUEST, "InvalidPart");
const ENTITY_TOO_SMALL: Refusal = (StatusCode::BAD_REQUEST, "EntityTooSmall");

impl Kept {
    fn list(&self, query: &HashMap<String, String>) -> HttpResponse {
        assert_eq!(query.get("list-type").map(String::as_str), Some("2"));
        let prefix = query.get("prefix").map_or("", String::as_str);
        let now = SystemClock.now().utc().format("%Y-%m-%dT%H:%M:%S%.3fZ");
        let listed = self
            .objects
            .iter()
            .filter(|(name, _)| name.starts_with(prefix));
        let contents: String = listed
            .map(|(name, content)| {
                format!(
                    "<Contents><Key>{name}</Key><LastModified>{now}</LastModified>\
                     <Size>{}</Size></Contents>",
                    content.len()
                )
            })
            .collect();
        HttpResponse::Ok().body(format!("<ListBucketResult>{contents}</ListBucketResult>"))
    }

    fn give(&self, object: &str) -> Result<HttpResponse, Refusal> {
        let content = self.objects.get(object).ok_or(NO_SUCH_KEY)?;
        let now = SystemClock
            .now()
            .utc()
            .format("%a, %d %b %Y %H:%M:%S GMT")
            .to_string();
        Ok(HttpResponse::Ok()
            .insert_header((ETAG, tag(content)))
            .insert_header((LAST_MODIFIED, now))
            .body(content.clone()))
    }

    fn source(&self, source: &str) -> Result<Vec<u8>, Refusal> {
        let object = object_of(source)?;
        self.objects.get(object).cloned().ok_or(NO_SUCH_KEY)
    }

    fn begin(&mut self) -> HttpResponse {
        self.begun += 1;
        let upload = format!("upload-{}", self.begun);
        self.uploads.insert(upload.clone(), Parts::new());
        HttpResponse::Ok().body(format!(
            "<InitiateMultipartUploadResult><UploadId>{upload}</UploadId>\
             </InitiateMultipartUploadResult>"
        ))
    }

    fn take_part(
        &mut self,
        upload: &str,
        query: &HashMap<String, String>,
        body: &[u8],
    ) -> Result<HttpResponse, Refusal> {
        let parts = self.uploads.get_mut(upload).ok_or(NO_SUCH_UPLOAD)?;
        let number = query
            .get("partNumber")
            .and_then(|number| number.parse().ok());
        parts.insert(number.ok_or(INVALID_PART)?, body.to_vec());
        Ok(HttpResponse::Ok().insert_header((ETAG, tag(body))).finish())
    }

    /// Puts together the parts that the caller names, each by its number and tag.
    fn complete(
        &mut self,
        object: &str,
        upload: &str,
        body: &[u8],
    ) -> Result<HttpResponse, Refusal> {
        let parts = self.uploads.get(upload).ok_or(NO_SUCH_UPLOAD)?;
        let body = String::from_utf8_lossy(body).replace("&quot;", "\"");
        let named: Vec<(u32, &str)> = body
            .split("<Part>")
            .skip(1)
            .map(|part| {
                let number = between(part, "<PartNumber>", "</PartNumber>").parse();
                (number.unwrap(), between(part, "<ETag>", "</ETag>"))
            })
            .collect();
        if named.is_empty() || !named.is_sorted() {
            return Err(INVALID_PART);
        }
        let mut content = Vec::new();
        for (place, (number, expected)) in named.iter().enumerate() {
            let part = parts.get(number).ok_or(INVALID_PART)?;
            if tag(part) != *expected {
                return Err(INVALID_PART);
            }
            if place + 1 < named.len() && part.len() < SMALLEST_PART {
                return Err(ENTITY_TOO_SMALL);
            }
            content.extend_from_slice(part);
        }
        let tag = tag(&content);
        self.objects.insert(object.to_owned(), content);
        self.uploads.remove(upload);
        Ok(HttpResponse::Ok().body(format!(
            "<CompleteMultipartUploadResult><ETag>{tag}</ETag></CompleteMultipartUploadResult>"
        )))
    }
}

/// The name after the bucket's, with or without a slash in front.
fn object_of(path: &str) -> Result<&str, Refusal> {
    let path = path.trim_start_matches('/');
    let (bucket, object) = path.split_once('/').unwrap_or((path, ""));
    if bucket == BUCKET {
        Ok(object)
    } else {
        Err(NO_SUCH_BUCKET)
    }
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let (_, rest) = text.split_once(from).unwrap();
    rest.split_once(to).unwrap().0
}

fn tag(content: &[u8]) -> String {
    format!("\"{}\"", hex::encode(&Sha256::digest(content)[..16]))
}
