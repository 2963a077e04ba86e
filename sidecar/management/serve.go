package management

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/gen"
	"neonauth/sidecar/api"
	"neonauth/sidecar/branch"
)

const (
	maxTime      = 60 * time.Second // of a request; installing takes the longest
	maxBody      = 64 << 10         // bytes
	maxDecisions = 5                // how often a request is decided at most, see api
	maxAgent     = 1024             // bytes of a user agent
)

// A handler serves a request whose key, branch and body have been checked. It may be called again if its transaction
// conflicted with another one, so it must not write the response before the last error.
type handler func(*Server, *request) error

// serve checks the key in the home database, finds the branch, checks the body and calls the handler.
func (s *Server) serve(r *request) {
	err := s.enter(r)
	if err == nil {
		err = s.decide(r)
	}
	if err != nil {
		s.sendError(r, err)
	}
}

// enter checks the key, finds the branch and checks the body.
func (s *Server) enter(r *request) error {
	key, ok := bearer(r.in.Header.Values("Authorization"))
	if !ok {
		return keyRequired
	}
	hash := sha256.Sum256([]byte(key))
	r.key = hash[:]
	unreadable := r.readBody() // reported after the key is checked
	used := gen.UseKeyRow{}
	err := s.atHome(r.ctx, func(home *gen.Queries) (err error) {
		used, err = home.UseKey(r.ctx, gen.UseKeyParams{
			KeyHash: r.key, Address: r.client.Address, Need: string(r.route.need), Project: r.id("project_id"), Branch: r.branchID(),
		})
		return err
	})
	if err != nil {
		return err
	}
	r.keyName, r.database, r.branch = used.KeyName, used.Database, used.BranchID
	if unreadable == nil {
		unreadable = r.route.body.check(r.body)
	}
	if used.Status == http.StatusNotFound && unreadable != nil && r.route.body.has("project_id") { // the body lacks an id
		return unreadable
	}
	if used.Status != 0 {
		return branch.Failure{Status: int(used.Status), Code: used.Code, Message: used.Message, RetryAfter: int(used.RetryAfter)}
	}
	if unreadable != nil {
		return unreadable
	}
	if !r.route.of.needsAuth() {
		return nil
	}
	return s.open(r)
}

// open opens the branch's database, in which auth must be enabled.
func (s *Server) open(r *request) error {
	err := s.openOnce(r)
	if errors.Is(err, branch.ErrClosed) {
		err = s.openOnce(r)
	}
	return err
}

func (s *Server) openOnce(r *request) (err error) {
	if r.db, err = s.Database(r.ctx, r.database); err != nil {
		return orNotEnabled(err)
	}
	if r.db == nil {
		return authNotEnabled
	}
	r.settings, err = r.db.Settings(r.ctx)
	return orNotEnabled(err)
}

// atHome calls a function with the queries of the home database, also while auth is disabled there, or just was.
func (s *Server) atHome(ctx context.Context, do func(*gen.Queries) error) error {
	err := s.atHomeOnce(ctx, do)
	if errors.Is(err, branch.ErrClosed) {
		err = s.atHomeOnce(ctx, do)
	}
	return err
}

func (s *Server) atHomeOnce(ctx context.Context, do func(*gen.Queries) error) error {
	home, err := s.Database(ctx, s.Default)
	if home != nil && err == nil {
		return do(home.Queries())
	}
	if s.Home != nil && (err == nil || isNotEnabled(err)) {
		return s.Home(ctx, do)
	}
	if err == nil {
		err = branch.ErrNotInstalled
	}
	return err
}

// decide calls the handler, and does so again if the settings have changed or another transaction was in the way.
func (s *Server) decide(r *request) error {
	for try := 1; ; try++ {
		if r.db != nil {
			r.queries = r.calls()
		}
		err := r.route.handle(s, r)
		if isUnknownKey(err) && try == 1 { // the home database knows the key, this one was made without it
			if s.Keys.CopyTo(r.ctx, r.database) != nil {
				return keyNotHere
			}
			continue
		}
		if errors.Is(err, branch.ErrClosed) && try == 1 && r.route.of.needsAuth() { // auth was enabled or disabled here in the meantime
			if err := s.open(r); err != nil {
				return err
			}
			continue
		}
		again, reload := api.WorthAnotherTry(err)
		if !again || try == maxDecisions || r.sent {
			return err
		}
		if reload && r.db != nil {
			if r.settings, err = r.db.Reload(r.ctx, r.settings); err != nil {
				return err
			}
		}
	}
}

// isUnknownKey reports whether a database does not know the key.
func isUnknownKey(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "NA401" && pg.Detail == "KEY_UNKNOWN"
}

// base returns the address of a database's auth.
func (s *Server) base(database string) string {
	return s.PublicURL + "/" + url.PathEscape(database) + "/auth"
}
