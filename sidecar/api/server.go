// Package api speaks the REST API that apps call: Better Auth 1.4.18's, as Neon Auth serves it.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"

	"github.com/labstack/echo/v4"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/jwt"
	"neonauth/sidecar/oauth"
	"neonauth/sidecar/openapi"
	"neonauth/sidecar/password"
	"neonauth/sidecar/shape"
	"neonauth/sidecar/webhook"
)

// Config is what a Server needs.
type Config struct {
	// Database finds a database by the name in the path; nil when none of that name is served.
	Database func(ctx context.Context, name string) (*branch.Database, error)

	// ByBranch finds a database by the branch identity that a host name begins with.
	ByBranch func(ctx context.Context, identity string) (*branch.Database, error)

	// Default is the name of the database whose key set stands at the host's root.
	Default string

	Release         int    // what GET / names
	PublicURL       string // origin that browsers see: issuer and audience of tokens
	InsecureCookies bool   // cookies without __Secure-, Secure and Partitioned
	TrustedProxies  []netip.Prefix
	Hasher          *password.Hasher
	Webhook         *webhook.Sender // nil: one that connects to public addresses only
	Providers       *oauth.Client   // the same
	Log             *slog.Logger
}

// A Server answers the REST API.
type Server struct {
	Config
	routes map[string]route
	shapes shape.Shapes
	email  *regexp.Regexp
	tokens *jwt.Cache
	spare  spareCounts
}

// New makes a Server's handler. It fails only when openapi.json cannot be read.
func New(c Config) (http.Handler, error) {
	compiled, err := shape.Compile(openapi.Source)
	if err != nil {
		return nil, err
	}
	if c.Webhook == nil {
		c.Webhook = webhook.New(false)
	}
	if c.Providers == nil {
		c.Providers = oauth.New(webhook.NewClient(false), false, 0)
	}
	s := &Server{Config: c, routes: routes(), shapes: compiled, email: regexp.MustCompile(shape.EmailPattern), tokens: jwt.NewCache()}

	e := echo.New()
	e.HTTPErrorHandler = s.notFound
	e.Use(s.observe)
	probe := func(path string, handle echo.HandlerFunc) { // net/http leaves out the body of what answers HEAD
		e.Match([]string{http.MethodGet, http.MethodHead}, path, handle)
	}
	probe("/healthz", func(c echo.Context) error { return c.JSON(http.StatusOK, map[string]bool{"ok": true}) })
	probe("/readyz", s.ready)
	probe("/.well-known/jwks.json", s.atRoot(s.routes["GET /.well-known/jwks.json"]))
	for _, path := range []string{"/", "/:database", "/:database/", "/:database/auth", "/:database/auth/"} {
		probe(path, s.index)
	}
	for _, r := range s.routes {
		if r.isProbe() {
			probe("/:database/auth"+r.path, s.serve(r))
		} else {
			e.Add(r.method, "/:database/auth"+r.path, s.serve(r))
		}
	}
	e.OPTIONS("/:database/auth/*", s.serve(route{http.MethodOptions, "/*", (*Server).preflight}))
	return e, nil
}
