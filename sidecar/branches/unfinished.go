package branches

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/jackc/pgx/v5"
)

// creatorLock is the first key of the advisory locks that creators hold, as in take_unfinished_branches.
const creatorLock = 1312907890

// hold takes a branch's lock on a connection: while it is open, nobody else finishes or removes the branch. A connection
// that copies holds it, too, because Postgres goes on with a statement whose client was killed.
func hold(ctx context.Context, conn *pgx.Conn, number int32) error {
	_, err := conn.Exec(ctx, "select pg_catalog.pg_advisory_lock_shared($1, $2)", int32(creatorLock), number)
	return err
}

func newLock() int32 { return rand.Int32() } //nolint:gosec // a number, not a secret

// An unfinished branch is registered, but its creator has ended.
type unfinished struct {
	Key          string  `json:"key"`
	Name         string  `json:"name"`
	Temporary    string  `json:"temporary"`
	Method       string  `json:"method"`
	Replaces     *string `json:"replaces"`
	DatabaseName *string `json:"database_name"` // of the complete database; nil if the copy is not complete
}

// FinishInterrupted finishes the branches whose creator has ended before it had registered a complete database, for example
// because it was killed. It removes what other interrupted copies have left. It returns the names of the finished branches.
func (b Branches) FinishInterrupted(ctx context.Context) (finished []string, err error) {
	var problems []error
	err = b.atHome(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, "select neon_auth_management.take_unfinished_branches()")
		if err != nil {
			return err
		}
		texts, err := pgx.CollectRows(rows, pgx.RowTo[json.RawMessage])
		if err != nil {
			return err
		}
		for _, text := range texts {
			u := &unfinished{}
			if err := json.Unmarshal(text, u); err != nil {
				return err
			}
			done := false
			err := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) (err error) { // so that the others are finished even if this one fails
				done, err = b.finishOrRemove(ctx, tx, u)
				return err
			})
			if err != nil {
				problems = append(problems, fmt.Errorf("%w branch %s, whose creation was interrupted: %w", ErrUnfinished, u.Name, err))
			} else if done {
				finished = append(finished, u.Name)
			}
		}
		return nil
	})
	return finished, errors.Join(append(problems, err)...)
}

// ErrUnfinished begins the error of FinishInterrupted for a branch that could not be finished.
var ErrUnfinished = errors.New("finish")

// finishFirst finishes what was interrupted, and then does something. What could not be finished is only reported if that
// fails, too.
func (b Branches) finishFirst(ctx context.Context, do func() error) error {
	_, unfinished := b.FinishInterrupted(ctx)
	err := do()
	if err != nil && errors.Is(unfinished, ErrUnfinished) {
		return errors.Join(err, unfinished)
	}
	return err
}

func (b Branches) finishOrRemove(ctx context.Context, tx pgx.Tx, u *unfinished) (finished bool, err error) {
	admin, err := b.administer(ctx, u.Name, u.Temporary)
	if err != nil {
		return false, err
	}
	defer closeConn(ctx, admin)
	if u.DatabaseName != nil {
		_, err := b.finish(ctx, tx, admin, u)
		if !errors.Is(err, errTaken) {
			return err == nil, err
		}
	}
	if err := drop(ctx, admin, u.Temporary); err != nil {
		return false, err
	}
	_, err = tx.Exec(ctx, "delete from neon_auth_management.branch where key = $1", u.Key)
	return false, err
}

// errTaken is returned if another database than the one that a branch replaces has its name.
var errTaken = errors.New("another database has taken the name of the branch")

// finish gives a complete database the name of its branch, in place of the one that it replaces, and registers it, in a
// transaction in the home database. It may be repeated. It returns the branch's id.
func (b Branches) finish(ctx context.Context, tx pgx.Tx, admin *pgx.Conn, u *unfinished) (id string, err error) {
	if *u.DatabaseName != u.Name {
		if err := b.rename(ctx, tx, admin, u); err != nil {
			return "", err
		}
	}
	if _, err := admin.Exec(ctx, "alter database "+quote(u.Name)+" is_template false"); err != nil {
		return "", err
	}
	err = tx.QueryRow(ctx, "select neon_auth_management.finish_branch($1, $2, $3)", u.Key, u.Method, u.Replaces).Scan(&id)
	return id, err
}

// rename drops the database that a branch replaces, and gives its name to the complete one.
func (b Branches) rename(ctx context.Context, tx pgx.Tx, admin *pgx.Conn, u *unfinished) error {
	var other *string // the id of the database that has the name
	err := tx.QueryRow(ctx, `
		select (select neon_auth_management.branch_id(d.oid) from pg_database d where d.datname = $1)`, u.Name).Scan(&other)
	if err != nil {
		return err
	}
	if other != nil {
		if u.Replaces == nil || *other != *u.Replaces {
			return fmt.Errorf("database %s: %w", u.Name, errTaken)
		}
		if err := drop(ctx, admin, u.Name); err != nil {
			return err
		}
	}
	if err := awaitClosed(ctx, admin, *u.DatabaseName); err != nil {
		return err
	}
	_, err = admin.Exec(ctx, "alter database "+quote(*u.DatabaseName)+" rename to "+quote(u.Name))
	return err
}
