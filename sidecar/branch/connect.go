package branch

import (
	"context"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sql"
)

// Unready is the reason why a database is not served. The text may be shown to any client.
type Unready string

// Error implements error.
func (u Unready) Error() string { return string(u) }

const (
	// ErrNotInstalled is returned if the schema neon_auth_api does not exist.
	ErrNotInstalled Unready = "neonauth is not installed, run neonauth migrate"
	// ErrDisabled is returned if auth was disabled through the management API.
	ErrDisabled Unready = "auth is disabled in this database: enable it through the management API, or run neonauth migrate"
	// ErrForeign is returned if another role owns the schema: its functions would run with the sidecar's login.
	ErrForeign Unready = "schema neon_auth_api is not owned by role neon_auth, or the database is a template"
	// ErrSearchPath is returned when the database's search_path would resolve neonauth's types to another schema.
	ErrSearchPath Unready = "the database's search_path puts other schemas before pg_catalog"
	// ErrSettings is returned when settings would change the meaning of the sidecar's statements.
	ErrSettings Unready = "the login or the database has settings that neonauth cannot serve with, or session_replication_role is not origin"
)

// inspect reads only the catalog and qualifies every name and operator: until the connection is verified, the database
// may belong to anyone.
var inspect = `
select d.datistemplate, pg_catalog.current_setting('search_path'),
  coalesce(pg_catalog.current_setting('neonauth.direct', true), ''),
  pg_catalog.array_to_string(array(` + sql.ServingPins.Differing() + `), ' '),
  pg_catalog.current_setting('session_replication_role') operator(pg_catalog.=) 'origin',
  (select pg_catalog.pg_get_userbyid(n.nspowner)::pg_catalog.text
    from pg_catalog.pg_namespace n
    where n.nspname operator(pg_catalog.=) 'neon_auth_api'),
  ` + sql.Disabled + `
from pg_catalog.pg_database d
where d.datname operator(pg_catalog.=) pg_catalog.current_database()`

// meaningful are the pinned settings that change the meaning of statements. Behind a pooler, where settings cannot be
// pinned, a connection is refused if one of them differs. The other pins only change the form of values.
var meaningful = []string{"role", "default_transaction_isolation", "standard_conforming_strings", "transform_null_equals", "array_nulls"}

// verify returns an error if it is not safe to call functions in the connection's database.
func verify(ctx context.Context, conn *pgx.Conn) error {
	// Without a statement name, which could clash behind a pooler, and not compiled, also if the server compiles everything.
	results, err := conn.PgConn().Exec(ctx, "set local jit = off;"+inspect).ReadAll()
	if err != nil {
		return err
	}
	if len(results) != 2 || len(results[1].Rows) != 1 {
		return ErrForeign
	}
	row := results[1].Rows[0]
	template, path, direct, differing := string(row[0]) == "t", string(row[1]), string(row[2]), strings.Fields(string(row[3]))
	origin, owner, disabled := string(row[4]) == "t", row[5], string(row[6]) == "t"
	pinned := strings.HasSuffix(conn.Config().RuntimeParams["options"], directOptions)
	first, _, _ := strings.Cut(path, ",")
	switch {
	case direct != "on" && pinned:
		return errPooler
	case owner == nil && disabled:
		return ErrDisabled
	case owner == nil:
		return ErrNotInstalled
	case template || string(owner) != "neon_auth":
		return ErrForeign
	case strings.Contains(path, "pg_catalog") && strings.TrimSpace(first) != "pg_catalog":
		return ErrSearchPath
	case !origin || pinned && len(differing) > 0:
		return ErrSettings
	case slices.ContainsFunc(differing, func(name string) bool { return slices.Contains(meaningful, name) }):
		return ErrSettings
	}
	return nil
}

// A Limit bounds the number of connections to all databases together.
type Limit struct {
	slots chan struct{}
	shed  func() // closes idle connections
}

// NewLimit returns a Limit of that many connections at the same time.
func NewLimit(connections int) *Limit {
	return &Limit{slots: make(chan struct{}, connections), shed: func() {}}
}

// Use returns how many connections are open, and how many may be.
func (l *Limit) Use() (open, most int) { return len(l.slots), cap(l.slots) }

// dial acquires a slot for each connection and releases it when the connection is closed.
func (l *Limit) dial(inner pgconn.DialFunc) pgconn.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if ctx.Value(cancelling{}) != nil { // a cancellation frees a connection
			return inner(ctx, network, address)
		}
		select {
		case l.slots <- struct{}{}:
		default:
			l.shed() // idle connections make room
			select {
			case l.slots <- struct{}{}:
			case <-ctx.Done():
				return nil, errFull
			}
		}
		return l.count(ctx, inner, network, address)
	}
}

// spare dials only while a quarter of the slots are free. It is meant for connections that are not essential.
func (l *Limit) spare(inner pgconn.DialFunc) pgconn.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if len(l.slots) >= cap(l.slots)*3/4 {
			return nil, errFull
		}
		select {
		case l.slots <- struct{}{}:
			return l.count(ctx, inner, network, address)
		default:
			return nil, errFull
		}
	}
}

// count dials with a slot acquired, and releases the slot when the connection is closed.
func (l *Limit) count(ctx context.Context, inner pgconn.DialFunc, network, address string) (net.Conn, error) {
	conn, err := inner(ctx, network, address)
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &counted{Conn: conn, release: sync.OnceFunc(func() { <-l.slots })}, nil
}

// errFull is returned when all connections are in use, including those to other databases.
var errFull = errors.New("all connections are taken")

type counted struct {
	net.Conn
	release func()
}

// NetConn returns the wrapped connection, like tls.Conn.
func (c *counted) NetConn() net.Conn { return c.Conn }

// Close closes the connection and releases its slot.
func (c *counted) Close() error {
	defer c.release()
	return c.Conn.Close()
}

// OnDatabase returns the connection string for another database of the same server.
func OnDatabase(text, name string) (string, error) { return onDatabase(text, name) }

// onDatabase returns the connection string for another database of the same server.
func onDatabase(text, name string) (string, error) {
	if !strings.HasPrefix(text, "postgres://") && !strings.HasPrefix(text, "postgresql://") {
		// In key=value form, the last value of a key is used.
		return text + " dbname='" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(name) + "'", nil
	}
	address, err := url.Parse(text)
	if err != nil {
		return "", errors.New("the connection string cannot be read")
	}
	address.Path = "/" + name
	query := address.Query()
	query.Del("dbname")
	query.Del("database")
	address.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20") // libpq and pgx do not decode a plus as a space
	return address.String(), nil
}
