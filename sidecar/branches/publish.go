package branches

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// prepare changes the copy while no sidecar serves it: who may connect, the users if they are to be masked, and what is
// only meant for the home database.
func (c *copying) prepare(ctx context.Context) error {
	c.report(Step{Doing: "preparing the copy"})
	name := quote(c.temporary)
	if _, err := c.admin.Exec(ctx, "revoke connect on database "+name+" from public"); err != nil {
		return err
	}
	inside, err := c.connect(ctx, c.temporary)
	if err != nil {
		return err
	}
	defer closeConn(ctx, inside)
	err = asOwner(ctx, inside, func(tx pgx.Tx) error {
		if c.Mask {
			c.report(Step{Doing: "masking users"})
			keep := c.Keep
			if keep == nil {
				keep = []string{}
			}
			if err := tx.QueryRow(ctx, "select neon_auth.mask_users(keep => $1)", keep).Scan(&c.made.Masked); err != nil {
				return fmt.Errorf("mask: %w", err)
			}
		}
		if err := emptyHomeTables(ctx, tx); err != nil {
			return err
		}
		if c.replaces != nil {
			if _, err := tx.Exec(ctx, "select neon_auth_management.keep_branch_id($1)", c.replaces.ID); err != nil {
				return err
			}
		}
		return tx.QueryRow(ctx, "select neon_auth.branch_identity()").Scan(&c.made.Identity)
	})
	if err != nil {
		return err
	}
	if c.Mask {
		return c.compact(ctx, inside)
	}
	return nil
}

// homeTables have rows in the home database only.
var homeTables = []string{"branch", "branch_place", "console_code", "console_session", "request_count"}

// emptyHomeTables truncates the tables that have rows. Truncating an empty one takes as long as connecting does.
func emptyHomeTables(ctx context.Context, tx pgx.Tx) error {
	var filled []string
	query := "array["
	for i, table := range homeTables {
		if i > 0 {
			query += ", "
		}
		query += "case when exists (select from neon_auth_management." + table + ") then 'neon_auth_management." + table + "' end"
	}
	if err := tx.QueryRow(ctx, "select array_remove("+query+"], null)").Scan(&filled); err != nil || len(filled) == 0 {
		return err
	}
	_, err := tx.Exec(ctx, "truncate "+strings.Join(filled, ", "))
	return err
}

// compact rewrites the tables, whose files still contain the rows from before.
func (c *copying) compact(ctx context.Context, inside *pgx.Conn) error {
	c.report(Step{Doing: "rewriting the tables of users"})
	if _, err := inside.Exec(ctx, "set role neon_auth"); err != nil {
		return err
	}
	rows, err := inside.Query(ctx, `
		select c.oid::regclass::text from pg_class c
		where c.relnamespace = 'neon_auth'::regnamespace and c.relkind = 'r'`)
	if err != nil {
		return err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, table := range tables {
		if _, err := inside.Exec(ctx, "vacuum (full, analyze) "+table); err != nil {
			return fmt.Errorf("rewrite %s: %w", table, err)
		}
	}
	return nil
}

// publish gives the copy its grants, settings and name, and registers it.
func (c *copying) publish(ctx context.Context) error {
	c.report(Step{Doing: "publishing " + c.Name})
	name := quote(c.temporary)
	restore := c.parent.Grants
	if len(restore) == 0 {
		restore = []string{"grant connect on database %1$s to public"} // as for any new database
	}
	for _, statement := range restore {
		if _, err := c.admin.Exec(ctx, strings.Replace(statement, "%1$s", name, 1)); err != nil {
			return err
		}
	}
	for _, statement := range c.parent.Settings {
		if _, err := c.admin.Exec(ctx, strings.Replace(statement, "%1$s", name, 1)); err != nil {
			c.made.Notes = append(c.made.Notes, "a setting of the database was not copied: "+err.Error())
		}
	}
	if c.CopyKeys != nil {
		if err := c.CopyKeys(ctx, c.temporary); err != nil {
			c.made.Notes = append(c.made.Notes, "the management keys were not copied: "+err.Error())
		}
	}
	return c.commit(ctx)
}

// commit records that the copy is complete, and finishes it. From there on, the caller cannot cancel it, and what is left
// if this program is killed is finished by FinishInterrupted.
func (c *copying) commit(ctx context.Context) error {
	home, err := c.connect(ctx, "")
	if err != nil {
		return err
	}
	defer func() { closeConn(ctx, home) }()
	u := &unfinished{Key: c.key, Name: c.Name, Temporary: c.temporary, Method: c.made.Method, DatabaseName: &c.temporary}
	if c.replaces != nil {
		u.Replaces = &c.replaces.ID
	}
	err = asOwner(ctx, home, func(tx pgx.Tx) error {
		c.complete = true // perhaps, if this fails
		_, err := tx.Exec(ctx, "select neon_auth_management.complete_branch($1, $2, $3)", u.Key, u.Method, u.Replaces)
		return err
	})
	if err != nil {
		return err
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), commitTimeout)
	defer done()
	return asOwner(ctx, home, func(tx pgx.Tx) (err error) {
		c.made.ID, err = c.finish(ctx, tx, c.admin, u)
		if errors.Is(err, errTaken) && c.replaces == nil {
			return fmt.Errorf("database %s already exists: choose another name, or use reset", c.Name) // made in the meantime
		}
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, "select expires_at from neon_auth_management.branch where key = $1", c.key).Scan(&c.made.Expires)
	})
}

// commitTimeout is how long finishing a complete copy may take.
const commitTimeout = time.Minute

// awaitClosed waits until no connection to a database is open. To rename it, Postgres would wait a tenth of a second.
func awaitClosed(ctx context.Context, admin *pgx.Conn, name string) error {
	for deadline := time.Now().Add(settle); time.Now().Before(deadline); time.Sleep(lookAgain) {
		var open bool
		err := admin.QueryRow(ctx, "select exists (select from pg_stat_activity a where a.datname = $1)", name).Scan(&open)
		if err != nil || !open {
			return err
		}
	}
	return nil
}
