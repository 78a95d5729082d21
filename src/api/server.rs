//! The server's own thread: it listens, holds every connection to its time, and closes in order.
//! It knows nothing of what is asked; that is the router's business.

use super::Opening;
use super::desk::Inbox;
use super::events::News;
use super::guard::Guard;
use super::routes;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{Semaphore, oneshot};

/// How many connections are held at once; further ones wait in the system's own queue.
const CONNECTIONS: usize = 256;
/// How long the head of a request may take, and an idle connection stay.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// How long answers under way have when the door closes.
const LAST_ANSWERS: Duration = Duration::from_millis(500);

/// The running server. Dropping it stops it and waits for its thread.
pub(super) struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens, and starts the thread.
    ///
    /// # Errors
    /// Where the address cannot be listened on.
    pub(super) fn start(opening: Opening, inbox: Inbox, news: News) -> io::Result<Self> {
        let listener = TcpListener::bind(opening.address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let guard = Guard {
            port: address.port(),
            remote: !address.ip().is_loopback(),
            hosts: opening.hosts,
            token: opening.token,
        };
        let router = routes::router(inbox, news, guard);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .max_blocking_threads(2)
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new().name("http".into()).spawn(move || {
            runtime.block_on(serve(listener, router, stopped));
        })?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

async fn serve(listener: TcpListener, router: Router, mut stopped: oneshot::Receiver<()>) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return tracing::error!("the HTTP door cannot be served: {error}"),
    };
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            _ = &mut stopped => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Too many open files, as a rule: it passes when others close theirs.
                tracing::warn!("a connection could not be taken: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        stream.set_nodelay(true).ok();
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME)
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A caller who broke off, or was too slow, is no trouble of ours.
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended early: {error}");
            }
            drop(place);
        });
    }
    drop(listener);
    tokio::time::timeout(LAST_ANSWERS, graceful.shutdown()).await.ok();
}
