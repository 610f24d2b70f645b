//! Behaviour across crates, on the real servers; a module a subject.

mod admin;
mod analytics;
mod architecture;
mod browser;
mod clients;
mod console;
mod consumer;
mod crash;
mod demo;
mod event_log;
mod hub;
mod journal;
mod live;
mod outside;
mod projections;
mod providers;
mod proxy;
mod routing;
mod sections;
mod stack;
