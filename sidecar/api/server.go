// Package api implements the REST API of Better Auth 1.4.18, as served by Neon Auth.
package api

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"
	"sync"

	"github.com/labstack/echo/v4"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/captcha"
	"neonauth/sidecar/jwt"
	"neonauth/sidecar/metrics"
	"neonauth/sidecar/oauth"
	"neonauth/sidecar/openapi"
	"neonauth/sidecar/password"
	"neonauth/sidecar/reference"
	"neonauth/sidecar/shape"
	"neonauth/sidecar/webhook"
)

// Config configures a Server.
type Config struct {
	// Database returns the database with the name in the path, or nil if it is not served.
	Database func(ctx context.Context, name string) (*branch.Database, error)

	// ByBranch returns the database with the branch identity at the beginning of a host name, or nil.
	ByBranch func(ctx context.Context, identity string) (*branch.Database, error)

	// Default is the name of the database whose key set is served at the root of the host.
	Default string

	Release         int    // shown by GET /
	PublicURL       string // the origin in browsers: issuer and audience of tokens
	InsecureCookies bool   // cookies without __Secure-, Secure and Partitioned
	TrustedProxies  []netip.Prefix
	Hasher          *password.Hasher
	Webhook         *webhook.Sender  // nil: a sender that connects only to public addresses
	Providers       *oauth.Client    // the same
	Captcha         *captcha.Client  // the same
	Management      Management       // serves /api/v2; nil: nothing does
	Metrics         *metrics.Metrics // nil: none
	Log             *slog.Logger
}

// A Server serves the REST API.
type Server struct {
	Config
	routes map[string]route
	shapes shape.Shapes
	email  *regexp.Regexp
	tokens *jwt.Cache
	spare  spareCounts
	codes  knownCodes

	reference func() (*reference.Files, error) // loaded for the first request
	documents documents
}

// New returns the handler of a Server. It returns an error if the schemas of requests cannot be compiled.
func New(c Config) (http.Handler, error) {
	compiled, err := shape.Compile(openapi.Requests)
	if err != nil {
		return nil, err
	}
	if c.Webhook == nil {
		c.Webhook = webhook.New(false)
	}
	if c.Providers == nil {
		c.Providers = oauth.New(webhook.NewClient(false), false, 0)
	}
	if c.Captcha == nil {
		c.Captcha = captcha.New(webhook.NewClient(false), 0)
	}
	s := &Server{reference: sync.OnceValues(reference.Load), Config: c, routes: routes(), shapes: compiled, email: regexp.MustCompile(shape.EmailPattern), tokens: jwt.NewCache()}

	e := echo.New()
	e.HTTPErrorHandler = s.notFound
	e.Use(s.observe)
	probe := func(path string, handle echo.HandlerFunc) { // net/http omits the body of responses to HEAD
		e.Match([]string{http.MethodGet, http.MethodHead}, path, handle)
	}
	probe("/healthz", func(c echo.Context) error { return c.JSON(http.StatusOK, map[string]bool{"ok": true}) })
	probe("/readyz", s.ready)
	probe("/.well-known/jwks.json", s.atRoot(s.routes["GET /.well-known/jwks.json"]))
	if c.Management != nil {
		e.Any(managementRoot, s.manage)
		e.Any(managementRoot+"/*", s.manage)
	}
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
	probe("/:database/auth/reference/:file", s.referenceFile)
	e.OPTIONS("/:database/auth/*", s.serve(route{http.MethodOptions, "/*", (*Server).preflight}))
	return e, nil
}
