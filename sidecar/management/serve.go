package management

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/gen"
	"neonauth/sidecar/api"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/shape"
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

// A request is one call of the management API.
type request struct {
	ctx     context.Context
	w       http.ResponseWriter
	in      *http.Request
	client  api.Client
	route   route
	key     []byte // SHA-256 of the key
	keyName string

	database string // of the branch
	branch   string // id of the branch
	db       *branch.Database
	settings *branch.Settings
	queries  *gen.Queries // in the branch's database
	body     map[string]any
	sent     bool
}

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
func (s *Server) open(r *request) (err error) {
	if r.db, err = s.Database(r.ctx, r.database); err != nil {
		return orNotEnabled(err)
	}
	if r.db == nil {
		return authNotEnabled
	}
	r.settings, err = r.db.Settings(r.ctx)
	return orNotEnabled(err)
}

// idPattern matches the ids that the API allows.
var idPattern = regexp.MustCompile(`^[a-z0-9-]{1,60}$`)

// id returns an id in the path or body, or "" if the route has none. An id that no project or branch can have becomes one
// that does not exist.
func (r *request) id(name string) string {
	id := r.in.PathValue(name)
	if id == "" && r.route.body.has(name) {
		id = r.text(name)
	}
	hasNone := id == "" && !strings.Contains(r.route.path, "{"+name+"}") && !r.route.body.has(name)
	if hasNone || idPattern.MatchString(id) {
		return id
	}
	return "-"
}

// branchID returns the id of the branch that the request is about, or "" for the project as a whole.
func (r *request) branchID() string {
	if r.route.of == ofDefault || r.route.of == ofDefaultPlace {
		return "default"
	}
	return r.id("branch_id")
}

// bearer returns the key in the only Authorization header.
func bearer(headers []string) (key string, ok bool) {
	if len(headers) != 1 {
		return "", false
	}
	scheme, key, _ := strings.Cut(headers[0], " ")
	key = strings.TrimSpace(key)
	return key, strings.EqualFold(scheme, "Bearer") && key != "" && len(key) <= 512
}

// atHome calls a function with the queries of the home database, also while auth is disabled there.
func (s *Server) atHome(ctx context.Context, do func(*gen.Queries) error) error {
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

// readBody reads the body of a route that has one.
func (r *request) readBody() error {
	r.body = map[string]any{}
	if r.route.body == nil {
		return nil
	}
	raw, err := io.ReadAll(http.MaxBytesReader(r.w, r.in.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return bodyTooLarge
	}
	if err != nil {
		return invalidBody
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	if media, _, _ := mime.ParseMediaType(r.in.Header.Get("Content-Type")); media != "application/json" {
		return unsupportedMedia
	}
	value, err := shape.DecodeBody(raw)
	object, isObject := value.(map[string]any)
	if err != nil || !isObject {
		return invalidBody
	}
	r.body = object
	return nil
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

// calls returns queries in the branch's database, with the request's origin for the audit log.
func (r *request) calls() *gen.Queries {
	return r.db.RequestUnderAnySettings(r.client.Recorded, agent(r.in), r.client.RequestID)
}

// agent returns the user agent. Header values may contain bytes that text cannot.
func agent(in *http.Request) string {
	text := in.UserAgent()
	return strings.ReplaceAll(strings.ToValidUTF8(text[:min(len(text), maxAgent)], "\ufffd"), "\x00", "")
}

// base returns the address of a database's auth.
func (s *Server) base(database string) string {
	return s.PublicURL + "/" + url.PathEscape(database) + "/auth"
}
