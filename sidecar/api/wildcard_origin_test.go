package api_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestWildcardOriginsMatchNoOtherDomain (D06): a pattern trusts the domain that it names, whatever another address has at its
// beginning, in its port, user name, path or letters.
func TestWildcardOriginsMatchNoOtherDomain(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth.project_config set allow_localhost = false`)
	for _, c := range []struct {
		pattern          string
		trusted, refused []string
	}{
		{
			"https://*.example.com",
			[]string{"https://a.example.com", "https://a.b.example.com", "https://A.EXAMPLE.com", "https://xn--bcher-kva.example.com", "https://bücher.example.com", "https://a.example.com:443/x?y#z"},
			[]string{
				"https://example.com", "https://evilexample.com", "https://a.example.com.evil.org", "https://evil.org/.example.com", "https://evil.org?.example.com", "https://evil.org#.example.com",
				`https://evil.org\.example.com`, "https://evil.org%2f.example.com", "https://evil.org%00.example.com", "https://a.example.com@evil.org", "https://evil.org:80@a.example.com", "https://a.example.com:8443",
				"http://a.example.com", "https://a.example.com.", "https://a.examp1e.com", "https://a.exаmple.com", "https://a.example。com.evil.org", "https://.example.com", "https://a..example.com",
				"https://evil.org:443.example.com", "https://*.example.com", "//a.example.com", "https:a.example.com", "https:/a.example.com", "https://a.example.com\t.evil.org",
			},
		},
		{"https://a.example.com:*", []string{"https://a.example.com:8443/x", "https://a.example.com:1"}, []string{"https://a.example.com:1.evil.org", "https://a.example.com:1@evil.org", "https://a.example.com.evil.org:1", "https://a.example.com:"}},
		{"https://app-?.example.com", []string{"https://app-1.example.com"}, []string{"https://app-12.example.com", "https://app-.example.com", "https://app-1.example.com.evil.org", "https://app-1xexample.com"}},
		{"*.example.net", []string{"https://a.example.net", "http://a.example.net/x"}, []string{"https://a.example.net:8443", "https://example.net", "https://a.example.net.evil.org", "app://a.example.net"}},
		{"http://10.0.0.*:8080", []string{"http://10.0.0.7:8080"}, []string{"http://10.0.0.evil.org:8080", "http://10.0.0.7.evil.org:8080", "http://10.0.0.7:80801", "http://10.0.1.7:8080"}},
	} {
		h.trust(t, c.pattern)
		for _, address := range c.trusted {
			if !h.isTrusted(address) {
				t.Errorf("%s does not trust %s", c.pattern, address)
			}
		}
		for _, address := range c.refused {
			if h.isTrusted(address) {
				t.Errorf("%s trusts %s", c.pattern, address)
			}
		}
	}
}

// TestPatternsWithoutADomainTrustNone (D06): a stored pattern that ends in a wildcard, from before they were refused.
func TestPatternsWithoutADomainTrustNone(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth.project_config set allow_localhost = false`)
	h.sql(`alter table neon_auth.project_config disable trigger check_project_config`)
	for pattern, address := range map[string]string{
		"https://app.example.*": "https://app.example.evil.org", "https://example.com*": "https://example.com.evil.org", "example.co?": "https://example.cox",
		"https://10.0.0.x*":    "https://10.0.0.x.evil.org",
		"https://*example.com": "https://evilexample.com", "*example.com:*": "http://evilexample.com:1", "https://ex?mple.com.": "https://exxmple.com.", "https://*acme.co.uk": "https://evilacme.co.uk", "https://*.or.jp": "https://evil.or.jp", "https://*.vercel.app": "https://evil.vercel.app", "*.amazonaws.com": "https://evil.s3.amazonaws.com", "https://*-app.example.com-*.org": "https://x-app.example.com-evil.org", "javascript://": "javascript://%0aalert(1)", "HTTPS://app.example.com": `HTTPS://app.example.com/\@evil.org`,
	} {
		h.trust(t, pattern)
		if h.isTrusted(address) {
			t.Errorf("%s trusts %s", pattern, address)
		}
	}
}

// TestAppSchemesMatchAsListed (D04, D06): redirects to native apps are those of the list, not those that begin like them.
func TestAppSchemesMatchAsListed(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth.project_config set trusted_origins = '["myapp://", "com.example.app://callback", {"domain": "exp://10.0.0.1:8081"}]'`)
	for address, want := range map[string]bool{
		"myapp://": true, "myapp://open?x=1#y": true, "com.example.app://callback": true, "com.example.app://callback/x": true, "com.example.app://callback?x=1": true, "exp://10.0.0.1:8081/--/x": true,
		"myapps://open": false, "amyapp://open": false, "myapp:open": false, "myapp:/open": false, "myapp.evil://open": false, "myapp+x://open": false, "evil://myapp://open": false,
		"com.example.app://callback.evil": false, "com.example.app://callbacks": false, "com.example.app://callback@evil": false, "com.example.app://evil": false, "com.example.app://": false,
		"exp://10.0.0.1:80810/x": false, "exp://10.0.0.1:8081@evil.org/": false, "exp://10.0.0.1": false, "myapp://a@evil.org": false, "javascript://myapp://": false, "myapp://x\n": false,
	} {
		if got := h.isTrusted(address); got != want {
			t.Errorf("%q: trusted is %v", address, got)
		}
	}
}

// trust makes an entry the only trusted origin.
func (h *harness) trust(t *testing.T, entry string) {
	t.Helper()
	list, err := json.Marshal([]string{entry})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.db.Owner.Exec(t.Context(), `update neon_auth.project_config set trusted_origins = $1`, string(list)); err != nil {
		t.Fatalf("%s: %v", entry, err)
	}
}

// isTrusted reports whether redirects to an address are allowed.
func (h *harness) isTrusted(address string) bool {
	trusted := h.client().post("/sign-out", map[string]any{"callbackURL": address}).status != 403
	// SQL agrees about the pages of mails that it queues, but knows no names in other scripts, and nothing of this server.
	queued := value[bool](h, `select neon_auth_internal.is_trusted_page($1)`, address)
	if ascii := !strings.ContainsFunc(address, func(c rune) bool { return c > 126 }); queued && !trusted || trusted && !queued && ascii {
		h.Errorf("%s: trusted is %v, and by SQL %v", address, trusted, queued)
	}
	return trusted
}
