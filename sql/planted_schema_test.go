package sql_test

import (
	"testing"

	"neonauth/sidecar/pgtest"
	"neonauth/sql"
)

// TestInstallUsesNoSchemaOfTheOwner: the database's owner creates a schema of neonauth's name in a transaction that is
// still open when the install checks owners, and commits it when the install waits for it.
func TestInstallUsesNoSchemaOfTheOwner(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.database(t, "first", "")
	must(t, c.install(t, "installer", "first")) // the roles exist
	for _, name := range []string{"neon_auth", "auth", "neon_auth_internal", "neon_auth_api", "neon_auth_management"} {
		t.Run(name, func(t *testing.T) {
			database := "app_" + name
			c.database(t, database, "")
			owner, admin := c.connect(t, "owner", database), c.connect(t, "postgres", database)
			installer := c.connect(t, "installer", database)
			planted, err := owner.Begin(t.Context())
			must(t, err)
			run(t, planted, "create schema "+name+"; grant all on schema "+name+" to neon_auth")
			installed := make(chan error, 1)
			go func() { installed <- sql.Install(t.Context(), installer) }()
			const waits = `exists (select from pg_locks where not granted and locktype = 'transactionid')`
			pgtest.Eventually(t, "the install does not wait", func() bool { return truth(t, admin, waits) })
			pgtest.Eventually(t, "the install waits for too long", func() bool { return truth(t, admin, `not `+waits) })
			must(t, planted.Commit(t.Context())) // before it tries again
			told(t, <-installed, "schema "+name+" already exists")
			holds(t, admin, `not exists (select from pg_proc where pronamespace = '`+name+`'::regnamespace)`)
		})
	}
}

// TestRightsOnReplacedSchemas: rights that an administrator gave on the replaced schemas, and that were passed on, end with
// the install and do not stop it.
func TestRightsOnReplacedSchemas(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.database(t, "app", "")
	must(t, c.install(t, "installer", "app"))
	admin := c.connect(t, "postgres", "app")
	before := dump(t, c.url(t, "postgres", "app"), "--schema-only")
	script(t, admin, `grant usage on schema neon_auth_api to owner with grant option;
		grant execute on function neon_auth_api.get_config() to owner with grant option;
		set role owner; grant usage on schema neon_auth_api to next_owner with grant option;
		grant execute on function neon_auth_api.get_config() to next_owner;
		set role next_owner; grant usage on schema neon_auth_api to second_installer; reset role;
		alter default privileges for role neon_auth in schema neon_auth_api grant execute on functions to public;
		alter default privileges for role neon_auth in schema neon_auth_api grant select on tables to public`)
	for range 2 {
		reinstallable(t, admin)
		must(t, c.install(t, "installer", "app"))
	}
	holds(t, admin, `not exists (select from pg_namespace where nspname ~ '[0-9]$')`)
	if diff := difference(before, dump(t, c.url(t, "postgres", "app"), "--schema-only")); diff != "" {
		t.Error(diff)
	}
}
