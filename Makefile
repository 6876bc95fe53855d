# Each target is one script or one command. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help demo fuzz test test-rust test-extension test-wordpress test-browser lint bench dist build down

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## A shop, an order, a sales order and an invoice in Kledo; then Kledo fails and it arrives all the same
	@tests/demo/demo.sh

test: ## Everything: Rust, lints, the extension, the plugin in WordPress (both order storages), the browser
	@tests/run.sh

test-rust: ## Rust unit, property and contract tests
	cargo test --workspace --locked

test-extension: build ## PHPUnit against the built extension
	@tests/run.sh extension

test-wordpress: build ## PHPUnit inside a real WordPress, both order storages
	@tests/run.sh wordpress

test-browser: build ## Chromium in a real WordPress
	@tests/run.sh browser

lint: ## Formatting and static checks of Rust, PHP and shell
	@tests/run.sh lint

bench: build ## What the plugin costs a shop, as ratios
	@tests/bench/bench.sh

fuzz: ## Fuzzes answers, forms, snapshots and PHP's values, five minutes each
	@tests/fuzz/fuzz.sh

dist: build ## kledo.zip and the extension's archive for the PHP found, in dist/
	@tests/dist/dist.sh

build: ## The extension and the sandbox, release
	@tests/rig/packages.sh
	cargo build --release --locked

down: ## Ends everything that demo or tests left running
	@tests/rig/down.sh
