//! The server's thread: it listens, limits every connection in time, and stops in order.
//! It does not know the routes; the router does.

use super::ServerOptions;
use super::events::JobSubscriptions;
use super::guard::Guard;
use super::request_channel::RequestSender;
use super::routes;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::{Semaphore, oneshot};

/// How many connections are served at once.
const CONNECTIONS: usize = 256;
/// How many more get one response: the health, or that the server is busy. Further ones are closed at once.
const BUSY_CONNECTIONS: usize = 128;
/// How long the head of a request may take on such a connection.
const BUSY_HEAD_TIMEOUT: Duration = Duration::from_secs(2);
/// How long the head of a request may take, and how long a connection may be idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// How long open responses may take when the server stops.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(500);

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
    /// If the address cannot be listened on.
    pub(super) fn start(
        options: ServerOptions,
        studio: RequestSender,
        subscriptions: JobSubscriptions,
    ) -> io::Result<Self> {
        let listeners = listen(options.address)?;
        let address = listeners[0].local_addr()?;
        let guard = Guard {
            port: address.port(),
            remote: !address.ip().is_loopback(),
            hosts: options.hosts,
            token: options.token,
        };
        let guard = Arc::new(guard);
        let routers = Routers {
            busy: routes::busy_router(studio.clone(), Arc::clone(&guard)),
            whole: routes::router(studio, subscriptions, guard),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .max_blocking_threads(2)
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new().name("http".into()).spawn(move || {
            runtime.block_on(serve(listeners, routers, stopped));
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

/// What answers a connection.
#[derive(Clone)]
struct Routers {
    whole: Router,
    busy: Router,
}

/// Listens at an address, and where that is this machine's own (127.0.0.1 or ::1), at the other one too: `localhost`
/// is either, by the client's choice.
fn listen(address: SocketAddr) -> io::Result<Vec<TcpListener>> {
    let twin = match address.ip() {
        IpAddr::V4(Ipv4Addr::LOCALHOST) => Some(IpAddr::V6(Ipv6Addr::LOCALHOST)),
        IpAddr::V6(Ipv6Addr::LOCALHOST) => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        _ => None,
    };
    // A port that the system chose for one may be taken at the other.
    let attempts = if address.port() == 0 { 16 } else { 1 };
    let mut taken = None;
    for _ in 0..attempts {
        let first = TcpListener::bind(address)?;
        first.set_nonblocking(true)?;
        let port = first.local_addr()?.port();
        let Some(twin) = twin else { return Ok(vec![first]) };
        match TcpListener::bind(SocketAddr::new(twin, port)) {
            Ok(second) => {
                second.set_nonblocking(true)?;
                return Ok(vec![first, second]);
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => taken = Some(error),
            // A machine without one of the two protocols.
            Err(error) => {
                tracing::info!("{twin} is not listened on: {error}");
                return Ok(vec![first]);
            }
        }
    }
    Err(taken.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
}

async fn serve(listeners: Vec<TcpListener>, routers: Routers, mut stopped: oneshot::Receiver<()>) {
    let listeners: io::Result<Vec<_>> =
        listeners.into_iter().map(tokio::net::TcpListener::from_std).collect();
    let listeners = match listeners {
        Ok(listeners) => listeners,
        Err(error) => return tracing::error!("the HTTP server cannot run: {error}"),
    };
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    let busy_permits = Arc::new(Semaphore::new(BUSY_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    loop {
        let accepting = listeners.iter().map(|listener| Box::pin(listener.accept()));
        let accepted = tokio::select! {
            (accepted, _, _) = futures_util::future::select_all(accepting) => accepted,
            _ = &mut stopped => break,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Usually too many open files: it passes when others close theirs.
                tracing::warn!("a connection could not be accepted: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        stream.set_nodelay(true).ok();
        let (permit, is_busy) = match permits.clone().try_acquire_owned() {
            Ok(permit) => (permit, false),
            Err(_) => match busy_permits.clone().try_acquire_owned() {
                Ok(permit) => (permit, true),
                Err(_) => continue,
            },
        };
        let router = if is_busy { routers.busy.clone() } else { routers.whole.clone() };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .keep_alive(!is_busy)
            .header_read_timeout(if is_busy { BUSY_HEAD_TIMEOUT } else { HEAD_TIMEOUT })
            .max_buf_size(64 * 1024)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that disconnected or was too slow is not an error of the server.
            if let Err(error) = connection.await {
                tracing::debug!("a connection ended early: {error}");
            }
            drop(permit);
        });
    }
    drop(listeners);
    tokio::time::timeout(SHUTDOWN_TIMEOUT, graceful.shutdown()).await.ok();
}
