//! The console in a checkout of the sources: `hub up` builds it when it has to, and goes on when it can't.

use std::fs;
use std::path::{Path, PathBuf};

use tests::client::Client;
use tests::hub::{self, Up};
use tests::stack::directory;

/// A console that is built by writing what its one source says.
const BUILD: &str = "
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
appendFileSync('../../builds', 'x');
const page = readFileSync('src/page.txt', 'utf8');
if (page === 'broken') process.exit(1);
mkdirSync('dist', { recursive: true });
writeFileSync('dist/index.html', page);
";
const PACKAGE: &str = r#"{ "name": "console", "version": "1.0.0", "private": true, "type": "module",
    "scripts": { "build": "node build.mjs" } }"#;
const LOCK: &str = r#"{ "name": "console", "version": "1.0.0", "lockfileVersion": 3, "requires": true,
    "packages": { "": { "name": "console", "version": "1.0.0" } } }"#;

struct Checkout(PathBuf);

impl Checkout {
    fn new() -> anyhow::Result<Self> {
        let checkout = Self(directory("checkout")?);
        fs::create_dir_all(checkout.0.join("gateway/console/src"))?;
        for (name, text) in [
            ("package.json", PACKAGE),
            ("package-lock.json", LOCK),
            ("build.mjs", BUILD),
        ] {
            fs::write(checkout.0.join("gateway/console").join(name), text)?;
        }
        Ok(checkout)
    }

    fn write(&self, page: &str) -> anyhow::Result<()> {
        Ok(fs::write(
            self.0.join("gateway/console/src/page.txt"),
            page,
        )?)
    }

    fn builds(&self) -> usize {
        fs::read(self.0.join("builds")).map_or(0, |builds| builds.len())
    }
}

/// The page that a hub shows which is run in `checkout`.
async fn page(place: &Path, checkout: &Checkout) -> anyhow::Result<String> {
    let up = Up::start_in(place, &checkout.0.join("gateway"))?;
    let mut lines = up.welcome.lines();
    let console = lines.find_map(|line| line.trim().strip_prefix("Console"));
    let url = console.unwrap_or_default().trim().trim_end_matches('/');
    Ok(Client::new(url).get("/").await?.text())
}

/// Where `hub console` says that it is.
fn built_alone(place: &Path, checkout: &Checkout) -> anyhow::Result<PathBuf> {
    let mut console = hub::command(place, &["console"])?;
    let console = console.current_dir(checkout.0.join("gateway"));
    let said = console.output()?;
    assert!(said.status.success());
    Ok(String::from_utf8(said.stdout)?.trim().into())
}

#[actix_web::test]
async fn it_is_built_when_its_sources_changed_and_the_last_one_stays_when_that_fails()
-> anyhow::Result<()> {
    let (place, checkout) = (directory("checkout-hub")?, Checkout::new()?);
    checkout.write("page one")?;
    assert_eq!(page(&place, &checkout).await?, "page one");
    assert_eq!(checkout.builds(), 1);
    assert_eq!(page(&place, &checkout).await?, "page one");
    assert_eq!(checkout.builds(), 1, "unchanged, it is not built again");
    checkout.write("page two")?;
    assert_eq!(page(&place, &checkout).await?, "page two");
    assert_eq!(
        built_alone(&place, &checkout)?,
        checkout.0.join("gateway/console/dist")
    );
    assert_eq!(checkout.builds(), 2);
    checkout.write("broken")?;
    assert_eq!(page(&place, &checkout).await?, "page two");
    assert_eq!(checkout.builds(), 3);
    assert!(place.join("logs/console.log").is_file());
    Ok(())
}
