//! What strangers send: bodies of other programs' HTTP clients, and queues that are down, full, locked or elsewhere.
//! One table or case for each kind, and what must come of it.

mod http_bodies;
mod queue_waits;
