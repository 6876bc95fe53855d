//! The network side as PHP sees it.

use std::collections::BTreeMap;
use std::time::Duration;

use accounting_core::books::BooksQuery;
use accounting_core::connector::{Connector, LookUpQuery, Settings, Turn};
use accounting_core::customer_page::PageQuery;
use accounting_core::document::Document;
use accounting_core::exchange::Exchange;
use accounting_core::links::{Known, Learned};
use accounting_core::outcome::Unfinished;
use accounting_core::survey::{InventoryQuery, PRESENT_MAX, PresentQuery};
use accounting_core::watch::Waiting;
use accounting_http::{BatchError, Client as HttpClient, Config, Effort, Limits, ProxyConfig};
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendCallable, ZendHashTable, ZendObject, Zval};
use serde::{Deserialize, Serialize};

use crate::callbacks::{CallbackError, Numbered, Question, Queue, Shop, WithEffort, is_ending};
use crate::convert::{from_array, to_zval};
use crate::exception::Failure;
use crate::services::connector;

/// Requests at a time when a caller does not say.
const CONCURRENCY: usize = 4;

/// `WcAccounting\Extension\Client`.
#[php_class]
#[php(name = "WcAccounting\\Extension\\Client")]
#[php(flags = ClassFlags::Final)]
pub struct Client {
    http: HttpClient,
    keys: Zval,
}

#[derive(Deserialize)]
struct ClientConfig {
    endpoint: String,
    #[serde(default)]
    hosts: BTreeMap<String, String>,
    #[serde(default)]
    allowed_endpoints: Vec<String>,
    user_agent: String,
    #[serde(default)]
    connect_timeout_ms: Option<u64>,
    #[serde(default)]
    timeout_ms: Option<u64>,
    #[serde(default)]
    proxy: Option<Proxy>,
    #[serde(default)]
    block_external: bool,
    #[serde(default)]
    accessible_hosts: Vec<String>,
    #[serde(default)]
    ca_file: Option<String>,
}

#[derive(Deserialize)]
struct Proxy {
    url: String,
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    bypass: Vec<String>,
}

impl From<ClientConfig> for Config {
    fn from(config: ClientConfig) -> Self {
        Self {
            endpoint: config.endpoint,
            hosts: config.hosts,
            allowed_endpoints: config.allowed_endpoints,
            user_agent: config.user_agent,
            connect_timeout: Duration::from_millis(config.connect_timeout_ms.unwrap_or(5_000)),
            timeout: Duration::from_millis(config.timeout_ms.unwrap_or(30_000)),
            proxy: config.proxy.map(|proxy| ProxyConfig {
                url: proxy.url,
                username: proxy.username,
                password: proxy.password,
                bypass: proxy.bypass,
            }),
            block_external: config.block_external,
            accessible_hosts: config.accessible_hosts,
            ca_file: config.ca_file,
        }
    }
}

#[derive(Deserialize)]
struct Delivering {
    id: u64,
    document: Document,
    #[serde(default)]
    known: Known,
}

#[derive(Deserialize)]
struct LookingUp {
    id: u64,
    #[serde(flatten)]
    query: LookUpQuery,
}

/// As many as the service is asked after at once; the number is of no meaning to anybody but PHP.
#[derive(Deserialize)]
struct Watching {
    id: u64,
    waiting: Vec<Waiting>,
}

impl Numbered for Watching {
    fn id(&self) -> u64 {
        self.id
    }
}

#[derive(Deserialize)]
struct ReadingBack {
    id: u64,
    #[serde(flatten)]
    query: BooksQuery,
}

impl Numbered for Delivering {
    fn id(&self) -> u64 {
        self.id
    }
}

impl Numbered for ReadingBack {
    fn id(&self) -> u64 {
        self.id
    }
}

impl Numbered for LookingUp {
    fn id(&self) -> u64 {
        self.id
    }
}

#[derive(Deserialize)]
struct Width {
    #[serde(default)]
    concurrency: Option<usize>,
    #[serde(default)]
    deadline_ms: Option<u64>,
    #[serde(default, rename = "on_exchange")]
    _on_exchange: serde::de::IgnoredAny,
}

#[php_impl]
impl Client {
    /// A client for one service at one endpoint.
    pub fn __construct(service: &str, config: &ZendHashTable, keys: &mut ZendObject) -> PhpResult<Self> {
        let mut held = Zval::new();
        held.set_object(keys);
        Ok(Self { http: client(service, config)?, keys: held })
    }

    /// Sends documents, a few at a time.
    pub fn deliver(
        &self,
        next: ZendCallable<'_>,
        on_outcome: ZendCallable<'_>,
        options: Option<&ZendHashTable>,
    ) -> PhpResult<()> {
        let turn = |connector: &dyn Connector, task: &Delivering, so_far: &[Exchange]| {
            connector.send(&task.document, &task.known, so_far)
        };
        self.run(next, on_outcome, options, turn, |connector, task, so_far| {
            connector.learned(&task.document, &task.known, so_far)
        })
    }

    /// Asks what became of documents.
    pub fn look_up(
        &self,
        next: ZendCallable<'_>,
        on_result: ZendCallable<'_>,
        options: Option<&ZendHashTable>,
    ) -> PhpResult<()> {
        let turn = |connector: &dyn Connector, task: &LookingUp, so_far: &[Exchange]| {
            connector.look_up(&task.query, so_far)
        };
        self.run(next, on_result, options, turn, |_, _, _| Learned::default())
    }

    /// Asks which documents still wait for somebody's approval, many at once.
    pub fn watch(
        &self,
        next: ZendCallable<'_>,
        on_result: ZendCallable<'_>,
        options: Option<&ZendHashTable>,
    ) -> PhpResult<()> {
        let turn = |connector: &dyn Connector, task: &Watching, so_far: &[Exchange]| {
            connector.watch(&task.waiting, so_far)
        };
        self.run(next, on_result, options, turn, |_, _, _| Learned::default())
    }

    /// Reads what stands in the books of documents that are there.
    pub fn read_back(
        &self,
        next: ZendCallable<'_>,
        on_result: ZendCallable<'_>,
        options: Option<&ZendHashTable>,
    ) -> PhpResult<()> {
        let turn = |connector: &dyn Connector, task: &ReadingBack, so_far: &[Exchange]| {
            connector.read_back(&task.query, so_far)
        };
        self.run(next, on_result, options, turn, |_, _, _| Learned::default())
    }

    /// Asks for the page of a document that is for the customer.
    pub fn customer_page(&self, query: &ZendHashTable, options: Option<&ZendHashTable>) -> PhpResult<Zval> {
        let query: PageQuery = from_array("query", query)?;
        self.ask(options, |connector, so_far| connector.customer_page(&query, so_far))
    }

    /// Whether endpoint and key work.
    pub fn test_connection(&self) -> PhpResult<Zval> {
        self.ask(None, |connector, so_far| connector.test_connection(so_far))
    }

    /// Which company endpoint and key say that they belong to; no network.
    pub fn marks(&self) -> PhpResult<Zval> {
        let shop = Shop { keys: &self.keys, on_exchange: None };
        match shop.credentials() {
            Ok(stored) => Ok(to_zval(&self.http.marks(&stored))?),
            Err(error) => {
                error.throw()?;
                Ok(Zval::null())
            }
        }
    }

    /// Which of several documents of one kind are there.
    pub fn present(&self, queries: &ZendHashTable, options: Option<&ZendHashTable>) -> PhpResult<Zval> {
        let queries: Vec<PresentQuery> = from_array("queries", queries)?;
        let is_mixed = queries.windows(2).any(|two| two[0].kind != two[1].kind);
        if is_mixed || !(1..=PRESENT_MAX).contains(&queries.len()) {
            let fault =
                format!("queries: from 1 to {PRESENT_MAX} documents of one kind are asked after at once");
            return Err(Failure::InvalidArgument(fault).into());
        }
        self.ask(options, |connector, so_far| connector.present(&queries, so_far))
    }

    /// One page of what the service has of this shop.
    pub fn inventory(
        &self,
        query: &ZendHashTable,
        settings: &ZendHashTable,
        options: Option<&ZendHashTable>,
    ) -> PhpResult<Zval> {
        let query: InventoryQuery = from_array("query", query)?;
        let settings: Settings = from_array("settings", settings)?;
        if query.page == 0 {
            return Err(Failure::InvalidArgument("query: pages begin with 1".to_owned()).into());
        }
        self.ask(options, |connector, so_far| connector.inventory(&query, &settings, so_far))
    }

    /// How far the books are closed.
    pub fn lock_date(&self, options: Option<&ZendHashTable>) -> PhpResult<Zval> {
        self.ask(options, |connector, so_far| connector.lock_date(so_far))
    }

    /// What a setting may be, out of one of the service's catalogues.
    pub fn list_choices(
        &self,
        catalogue: &str,
        search: Option<String>,
        page: Option<u32>,
    ) -> PhpResult<Zval> {
        let known = self.http.connector().describe().catalogues;
        if !known.iter().any(|known| known.name == catalogue) {
            let fault = format!("the service has nothing called \"{catalogue}\" to choose from");
            return Err(Failure::InvalidArgument(fault).into());
        }
        let (search, page) = (search.unwrap_or_default(), page.unwrap_or(1));
        self.ask(None, |connector, so_far| connector.list(catalogue, &search, page, so_far))
    }
}

impl Client {
    fn run<Task, T>(
        &self,
        next: ZendCallable<'_>,
        on_result: ZendCallable<'_>,
        options: Option<&ZendHashTable>,
        turn: impl Fn(&dyn Connector, &Task, &[Exchange]) -> Turn<T>,
        learned: impl Fn(&dyn Connector, &Task, &[Exchange]) -> Learned,
    ) -> PhpResult<()>
    where
        Task: serde::de::DeserializeOwned + Numbered,
        T: Serialize + Unfinished,
    {
        let (limits, on_exchange) = read_options(options)?;
        let mut queue = Queue { shop: Shop { keys: &self.keys, on_exchange }, next, on_result };
        settled(self.http.run_and_learn(&mut queue, limits, turn, learned))
    }

    fn ask<T: Serialize + Unfinished>(
        &self,
        options: Option<&ZendHashTable>,
        turn: impl Fn(&dyn Connector, &[Exchange]) -> Turn<T>,
    ) -> PhpResult<Zval> {
        let (limits, on_exchange) = read_options(options)?;
        let limits = Limits { concurrency: 1, ..limits };
        let answer = answer_to(&self.http, Shop { keys: &self.keys, on_exchange }, limits, turn)?;
        let told = answer.map(|(answer, effort)| WithEffort::of(answer, effort));
        Ok(told.map_or_else(|| Ok(Zval::null()), |told| to_zval(&told))?)
    }
}

/// A client for one service at one endpoint; opens nothing.
pub fn client(service: &str, config: &ZendHashTable) -> PhpResult<HttpClient> {
    let config: ClientConfig = from_array("config", config)?;
    Ok(HttpClient::new(connector(service)?, config.into()).map_err(Failure::from)?)
}

/// The answer to one question; `None` while PHP is on its way out.
pub fn asked<T: Unfinished>(
    http: &HttpClient,
    keys: &Zval,
    turn: impl Fn(&dyn Connector, &[Exchange]) -> Turn<T>,
) -> PhpResult<Option<T>> {
    let shop = Shop { keys, on_exchange: None };
    let answer = answer_to(http, shop, Limits { concurrency: 1, deadline: None }, turn)?;
    Ok(answer.map(|(answer, _)| answer))
}

/// The same with what it took, within these limits.
fn answer_to<T: Unfinished>(
    http: &HttpClient,
    shop: Shop<'_>,
    limits: Limits,
    turn: impl Fn(&dyn Connector, &[Exchange]) -> Turn<T>,
) -> PhpResult<Option<(T, Effort)>> {
    let mut question = Question::new(shop);
    settled(http.run(&mut question, limits, |connector, (): &(), so_far| turn(connector, so_far)))?;
    match question.answer {
        None if !is_ending() => {
            Err(Failure::Callback("the service did not come to an answer".to_owned()).into())
        }
        answer => Ok(answer),
    }
}

/// How wide and how long, and who wants to hear of every request.
fn read_options(options: Option<&ZendHashTable>) -> Result<(Limits, Option<ZendCallable<'_>>), Failure> {
    let Some(options) = options else {
        return Ok((Limits { concurrency: CONCURRENCY, deadline: None }, None));
    };
    let width: Width = from_array("options", options)?;
    let limits = Limits {
        concurrency: width.concurrency.unwrap_or(CONCURRENCY),
        deadline: width.deadline_ms.map(Duration::from_millis),
    };
    Ok((limits, options.get("on_exchange").and_then(Zval::callable)))
}

fn settled(result: Result<(), BatchError<CallbackError>>) -> PhpResult<()> {
    crate::log_sink::hand_over();
    match result {
        Ok(()) => Ok(()),
        Err(BatchError::Config(error)) => Err(Failure::from(error).into()),
        Err(BatchError::Host(error)) => error.throw(),
    }
}
