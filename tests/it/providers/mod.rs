//! Kinds of providers, each behind a double that others wrote, called by clients that others wrote.

mod bedrock;
mod google;
