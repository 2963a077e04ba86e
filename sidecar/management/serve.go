package management

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

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
		err = s.readBody(r)
	}
	if err == nil {
		err = s.decide(r)
	}
	if err != nil {
		s.sendError(r, err)
	}
}

// enter checks the key and finds the branch.
func (s *Server) enter(r *request) error {
	key, ok := bearer(r.in.Header.Values("Authorization"))
	if !ok {
		return keyRequired
	}
	hash := sha256.Sum256([]byte(key))
	r.key = hash[:]
	wanted := r.in.PathValue("branch_id")
	if r.route.of == ofDefault {
		wanted = "default"
	}
	var used gen.UseKeyRow
	err := s.atHome(r.ctx, func(home *gen.Queries) (err error) {
		used, err = home.UseKey(r.ctx, gen.UseKeyParams{
			KeyHash: r.key, Address: r.client.Address, Need: string(r.route.need), Project: r.in.PathValue("project_id"), Branch: wanted,
		})
		return err
	})
	if err != nil {
		return err
	}
	r.keyName, r.database, r.branch = used.KeyName, used.Database, used.BranchID
	if used.Status != 0 {
		return branch.Failure{Status: int(used.Status), Code: used.Code, Message: used.Message, RetryAfter: int(used.RetryAfter)}
	}
	if r.route.of == ofProject || r.route.of == ofPlace {
		return nil
	}
	if r.db, err = s.Database(r.ctx, r.database); err != nil {
		return orNotEnabled(err)
	}
	if r.db == nil {
		return authNotEnabled
	}
	r.settings, err = r.db.Settings(r.ctx)
	return orNotEnabled(err)
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

// atHome calls a function with the queries of the home database.
func (s *Server) atHome(ctx context.Context, do func(*gen.Queries) error) error {
	home, err := s.Database(ctx, s.Default)
	if err != nil {
		return err
	}
	if home == nil {
		return branch.ErrNotInstalled
	}
	return do(home.Queries())
}

// readBody reads and checks the body of a route that has one.
func (s *Server) readBody(r *request) error {
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
	if len(strings.TrimSpace(string(raw))) > 0 {
		media, _, _ := mime.ParseMediaType(r.in.Header.Get("Content-Type"))
		if media != "application/json" {
			return unsupportedMedia
		}
		value, err := shape.DecodeBody(raw)
		object, isObject := value.(map[string]any)
		if err != nil || !isObject {
			return invalidBody
		}
		r.body = object
	}
	return r.route.body.check(r.body)
}

// decide calls the handler, and does so again if the settings have changed or another transaction was in the way.
func (s *Server) decide(r *request) error {
	for try := 1; ; try++ {
		if r.db != nil {
			r.queries = r.db.RequestUnderAnySettings(r.client.Recorded, agent(r.in), r.client.RequestID)
		}
		err := r.route.handle(s, r)
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

// agent returns the user agent. Header values may contain bytes that text cannot.
func agent(in *http.Request) string {
	text := in.UserAgent()
	return strings.ReplaceAll(strings.ToValidUTF8(text[:min(len(text), maxAgent)], "\ufffd"), "\x00", "")
}

// base returns the address of a database's auth.
func (s *Server) base(database string) string {
	return s.PublicURL + "/" + url.PathEscape(database) + "/auth"
}
