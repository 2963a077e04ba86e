package branches

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// temporaryPrefix begins the names of databases that are being made. Sidecars do not serve them, because they are marked
// as templates until they are ready.
const temporaryPrefix = "neonauth_new_"

// A copying is one copy of a database.
type copying struct {
	Branches
	Spec
	key       string // of the registered branch
	temporary string // name until it is ready
	replaces  *found // the branch that it replaces, if any
	parent    parent
	admin     *pgx.Conn // in a database other than the parent; it holds lock
	lock      int32
	complete  bool   // from here on, the branch is finished even if this program ends
	creator   uint32 // process in Postgres that copies by template
	made      Made
}

// Create makes a branch: by template where the parent can be without connections for a moment, otherwise by dumping and
// restoring it. Errors that wrap ErrInvalid are in the spec.
func (b Branches) Create(ctx context.Context, spec Spec) (Made, error) {
	if err := CheckName(spec.Name); err != nil {
		return Made{}, err
	}
	if len(spec.Keep) > 0 && !spec.Mask {
		return Made{}, invalid("addresses to keep need masking")
	}
	return b.copy(ctx, spec, nil)
}

func (b Branches) copy(ctx context.Context, spec Spec, replaces *found) (made Made, err error) {
	started := time.Now()
	home, err := b.home()
	if err != nil {
		return made, err
	}
	if spec.From == "" {
		spec.From = home
	}
	c := &copying{Branches: b, Spec: spec, replaces: replaces, temporary: temporaryPrefix + strings.ToLower(rand.Text()[:16]), lock: newLock()}
	if c.admin, err = c.administer(ctx, c.From); err != nil {
		return made, err
	}
	defer func() { closeConn(ctx, c.admin) }()
	if err := hold(ctx, c.admin, c.lock); err != nil {
		return made, err
	}
	if err := c.begin(ctx); err != nil {
		if ctx.Err() != nil { // the registration may have succeeded
			err = errors.Join(err, c.forget(context.WithoutCancel(ctx)))
		}
		return made, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(explain(err, c.Spec), c.undo(context.WithoutCancel(ctx)))
		}
	}()
	if err := c.inspect(ctx); err != nil {
		return made, err
	}
	if err := c.byTemplate(ctx); err != nil {
		return made, err
	}
	if c.made.Reason != "" {
		if err := c.byDump(ctx); err != nil {
			return made, err
		}
	}
	if err := c.prepare(ctx); err != nil {
		return made, err
	}
	if err := c.publish(ctx); err != nil {
		return made, err
	}
	c.made.Seconds = time.Since(started).Seconds()
	return c.made, nil
}

// begin registers the branch, so that its parent stays.
func (c *copying) begin(ctx context.Context) error {
	err := c.atHome(ctx, func(tx pgx.Tx) error {
		var ttl any
		if c.TTL > 0 {
			ttl = fmt.Sprintf("%d milliseconds", c.TTL.Milliseconds())
		}
		kept := c.Keep
		if kept == nil {
			kept = []string{}
		}
		return tx.QueryRow(ctx, "select neon_auth_management.begin_branch($1, $2, $3, $4::text::interval, $5, $6, $7, $8)::text",
			c.Name, c.From, c.temporary, ttl, c.Mask, kept, c.replaces != nil, c.lock).Scan(&c.key)
	})
	c.made = Made{Name: c.Name, Parent: c.From, Method: "template"}
	return explain(err, c.Spec)
}

// undo removes what a failed copy has left, unless the branch that it replaces is gone already: then the next command, or a
// sidecar, finishes it.
func (c *copying) undo(ctx context.Context) error {
	ctx, done := context.WithTimeout(ctx, time.Minute)
	defer done()
	if err := c.remove(ctx); err != nil {
		return c.left(err)
	}
	return nil
}

func (c *copying) remove(ctx context.Context) error {
	conn, err := c.administer(ctx, c.temporary, c.Name)
	if err != nil {
		return err
	}
	defer closeConn(ctx, conn)
	if err = c.awaitCreator(ctx, conn); err != nil {
		return err
	}
	return c.atHome(ctx, func(tx pgx.Tx) error {
		name := c.temporary
		if c.complete {
			var original bool
			err := tx.QueryRow(ctx, `
				select coalesce((select d.datname from pg_database d where d.oid = b.database), b.temporary),
				  b.replaces is null or exists (select from pg_database d where neon_auth_management.branch_id(d.oid) = b.replaces and d.oid <> b.database)
				from neon_auth_management.branch b where b.key = $1 and b.id is null for update`, c.key).Scan(&name, &original)
			switch {
			case errors.Is(err, pgx.ErrNoRows):
				return nil // a sidecar has finished it
			case err != nil:
				return err
			case !original:
				return errors.New("its registration failed")
			}
		}
		if err := drop(ctx, conn, name); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "delete from neon_auth_management.branch where key = $1 and id is null", c.key)
		return err
	})
}

// ErrLeft is returned for a copy that failed and could not be undone.
var ErrLeft = errors.New("is left behind")

// left returns the error for a copy that could not be undone.
func (c *copying) left(err error) error {
	return fmt.Errorf("database %s %w. The next neonauth branch list, or a sidecar within a minute, finishes or removes it: %w", c.temporary, ErrLeft, err)
}

// forget removes the registration of a copy that is not complete.
func (c *copying) forget(ctx context.Context) error {
	return c.atHome(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "delete from neon_auth_management.branch where temporary = $1 and id is null", c.temporary)
		return err
	})
}

// administer connects to a database other than the given ones, so that those can be copied, renamed or dropped.
func (b Branches) administer(ctx context.Context, not ...string) (*pgx.Conn, error) {
	home, err := b.home()
	if err != nil {
		return nil, err
	}
	var problems []error
	for _, name := range []string{"postgres", "template1", home} {
		if contains(not, name) {
			continue
		}
		conn, err := b.connect(ctx, name)
		if err == nil {
			return conn, nil
		}
		problems = append(problems, err)
	}
	return nil, fmt.Errorf("a connection to a database other than %s is needed, such as postgres: %w", strings.Join(not, " and "), errors.Join(problems...))
}

func contains(names []string, name string) bool {
	for _, other := range names {
		if other == name {
			return true
		}
	}
	return false
}

// explain replaces errors that a person can do something about.
func explain(err error, spec Spec) error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return err
	}
	switch pg.Code {
	case "42P04", "23505": // the latter if two are created at the same time
		return fmt.Errorf("database %s already exists: choose another name, or use reset", spec.Name)
	case "3D000":
		if spec.From != "" && strings.Contains(pg.Message, spec.From) {
			return fmt.Errorf("there is no database %s to copy", spec.From)
		}
	case "42501":
		return fmt.Errorf("the login of NEONAUTH_MIGRATE_URL lacks privileges. It needs CREATEDB, and to own what it copies and creates, or to be a superuser: %w", err)
	}
	return err
}
