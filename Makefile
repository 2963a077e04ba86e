# Tests run against a Postgres of their own. NEONAUTH_TEST_URL=postgres://superuser:...@host/postgres takes
# that server instead, where failed tests' databases stay to be looked at; NEONAUTH_POSTGRES_BIN=folder takes
# the programs of another Postgres.
.PHONY: dev test bench lint generate check needs postgres

dev: postgres
	go run ./sidecar serve

test: needs
	go test -timeout 20m ./...

bench:
	@.ci/needs bench
	go test -timeout 30m -run '^$$' -bench Floor -benchtime 1x ./sidecar

lint:
	@echo 'gofumpt -l' && unformatted=$$(go run mvdan.cc/gofumpt@v0.12.0 -l gen sidecar sql) && echo "$$unformatted" && test -z "$$unformatted"
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

generate: needs
	CGO_ENABLED=0 go tool sqlc generate
	go test ./sql -run TestSchema -update

check: needs
	CGO_ENABLED=0 go tool sqlc diff
	$(MAKE) lint
	$(MAKE) test

# What the tests need beside Go: installed on Debian by root, named elsewhere.
needs:
	@.ci/needs

# Where the machine has no Postgres, npm has one of 60 MB; without npm the program downloads one itself.
postgres:
	@.ci/needs pg_ctl >/dev/null 2>&1 || ! command -v npm >/dev/null || npm ci --prefix testdata/postgres
