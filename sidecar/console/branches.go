package console

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/gen"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/branches"
)

var branchRoutes = []route{
	{"GET", "/branches/{$}", (*Server).branches, nil},
	{"POST", "/branches/new", (*Server).createBranch, (*Server).branches},
	{"POST", "/branches/reset", (*Server).resetBranch, (*Server).branches},
	{"POST", "/branches/delete", (*Server).deleteBranch, (*Server).branches},
}

var _ = note(map[string]string{
	"branch-created": "The branch was created.",
	"branch-reset":   "The branch is a new copy of its parent.",
	"branch-deleted": "The branch was deleted.",
	"branch-busy":    "Copying takes longer than usual. It continues in the background, and this page shows when it is done.",
})

// branchTimes are how long a branch may live.
var branchTimes = map[string]time.Duration{"day": 24 * time.Hour, "week": 7 * 24 * time.Hour, "month": 30 * 24 * time.Hour, "": 0}

// patience is how long a request waits for a copy, which goes on after it.
const patience = 20 * time.Second

// copyTime is the time limit of a copy.
const copyTime = 2 * time.Hour

// A job is a copy that runs, or has failed.
type job struct {
	Doing, Name string
	Since       time.Time
	Failed      string
}

// branches serves GET /console/db/NAME/branches/.
func (s *Server) branches(v *visit) error {
	if err := v.mayRead(); err != nil {
		return err
	}
	list, err := s.Branches.List(v.ctx)
	known := err == nil
	if err != nil { // without the connection that installs: those that are served
		names, err := s.Names(v.ctx)
		if err != nil {
			return err
		}
		for _, name := range names {
			list = append(list, branches.Branch{Name: name, Home: name == s.Home})
		}
	}
	data := object{
		"List": list, "Known": known, "Jobs": s.jobs.list(), "CanManage": known && v.session.CanWrite() && v.session.Branch == "",
	}
	return v.render("branches", "Branches", data, withSQL(
		Statement{"The databases of the cluster, with the ids by which the management API knows them.", "select d.datname, neon_auth_management.branch_id(d.oid) as id, pg_size_pretty(pg_database_size(d.oid)) as size\nfrom pg_database d\nwhere d.datallowconn and not d.datistemplate and has_database_privilege(d.oid, 'connect')\norder by d.datname;"},
		Statement{"Copies this branch, while no one is connected to it. The copy sends no mail until it is confirmed.", "create database preview_42 template " + pgx.Identifier{v.database}.Sanitize() + ";"},
		Statement{"Deletes a copy.", "drop database preview_42;"},
		Statement{"Whether this database is a copy, and what it may send.", "select neon_auth.branch_identity();\nselect * from neon_auth.settings where name like 'options.branch.%';"},
	))
}

// manageBranches fails unless the session may change the branches of the project, and records the change in the audit log
// of the home database.
func (v *visit) manageBranches(action, name string) error {
	_, err := v.onHome(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageRecordBranch(ctx, key, action, name)
	})
	return err
}

// createBranch serves POST /console/db/NAME/branches/new.
func (s *Server) createBranch(v *visit) error {
	spec := branches.Spec{Name: v.field("name"), From: v.field("from"), Mask: v.field("mask") != ""}
	ttl, known := branchTimes[v.field("ttl")]
	if spec.TTL = ttl; !known {
		return failure{http.StatusBadRequest, "Not possible", "This is not one of the durations."}
	}
	if err := branches.CheckName(spec.Name); err != nil {
		return branchFailure(err)
	}
	return s.copyBranch(v, "create", "branch-created", spec.Name, func(ctx context.Context) error {
		_, err := s.Branches.Create(ctx, spec)
		return err
	})
}

// resetBranch serves POST /console/db/NAME/branches/reset. The name must be typed.
func (s *Server) resetBranch(v *visit) error {
	name := v.field("name")
	if err := v.confirmBranch(name); err != nil {
		return err
	}
	return s.copyBranch(v, "reset", "branch-reset", name, func(ctx context.Context) error {
		_, err := s.Branches.Reset(ctx, name)
		return err
	})
}

// deleteBranch serves POST /console/db/NAME/branches/delete. The name must be typed.
func (s *Server) deleteBranch(v *visit) error {
	name := v.field("name")
	if err := v.confirmBranch(name); err != nil {
		return err
	}
	if err := v.manageBranches("delete", name); err != nil {
		return err
	}
	if err := s.Branches.Delete(v.ctx, name); err != nil {
		return branchFailure(err)
	}
	if name == v.database {
		v.database = s.Home
	}
	return v.done("/branches/", "branch-deleted")
}

// copyBranch copies in the background, and waits for a while. One copy of a name runs at a time.
func (s *Server) copyBranch(v *visit, action, notice, name string, run func(context.Context) error) error {
	if err := v.manageBranches(action, name); err != nil {
		return err
	}
	if !s.jobs.begin(&job{Doing: action, Name: name, Since: time.Now()}) {
		return failure{http.StatusConflict, "Not possible", "This branch is already being created."}
	}
	ended := make(chan error, 1)
	id := v.id()
	go func() { // ends with the copy, which has a time limit
		ctx, cancel := context.WithTimeout(context.WithoutCancel(v.ctx), copyTime)
		defer cancel()
		err := run(ctx)
		if err != nil {
			s.Log.Error("copy a branch", slog.String("id", id), slog.String("branch", name), slog.String("error", branch.LogText(err)))
		}
		s.jobs.end(name, err)
		ended <- err
	}()
	select {
	case err := <-ended:
		if err != nil {
			s.jobs.forget(name) // the response says it
			return branchFailure(err)
		}
		return v.done("/branches/", notice)
	case <-time.After(patience):
		return v.done("/branches/", "branch-busy")
	case <-v.ctx.Done():
		return v.ctx.Err()
	}
}

// confirmBranch fails unless the session may change branches, and the name was typed.
func (v *visit) confirmBranch(name string) error {
	if err := v.manageKeys(); err != nil {
		return err
	}
	if v.field("confirm") != name {
		return failure{http.StatusBadRequest, "Not possible", "The name you entered does not match."}
	}
	return nil
}

// branchFailure maps an error of the connection that installs. Its messages are for the operator, who may see them.
func branchFailure(err error) error {
	status := http.StatusUnprocessableEntity
	switch {
	case errors.Is(err, branches.ErrInvalid):
		status = http.StatusBadRequest
	case errors.Is(err, branches.ErrNotMade):
		status = http.StatusConflict
	}
	return failure{status, "Not possible", sentence(fmt.Sprint(err))}
}
