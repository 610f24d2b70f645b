//! The whole hub, as a test needs it: a log of its own, read models of its own where it asks for them, and
//! gateways and projectors as processes. Everything ends with the test.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use infra::stack::{Part, Running};
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::gateway::Gateway;
use crate::process::HubProcess;
use crate::read_models::ReadModels;
use crate::stack::{databases, directory, log, stack};
use crate::traffic::Traffic;

/// The operator's token in every test.
pub const ADMIN_TOKEN: &str = "the-operator's-token-in-tests";
/// 32 bytes that no other hub has.
const MASTER_KEY: &str = "dGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgISE=";

/// What an app is to be like.
#[derive(Default)]
pub struct Builder {
    environment: Vec<(String, String)>,
    databases: Databases,
}

/// Which databases an app has.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Databases {
    /// None, and no projectors.
    #[default]
    None,
    /// Its own, on the servers that all tests share.
    Shared,
    /// Its own, on servers of its own.
    Own,
}

/// A running hub.
pub struct App {
    gateways: Vec<Gateway>,
    projectors: Option<HubProcess>,
    read_models: Option<ReadModels>,
    databases: Option<Running>,
    log: Running,
    environment: Vec<(String, String)>,
    directory: PathBuf,
}

/// A key that was created.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its id, for managing it.
    pub id: String,
    /// Its token.
    pub token: String,
}

impl Builder {
    /// Sets a variable of every gateway's environment.
    #[must_use]
    pub fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    /// With projectors, and databases for them to write.
    #[must_use]
    pub fn with_read_models(mut self) -> Self {
        self.databases = Databases::Shared;
        self
    }

    /// The same, on servers that may be killed.
    #[must_use]
    pub fn with_databases_of_its_own(mut self) -> Self {
        self.databases = Databases::Own;
        self
    }

    /// Starts it, with one gateway.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn start(self) -> anyhow::Result<App> {
        let log = tokio::task::spawn_blocking(log).await??;
        let nats = log.addresses().nats.clone().context("NATS runs")?;
        let mut environment = self.environment;
        let mut set = |name: &str, value: &str| environment.push((name.into(), value.into()));
        set("HUB_NATS_URL", &nats);
        set("HUB_ADMIN_TOKEN", ADMIN_TOKEN);
        set("HUB_MASTER_KEY", MASTER_KEY);
        set("HUB_WORKERS", "2");
        let (databases, read_models) = self.databases.create().await?;
        if let Some(read_models) = &read_models {
            set("HUB_POSTGRES_URL", &read_models.postgres_url);
            set("HUB_CLICKHOUSE_URL", &read_models.clickhouse_url);
        }
        let mut app = App {
            gateways: Vec::new(),
            projectors: None,
            read_models,
            databases,
            log,
            environment,
            directory: directory("app")?,
        };
        if app.read_models.is_some() {
            app.start_projectors()?;
        }
        app.another_gateway().await?;
        Ok(app)
    }
}

impl Databases {
    async fn create(self) -> anyhow::Result<(Option<Running>, Option<ReadModels>)> {
        match self {
            Self::None => Ok((None, None)),
            Self::Shared => {
                let servers = tokio::task::spawn_blocking(databases).await??;
                Ok((None, Some(ReadModels::on(servers).await?)))
            }
            Self::Own => {
                let servers = stack("databases")?.only(&[Part::Postgres, Part::ClickHouse]);
                let servers = tokio::task::spawn_blocking(|| servers.start()).await??;
                let read_models = ReadModels::on(&servers).await?;
                Ok((Some(servers), Some(read_models)))
            }
        }
    }
}

impl App {
    /// One gateway and a log.
    ///
    /// # Errors
    /// When a part does not start.
    pub async fn start() -> anyhow::Result<Self> {
        Self::build().start().await
    }

    /// One that differs from that.
    #[must_use]
    pub fn build() -> Builder {
        Builder::default()
    }

    /// Starts one more gateway, with a data directory of its own.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn another_gateway(&mut self) -> anyhow::Result<()> {
        let name = format!("gateway-{}", self.gateways.len());
        let directory = self.directory.join(name);
        std::fs::create_dir_all(&directory)?;
        let gateway = Gateway::start(&directory, &self.environment).await?;
        self.gateways.push(gateway);
        Ok(())
    }

    /// The first gateway.
    #[must_use]
    pub fn gateway(&self) -> &Gateway {
        &self.gateways[0]
    }

    /// All of them.
    pub fn gateways(&mut self) -> &mut [Gateway] {
        &mut self.gateways
    }

    /// The operator's client of the first gateway.
    #[must_use]
    pub fn operator(&self) -> Client {
        self.gateway().client().with_token(ADMIN_TOKEN)
    }

    /// A client of the first gateway with a new key that may call everything.
    ///
    /// # Errors
    /// When the key is not given.
    pub async fn client(&self) -> anyhow::Result<Client> {
        let key = self.key(&json!({ "name": "everything" })).await?;
        Ok(self.gateway().client().with_token(&key.token))
    }

    /// Creates something, as the operator.
    ///
    /// # Errors
    /// When it is not created.
    pub async fn create(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self.operator().post(path, body).await?;
        ensure!(
            answer.status == 201,
            "POST {path} {body}: {}",
            shown(&answer)
        );
        Ok(answer.json())
    }

    /// Creates a key with these fields.
    ///
    /// # Errors
    /// When it is not created.
    pub async fn key(&self, fields: &Value) -> anyhow::Result<Key> {
        let created = self.create("/api/keys", fields).await?;
        let text = |field: &str| created[field].as_str().map(str::to_owned);
        Ok(Key {
            id: text("id").context("a key has an id")?,
            token: text("token").context("a new key has a token")?,
        })
    }

    /// Adds an OpenAI-compatible provider at `base_url`, with a credential and these models (name and type).
    ///
    /// # Errors
    /// When one of them is not added.
    pub async fn provider(
        &self,
        name: &str,
        base_url: &str,
        models: &[(&str, &str)],
    ) -> anyhow::Result<()> {
        self.provider_of_kind("openai_compatible", (name, base_url), models)
            .await
    }

    /// Adds a provider of this kind, with a name and a base URL, a credential and these models (name and type).
    ///
    /// # Errors
    /// When one of them is not added.
    pub async fn provider_of_kind(
        &self,
        kind: &str,
        (name, base_url): (&str, &str),
        models: &[(&str, &str)],
    ) -> anyhow::Result<()> {
        let provider = json!({ "name": name, "kind": kind, "base_url": base_url });
        let provider = self.create("/api/providers", &provider).await?;
        let id = provider["id"].as_str().context("a provider has an id")?;
        let credential = json!({ "name": "main", "secret": { "api_key": PROVIDER_KEY } });
        self.create(&format!("/api/providers/{id}/credentials"), &credential)
            .await?;
        for (model, kind) in models {
            let model = json!({ "provider": name, "model": model, "type": kind });
            self.create("/api/models", &model).await?;
        }
        Ok(())
    }

    /// What lies in the log of calls.
    ///
    /// # Errors
    /// When the log can't be read.
    pub async fn traffic(&self) -> anyhow::Result<Traffic> {
        Traffic::of(self.log.addresses().nats.as_deref().unwrap_or_default()).await
    }

    /// The databases.
    ///
    /// # Errors
    /// When the app was started without.
    pub fn read_models(&self) -> anyhow::Result<&ReadModels> {
        self.read_models
            .as_ref()
            .context("started with read models")
    }

    /// The servers of databases of its own, to be killed as [`Part::Postgres`] and [`Part::ClickHouse`].
    ///
    /// # Errors
    /// When the app was started without.
    pub fn databases(&self) -> anyhow::Result<&Running> {
        let databases = self.databases.as_ref();
        databases.context("started with databases of its own")
    }

    /// The log's server, to be killed, halted and resumed as [`Part::Nats`].
    #[must_use]
    pub const fn log(&self) -> &Running {
        &self.log
    }

    /// Kills the log's server as by `kill -9`; it comes back by itself, with its data.
    ///
    /// # Errors
    /// When it was stopped.
    pub fn kill_log(&self) -> anyhow::Result<()> {
        Ok(self.log.kill(Part::Nats)?)
    }

    /// Starts the projectors, or starts them again.
    ///
    /// # Errors
    /// When they can't be run.
    pub fn start_projectors(&mut self) -> anyhow::Result<()> {
        let mut projectors = HubProcess::new("projectors", &self.directory);
        for (name, value) in &self.environment {
            projectors.set(name, value);
        }
        projectors.start()?;
        self.projectors = Some(projectors);
        Ok(())
    }

    /// Kills the projectors as by `kill -9`.
    ///
    /// # Errors
    /// When they don't run.
    pub fn kill_projectors(&mut self) -> anyhow::Result<()> {
        self.projectors.take().context("they run")?.kill()
    }
}

/// What the providers of tests are called with.
pub const PROVIDER_KEY: &str = "sk-the-providers-own-secret";

fn shown(answer: &Answer) -> String {
    format!("{} {}", answer.status, answer.text())
}
