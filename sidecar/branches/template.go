package branches

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// largestInUse is the largest database that is copied by template while a sidecar serves it: its requests wait for
	// that long, which is about a second.
	largestInUse = 512 << 20

	// smallest is the size from which files are copied, which needs checkpoints, instead of being written to the log.
	smallest = 64 << 20

	patience = 2 * time.Second

	endAgain  = 7 * time.Millisecond // between two rounds of ending idle connections
	lookAgain = 2 * time.Millisecond // between two looks at connections that are about to end
)

// byTemplate copies the parent if it can be without connections for a moment. Otherwise it sets made.Reason.
func (c *copying) byTemplate(ctx context.Context) error {
	c.report(Step{Doing: "copying " + c.From, Total: c.parent.Size})
	if !c.parent.IsMine {
		c.made.Reason = fmt.Sprintf("the login of NEONAUTH_MIGRATE_URL does not own %s, so it cannot copy it by template", c.From)
		return nil
	}
	served, reason, err := c.others(ctx)
	if err != nil || reason != "" {
		c.made.Reason = reason
		return err
	}
	creating, err := c.administer(ctx, c.From)
	if err != nil {
		return err
	}
	defer closeConn(ctx, creating)
	if err := hold(ctx, creating, c.lock); err != nil {
		return err
	}
	c.creator = creating.PgConn().PID()
	statement := fmt.Sprintf("create database %s template %s is_template true owner %s", quote(c.temporary), quote(c.From), quote(c.parent.Owner))
	if c.parent.Version >= 150000 && c.parent.Size > smallest {
		statement += " strategy file_copy"
	}
	if served { // Postgres looks for connections only every 100 ms, so most end before
		if err := c.endIdle(ctx); err != nil {
			return err
		}
		if err := c.awaitGone(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
	copying, done := context.WithCancel(ctx)
	defer done()
	if served {
		defer time.AfterFunc(cmp.Or(c.Patience, patience), done).Stop()
	}
	created := make(chan error, 1)
	go func() { // ends with the statement, which is canceled when done is called
		_, err := creating.Exec(copying, statement)
		created <- err
	}()
	// Postgres lets new connections to the parent wait for the copy, and waits a few seconds for the existing ones to end.
	// A sidecar's connection that has just been idle is ended. The sidecar opens another one when it needs it.
	each := time.NewTicker(endAgain)
	defer each.Stop()
	for {
		select {
		case err := <-created:
			var pg *pgconn.PgError
			switch {
			case err != nil && copying.Err() != nil && ctx.Err() == nil:
				c.made.Reason = "requests to " + c.From + " would have to wait too long"
				if err := c.awaitCreator(ctx, c.admin); err != nil {
					return err
				}
				return drop(ctx, c.admin, c.temporary)
			case errors.As(err, &pg) && pg.Code == "55006":
				c.made.Reason = c.From + " is in use all the time"
				return nil
			}
			return err
		case <-each.C:
			if served {
				if err := c.endIdle(ctx); err != nil && ctx.Err() == nil {
					served = false // the copy decides
				}
			}
		}
	}
}

// awaitGone waits until there are no connections to the parent, but not for long.
func (c *copying) awaitGone(ctx context.Context, long time.Duration) error {
	for deadline := time.Now().Add(long); time.Now().Before(deadline); {
		if found, err := c.sessions(ctx); err != nil || len(found) == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lookAgain):
		}
	}
	return nil
}

// awaitCreator waits until Postgres has ended a canceled copy, which may still have succeeded.
func (c *copying) awaitCreator(ctx context.Context, admin *pgx.Conn) error {
	for c.creator != 0 {
		var running bool
		err := admin.QueryRow(ctx, "select exists (select from pg_stat_activity a where a.pid = $1)", c.creator).Scan(&running)
		if err != nil || !running {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(endAgain):
		}
	}
	return nil
}

// others returns whether a sidecar is connected to the parent, and the reason why the parent cannot be copied by template.
func (c *copying) others(ctx context.Context) (served bool, reason string, err error) {
	for started := time.Now(); ; {
		found, err := c.sessions(ctx)
		if err != nil {
			return false, "", err
		}
		served = slices.ContainsFunc(found, func(s session) bool { return s.Sidecar })
		refused := slices.DeleteFunc(slices.Clone(found), func(s session) bool { return s.Sidecar && s.MayEnd })
		switch {
		case len(refused) == 0 && served && c.parent.Size > largestInUse:
			return served, fmt.Sprintf("%s is being served, and too large (%d MB) to make its requests wait", c.From, c.parent.Size>>20), nil
		case len(refused) == 0:
			return served, "", nil
		case time.Since(started) > settle:
			return served, c.describe(refused), nil
		}
		select {
		case <-ctx.Done():
			return served, "", ctx.Err()
		case <-time.After(lookAgain):
		}
	}
}

// describe names the connections that prevent a copy by template.
func (c *copying) describe(found []session) string {
	var names []string
	for _, s := range found {
		name := s.User
		if s.Program != "" {
			name += " (" + s.Program + ")"
		}
		if s.Sidecar {
			name += ", which this login may not end: grant pg_signal_backend to it"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return fmt.Sprintf("%s has other connections: %s", c.From, strings.Join(names, "; "))
}

// endIdle ends the idle connections of sidecars to the parent.
func (c *copying) endIdle(ctx context.Context) error {
	found, err := c.sessions(ctx)
	if err != nil {
		return err
	}
	for _, s := range found {
		if s.Sidecar && s.MayEnd && (s.State == nil || *s.State == "idle") {
			if _, err := c.admin.Exec(ctx, "select pg_terminate_backend($1)", s.Pid); err != nil {
				return err
			}
		}
	}
	return nil
}
