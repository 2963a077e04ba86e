// Package pgtest provides each test with its own Postgres database.
package pgtest

import (
	"context"
	"crypto/rand"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Database is the database of one test, with a connection for its owner and one for the sidecar. SidecarURL and
// Sidecar are empty in a database from Empty until Serve is called.
type Database struct {
	Name       string
	URL        string        // of a superuser
	SidecarURL string        // of a login whose only role is neon_auth_sidecar
	Owner      *pgxpool.Pool // connected to URL
	Sidecar    *pgxpool.Pool // connected to SidecarURL

	server string
}

// New returns a database with neonauth installed. It is dropped when the test ends. If the test fails, the database
// is kept and its name is logged.
func New(t testing.TB) *Database {
	t.Helper()
	d := create(t, cloneTemplate)
	d.openSidecar(t)
	return d
}

// Empty returns a database without neonauth. The cluster may already have neonauth's roles.
func Empty(t testing.TB) *Database {
	t.Helper()
	return create(t, createEmpty)
}

// Kept returns a database of that name on another server. It creates an empty one if there is none, and never drops it.
func Kept(t testing.TB, server, name string) *Database {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), server)
	if err != nil {
		t.Fatalf("pgtest: connect to the server of kept databases: %v", err)
	}
	defer conn.Close(t.Context())
	found, err := exists(t.Context(), conn, name)
	if err == nil && !found {
		err = createEmpty(t.Context(), conn, name)
	}
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	d := &Database{Name: name, server: server, URL: onDatabase(t, server, name, nil)}
	d.Owner = pool(t, d.URL)
	return d
}

// Serve opens the sidecar's pool. Neonauth must be installed in this database.
func (d *Database) Serve(t testing.TB) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), d.server)
	if err != nil {
		t.Fatalf("pgtest: connect to the test server: %v", err)
	}
	defer conn.Close(t.Context())
	if err := locked(t.Context(), conn, func() error { return makeLogin(t.Context(), conn, d.server) }); err != nil {
		t.Fatalf("pgtest: create the sidecar's login: %v", err)
	}
	d.openSidecar(t)
}

func (d *Database) openSidecar(t testing.TB) {
	t.Helper()
	d.SidecarURL = onDatabase(t, d.server, d.Name, sidecarLogin(d.server))
	d.Sidecar = pool(t, d.SidecarURL)
}

func create(t testing.TB, fill func(context.Context, *pgx.Conn, string) error) *Database {
	t.Helper()
	server := serverURL(t)
	conn, err := pgx.Connect(t.Context(), server)
	if err != nil {
		t.Fatalf("pgtest: connect to the test server: %v", err)
	}
	defer conn.Close(t.Context())

	d := &Database{Name: databaseName(time.Now()) + strings.ToLower(rand.Text()[:8]), server: server}
	if err := fill(t.Context(), conn, d.Name); err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() { d.drop(t) })
	d.URL = onDatabase(t, server, d.Name, nil)
	d.Owner = pool(t, d.URL)
	return d
}

// databaseName begins with the creation time, so that a later run can recognize leftovers by name.
func databaseName(at time.Time) string {
	return "pgtest_" + at.UTC().Format("20060102150405") + "_"
}

func (d *Database) drop(t testing.TB) {
	if t.Failed() {
		t.Logf("pgtest: kept database %s; it outlives the run only on a server of NEONAUTH_TEST_URL", d.Name)
		return
	}
	// The test's own context has already ended.
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, d.server)
	if err != nil {
		t.Errorf("pgtest: connect to drop %s: %v", d.Name, err)
		return
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "drop database if exists "+d.Name+" with (force)"); err != nil {
		t.Errorf("pgtest: %v", err)
	}
}

func pool(t testing.TB, address string) *pgxpool.Pool {
	t.Helper()
	p, err := pgxpool.New(t.Context(), address)
	if err != nil {
		t.Fatalf("pgtest: open a pool: %v", err)
	}
	t.Cleanup(p.Close)
	return p
}

func onDatabase(t testing.TB, server, name string, login *url.Userinfo) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("pgtest: the server's address is not a valid URL: %v", err)
	}
	if login != nil {
		u.User = login
	}
	u.Path = "/" + name
	return u.String()
}
