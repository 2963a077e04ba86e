package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"neonauth/sidecar/api"
)

// list reads a header that is a list of names.
func (a answer) list(name string) []string {
	var names []string
	for part := range strings.SplitSeq(strings.Join(a.header.Values(name), ","), ",") {
		if part = strings.ToLower(strings.TrimSpace(part)); part != "" {
			names = append(names, part)
		}
	}
	return names
}

func TestPreflightAllowsTheHeadersThatAreRequested(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth.project_config set trusted_origins = '[{"domain": "https://app.test"}]'`)
	ask := func(origin, requested string) answer {
		return h.client().send(http.MethodOptions, "/sign-in/email", nil, "Origin", origin,
			"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", requested)
	}
	always := []string{"content-type", "x-neon-client-info"}
	for requested, want := range map[string][]string{
		"":                                  nil,
		"traceparent":                       {"traceparent"},
		"content-type,traceparent,baggage":  {"traceparent", "baggage"},
		"X-Captcha-Response, x-custom.Name": {"x-captcha-response", "x-custom.name"},
		"sentry-trace, bad name, x\t, ,é, a:b, ok_1": {"sentry-trace", "ok_1"},
	} {
		got := ask("https://app.test", requested).wants(t, 204)
		allowed := got.list("Access-Control-Allow-Headers")
		for _, name := range append(want, always...) {
			if !slices.Contains(allowed, name) {
				t.Errorf("%q: %s is not among %v", requested, name, allowed)
			}
		}
		for _, name := range allowed {
			if strings.ContainsAny(name, " :é\t") || strings.Count(strings.Join(allowed, ","), "content-type") != 1 {
				t.Errorf("%q: %v", requested, allowed)
			}
		}
		if !slices.Contains(got.list("Vary"), "origin") {
			t.Errorf("caches are not told: %v", got.header.Values("Vary"))
		}
	}
	for _, origin := range []string{"https://evil.test", "null", "https://app.test.evil.test", ""} {
		if got := ask(origin, "traceparent").wants(t, 204); got.header.Get("Access-Control-Allow-Headers")+got.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%q may: %v", origin, got.header)
		}
	}
}

func TestHeadersThatClientsReadAreExposed(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth.project_config set trusted_origins = '[{"domain": "https://app.test"}, {"domain": "capacitor://localhost"}]'`)
	ada := h.client().signUp("ada@example.com")
	all := []string{"set-auth-jwt", "set-auth-token", "retry-after", "x-retry-after", "x-neon-ret-request-id"}
	for name, header := range map[string][]string{
		"an app's page":               {"Origin", "https://app.test"},
		"a page on a developer's":     {"Origin", "http://localhost:3000", "Sec-Fetch-Mode", "cors"},
		"a native app's page":         {"Origin", "capacitor://localhost"},
		"an app's page, saying so":    {"Origin", "https://app.test", "Sec-Fetch-Mode", "cors"},
		"a page that lost its cookie": {"Origin", "https://app.test", "Cookie", ""},
	} {
		for _, path := range []string{"/get-session", "/ok", "/list-accounts"} {
			got := ada.get(path, header...).list("Access-Control-Expose-Headers")
			for _, want := range all {
				if !slices.Contains(got, want) {
					t.Errorf("%s, %s: %s is not among %v", name, path, want, got)
				}
			}
		}
	}
	if got := ada.get("/ok", "Origin", "https://evil.test", "Sec-Fetch-Mode", "cors").header.Get("Access-Control-Expose-Headers"); got != "" {
		t.Errorf("another site's page: %s", got)
	}
	if got := ada.get("/get-session").list("Access-Control-Expose-Headers"); !slices.Equal(got, []string{"set-auth-jwt"}) {
		t.Errorf("without an origin: %v", got)
	}
	wrong := map[string]any{"email": "ada@example.com", "password": "wrong word"}
	for status := 0; status != 429; {
		got := h.client().post("/sign-in/email", wrong, "Origin", "http://localhost:3000", "X-Forwarded-For", "198.51.100.1")
		if status = got.status; status == 429 {
			exposed := got.list("Access-Control-Expose-Headers")
			if !slices.Contains(exposed, "retry-after") || !slices.Contains(exposed, "x-retry-after") {
				t.Errorf("429: %v", exposed)
			}
		}
	}
}

func TestHeadAnswersAsGetWithoutABody(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *api.Config) { c.PublicURL = "https://auth.test" })
	h.client().signUp("ada@example.com").get("/token").wants(t, 200)
	base := h.server.URL
	for _, path := range []string{
		"/healthz", "/readyz", "/.well-known/jwks.json", "/" + h.db.Name + "/auth/ok", "/" + h.db.Name + "/auth/jwks",
		"/" + h.db.Name + "/auth/jwt", "/" + h.db.Name + "/auth/.well-known/jwks.json",
	} {
		answers := map[string]answer{}
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			in, err := http.NewRequestWithContext(t.Context(), method, base+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			out, err := http.DefaultTransport.RoundTrip(in)
			if err != nil {
				t.Fatal(err)
			}
			answers[method] = answer{out.StatusCode, out.Header, read(t, out)}
			out.Body.Close()
		}
		get, head := answers[http.MethodGet], answers[http.MethodHead]
		if get.status != 200 || head.status != 200 || head.body != "" || get.body == "" {
			t.Errorf("%s: %d %q, %d %q", path, get.status, get.body, head.status, head.body)
		}
		for name := range get.header {
			if name != "Date" && name != "X-Neon-Ret-Request-Id" && get.header.Get(name) != head.header.Get(name) {
				t.Errorf("%s: %s is %q, and %q to HEAD", path, name, get.header.Get(name), head.header.Get(name))
			}
		}
	}
	for _, path := range []string{"/get-session", "/list-sessions", "/verify-email"} { // which may write
		h.client().send(http.MethodHead, path, nil).wants(t, 404)
	}
}
