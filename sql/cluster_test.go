package sql_test

import (
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/postgres"
	"neonauth/sql"
)

// cluster is a separate Postgres, because roles belong to the cluster. It has no roles of neonauth yet.
type cluster struct {
	server *postgres.Server
	admin  *pgx.Conn
}

const password = "only-on-loopback"

func newCluster(t *testing.T) *cluster {
	t.Helper()
	// Not t.TempDir, which other users cannot enter: if the test runs as root, the server runs as another user.
	dir, err := os.MkdirTemp("", "neonauth-cluster-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	server, err := postgres.Start(t.Context(), postgres.Config{
		Dir:      filepath.Join(dir, "postgres"),
		Settings: map[string]string{"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"},
		Log:      slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	c := &cluster{server: server, admin: connectTo(t, server.URL("postgres"))}
	for role, attributes := range map[string]string{
		"installer": "createrole", "second_installer": "createrole", "owner": "", "next_owner": "",
	} {
		run(t, c.admin, fmt.Sprintf("create role %s login %s password '%s'", role, attributes, password))
	}
	return c
}

// database creates a database of owner in which the installers may install.
func (c *cluster) database(t *testing.T, name, options string) {
	t.Helper()
	run(t, c.admin, "create database "+name+" owner owner template template0 "+options)
	run(t, c.admin, "grant create on database "+name+" to installer, second_installer")
}

func (c *cluster) url(t *testing.T, login, database string) string {
	t.Helper()
	if login == "postgres" {
		return c.server.URL(database)
	}
	return loginURL(t, c.server.URL(database), login)
}

// loginURL returns the connection string of a login that has the tests' password.
func loginURL(t *testing.T, address, login string) string {
	t.Helper()
	u, err := url.Parse(address)
	must(t, err)
	u.User = url.UserPassword(login, password)
	return u.String()
}

func (c *cluster) connect(t *testing.T, login, database string) *pgx.Conn {
	t.Helper()
	return connectTo(t, c.url(t, login, database))
}

func (c *cluster) install(t *testing.T, login, database string) error {
	t.Helper()
	return sql.Install(t.Context(), c.connect(t, login, database))
}

// forget removes all databases of the test and all roles of neonauth from the cluster.
func (c *cluster) forget(t *testing.T, databases ...string) {
	t.Helper()
	for _, name := range databases {
		run(t, c.admin, "drop database if exists "+name+" with (force)")
	}
	run(t, c.admin, "drop role if exists neon_auth, neon_auth_writer, neon_auth_sidecar, authenticated, anonymous")
}

// has lists the roles and schemas of neonauth in a database and its cluster.
func has(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	var names string
	err := conn.QueryRow(t.Context(), `
		select coalesce(string_agg(name, ' ' order by name), '') from (
		  select 'role ' || rolname from pg_roles where rolname ~ '^(neon_auth|authenticated|anonymous)'
		  union all
		  select 'schema ' || nspname from pg_namespace where nspname ~ '^(neon_auth|auth$)'
		  union all
		  select 'table ' || relname from pg_class c where relnamespace::regnamespace::text ~ '^(neon_auth|auth$)'
		) as n (name)`).Scan(&names)
	if err != nil {
		t.Fatal(err)
	}
	return names
}
