# Each target is one script or one command. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help analyze demo fuzz test test-long test-next test-rust test-extension test-wordpress test-browser lint bench dist build down

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## A shop, its orders in Kledo, also after a fault; then a shop with Xero (SERVICE=kledo or xero: only that one)
	@tests/demo/demo.sh

test: ## Everything: Rust, lints, the extension, the plugin in WordPress (new and old, both order storages), the browser
	@tests/run.sh

test-long: ## What takes long: large loads, the storages the other way round, the packages in bare Debians, PHP 8.4
	@LONG=1 TEST_LINES="current:hpos oldest:posts" tests/run.sh wordpress
	@TOY_LINE=oldest:posts XERO_LINE=oldest:posts tests/run.sh toy xero
	@TEST_LINES="current:posts oldest:hpos" tests/run.sh wordpress browser
	@tests/run.sh packages

test-next: ## The newest WordPress there is, seen to work or not
	@TEST_LINES=next:hpos tests/run.sh wordpress browser

test-rust: ## Rust unit, property and contract tests
	cargo test --workspace --locked

test-extension: build ## PHPUnit against the built extension
	@tests/run.sh extension

test-wordpress: build ## PHPUnit inside a real WordPress, both order storages
	@tests/run.sh wordpress

test-browser: build ## Chromium in a real WordPress
	@tests/run.sh browser

lint: ## Formatting and static checks of Rust, PHP, JavaScript and shell
	@tests/run.sh lint

analyze: ## Types of the PHP plugin, beside WordPress and WooCommerce (the first time ten minutes, to build the tool)
	@tests/analyze.sh

bench: build ## What the plugin costs a shop, as ratios
	@tests/bench/bench.sh

fuzz: ## Fuzzes answers, forms, snapshots and PHP's values, five minutes each
	@tests/fuzz/fuzz.sh

dist: ## The zips of the plugins, and the extension as archive, .deb and for PIE, for PHP 8.2 and 8.4, in dist/
	@tests/dist/dist.sh

build: ## The extension and the sandbox, release
	@tests/rig/packages.sh
	cargo build --release --locked

down: ## Ends everything that demo or tests left running
	@tests/rig/down.sh
