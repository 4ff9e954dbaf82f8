# Each target calls one script; `make help` lists them.
.PHONY: help up down build test bench contract check format clean

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

up: ## Install what is missing, build, start the cloud, boot a first server
	@scripts/up

down: ## Stop the cloud; its state stays (APUS_HOME, .apus here)
	@scripts/down

build: ## Build the release program
	@scripts/build

test: ## Install what is missing and run every test
	@scripts/test

bench: ## Measure, against what must be reached; SCALE=large [DATABASE=postgresql]: identity with a million users
	@scripts/bench

contract: ## The contract tests against a running cloud: make contract ENDPOINT=http://…/v3 (and OS_* variables)
	@scripts/contract "$(ENDPOINT)"

check: ## Format, sizes, nothing of this machine in the files
	@scripts/check

format: ## Lay the Swift files out
	@scripts/format

clean: ## Remove what was built
	@rm -rf .build
