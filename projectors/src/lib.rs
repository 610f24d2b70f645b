//! projectors.
