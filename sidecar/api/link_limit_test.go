package api_test

import (
	"strings"
	"testing"
)

// TestOpeningALinkDoesNotUseUpTheLimit: a click counts once, with the form of the link's page, and a browser that has sent
// too many requests sees a page. Programs get Better Auth's JSON.
func TestOpeningALinkDoesNotUseUpTheLimit(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}', options = '{"rateLimit": {"enabled": true}}'`)
	const link, html = "/magic-link/verify?token=unknown", "text/html,application/xhtml+xml"
	for range 12 { // the limit is 5
		if got := h.client().get(link, "Accept", html, "Sec-Fetch-Mode", "navigate", "X-Forwarded-For", "198.51.100.9"); got.status != 200 {
			t.Fatalf("opening a link: %d", got.status)
		}
	}
	for range 5 { // each with an unknown token, which redirects
		if got := h.client().post(link, nil, "Accept", html, "Sec-Fetch-Mode", "navigate", "X-Forwarded-For", "198.51.100.9"); got.status == 429 {
			t.Fatal("the pages have used up the limit of the forms")
		}
	}
	got := h.client().post(link, nil, "Accept", html, "Sec-Fetch-Mode", "navigate", "X-Forwarded-For", "198.51.100.9", "Accept-Language", "de")
	if got.status != 429 || got.header.Get("Retry-After") == "" || !strings.Contains(got.header.Get("Content-Type"), "text/html") {
		t.Errorf("a form beyond the limit: %d %s", got.status, got.header)
	}
	if got := h.client().get(link, "Sec-Fetch-Mode", "cors", "X-Forwarded-For", "198.51.100.9"); got.status != 429 || strings.Contains(got.header.Get("Content-Type"), "html") {
		t.Errorf("a program beyond the limit: %d %s", got.status, got.header.Get("Content-Type"))
	}
}

// TestADirectLinkBeyondTheLimitShowsAPage: links that act at once count, and people read a page instead of JSON.
func TestADirectLinkBeyondTheLimitShowsAPage(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}', options = '{"rateLimit": {"enabled": true}, "links": "direct"}'`)
	for n := range 6 {
		got := h.client().get("/magic-link/verify?token=unknown", "Accept", "text/html", "Sec-Fetch-Mode", "navigate", "X-Forwarded-For", "198.51.100.9")
		if is429 := got.status == 429; is429 != (n == 5) || is429 && !strings.Contains(got.header.Get("Content-Type"), "text/html") {
			t.Errorf("click %d: %d %s", n+1, got.status, got.header.Get("Content-Type"))
		}
	}
}
