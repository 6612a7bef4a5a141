//! The program as a child process: its output, its end, and requests to it.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use mulin::config::encode_master_key;
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::support::app::TestApp;

/// Far longer than anything takes: whoever waits so long waits in vain.
pub const PATIENT: Duration = Duration::from_secs(60);

/// Settings as the environment gives them.
pub type Env = Vec<(&'static str, String)>;

/// What leads the program to the database, folder and keys of an in-process app.
pub fn env_of(app: &TestApp) -> Env {
    let mut env = env_in(&app.config.data_dir);
    env.push(("DATABASE_URL", app.config.database.url.expose().to_owned()));
    env
}

/// A folder of the program's own, and the tests' master key.
pub fn env_in(folder: &std::path::Path) -> Env {
    vec![
        ("MULIN_DATA_DIR", folder.to_string_lossy().into_owned()),
        ("MULIN_SECRETS__MASTER_KEY", encode_master_key(&[7; 32])),
    ]
}

fn command(args: &[&str], env: &Env) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mulin"));
    command
        .args(args)
        .env_clear()
        .envs(env.iter().map(|(name, value)| (name, value)))
        // No configuration of whoever runs the tests lies here.
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a command to its end.
pub async fn run(args: &[&str], env: &Env) -> Output {
    let mut command = command(args, env);
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .expect("waiting does not panic")
        .expect("the program can be run");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    holds_nothing_private(&told, &[]);
    output
}

/// Runs a command that must succeed, and gives what it printed.
pub async fn printed(args: &[&str], env: &Env) -> String {
    let output = run(args, env).await;
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {told}");
    String::from_utf8(output.stdout).expect("output is text")
}

/// A program that runs. It is killed, and its log looked through, when this value goes.
pub struct Program {
    child: Child,
    log: Arc<Log>,
    reader: Option<JoinHandle<()>>,
    private: Vec<String>,
}

#[derive(Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    read: watch::Sender<bool>,
}

impl Program {
    /// Starts `mulin` with these arguments.
    pub fn start(args: &[&str], env: &Env) -> Self {
        let mut child = command(args, env).spawn().expect("the program can start");
        let log = Arc::new(Log::default());
        let stderr = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut stdout = child.stdout.take().expect("it is piped");
        // Nobody looks at it, but a full pipe would stop the program.
        std::thread::spawn(move || stdout.read_to_end(&mut Vec::new()));
        let lines = log.clone();
        let reader = std::thread::spawn(move || {
            for line in stderr.lines() {
                lock(&lines.lines).push(line.expect("the log is text"));
                lines.read.send_replace(false);
            }
            lines.read.send_replace(true);
        });
        Self {
            child,
            log,
            reader: Some(reader),
            private: Vec::new(),
        }
    }

    /// Starts `mulin serve` on a free port.
    pub fn serve(flags: &[&str], env: &Env) -> Self {
        let mut args = vec!["serve", "--listen", "127.0.0.1:0"];
        args.extend(flags);
        Self::start(&args, env)
    }

    /// What must not stand in the log, beside what never may.
    pub fn keeps_quiet_about(&mut self, private: impl IntoIterator<Item = String>) {
        self.private.extend(private);
    }

    /// The log's first line with this message; waits for it.
    pub async fn says(&self, message: &str) -> Value {
        let wanted = json!(message);
        let parsed = |line: &String| serde_json::from_str::<Value>(line).ok();
        self.line(message, |line| {
            parsed(line).filter(|line| line["message"] == wanted)
        })
        .await
    }

    /// Waits for a line that is no part of the log: what a command tells of its progress.
    pub async fn tells(&self, line: &str) {
        self.line(line, |told| (told == line).then_some(())).await;
    }

    async fn line<T>(&self, wanted: &str, is_it: impl Fn(&String) -> Option<T>) -> T {
        let mut news = self.log.read.subscribe();
        let found = async {
            loop {
                let ended = *news.borrow_and_update();
                let line = lock(&self.log.lines).iter().find_map(&is_it);
                if let Some(line) = line {
                    return line;
                }
                assert!(!ended, "it ended without {wanted:?}: {:#?}", self.log());
                news.changed().await.expect("the reader is there");
            }
        };
        match tokio::time::timeout(PATIENT, found).await {
            Ok(line) => line,
            Err(_) => panic!("no {wanted:?} in {:#?}", self.log()),
        }
    }

    /// Waits until a line of what it wrote holds this.
    pub async fn has_said(&self, part: &str) {
        let mut news = self.log.read.subscribe();
        let said = async {
            loop {
                let ended = *news.borrow_and_update();
                if self.log().iter().any(|line| line.contains(part)) {
                    return;
                }
                assert!(!ended, "it ended without {part:?}: {:#?}", self.log());
                news.changed().await.expect("the reader is there");
            }
        };
        if tokio::time::timeout(PATIENT, said).await.is_err() {
            panic!("no {part:?} in {:#?}", self.log());
        }
    }

    /// Where it listens.
    pub async fn address(&self) -> SocketAddr {
        let line = self.says("listening").await;
        let address = line["address"].as_str().expect("the line has an address");
        address.parse().expect("it is one")
    }

    /// What it logged so far.
    pub fn log(&self) -> Vec<String> {
        lock(&self.log.lines).clone()
    }

    /// Asks it to end, as an operator would (SIGTERM).
    pub fn terminate(&self) {
        let sent = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status()
            .expect("kill can be run");
        assert!(sent.success(), "it runs no more");
    }

    /// Ends it at once, as a crash would (SIGKILL).
    pub fn kill(&mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it has ended");
    }

    /// Waits for its end, which somebody has asked for.
    pub async fn exit(&mut self) -> ExitStatus {
        let mut news = self.log.read.subscribe();
        let ended = news.wait_for(|ended| *ended);
        if tokio::time::timeout(PATIENT, ended).await.is_err() {
            panic!("it does not end: {:#?}", self.log());
        }
        self.child.wait().expect("it can be waited for")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
        let read = self.reader.take().map(JoinHandle::join);
        if std::thread::panicking() {
            return;
        }
        assert!(matches!(read, Some(Ok(()))), "the log was read to its end");
        holds_nothing_private(&self.log().join("\n"), &self.private);
    }
}

/// No e-mail address, no token (all begin so: the base64 of `{"`), no name of the tests' residents,
/// and no telephone number.
fn holds_nothing_private(log: &str, private: &[String]) {
    let never = ["@", "eyJ", "居民", "Bearer", "+86"].map(str::to_owned);
    for private in never.iter().chain(private) {
        let line = log.lines().find(|line| line.contains(private.as_str()));
        assert_eq!(line, None, "{private:?} was logged");
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Status and body of a GET.
pub async fn get(address: SocketAddr, path: &str) -> (u16, String) {
    let request = Request::get(format!("http://{address}{path}"));
    send(request.body(Full::default()).expect("a request")).await
}

/// Status and answer of a GraphQL request, with or without a token.
pub async fn graphql(
    address: SocketAddr,
    token: Option<&str>,
    query: &str,
    variables: Value,
) -> (u16, Value) {
    let mut request = Request::post(format!("http://{address}/graphql"))
        .header("content-type", "application/json")
        .header("accept", "application/graphql-response+json")
        .header("accept-language", "en");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let body = json!({ "query": query, "variables": variables }).to_string();
    let (status, body) = send(request.body(Full::from(body)).expect("a request")).await;
    let answer = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{status}: {body}"));
    (status, answer)
}

async fn send(request: Request<Full<Bytes>>) -> (u16, String) {
    let client: Client<_, Full<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let answered = async {
        let response = client.request(request).await.expect("it answers");
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.expect("a body");
        let text = String::from_utf8_lossy(&body.to_bytes()).into_owned();
        (status, text)
    };
    tokio::time::timeout(PATIENT, answered)
        .await
        .expect("it answers in time")
}
