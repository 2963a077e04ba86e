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

// Unready says why a database is not served, in words that anybody may read.
type Unready string

// Error implements error.
func (u Unready) Error() string { return string(u) }

const (
	// ErrNotInstalled tells that there is no schema of ours.
	ErrNotInstalled Unready = "neonauth is not installed, run neonauth migrate"
	// ErrForeign tells that the schema of that name is not ours: its functions would run as our login.
	ErrForeign Unready = "schema neon_auth_api is not owned by role neon_auth, or the database is a template"
	// ErrSearchPath is returned when the database's search_path would resolve our types to another schema.
	ErrSearchPath Unready = "the database's search_path puts other schemas before pg_catalog"
	// ErrSettings is returned when settings would change what our statements mean.
	ErrSettings Unready = "the login or the database has settings that neonauth cannot serve with, or session_replication_role is not origin"
)

// inspect reads only the catalog, with every name and operator qualified: until it has answered, the database may
// belong to anyone.
var inspect = `
select d.datistemplate, pg_catalog.current_setting('search_path'),
  coalesce(pg_catalog.current_setting('neonauth.direct', true), ''),
  array(` + sql.ServingPins.Differing() + `),
  pg_catalog.current_setting('session_replication_role') operator(pg_catalog.=) 'origin',
  (select pg_catalog.pg_get_userbyid(n.nspowner)::pg_catalog.text
    from pg_catalog.pg_namespace n
    where n.nspname operator(pg_catalog.=) 'neon_auth_api')
from pg_catalog.pg_database d
where d.datname operator(pg_catalog.=) pg_catalog.current_database()`

// meaningful are the pins without which our statements would mean something else. Behind a pooler, where nothing can
// be pinned, a connection without them is refused; the others only change the form of what is read and written.
var meaningful = []string{"role", "default_transaction_isolation", "standard_conforming_strings", "transform_null_equals", "array_nulls"}

// verify reports whether a connection leads to a database whose functions may be called.
func verify(ctx context.Context, conn *pgx.Conn) error {
	var template, origin bool
	var path, direct string
	var differing []string
	var owner *string
	// No statement is named: behind a pooler the name may be taken.
	err := conn.QueryRow(ctx, inspect, pgx.QueryExecModeExec).Scan(&template, &path, &direct, &differing, &origin, &owner)
	if err != nil {
		return err
	}
	pinned := strings.HasSuffix(conn.Config().RuntimeParams["options"], directOptions)
	first, _, _ := strings.Cut(path, ",")
	switch {
	case direct != "on" && pinned:
		return errPooler
	case owner == nil:
		return ErrNotInstalled
	case template || *owner != "neon_auth":
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

// A Limit bounds the connections of all databases together.
type Limit struct {
	slots chan struct{}
	shed  func() // asks for idle connections to be closed
}

// NewLimit allows so many connections at once.
func NewLimit(connections int) *Limit {
	return &Limit{slots: make(chan struct{}, connections), shed: func() {}}
}

// dial takes a slot for each connection and gives it back when that is closed, however it ends.
func (l *Limit) dial(inner pgconn.DialFunc) pgconn.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if ctx.Value(cancelling{}) != nil { // frees a connection
			return inner(ctx, network, address)
		}
		select {
		case l.slots <- struct{}{}:
		default:
			l.shed() // those without work make room
			select {
			case l.slots <- struct{}{}:
			case <-ctx.Done():
				return nil, errFull
			}
		}
		return l.count(ctx, inner, network, address)
	}
}

// spare dials only while a quarter of the slots are free: for connections that others can do without.
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

// count dials, and gives the slot that was taken back when the connection is closed.
func (l *Limit) count(ctx context.Context, inner pgconn.DialFunc, network, address string) (net.Conn, error) {
	conn, err := inner(ctx, network, address)
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &counted{Conn: conn, release: sync.OnceFunc(func() { <-l.slots })}, nil
}

// errFull tells that all connections are taken, by other databases too.
var errFull = errors.New("all connections are taken")

type counted struct {
	net.Conn
	release func()
}

// NetConn returns the connection within, as tls.Conn does.
func (c *counted) NetConn() net.Conn { return c.Conn }

// Close closes the connection and gives its slot back.
func (c *counted) Close() error {
	defer c.release()
	return c.Conn.Close()
}

// onDatabase gives the connection string of another database of the same server.
func onDatabase(text, name string) (string, error) {
	if !strings.HasPrefix(text, "postgres://") && !strings.HasPrefix(text, "postgresql://") {
		// In key=value form the last one of a key counts.
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
	address.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20") // to libpq and pgx a plus is no space
	return address.String(), nil
}
