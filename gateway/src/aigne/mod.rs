//! What AIGNE's own clients speak: conversations and pictures in an envelope, and the addresses that they look for.
//!
//! Their package is `@aigne/aigne-hub`; what it sends and takes is known from its calls.
mod answer;
mod call;
mod error;
mod part;
pub mod pictures;
mod read;
mod stream;
#[cfg(test)]
mod tests;
mod wire;

pub use answer::answer;
pub use call::call;
pub use error::frame as error_frame;
pub use read::read;
pub use stream::DeltaEncoder;

/// Where everything of this format lies; clients learn it from [`MOUNTS`].
pub const MOUNT: &str = "/ai-kit";

/// Where clients ask for the mount, below any origin.
pub const MOUNTS: &str = "/__blocklet__.js";

/// What clients know a hub by among the parts of a site.
pub const COMPONENT: &str = "z8ia3xzq2tMq8CRHfaXj1BTYJyYnEcHbqP8cJ";
