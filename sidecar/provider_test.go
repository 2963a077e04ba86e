package main_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
)

const providerKit = testdata + "/provider"

// A browser keeps cookies by host.
type browser struct {
	t       *testing.T
	cookies map[string]map[string]string
}

// open sends one request, and does not follow redirects.
func (b *browser) open(method, address, body string) (*http.Response, string) {
	b.t.Helper()
	in, err := http.NewRequestWithContext(b.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		in.Header.Set("Content-Type", "application/json")
		in.Header.Set("Origin", "https://app.example.com")
	}
	for name, value := range b.cookies[in.URL.Host] {
		in.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	out, err := http.DefaultTransport.RoundTrip(in)
	if err != nil {
		b.t.Fatal(err)
	}
	defer out.Body.Close()
	text, err := io.ReadAll(out.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if b.cookies[in.URL.Host] == nil {
		b.cookies[in.URL.Host] = map[string]string{}
	}
	for _, cookie := range out.Cookies() {
		b.cookies[in.URL.Host][cookie.Name] = cookie.Value
	}
	return out, string(text)
}

// walk follows redirects to the first address for which stops returns true, and returns it.
func (b *browser) walk(address string, stops func(string) bool) string {
	b.t.Helper()
	for range 12 {
		if stops(address) {
			return address
		}
		out, text := b.open(http.MethodGet, address, "")
		to, err := out.Location()
		if err != nil {
			b.t.Fatalf("%s responds with %d: %.300s", address, out.StatusCode, text)
		}
		address = to.String()
	}
	b.t.Fatalf("no end: %s", address)
	return ""
}

func atApp(address string) bool { return strings.HasPrefix(address, "https://app.example.com/") }

// TestIndependentProvider signs in with a provider implementation by others.
func TestIndependentProvider(t *testing.T) {
	t.Parallel()
	npmCI(t, providerKit)
	d, base := neonauth(t, "NEONAUTH_OAUTH_ALLOW_PRIVATE=1")
	issuer, provider := serveProvider(t, base)
	setProviders(t, d, map[string]any{"id": "kit", "issuer": issuer, "clientId": "client", "clientSecret": "secret"})
	mode := func(path, body string) {
		response, err := http.Post(issuer+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
	begin := func(b *browser) string {
		_, text := b.open(http.MethodPost, base+"/sign-in/oauth2", `{"providerId":"kit","callbackURL":"https://app.example.com/in"}`)
		var begun struct{ URL string }
		if json.Unmarshal([]byte(text), &begun) != nil || begun.URL == "" {
			t.Fatalf("no start: %s", text)
		}
		return begun.URL
	}
	visitor := func() *browser { return &browser{t, map[string]map[string]string{}} }
	enter := func(b *browser) string { return b.walk(begin(b), atApp) }
	whose := func(b *browser) string { _, text := b.open(http.MethodGet, base+"/get-session", ""); return text }

	ann := visitor()
	if to := enter(ann); !strings.Contains(to, "neon_auth_session_verifier=") || !strings.Contains(whose(ann), "ann@example.com") {
		t.Fatalf("sign-in ends at %s: %s", to, whose(ann))
	}
	_, before := ann.open(http.MethodPost, base+"/get-access-token", `{"providerId":"kit"}`)
	for range 2 { // the refresh token changes each time
		if _, after := ann.open(http.MethodPost, base+"/refresh-token", `{"providerId":"kit"}`); !strings.Contains(after, "refreshToken") || before == after {
			t.Errorf("refresh: %s", after)
		}
	}
	if _, info := ann.open(http.MethodGet, base+"/account-info?accountId=ann", ""); !strings.Contains(info, `"emailVerified":true`) {
		t.Errorf("account-info: %s", info)
	}

	mode("/__mode", `{"approve":false}`)
	if to := enter(visitor()); to != "https://app.example.com/in?error=access_denied&error_description=No+thanks" {
		t.Errorf("consent refused ends at %s", to)
	}
	mode("/__mode", `{"approve":true,"codeTTL":-1,"account":"bob"}`)
	if to := enter(visitor()); to != "https://app.example.com/in?error=oauth_code_verification_failed" {
		t.Errorf("an expired code ends at %s", to)
	}
	mode("/__mode", `{"codeTTL":60}`)
	bob := visitor()
	callback := bob.walk(begin(bob), func(address string) bool { return strings.HasPrefix(address, base+"/oauth2/callback") })
	used, _ := url.Parse(callback)
	bob.walk(callback, atApp)
	again := bob.walk(begin(bob), func(address string) bool { return strings.HasPrefix(address, base+"/oauth2/callback") })
	replayed, _ := url.Parse(again)
	query := replayed.Query()
	query.Set("code", used.Query().Get("code"))
	if to := bob.walk(base+"/oauth2/callback/kit?"+query.Encode(), atApp); !strings.HasSuffix(to, "error=oauth_code_verification_failed") {
		t.Errorf("a replayed code in a state of its own ends at %s", to)
	}
	mode("/__rotate", "")
	if to := enter(visitor()); !strings.Contains(to, "verifier=") {
		t.Errorf("after a rotation of keys sign-in ends at %s", to)
	}
	cat := visitor()
	callback = cat.walk(begin(cat), func(address string) bool { return strings.HasPrefix(address, base+"/oauth2/callback") })
	_ = provider.Process.Kill()
	until(t, func() bool {
		response, err := http.Get(issuer)
		if err == nil {
			response.Body.Close()
		}
		return err != nil
	})
	if to := cat.walk(callback, atApp); to != "https://app.example.com/in?error=provider_unavailable" {
		t.Errorf("a provider that is down ends at %s", to)
	}
	if _, text := ann.open(http.MethodPost, base+"/refresh-token", `{"providerId":"kit"}`); !strings.Contains(text, "THE_PROVIDER_DOES_NOT_ANSWER") {
		t.Errorf("refresh with a provider that is down: %s", text)
	}
}

// serveProvider starts npm's oidc-provider for one of this server's base URLs, and returns its issuer.
func serveProvider(t *testing.T, base string) (string, *exec.Cmd) {
	t.Helper()
	port := freePort(t)
	issuer := "http://127.0.0.1:" + port
	server := exec.Command("node", "provider.mjs")
	server.Dir = providerKit
	server.Env = plainEnvironment("PORT="+port, "REDIRECT_URI="+base+"/oauth2/callback/kit")
	serve(t, server, issuer+"/.well-known/openid-configuration")
	return issuer, server
}

// setProviders configures providers on this machine in a database's settings.
func setProviders(t testing.TB, d *pgtest.Database, entries ...map[string]any) {
	t.Helper()
	text, err := json.Marshal(entries)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Owner.Exec(t.Context(), `update neon_auth.project_config set social_providers = $1
		from (select set_config('neon_auth.webhook_allow_private', 'on', true)) as allowed where allowed.set_config = 'on'`, string(text))
	if err != nil {
		t.Fatal(fmt.Errorf("set the providers: %w", err))
	}
}
