# The commands of this project. Each works on a fresh clone with the .NET 10 SDK, and first says what it installs;
# NO_INSTALL=1 lists what is missing and stops. What is needed when: eng/packages.txt.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test build serve soak bench format format-check lint-proto breaking-proto release-proto clean

export DOTNET_NOLOGO := 1
export DOTNET_CLI_TELEMETRY_OPTOUT := 1

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

demo: ## a real network, answered exactly over gRPC, certificates checked
	@eng/need.sh run build demo
	@eng/build.sh
	@eng/demo.sh

test: ## all tests; the last line is "N passed, N failed"
	@eng/need.sh run build demo test
	@eng/test.sh

build: ## the program, artifacts/plin/plin
	@eng/need.sh run build
	@eng/build.sh

serve: build ## the service: gRPC on 127.0.0.1:5080, gRPC-Web and Connect on 127.0.0.1:5081
	@exec eng/plin.sh serve

soak: ## the long versions of the random, differential and fault tests (SOAK_MINUTES=n, 10 unless told)
	@eng/need.sh run build demo test soak
	@SOAK_MINUTES=$${SOAK_MINUTES:-10} eng/test.sh --soak

bench: ## the benchmarks (BENCH_DATA=dir for the public networks, BENCH_ARGS for one of them)
	@eng/need.sh run build bench
	@eng/bench.sh $(BENCH_ARGS)

format: ## rewrite the sources in the house's format
	@eng/need.sh build test
	@dotnet format PiecewiseLinear.sln --no-restore

format-check: ## fail if a source is not in the house's format
	@dotnet format whitespace . --folder --verify-no-changes --include src/ tests/ bench/

lint-proto: ## buf lint
	@eng/need.sh test
	@tests/PiecewiseLinear.Rpc.Tests/clients/node_modules/@bufbuild/buf-*/bin/buf lint

breaking-proto: ## buf breaking: the protos against those last released (proto-released/)
	@eng/need.sh test
	@tests/PiecewiseLinear.Rpc.Tests/clients/node_modules/@bufbuild/buf-*/bin/buf breaking --against proto-released

release-proto: lint-proto breaking-proto ## part of a release: what proto-released/ holds becomes what protos/ holds
	@cp protos/piecewiselinear/v1/*.proto proto-released/piecewiselinear/v1/

clean: ## remove artifacts/
	@rm -rf artifacts
