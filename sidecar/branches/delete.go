package branches

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// A found is a registered branch.
type found struct {
	Key        string   `json:"key"`
	ID         string   `json:"id"`
	Parent     string   `json:"parent"`
	ParentName string   `json:"parent_name"`
	Masked     bool     `json:"masked"`
	Kept       []string `json:"kept"`
	TTLSeconds int64    `json:"ttl_seconds"`
	Children   []string `json:"children"`
}

// find returns the registered branch whose database has that name, or ErrNotMade. It stays locked until the transaction
// ends, so that no copy of it begins.
func (b Branches) find(ctx context.Context, tx pgx.Tx, name string, expiredOnly bool) (*found, error) {
	var row json.RawMessage
	if err := tx.QueryRow(ctx, "select neon_auth_management.find_branch($1, $2)", name, expiredOnly).Scan(&row); err != nil {
		return nil, err
	}
	if row == nil {
		return nil, fmt.Errorf("database %s %w", name, ErrNotMade)
	}
	f := &found{}
	return f, json.Unmarshal(row, f)
}

// Delete deletes a branch with its database, and ends its connections. It refuses databases that this package has not
// made, and parents of other branches.
func (b Branches) Delete(ctx context.Context, name string) error {
	return b.finishFirst(ctx, func() error { return b.delete(ctx, name, false) })
}

func (b Branches) delete(ctx context.Context, name string, expiredOnly bool) error {
	return b.atHome(ctx, func(tx pgx.Tx) error {
		f, err := b.find(ctx, tx, name, expiredOnly)
		if err != nil {
			return err
		}
		if len(f.Children) > 0 {
			return fmt.Errorf("branch %s is the parent of %s: delete those first", name, strings.Join(f.Children, ", "))
		}
		admin, err := b.administer(ctx, name)
		if err != nil {
			return err
		}
		defer closeConn(ctx, admin)
		if err := b.drop(ctx, admin, name, f.ID); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, "delete from neon_auth_management.branch where key = $1", f.Key)
		return err
	})
}

// drop drops the database with that name if it is still the one with that id.
func (b Branches) drop(ctx context.Context, conn *pgx.Conn, name, id string) error {
	var same bool
	err := b.atHome(ctx, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, "select exists (select from pg_database d where d.datname = $1 and neon_auth_management.branch_id(d.oid) = $2)", name, id).Scan(&same)
	})
	if err == nil && !same {
		err = fmt.Errorf("database %s %w", name, ErrNotMade)
	}
	if err != nil {
		return err
	}
	return drop(ctx, conn, name)
}

// drop drops a database with that name, if there is one, and ends its connections. It may be one that was being made.
func drop(ctx context.Context, conn *pgx.Conn, name string) error {
	var marked bool // a template cannot be dropped
	if err := conn.QueryRow(ctx, "select exists (select from pg_database d where d.datname = $1 and d.datistemplate)", name).Scan(&marked); err != nil {
		return err
	}
	if marked {
		if _, err := conn.Exec(ctx, "alter database "+quote(name)+" is_template false"); err != nil {
			return err
		}
	}
	_, err := conn.Exec(ctx, "drop database if exists "+quote(name)+" with (force)")
	return explain(err, Spec{Name: name})
}

// Reset replaces a branch by a new copy of its parent, with the same name, id, time to live and masking. The branch stays as it is until
// its replacement is ready.
func (b Branches) Reset(ctx context.Context, name string) (Made, error) {
	var f *found
	spec := Spec{Name: name}
	err := b.finishFirst(ctx, func() error {
		return b.atHome(ctx, func(tx pgx.Tx) (err error) {
			if f, err = b.find(ctx, tx, name, false); err != nil {
				return err
			}
			err = tx.QueryRow(ctx, "select coalesce(neon_auth_management.find_database($1), '')", f.Parent).Scan(&spec.From)
			if err == nil && spec.From == "" {
				return fmt.Errorf("the parent of %s, %s, does not exist any more", name, f.ParentName)
			}
			return err
		})
	})
	if err != nil {
		return Made{}, err
	}
	spec.TTL, spec.Mask, spec.Keep = time.Duration(f.TTLSeconds)*time.Second, f.Masked, f.Kept
	return b.copy(ctx, spec, f)
}

// DeleteExpired deletes the branches whose time to live has passed, except parents of other branches, and what
// interrupted copies of earlier releases have left. It returns the names of those it deleted.
func (b Branches) DeleteExpired(ctx context.Context) (deleted []string, err error) {
	type expired struct {
		Name     string
		Leftover bool
	}
	var due []expired
	err = b.atHome(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, "select name, leftover from neon_auth_management.list_expired_branches()")
		if err == nil {
			due, err = pgx.CollectRows(rows, pgx.RowToStructByPos[expired])
		}
		return err
	})
	problems := []error{err}
	for _, d := range due {
		var err error
		if d.Leftover {
			err = b.dropLeftover(ctx, d.Name)
		} else {
			err = b.delete(ctx, d.Name, true)
		}
		if errors.Is(err, ErrNotMade) {
			continue // it was deleted, prolonged or replaced in the meantime
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("delete branch %s: %w", d.Name, err))
			continue
		}
		deleted = append(deleted, d.Name)
	}
	return deleted, errors.Join(problems...)
}

// dropLeftover drops the database of a copy that was interrupted.
func (b Branches) dropLeftover(ctx context.Context, name string) error {
	admin, err := b.administer(ctx, name)
	if err != nil {
		return err
	}
	defer closeConn(ctx, admin)
	if err := drop(ctx, admin, name); err != nil {
		return err
	}
	return b.atHome(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "delete from neon_auth_management.branch where temporary = $1 and id is null", name)
		return err
	})
}
