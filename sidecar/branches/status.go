package branches

import (
	"context"
	"sync"

	"github.com/jackc/pgx/v5"

	"neonauth/sql"
)

// A State is what runs in one database.
type State struct {
	Branch
	Identity string `json:"identity"`
	Release  int    `json:"release"`      // that is installed
	Copy     bool   `json:"is_copy"`      // not confirmed
	Outbound string `json:"outbound"`     // send, hold or redirect:address
	Keys     int    `json:"signing_keys"` // that are valid in this branch
	Waiting  int    `json:"waiting_mail"`
	Held     int    `json:"held_mail"`
	Problem  string `json:"problem,omitempty"` // why the rest is unknown
}

// A Status describes all databases of the cluster that have neonauth.
type Status struct {
	Release        int     `json:"program_release"`
	ManagementKeys int     `json:"management_keys"` // that are valid
	Branches       []State `json:"branches"`
}

// atOnce is the number of databases that are connected to at the same time.
const atOnce = 8

// Status connects once to each database of the cluster.
func (b Branches) Status(ctx context.Context) (Status, error) {
	status := Status{Release: sql.Release}
	var names []string
	err := b.atHome(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			select d.datname::text from pg_database d
			where d.datallowconn and not d.datistemplate and has_database_privilege(session_user, d.oid, 'connect')
			order by d.datname <> current_database(), d.datname`)
		if err == nil {
			names, err = pgx.CollectRows(rows, pgx.RowTo[string])
		}
		if err != nil {
			return err
		}
		return tx.QueryRow(ctx, `
			select count(*) from neon_auth_management.key k
			where k.revoked_at is null and coalesce(k.expires_at > now(), true)`).Scan(&status.ManagementKeys)
	})
	if err != nil {
		return status, err
	}
	known, err := b.List(ctx)
	if err != nil {
		return status, err
	}
	states := make([]*State, len(names))
	slots := make(chan struct{}, atOnce)
	var running sync.WaitGroup
	for i, name := range names {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			states[i] = b.state(ctx, name)
		})
	}
	running.Wait()
	for _, s := range states {
		if s == nil {
			continue
		}
		for _, k := range known {
			if k.Name == s.Name {
				s.Branch = k
			}
		}
		status.Branches = append(status.Branches, *s)
	}
	return status, ctx.Err()
}

// state returns nil for a database without neonauth.
func (b Branches) state(ctx context.Context, name string) *State {
	s := &State{Branch: Branch{Name: name}}
	conn, err := b.connect(ctx, name)
	if err != nil {
		s.Problem = err.Error()
		return s
	}
	defer closeConn(ctx, conn)
	var installed bool
	err = conn.QueryRow(ctx, `
		select pg_catalog.count(*) operator(pg_catalog.>) 0 from pg_catalog.pg_namespace n
		where n.nspname operator(pg_catalog.=) 'neon_auth'`).Scan(&installed)
	if err == nil && !installed {
		return nil
	}
	if err == nil {
		err = asOwner(ctx, conn, func(tx pgx.Tx) error {
			return tx.QueryRow(ctx, `
				select neon_auth_management.branch_id(), d.branch, d.is_copy, d.outbound, d.waiting, d.held,
				  (select i.release from neon_auth.installation i),
				  (select count(*) from neon_auth.jwks j
				   where j.branch = d.branch and coalesce(j."expiresAt" > now(), true))
				from neon_auth.describe_branch() d`).
				Scan(&s.ID, &s.Identity, &s.Copy, &s.Outbound, &s.Waiting, &s.Held, &s.Release, &s.Keys)
		})
	}
	if err != nil {
		s.Problem = err.Error()
	}
	return s
}
