//! An SMTP server of a few lines (RFC 5321), with manners good and bad.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// How the server treats whoever calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Takes every letter.
    Takes,
    /// Says this to each recipient.
    Answers(&'static str),
    /// Never says a word.
    IsSilent,
    /// Takes the letter and then says nothing any more.
    TakesSilently,
}

/// The server, on a port of its own.
#[derive(Clone)]
pub struct PostOffice {
    /// Where it listens on this machine.
    pub port: u16,
    manner: Arc<Mutex<Manner>>,
    heard: Arc<Mutex<Vec<String>>>,
    letters: Arc<Mutex<Vec<String>>>,
}

impl PostOffice {
    /// Opens one. Its thread ends with the process.
    pub fn open(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let office = Self {
            port: listener.local_addr().unwrap().port(),
            manner: Arc::new(Mutex::new(manner)),
            heard: Arc::default(),
            letters: Arc::default(),
        };
        let serving = office.clone();
        thread::spawn(move || {
            for caller in listener.incoming().flatten() {
                let office = serving.clone();
                // A caller who hangs up in the middle is no fault of the office.
                thread::spawn(move || office.talk(caller));
            }
        });
        office
    }

    /// Mends its ways.
    pub fn behave(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// Every line of commands that it heard.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// Every letter that it took, oldest first.
    pub fn letters(&self) -> Vec<String> {
        self.letters.lock().unwrap().clone()
    }

    fn talk(&self, mut caller: TcpStream) -> std::io::Result<()> {
        let manner = *self.manner.lock().unwrap();
        let mut lines = BufReader::new(caller.try_clone()?).lines();
        let mut letter: Option<String> = None;
        if manner != Manner::IsSilent {
            write!(caller, "220 post.example\r\n")?;
        }
        while let Some(line) = lines.next().transpose()? {
            self.heard.lock().unwrap().push(line.clone());
            if let Some(text) = &mut letter {
                if line != "." {
                    text.push_str(&line);
                    text.push('\n');
                    continue;
                }
                self.letters.lock().unwrap().extend(letter.take());
                if manner != Manner::TakesSilently {
                    write!(caller, "250 kept\r\n")?;
                }
                continue;
            }
            let answer = match (line.as_str(), manner) {
                (_, Manner::IsSilent) => continue,
                ("DATA", _) => {
                    letter = Some(String::new());
                    "354 go on"
                }
                (command, Manner::Answers(answer)) if command.starts_with("RCPT") => answer,
                ("QUIT", _) => "221 bye",
                _ => "250 well",
            };
            write!(caller, "{answer}\r\n")?;
        }
        Ok(())
    }
}
