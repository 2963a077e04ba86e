package console

import (
	"context"
	"errors"
	"net/http"
	"time"

	"neonauth/gen"
	"neonauth/sidecar/management"
)

var keyRoutes = []route{
	{"GET", "/keys/{$}", (*Server).keys, nil},
	{"POST", "/keys/new", (*Server).createKey, (*Server).keys},
	{"POST", "/keys/revoke", (*Server).revokeKey, (*Server).keys},
}

var _ = note(map[string]string{"key-revoked": "The key was revoked. Its requests and console sessions are refused from now on."})

// keyLifetimes are how long a new key may be valid, in days. SQL allows no more, and not more than the session's own key has:
// see key_expiry. Keys that are valid for longer are made on the command line.
var keyLifetimes = map[string]int{"week": 7, "month": 30, "quarter": 90, "": 90}

// onHome calls a function of SQL in the home database, whose keys are authoritative.
func (v *visit) onHome(function func(context.Context, *gen.Queries, []byte) ([]byte, error)) (object, error) {
	home, err := v.s.Database(v.ctx, v.s.Home)
	if err != nil || home == nil {
		return nil, orNotReady(err)
	}
	return v.callOn(home, function)
}

// mayRead fails unless the session may read the visited branch.
func (v *visit) mayRead() error {
	_, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageCheckKey(ctx, key, "read")
	})
	return err
}

// keys serves GET /console/db/NAME/keys/.
func (s *Server) keys(v *visit) error {
	if err := v.mayRead(); err != nil {
		return err
	}
	found, err := v.onHome(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageListKeys(ctx, key)
	})
	if err != nil {
		return err
	}
	return v.renderKeys(found)
}

// renderKeys shows the list of keys, with a new one in it if there is one.
func (v *visit) renderKeys(found object) error {
	found["CanManage"] = v.session.CanWrite() && v.session.Branch == "" && v.s.Keys.URL != ""
	found["NoInstaller"] = v.s.Keys.URL == ""
	return v.render("keys", "Keys", found, withSQL(
		Statement{"The keys, of which only hashes are stored. Run it in the home database.", "select neon_auth_management.list_keys();"},
		Statement{"Creates a key whose hash you have computed: sha256 of the key. On the command line, neonauth key create does this in every database.", "select neon_auth_management.put_key(jsonb_build_object(\n  'id', gen_random_uuid(), 'name', 'ci', 'start', 'nak_abcdef', 'read_only', true,\n  'hash', '\\x' || encode(sha256('nak_…'), 'hex')));"},
		Statement{"Revokes a key, by its id, name or first characters.", "select neon_auth_management.revoke_key('ci');"},
	))
}

// manageKeys fails unless the session may change the keys of the project.
func (v *visit) manageKeys() error {
	if v.s.Keys.URL == "" {
		return failure{http.StatusConflict, "Not possible", "Keys are created and revoked by the login that installs. Set NEONAUTH_MIGRATE_URL for the server."}
	}
	_, err := v.onHome(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageCheckProjectKey(ctx, key, "write")
	})
	return err
}

// createKey serves POST /console/db/NAME/keys/new. The response shows the key, once.
func (s *Server) createKey(v *visit) error {
	if err := v.manageKeys(); err != nil {
		return err
	}
	spec := management.KeySpec{Name: v.field("name"), ReadOnly: v.field("read_only") != "", Branch: v.field("branch"), By: v.session.Key}
	if spec.Name == "" || len([]rune(spec.Name)) > 100 {
		return failure{http.StatusBadRequest, "Not possible", "A key needs a name of at most 100 characters: what it is for."}
	}
	days, known := keyLifetimes[v.field("expires")]
	if !known {
		return failure{http.StatusBadRequest, "Not possible", "This is not one of the durations."}
	}
	until := time.Now().AddDate(0, 0, days)
	spec.Expires = &until
	made, err := s.Keys.Create(v.ctx, spec)
	if err != nil {
		return keyFailure(err)
	}
	found, err := v.onHome(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageListKeys(ctx, key)
	})
	if err != nil {
		return err
	}
	found["Made"] = made
	return v.renderKeys(found)
}

// revokeKey serves POST /console/db/NAME/keys/revoke.
func (s *Server) revokeKey(v *visit) error {
	if err := v.manageKeys(); err != nil {
		return err
	}
	if _, _, err := s.Keys.Revoke(v.ctx, v.field("id")); err != nil {
		return keyFailure(err)
	}
	return v.done("/keys/", "key-revoked")
}

// keyFailure maps an error of the connection that installs.
func keyFailure(err error) error {
	if errors.Is(err, management.ErrNoKey) {
		return failure{http.StatusNotFound, "Not found", "There is no valid key with this id."}
	}
	if errors.Is(err, management.ErrNoBranch) {
		return failure{http.StatusNotFound, "Not found", sentence(err.Error())}
	}
	return err
}
