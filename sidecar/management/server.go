// Package management serves Neon's management API for auth: the paths below /api/v2.
package management

import (
	"context"
	"log/slog"
	"net/http"
	"path"

	"neonauth/gen"
	"neonauth/sidecar/api"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/mail"
)

// Config configures a Server.
type Config struct {
	// Database returns the database with that name, or nil if auth is not enabled there.
	Database func(ctx context.Context, name string) (*branch.Database, error)

	// Default is the name of the home database, which has the authoritative keys. It is the default branch.
	Default string

	// Home calls a function with the queries of schema neon_auth_management in the home database while auth is disabled
	// there; nil: nothing works then.
	Home func(ctx context.Context, do func(*gen.Queries) error) error

	// Forget closes a database, so that the next request examines it again.
	Forget func(name string)

	Keys      Keys   // the connection that installs
	PublicURL string // the origin in browsers

	MailFrom  string      // the sender of test mails, if the project has none
	MailHost  string      // the host in the ids of test mails
	MailGuard *mail.Guard // allowed mail servers; nil: any

	Log *slog.Logger
}

// A Server serves the management API.
type Server struct {
	Config
	mux *http.ServeMux
}

var _ api.Management = (*Server)(nil)

// root precedes the path of every route.
const root = "/api/v2"

// New returns a Server.
func New(c Config) *Server {
	s := &Server{Config: c, mux: http.NewServeMux()}
	for _, rt := range routes() {
		s.mux.HandleFunc(rt.method+" "+root+rt.path, func(_ http.ResponseWriter, in *http.Request) {
			r := in.Context().Value(current{}).(*request)
			r.in, r.route = in, rt // in has the values of the path
			s.serve(r)
		})
	}
	s.mux.HandleFunc("/", func(_ http.ResponseWriter, in *http.Request) {
		r := in.Context().Value(current{}).(*request)
		r.in = in
		s.notFound(r)
	})
	return s
}

// current is the key of a request's context value.
type current struct{}

// Serve implements api.Management.
func (s *Server) Serve(w http.ResponseWriter, in *http.Request, client api.Client) (route, key string) {
	ctx, done := context.WithTimeout(in.Context(), maxTime)
	defer done()
	r := &request{w: w, client: client}
	r.ctx = context.WithValue(ctx, current{}, r)
	if escaped := in.URL.EscapedPath(); escaped != path.Clean(escaped) { // the mux would redirect
		s.sendError(r, endpointNotFound)
		return "", ""
	}
	s.mux.ServeHTTP(w, in.WithContext(r.ctx))
	return r.route.path, r.keyName
}
