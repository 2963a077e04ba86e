package console_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/branches"
	"neonauth/sidecar/console"
	"neonauth/sidecar/logtest"
	"neonauth/sidecar/management"
	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/secret"
)

// A harness is a console on a database of its own, with an administrator, a user and an organization.
type harness struct {
	testing.TB
	db     *pgtest.Database
	opened *branch.Database
	server *httptest.Server
	log    *logtest.Journal
}

const (
	adaID  = "00000000-0000-0000-0000-00000000000a"
	bobID  = "00000000-0000-0000-0000-00000000000b"
	acmeID = "00000000-0000-0000-0000-0000000000ac"
)

// start serves the console of a database of its own, as the sidecar's login. change may alter what New gets.
func start(t testing.TB, change ...func(*console.Config)) *harness {
	t.Helper()
	db := pgtest.New(t)
	ring, err := secret.New("Jm4bYy0QpVtq8yTzB3kUe1nHs7wDf5Lx", "")
	if err != nil {
		t.Fatal(err)
	}
	opened, err := branch.Open(t.Context(), db.SidecarURL, ring, branch.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(opened.Close)
	h := &harness{TB: t, db: db, opened: opened, log: &logtest.Journal{}, server: httptest.NewUnstartedServer(nil)}
	config := console.Config{
		Database: func(_ context.Context, name string) (*branch.Database, error) {
			if name != db.Name {
				return nil, nil
			}
			return opened, nil
		},
		Names:    func(context.Context) ([]string, error) { return []string{db.Name}, nil },
		Branches: branches.Branches{URL: db.URL},
		Home:     db.Name, URL: "http://" + h.server.Listener.Addr().String(), PublicURL: "https://auth.test", Release: 1,
		Log: slog.New(slog.NewJSONHandler(h.log, nil)),
	}
	config.Keys, config.MailDir = management.Keys{URL: db.URL}, t.TempDir()
	if err := os.WriteFile(filepath.Join(config.MailDir, mailFile), []byte(mailText), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range change {
		c(&config)
	}
	if h.server.Config.Handler, err = console.New(config); err != nil {
		t.Fatal(err)
	}
	h.server.Start()
	t.Cleanup(h.server.Close)
	h.sql(`insert into neon_auth."user" (id, name, email, "emailVerified", role) values
		($1, 'Ada Lovelace', 'ada@example.com', true, 'admin'), ($2, 'Bob', 'bob@example.com', false, 'user')`, adaID, bobID)
	h.sql(`insert into neon_auth.organization (id, name, slug, "createdAt") values ($1, 'Acme', 'acme', now())`, acmeID)
	h.sql(`insert into neon_auth.member ("organizationId", "userId", role, "createdAt") values ($1, $2, 'owner', now())`, acmeID, adaID)
	h.sql(`insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt") values ($1, 'token', now() + interval '1 day', now())`, bobID)
	h.sql(`update neon_auth.project_config set trusted_origins = '["https://app.example.com"]',
		plugin_configs = '{"organization": {"enabled": true, "config": {"teams": {"enabled": true}}}}'`)
	return h
}

// key stores a management key and returns it. fields are columns of its table, as JSON: `"read_only": true`.
func (h *harness) key(name string, fields ...string) string {
	h.Helper()
	key := "nak_" + name + strings.Repeat("k", 40)
	id := sha256.Sum256([]byte(name))
	row := fmt.Sprintf(`{"id": "%x-%x-%x-%x-%x", "name": %q, "hash": "\\x%x", "start": %q`, id[:4], id[4:6], id[6:8], id[8:10], id[10:16], name, sha256.Sum256([]byte(key)), key[:10])
	h.sql("select neon_auth_management.put_key($1::jsonb)", strings.Join(append([]string{row}, fields...), ", ")+"}")
	return key
}

// code stores a code of `neonauth console` for a key, and returns it.
func (h *harness) code(key, code string) string {
	h.Helper()
	h.sql("select neon_auth_management.put_console_code(sha256(convert_to($1, 'UTF8')), k.id) from neon_auth_management.key k where k.hash = sha256(convert_to($2, 'UTF8'))", code, key)
	return code
}

// sql runs a statement as the database's owner would in psql.
func (h *harness) sql(statement string, args ...any) {
	h.Helper()
	if _, err := h.db.Owner.Exec(h.Context(), statement, args...); err != nil {
		h.Fatalf("%s: %v", statement, err)
	}
}

// value queries the database for a single value.
func value[V any](h *harness, query string, args ...any) V {
	h.Helper()
	var found V
	if err := h.db.Owner.QueryRow(h.Context(), query, args...).Scan(&found); err != nil {
		h.Fatalf("%s: %v", query, err)
	}
	return found
}

// A browser keeps cookies, and does not follow redirects.
type browser struct {
	*harness
	client *http.Client
}

func (h *harness) browser() *browser {
	h.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.Fatal(err)
	}
	return &browser{h, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// signedIn returns a browser that has signed in with a key.
func (h *harness) signedIn(key string) *browser {
	h.Helper()
	b := h.browser()
	if got := b.post("/console/sign-in", url.Values{"key": {key}}); got.status != 303 {
		h.Fatalf("sign-in: %d %s", got.status, got.text)
	}
	return b
}

// A reply is the response to a request.
type reply struct {
	status int
	header http.Header
	text   string
}

// at returns the address of a page of the database.
func (h *harness) at(path string) string { return "/console/db/" + h.db.Name + path }

// get requests a page.
func (b *browser) get(path string, change ...func(*http.Request)) reply {
	b.Helper()
	return b.send("GET", path, nil, change...)
}

// post sends a form. A CSRF token is sent only if the form has one: see submit.
func (b *browser) post(path string, form url.Values, change ...func(*http.Request)) reply {
	b.Helper()
	return b.send("POST", path, strings.NewReader(form.Encode()), change...)
}

// submit sends a form of a page, with the page's CSRF token.
func (b *browser) submit(path string, form url.Values) reply {
	b.Helper()
	if form == nil {
		form = url.Values{}
	}
	form.Set("csrf", b.csrf())
	return b.post(path, form)
}

var hidden = regexp.MustCompile(`name="csrf" value="([0-9a-f]{64})"`)

func (b *browser) csrf() string {
	b.Helper()
	found := hidden.FindStringSubmatch(b.get(b.at("/")).text)
	if found == nil {
		b.Fatal("the page has no CSRF token")
	}
	return found[1]
}

func (b *browser) send(method, path string, body io.Reader, change ...func(*http.Request)) reply {
	b.Helper()
	request, err := http.NewRequestWithContext(b.Context(), method, b.server.URL+path, body)
	if err != nil {
		b.Fatal(err)
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range change {
		c(request)
	}
	response, err := b.client.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		b.Fatal(err)
	}
	return reply{response.StatusCode, response.Header, string(text)}
}

// pages returns the address of every page, with ids of rows that exist.
func (h *harness) pages() (pages []string) {
	for _, r := range console.Routes() {
		if r[0] == "GET" {
			pages = append(pages, h.filled(r[1]))
		}
	}
	return pages
}

// filled returns the address of a route, with ids of rows that exist.
func (h *harness) filled(path string) string {
	path = strings.TrimSuffix(path, "{$}")
	path = strings.Replace(path, "/users/{id}", "/users/"+bobID, 1)
	path = strings.Replace(path, "/organizations/{id}", "/organizations/"+acmeID, 1)
	path = strings.Replace(path, "{group}", "general", 1)
	path = strings.Replace(path, "{file}", mailFile, 1)
	path = strings.Replace(path, "{kind}", "magic-link", 1)
	path = strings.Replace(path, "{topic}", "dba", 1)
	return h.at(path)
}

// A mail that the sidecar has written to a file.
const (
	mailFile = "20260131-093000.000-sign-in-otp.eml"
	mailText = "From: Acme <no-reply@example.com>\r\nTo: bob@example.com\r\nSubject: =?UTF-8?q?Your_code_for_Acm=C3=A9?=\r\nDate: Sat, 31 Jan 2026 09:30:00 +0000\r\n" +
		"MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nYour code is 493=\r\n817.\r\n" +
		"--b\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+WW91ciBjb2RlIGlzIDQ5MzgxNy48L3A+PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\r\n--b--\r\n"
)

// isPage reports whether the reply is a page of the console: not a file, and not a mail in a frame.
func (r reply) isPage() bool {
	return strings.HasPrefix(r.header.Get("Content-Type"), "text/html") && !strings.Contains(r.header.Get("Content-Security-Policy"), "sandbox")
}

// nextPage matches the address of the next page of a list.
var nextPage = regexp.MustCompile(`rel="next" href="([^"]+)"`)

var statement = regexp.MustCompile(`(?s)<pre tabindex="0" data-sql><code>(.*?)</code></pre>`)

// statements returns the statements of "the same in SQL".
func (r reply) statements() (found []string) {
	for _, match := range statement.FindAllStringSubmatch(r.text, -1) {
		found = append(found, html.UnescapeString(match[1]))
	}
	return found
}
