// Package branches creates, lists, resets and deletes branches: copies of a database with auth of their own.
package branches

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/branch"
	"neonauth/sql"
)

// Branches manages the branches of a cluster through the connection that installs.
type Branches struct {
	// URL is the address of the home database, with the login that installs and CREATEDB. The home database has the list
	// of branches.
	URL string

	// CopyKeys copies the management keys of the home database to a new branch, if not nil.
	CopyKeys func(ctx context.Context, database string) error

	// Patience is how long requests to a parent may wait while it is copied by template; 0: 2 seconds. A sidecar waits 3
	// seconds for a connection.
	Patience time.Duration

	// Report receives the progress of Create and Reset, if not nil.
	Report func(Step)
}

// A Step is the progress of a copy.
type Step struct {
	Doing string // what is being done
	Bytes int64  // how much was copied, if known
	Total int64  // how much there is to copy, if known
}

// A Spec describes a new branch.
type Spec struct {
	Name string
	From string        // the parent; empty: the home database
	TTL  time.Duration // after which it is deleted; 0: never
	Mask bool          // replace its users by made-up ones before anyone can use it
	Keep []string      // addresses that masking keeps
}

// A Branch is a database: the home database, or a branch that this package has made.
type Branch struct {
	Name    string     `json:"name"`
	ID      string     `json:"id"`
	Home    bool       `json:"is_home"`
	Parent  *string    `json:"parent"`
	Method  *string    `json:"method"`
	Created *time.Time `json:"created_at"`
	Expires *time.Time `json:"expires_at"`
	Masked  bool       `json:"masked"`
	Size    *int64     `json:"size"`
}

// A Made is a branch that was just created.
type Made struct {
	Name     string     `json:"name"`
	ID       string     `json:"id"`
	Identity string     `json:"identity"`
	Parent   string     `json:"parent"`
	Method   string     `json:"method"` // template or dump
	Reason   string     `json:"reason"` // why it was dumped and restored; empty for a template
	Expires  *time.Time `json:"expires_at"`
	Masked   int64      `json:"masked_users"`
	Seconds  float64    `json:"seconds"`
	Notes    []string   `json:"notes,omitempty"` // what could not be copied
}

// ErrInvalid marks errors in what the caller asks for.
var ErrInvalid = errors.New("")

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w"+format, append([]any{ErrInvalid}, args...)...)
}

// ErrNotMade is returned for a database that is not a branch made by this package. It is never deleted.
var ErrNotMade = errors.New("is not a branch that neonauth has created")

// ErrNotInstaller is returned if the login is not the one that installs, or another one with its rights.
var ErrNotInstaller = errors.New("is not a member of neon_auth")

var namePattern = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$`)

// CheckName returns an error if a new branch cannot have that name: it is a database's name, and a part of addresses.
func CheckName(name string) error {
	if !namePattern.MatchString(name) || strings.HasPrefix(name, temporaryPrefix) || strings.HasPrefix(name, "template") {
		return invalid("%q cannot be the name of a branch: use up to 63 letters, digits, _, - and ., beginning with a letter, digit or _, but not with template", name)
	}
	return nil
}

const longestTTL = 10 * 365 * 24 * time.Hour

// ParseTTL reads a time to live such as 7d, 12h or 90m.
func ParseTTL(text string) (time.Duration, error) {
	ttl, err := time.ParseDuration(text)
	if days, ok := strings.CutSuffix(text, "d"); ok {
		var n float64
		if n, err = strconv.ParseFloat(days, 64); err == nil && n < longestTTL.Hours() {
			ttl = time.Duration(n * float64(24*time.Hour))
		} else if err == nil {
			ttl = longestTTL + 1
		}
	}
	if err != nil || ttl < time.Second || ttl > longestTTL {
		return 0, invalid("%q is not a time to live such as 7d, 12h or 90m", text)
	}
	return ttl, nil
}

// errNoURL is returned without a connection that installs.
var errNoURL = errors.New("set NEONAUTH_MIGRATE_URL to the home database, with the login that installs and may create databases")

// connect opens a connection to a database. Its owner's settings have no effect on it.
func (b Branches) connect(ctx context.Context, database string) (*pgx.Conn, error) {
	if b.URL == "" {
		return nil, errNoURL
	}
	url := b.URL
	if database != "" {
		var err error
		if url, err = branch.OnDatabase(b.URL, database); err != nil {
			return nil, err
		}
	}
	return sql.Connect(ctx, url)
}

// asOwner runs a function in a transaction of a connection, as neon_auth. A sidecar may get here through a pooler, which
// passes on no settings, and changes the session between transactions.
func asOwner(ctx context.Context, conn *pgx.Conn, do func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "set local jit = off"); err != nil {
			return err
		}
		if err := check(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "set local role neon_auth; set local search_path = pg_catalog, pg_temp"); err != nil {
			return err
		}
		return do(tx)
	})
}

// check returns an error if neonauth is not installed in the connection's database, or not by neonauth.
func check(ctx context.Context, tx pgx.Tx) error {
	config := tx.Conn().Config()
	var ready, may bool
	err := tx.QueryRow(ctx, `
		select 3 operator(pg_catalog.=) (
		    select pg_catalog.count(*) from pg_catalog.pg_namespace n
		    where n.nspname operator(pg_catalog.=) any (array['neon_auth', 'neon_auth_internal', 'neon_auth_management']::pg_catalog.name[])
		      and pg_catalog.pg_get_userbyid(n.nspowner) operator(pg_catalog.=) 'neon_auth')
		    and exists (
		      select from pg_catalog.pg_proc p
		      join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) p.pronamespace
		      where n.nspname operator(pg_catalog.=) 'neon_auth_management' and p.proname operator(pg_catalog.=) 'take_unfinished_branches'),
		  coalesce(pg_catalog.pg_has_role(pg_catalog.to_regrole('neon_auth'), 'member'), false)`).Scan(&ready, &may)
	switch {
	case err != nil:
		return err
	case !ready:
		return fmt.Errorf("this release of neonauth is not installed in database %s: run neonauth migrate", config.Database)
	case !may:
		return fmt.Errorf("the login %s %w: set NEONAUTH_MIGRATE_URL to the login that installs", config.User, ErrNotInstaller)
	}
	return nil
}

// atHome runs a function in a transaction in the home database, as neon_auth.
func (b Branches) atHome(ctx context.Context, do func(pgx.Tx) error) error {
	conn, err := b.connect(ctx, "")
	if err != nil {
		return err
	}
	defer closeConn(ctx, conn)
	return asOwner(ctx, conn, do)
}

func closeConn(ctx context.Context, conn *pgx.Conn) { _ = conn.Close(context.WithoutCancel(ctx)) }

// home returns the name of the home database.
func (b Branches) home() (string, error) {
	if b.URL == "" {
		return "", errNoURL
	}
	config, err := pgx.ParseConfig(b.URL)
	if err != nil {
		return "", errors.New("NEONAUTH_MIGRATE_URL is not a valid connection string")
	}
	return config.Database, nil
}

// List returns the home database and the branches, by name. It finishes those whose creation was interrupted.
func (b Branches) List(ctx context.Context) (list []Branch, err error) {
	err = b.finishFirst(ctx, func() error {
		return b.atHome(ctx, func(tx pgx.Tx) error {
			var rows json.RawMessage
			if err := tx.QueryRow(ctx, "select neon_auth_management.branches_json()").Scan(&rows); err != nil {
				return err
			}
			return json.Unmarshal(rows, &list)
		})
	})
	return list, err
}

func (b Branches) report(s Step) {
	if b.Report != nil {
		b.Report(s)
	}
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }
