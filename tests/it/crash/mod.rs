//! Parts that are killed under load: nothing is lost, nothing is there twice.

mod gateways;
mod ledger;
mod load;
mod servers;
