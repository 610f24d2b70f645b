//! ClickHouse: connections, and the generations of its tables.
mod address;
mod warehouse;

pub use address::InvalidAddress;
pub use warehouse::{Generation, Warehouse, WarehouseError};
