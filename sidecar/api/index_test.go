package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"neonauth/sidecar/api"
	"neonauth/sidecar/branch"
)

// at requests a path of the server, outside of the database's path.
func (h *harness) at(method, path string, header ...string) answer {
	h.Helper()
	in, err := http.NewRequestWithContext(h.Context(), method, h.server.URL+path, nil)
	if err != nil {
		h.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		in.Header.Set(header[i], header[i+1])
	}
	out, err := http.DefaultTransport.RoundTrip(in)
	if err != nil {
		h.Fatal(err)
	}
	defer out.Body.Close()
	return answer{out.StatusCode, out.Header, read(h, out)}
}

const browserAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

func TestStartPages(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *api.Config) { c.Release = 7 })
	base := ownOrigin + "/" + h.db.Name + "/auth"
	for _, path := range []string{"/", "/" + h.db.Name, "/" + h.db.Name + "/", "/" + h.db.Name + "/auth", "/" + h.db.Name + "/auth/"} {
		page := h.at("GET", path, "Accept", browserAccept).wants(t, 200, "neonauth", `href="`+base+`/reference"`)
		if kind := page.header.Get("Content-Type"); !strings.HasPrefix(kind, "text/html") || !strings.Contains(page.header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: %v", path, page.header)
		}
		for _, accept := range []string{"*/*", "application/json", ""} {
			got := h.at("GET", path, "Accept", accept).wants(t, 200)
			if got.field("name") != "neonauth" || got.field("release") != 7.0 || got.field("reference") != base+"/reference" {
				t.Errorf("%s, %q: %s", path, accept, got.body)
			}
		}
		if head := h.at("HEAD", path); head.status != 200 || head.body != "" {
			t.Errorf("HEAD %s: %d %s", path, head.status, head.body)
		}
	}
	h.at("GET", strings.TrimPrefix(base, ownOrigin)+"/reference", "Accept", browserAccept).wants(t, 200, "/sign-in/email")
}

// wantsFailure fails the test unless programs get {code, message} and browsers a page.
func (h *harness) wantsFailure(method, path string, status int, code string) {
	h.Helper()
	for _, accept := range []string{"*/*", "application/json", ""} {
		got := h.at(method, path, "Accept", accept)
		var failure struct{ Code, Message string }
		if err := json.Unmarshal([]byte(got.body), &failure); err != nil || got.status != status || failure.Code != code || failure.Message == "" {
			h.Errorf("%s %s, %q: %d %s", method, path, accept, got.status, got.body)
		}
	}
	if method == http.MethodGet {
		page := h.at(method, path, "Accept", browserAccept)
		if page.status != status || !strings.Contains(page.body, "<h1>") || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
			h.Errorf("%s in a browser: %d %s", path, page.status, page.body)
		}
	}
}

func TestWhatIsNotThereIsSaid(t *testing.T) {
	t.Parallel()
	h := start(t)
	auth := "/" + h.db.Name + "/auth"
	for _, path := range []string{"/nope", "/nope/", "/nope/auth", "/nope/auth/ok", "/nope/auth/get-session"} {
		h.wantsFailure("GET", path, 404, "DATABASE_NOT_FOUND")
	}
	h.wantsFailure("POST", "/nope/auth/sign-in/email", 404, "DATABASE_NOT_FOUND")
	for _, path := range []string{auth + "/nope", auth + "/sign-in/email", "/nope/nope", "/nope/auth/nope", "/nope/auth/ok/x", auth + "/%3Cscript%3E", "/../etc/passwd"} {
		h.wantsFailure("GET", path, 404, "NOT_FOUND")
	}
	h.wantsFailure("POST", "/", 404, "NOT_FOUND")
	h.wantsFailure("PUT", auth+"/sign-in/email", 404, "NOT_FOUND")
	h.wantsFailure("DELETE", auth, 404, "NOT_FOUND")
	// The page of an app gets what the reference answers, for what is off too.
	for _, path := range []string{auth + "/nope", auth + "/magic-link/verify?token=x"} {
		if got := h.at("GET", path, "Origin", ownOrigin); got.status != 404 || got.body != "" {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
	h.at("GET", auth+"/nope", "Origin", ownOrigin, "Accept", "application/json").wants(t, 404, `"code":"NOT_FOUND"`)
	h.at("GET", auth+"/magic-link/verify?token=x", "Accept", browserAccept).wants(t, 404, "<h1>")
}

func TestAParameterIsOneSegment(t *testing.T) {
	t.Parallel()
	c := start(t).client()
	for _, path := range []string{"/callback/google/", "/callback/google/x", "/callback/google/%2F", "/oauth2/callback/kit/x", "/reset-password/x/", "/reset-password/x/y"} {
		c.get(path).wants(t, 404)
	}
	for _, path := range []string{"/callback/google/", "/callback/google/x"} {
		c.post(path, map[string]any{}).wants(t, 404)
	}
	c.get("/callback/google").wants(t, 302)
	c.get("/callback/a%2Fb").wants(t, 302)
	c.get("/reset-password/a%2Fb").wants(t, 400)
}

func TestADatabaseThatIsNotReadySaysSo(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *api.Config) {
		c.Database = func(context.Context, string) (*branch.Database, error) {
			return nil, branch.Unready("it is being installed")
		}
	})
	for _, path := range []string{"/" + h.db.Name, "/" + h.db.Name + "/auth", "/" + h.db.Name + "/auth/get-session", "/.well-known/jwks.json"} {
		h.wantsFailure("GET", path, 503, "NOT_READY")
		if got := h.at("GET", path); got.header.Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", path)
		}
	}
	h.wantsFailure("POST", "/"+h.db.Name+"/auth/sign-in/email", 503, "NOT_READY")
}
