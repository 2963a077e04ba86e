// Package console serves the web console, in which operators see and change users, organizations, settings and branches.
package console

import (
	"context"
	"embed"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"neonauth/gen"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/branches"
	"neonauth/sidecar/check"
	"neonauth/sidecar/mail"
	"neonauth/sidecar/management"
)

// Config configures a Server.
type Config struct {
	// Database returns the served database with that name, or nil.
	Database func(ctx context.Context, name string) (*branch.Database, error)

	// Names returns the names of the databases that a login of this server can reach, sorted.
	Names func(ctx context.Context) ([]string, error)

	Home      string // the database of DATABASE_URL. Its rows decide who is signed in
	URL       string // the origin under which browsers reach the console
	PublicURL string // the origin of the REST API
	Release   int

	Branches  branches.Branches // the same as Keys, for copies of databases
	Keys      management.Keys   // the connection that installs, which creates and revokes keys
	Templates *mail.Templates   // for previews; nil: the built-in ones

	// TestMail sends a test mail and returns what went wrong, or "". See management.Config.TestMail.
	TestMail func(ctx context.Context, database, id string, row gen.TestMailRow, password string) string

	MailDir string // the folder to which mails are written, because there is no mail server, or ""

	// Check returns what `neonauth check` says about a database, or is nil.
	Check func(ctx context.Context, db *branch.Database) []check.Result

	Log *slog.Logger
}

// A Server serves the console.
type Server struct {
	Config
	secure bool // browsers use https
	host   string
	pages  map[string]page // by name of the template

	sections []section
	jobs     jobs
	checks   slowValues[[]check.Result]
	counts   slowValues[object]
}

//go:embed assets templates
var files embed.FS

// New returns the handler of a console. It returns an error if the URL or a template is not valid.
func New(c Config) (http.Handler, error) {
	at, err := url.Parse(c.URL)
	if err != nil {
		return nil, fmt.Errorf("the console's address: %w", err)
	}
	s := &Server{Config: c, secure: at.Scheme == "https", host: at.Host, sections: sections()}
	if s.pages, err = parsePages(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/console/", http.StatusSeeOther) })
	mux.HandleFunc("GET /console/assets/{version}/{file}", s.asset)
	mux.HandleFunc("GET /console/sign-in", s.plain(s.signInPage))
	mux.HandleFunc("POST /console/sign-in", s.plain(s.signIn))
	mux.HandleFunc("GET /console/enter/{code}", s.plain(s.enterPage))
	mux.HandleFunc("POST /console/enter/{code}", s.plain(s.enter))
	mux.HandleFunc("POST /console/sign-out", s.signedIn(s.signOut))
	mux.HandleFunc("GET /console/{$}", s.signedIn(s.home))
	for _, section := range s.sections {
		for _, r := range section.routes {
			mux.HandleFunc(r.method+" /console/db/{database}"+r.path, s.signedIn(s.serve(section, r)))
			if page := pageOf(section.routes, r); page != "" {
				mux.HandleFunc("GET /console/db/{database}"+r.path, s.signedIn(toPage(page)))
			}
		}
	}
	mux.HandleFunc("/", s.plain(s.notFound))
	crossOrigin := http.NewCrossOriginProtection()
	crossOrigin.SetDenyHandler(s.plain(func(*visit) error {
		return failure{http.StatusForbidden, "Request refused", "It was sent by a page of another site."}
	}))
	return s.observe(crossOrigin.Handler(mux)), nil
}

// A route is one address of a section, below /console/db/{database}.
type route struct {
	method, path string
	handle       func(*Server, *visit) error

	// shown is the handler of the page that a failed POST shows again, with the reason and the values entered.
	shown func(*Server, *visit) error
}

// A section is an entry of the sidebar with its pages.
type section struct {
	Name, Path, Icon string
	routes           []route
}

// sections lists the entries of the sidebar, in its order.
func sections() []section {
	return []section{
		{"Overview", "", "gauge", overviewRoutes},
		{"Users", "/users", "users", slices.Concat(userRoutes, impersonateRoutes)},
		{"Organizations", "/organizations", "building", organizationRoutes},
		{"Activity", "/activity", "activity", activityRoutes},
		{"Outbox", "/outbox", "mail", outboxRoutes},
		{"Branches", "/branches", "branch", branchRoutes},
		{"Settings", "/settings", "settings", settingRoutes},
		{"Keys", "/keys", "key", keyRoutes},
		{"Help", "/help", "book", helpRoutes},
	}
}

// pageOf returns the path of the page with the form that is sent to a route, or "" if the route is a page, too. A browser
// asks for such an address when it is opened again, such as after a sign-in.
func pageOf(routes []route, r route) string {
	has := func(page string) bool {
		return slices.ContainsFunc(routes, func(other route) bool { return other.method == http.MethodGet && other.covers(page) })
	}
	if r.method != http.MethodPost || has(r.path) {
		return ""
	}
	for page := path.Dir(r.path); page != "/"; page = path.Dir(page) {
		if has(page) {
			return page
		}
		if has(page + "/{$}") {
			return page + "/"
		}
	}
	return ""
}

// covers reports whether a route serves a path, which may have names in place of values.
func (r route) covers(given string) bool {
	return slices.EqualFunc(strings.Split(r.path, "/"), strings.Split(given, "/"), func(own, other string) bool {
		return own == other || strings.HasPrefix(own, "{") && own != "{$}" && other != "{$}"
	})
}

// toPage returns the handler that redirects to the page above an address.
func toPage(page string) func(*visit) error {
	return func(v *visit) error {
		segments := strings.Split(v.URL.EscapedPath(), "/")
		to := strings.Join(segments[:len(strings.Split(strings.TrimSuffix(page, "/"), "/"))+3], "/") // after /console/db/NAME
		if strings.HasSuffix(page, "/") {
			to += "/"
		}
		return v.redirect(to)
	}
}

// notFound serves all other addresses. Who is signed in keeps the navigation, and stays in the branch of the address.
func (s *Server) notFound(v *visit) error {
	if err := s.findSession(v); err != nil {
		return err
	}
	if below, ok := strings.CutPrefix(v.URL.Path, "/console/db/"); ok && v.session.Token != "" {
		name, _, _ := strings.Cut(below, "/")
		if db, err := s.Database(v.ctx, name); err == nil && db != nil {
			v.database, v.db = name, db
		}
	}
	return failure{http.StatusNotFound, "Page not found", "There is no such page in the console."}
}

// Pages returns the paths of all pages, below /console/db/NAME, for tests that look at every one. It leaves out downloads.
func Pages() (paths []string) {
	for _, section := range sections() {
		for _, r := range section.routes {
			if r.method == http.MethodGet && path.Base(r.path) != "export" {
				paths = append(paths, strings.TrimSuffix(r.path, "{$}"))
			}
		}
	}
	return paths
}

// home redirects to the overview of the home database, or of the only one that the key is for.
func (s *Server) home(v *visit) error {
	return v.redirect("/console/db/" + url.PathEscape(v.start()) + "/")
}

// start returns the name of the database whose pages come first.
func (v *visit) start() string {
	if v.session.Database != "" {
		return v.session.Database
	}
	return v.s.Home
}
