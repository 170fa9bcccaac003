//! A load generator that costs little beside what it measures: blocking keep-alive connections that
//! read answers by their length.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// A request, and the status that answers it.
#[derive(Clone)]
pub struct Request {
    pub path: String,
    pub is_compressed: bool,
    pub cookie: Option<String>,
    /// A form; without one the request is a GET.
    pub form: Option<String>,
    pub status: u16,
}

impl Request {
    /// A page that anybody may see.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            is_compressed: false,
            cookie: None,
            form: None,
            status: 200,
        }
    }
}

/// What a run came to.
pub struct Measured {
    pub requests: usize,
    pub took: Duration,
    /// Of each request, in ascending order.
    pub latencies: Vec<Duration>,
    /// The length of the body that came last.
    pub bytes: usize,
}

impl Measured {
    pub fn per_second(&self) -> f64 {
        self.requests as f64 / self.took.as_secs_f64()
    }

    pub fn percentile(&self, percent: usize) -> Duration {
        let at = self.latencies.len() * percent / 100;
        self.latencies
            .get(at.min(self.latencies.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    }
}

/// Asks for `requests` in turn over `connections` connections, for at least `span`.
pub fn load(
    address: SocketAddr,
    requests: &[Request],
    connections: usize,
    span: Duration,
) -> Result<Measured, String> {
    measured(connections, |first| {
        let own = requests.iter().cycle().skip(first * requests.len() / 8);
        one_connection(address, own, Some(span))
    })
}

/// Asks for each of `requests` once.
pub fn once(
    address: SocketAddr,
    requests: &[Request],
    connections: usize,
) -> Result<Measured, String> {
    measured(connections, |first| {
        let own = requests.iter().skip(first).step_by(connections);
        one_connection(address, own, None)
    })
}

fn measured(
    connections: usize,
    connection: impl Fn(usize) -> Result<(Vec<Duration>, usize), String> + Sync,
) -> Result<Measured, String> {
    let begun = Instant::now();
    let connection = &connection;
    let outcomes: Vec<Result<(Vec<Duration>, usize), String>> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..connections)
            .map(|first| scope.spawn(move || connection(first)))
            .collect();
        let finished = running.into_iter().map(|one| one.join());
        finished
            .map(|one| one.unwrap_or_else(|_| Err("a connection panicked".to_owned())))
            .collect()
    });
    let took = begun.elapsed();
    let mut latencies = Vec::new();
    let mut bytes = 0;
    for outcome in outcomes {
        let (own, last) = outcome?;
        latencies.extend(own);
        bytes = last;
    }
    latencies.sort_unstable();
    Ok(Measured {
        requests: latencies.len(),
        took,
        latencies,
        bytes,
    })
}

fn one_connection<'a>(
    address: SocketAddr,
    requests: impl Iterator<Item = &'a Request>,
    span: Option<Duration>,
) -> Result<(Vec<Duration>, usize), String> {
    let wrong = |error: std::io::Error| error.to_string();
    let stream = TcpStream::connect(address).map_err(wrong)?;
    stream.set_nodelay(true).map_err(wrong)?;
    let mut writer = stream.try_clone().map_err(wrong)?;
    let mut reader = BufReader::with_capacity(64 * 1024, stream);
    let (begun, mut latencies, mut body) = (Instant::now(), Vec::new(), Vec::new());
    for request in requests {
        if span.is_some_and(|span| begun.elapsed() > span && !latencies.is_empty()) {
            break;
        }
        let sent = text(request);
        let asked = Instant::now();
        writer.write_all(sent.as_bytes()).map_err(wrong)?;
        read_answer(&mut reader, request.status, &mut body)?;
        latencies.push(asked.elapsed());
    }
    Ok((latencies, body.len()))
}

fn text(request: &Request) -> String {
    let encoding = match request.is_compressed {
        true => "Accept-Encoding: gzip, deflate, br, zstd\r\n",
        false => "",
    };
    let cookie = request.cookie.as_deref();
    let cookie = cookie.map_or_else(String::new, |cookie| format!("Cookie: {cookie}\r\n"));
    let path = &request.path;
    let Some(form) = &request.form else {
        return format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{encoding}{cookie}\r\n");
    };
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\n{encoding}{cookie}\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    )
}

/// Reads an answer whole, whether it came with its length or in pieces.
fn read_answer(
    reader: &mut BufReader<TcpStream>,
    status: u16,
    body: &mut Vec<u8>,
) -> Result<(), String> {
    let expected = format!("HTTP/1.1 {status}");
    let wrong = |error: std::io::Error| error.to_string();
    let (mut line, mut length, mut is_first) = (String::new(), None, true);
    loop {
        line.clear();
        reader.read_line(&mut line).map_err(wrong)?;
        if std::mem::take(&mut is_first) && !line.starts_with(&expected) {
            return Err(format!("answered {}", line.trim_end()));
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = Some(value.trim().parse().map_err(|_| line.clone())?);
        }
        if line == "\r\n" {
            break;
        }
    }
    body.clear();
    let Some(length) = length else {
        return read_pieces(reader, body);
    };
    body.resize(length, 0);
    reader.read_exact(body).map_err(wrong)
}

fn read_pieces(reader: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> Result<(), String> {
    let wrong = |error: std::io::Error| error.to_string();
    let mut line = String::new();
    loop {
        line.clear();
        reader.read_line(&mut line).map_err(wrong)?;
        let size = usize::from_str_radix(line.trim(), 16).map_err(|error| error.to_string())?;
        let begin = body.len();
        body.resize(begin + size, 0);
        reader.read_exact(&mut body[begin..]).map_err(wrong)?;
        line.clear();
        reader.read_line(&mut line).map_err(wrong)?;
        if size == 0 {
            return Ok(());
        }
    }
}
