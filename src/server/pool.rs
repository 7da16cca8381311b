//! The threads that call the handler. There are few; what they are asked is at most one thing a connection.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use mio::Token;

use super::bind::Bell;
use super::finish::{finish, finish_small};
use super::reply::Reply;
use super::request::Request;
use super::sending::Sending;
use super::{Answer, Handler};

/// How many requests are answered at once. More would share the same cores, and each keeps memory of its own that was needed
/// for its largest page.
pub const WORKERS: usize = 2;

/// One request of one connection.
pub struct Job {
    pub token: Token,
    /// Whether the client is still there: what nobody waits for is not asked for.
    pub client: Weak<()>,
    pub request: Box<Request>,
}

/// What became of it.
pub enum Done {
    Send { token: Token, sending: Box<Sending> },
    Wait { job: Job, until: Instant, rings: u64 },
}

/// Hands out requests and takes back what became of them.
pub struct Pool {
    jobs: Sender<Job>,
    done: Receiver<Done>,
}

impl Pool {
    /// # Errors
    /// When the system gives no more threads.
    pub fn start(
        name: &str,
        handler: &Arc<dyn Handler>,
        bell: &Bell,
    ) -> io::Result<(Self, Vec<JoinHandle<()>>)> {
        let (jobs, taken) = channel();
        let (finished, done) = channel();
        let taken = Arc::new(Mutex::new(taken));
        let mut threads = Vec::new();
        for number in 1..=WORKERS {
            let worker = Worker {
                jobs: Arc::clone(&taken),
                done: finished.clone(),
                handler: Arc::clone(handler),
                bell: bell.clone(),
            };
            let thread = thread::Builder::new().name(format!("{name}-{number}"));
            #[expect(clippy::disallowed_methods, reason = "the handler is called beside the loop")]
            threads.push(thread.spawn(move || worker.work())?);
        }
        Ok((Self { jobs, done }, threads))
    }

    /// Puts a request to the next free thread.
    pub fn ask(&self, job: Job) {
        // It fails only when all threads are gone, which they are not before the pool is.
        let _ = self.jobs.send(job);
    }

    /// Something that is done, if anything is.
    pub fn done(&self) -> Option<Done> {
        self.done.try_recv().ok()
    }
}

struct Worker {
    jobs: Arc<Mutex<Receiver<Job>>>,
    done: Sender<Done>,
    handler: Arc<dyn Handler>,
    bell: Bell,
}

impl Worker {
    /// Works until the pool is gone.
    fn work(&self) {
        loop {
            let job = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(job) = job else { return };
            if job.client.strong_count() == 0 {
                continue;
            }
            if self.done.send(self.answer(job)).is_err() {
                return;
            }
            self.bell.wake();
        }
    }

    fn answer(&self, job: Job) -> Done {
        // Read before the handler looks at the state of things: a ring that comes after is not lost.
        let rings = self.bell.rings();
        let request = &*job.request;
        let answered = catch_unwind(AssertUnwindSafe(|| match self.handler.answer(request) {
            Answer::Reply(reply) => Ok(finish(request, reply)),
            // It was asked for the last time, and has nothing to say.
            Answer::Wait { .. } if request.waited() => Ok(finish_small(request.method, Reply::empty(204))),
            Answer::Wait { until } => Err(until),
        }));
        let sending = match answered {
            Ok(Ok(sending)) => sending,
            Ok(Err(until)) => return Done::Wait { job, until, rings },
            Err(_) => {
                let reply = Reply::text(500, "dateline failed over this request; the terminal says more\n");
                finish_small(request.method, reply)
            }
        };
        Done::Send { token: job.token, sending: Box::new(sending) }
    }
}
