package management

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"regexp"
	"strings"

	"neonauth/gen"
	"neonauth/sidecar/api"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/shape"
)

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

// calls returns queries in the branch's database, with the request's origin for the audit log.
func (r *request) calls() *gen.Queries {
	return r.db.RequestUnderAnySettings(r.client.Recorded, agent(r.in), r.client.RequestID)
}

// agent returns the user agent. Header values may contain bytes that text cannot.
func agent(in *http.Request) string {
	text := in.UserAgent()
	return strings.ReplaceAll(strings.ToValidUTF8(text[:min(len(text), maxAgent)], "\ufffd"), "\x00", "")
}
