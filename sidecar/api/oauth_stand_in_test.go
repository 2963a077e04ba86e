package api_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"neonauth/sidecar/api"
	"neonauth/sidecar/oauth"
	"neonauth/sidecar/secret"
	"neonauth/sidecar/webhook"
)

// A standIn is a provider that approves whomever a test wants, with the manners of OpenID Connect unless the test takes
// them away. Its codes and refresh tokens count once.
type standIn struct {
	t      *testing.T
	server *httptest.Server
	key    *rsa.PrivateKey
	mutex  sync.Mutex
	codes  map[string]grant
	fresh  map[string]string // refresh token to access token

	issuer    string                                          // in id tokens and discovery
	document  map[string]any                                  // more of discovery
	claims    func(map[string]any)                            // changes an id token
	kid       string                                          // of id tokens, and of the key set
	noIDToken bool                                            // the token answer has none
	info      map[string]any                                  // what user info answers
	answer    func(path string, out http.ResponseWriter) bool // takes a request over
	asked     []string                                        // paths
	forms     []url.Values                                    // of the token endpoint
	headers   []http.Header                                   // of the token endpoint
	bodies    map[string]any                                  // answers by path
}

type grant struct {
	claims                 map[string]any
	challenge, redirectURI string
}

func newStandIn(t *testing.T) *standIn {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &standIn{t: t, key: key, kid: "one", codes: map[string]grant{}, fresh: map[string]string{}, bodies: map[string]any{}}
	p.server = httptest.NewServer(p)
	t.Cleanup(p.server.Close)
	p.issuer = p.server.URL
	return p
}

// ServeHTTP implements http.Handler.
func (p *standIn) ServeHTTP(out http.ResponseWriter, in *http.Request) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.asked = append(p.asked, in.URL.Path)
	if p.answer != nil && p.answer(in.URL.Path, out) {
		return
	}
	if body, ok := p.bodies[in.URL.Path]; ok {
		p.write(out, 200, body)
		return
	}
	switch in.URL.Path {
	case "/.well-known/openid-configuration":
		document := map[string]any{
			"issuer": p.issuer, "authorization_endpoint": p.server.URL + "/authorize", "token_endpoint": p.server.URL + "/token",
			"userinfo_endpoint": p.server.URL + "/me", "jwks_uri": p.server.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"},
		}
		for name, value := range p.document {
			document[name] = value
		}
		p.write(out, 200, document)
	case "/keys":
		p.write(out, 200, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &p.key.PublicKey, KeyID: p.kid, Algorithm: "RS256", Use: "sig"}}})
	case "/token":
		p.token(out, in)
	case "/me":
		if p.info == nil || !strings.HasPrefix(in.Header.Get("Authorization"), "Bearer access-") {
			p.write(out, 401, map[string]any{"error": "invalid_token"})
			return
		}
		p.write(out, 200, p.info)
	default:
		p.write(out, 404, map[string]any{})
	}
}

func (p *standIn) token(out http.ResponseWriter, in *http.Request) {
	text, _ := io.ReadAll(in.Body)
	form, _ := url.ParseQuery(string(text))
	p.forms, p.headers = append(p.forms, form), append(p.headers, in.Header)
	refuse := func() { p.write(out, 400, map[string]any{"error": "invalid_grant"}) }
	var claims map[string]any
	switch form.Get("grant_type") {
	case "refresh_token":
		if _, ok := p.fresh[form.Get("refresh_token")]; !ok {
			refuse()
			return
		}
		delete(p.fresh, form.Get("refresh_token"))
	default:
		granted, ok := p.codes[form.Get("code")]
		sum := sha256.Sum256([]byte(form.Get("code_verifier")))
		if !ok || base64.RawURLEncoding.EncodeToString(sum[:]) != granted.challenge || form.Get("redirect_uri") != granted.redirectURI {
			refuse()
			return
		}
		delete(p.codes, form.Get("code"))
		claims = granted.claims
	}
	refresh := "refresh-" + rand.Text()
	p.fresh[refresh] = "there"
	answer := map[string]any{"access_token": "access-" + rand.Text(), "refresh_token": refresh, "token_type": "Bearer", "expires_in": 3600, "scope": "openid email"}
	if claims != nil && !p.noIDToken {
		answer["id_token"] = p.sign(claims)
	}
	p.write(out, 200, answer)
}

// sign makes an id token.
func (p *standIn) sign(claims map[string]any) string {
	whole := map[string]any{"iss": p.issuer, "aud": "client", "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}
	for name, value := range claims {
		whole[name] = value
	}
	if p.claims != nil {
		p.claims(whole)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: p.key, KeyID: p.kid}}, nil)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	text, err := jwt.Signed(signer).Claims(whole).Serialize()
	if err != nil {
		p.t.Error(err)
	}
	return text
}

func (p *standIn) write(out http.ResponseWriter, status int, body any) {
	out.Header().Set("Content-Type", "application/json")
	out.WriteHeader(status)
	_ = json.NewEncoder(out).Encode(body)
}

// approve is the user who agrees at the provider: it gives the code for where the browser was sent.
func (p *standIn) approve(to string, claims map[string]any) (code, state string) {
	p.t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		p.t.Fatal(err)
	}
	query := u.Query()
	whole := map[string]any{}
	for name, value := range claims {
		whole[name] = value
	}
	if nonce := query.Get("nonce"); nonce != "" {
		whole["nonce"] = nonce
	}
	if query.Get("code_challenge_method") != "S256" {
		p.t.Errorf("F13: no PKCE in %s", to)
	}
	code = "code-" + rand.Text()
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.codes[code] = grant{whole, query.Get("code_challenge"), query.Get("redirect_uri")}
	return code, query.Get("state")
}

// change changes the stand-in while it is asked.
func (p *standIn) change(change func()) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	change()
}

// withProviders serves with providers on this machine, who have so long to answer.
func withProviders(limit time.Duration) func(*api.Config) {
	return func(c *api.Config) { c.Providers = oauth.New(webhook.NewClient(true), true, limit) }
}

// providers puts providers into the settings, as the database's owner does.
func (h *harness) providers(entries ...map[string]any) {
	h.Helper()
	text, err := json.Marshal(entries)
	if err != nil {
		h.Fatal(err)
	}
	h.sql(`set neon_auth.webhook_allow_private = on`)
	h.sql(`update neon_auth.project_config set social_providers = $1`, string(text))
}

// startOAuth serves with the stand-in as the provider kit, by its issuer alone.
func startOAuth(t *testing.T) (*harness, *standIn) {
	t.Helper()
	h, p := start(t, withProviders(5*time.Second)), newStandIn(t)
	h.providers(map[string]any{"id": "kit", "issuer": p.server.URL, "clientId": "client", "clientSecret": "secret"})
	h.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}', trusted_origins = '["https://app.test"]'`)
	return h, p
}

// goTo begins a sign-in and gives where the browser is sent.
func (c *client) goTo(start map[string]any, path ...string) string {
	c.h.Helper()
	if start["callbackURL"] == nil {
		start["callbackURL"] = "https://app.test/in?a=1#part"
	}
	begun := c.post(append(path, "/sign-in/social")[0], start).wants(c.h, 200)
	to, _ := begun.field("url").(string)
	return c.follow(to)
}

// follow opens an address of ours and gives where it leads.
func (c *client) follow(address string) string {
	c.h.Helper()
	_, path, _ := strings.Cut(address, "/"+c.h.db.Name+"/auth")
	return c.get(path).wants(c.h, 302).header.Get("Location")
}

// arrive comes back from the provider and gives where that leads.
func (c *client) arrive(id, code, state string) string {
	c.h.Helper()
	return c.get(fmt.Sprintf("/oauth2/callback/%s?code=%s&state=%s", id, url.QueryEscape(code), state)).wants(c.h, 302).header.Get("Location")
}

// enterBy signs in with the stand-in, and gives where that leads.
func (c *client) enterBy(p *standIn, claims map[string]any, more ...map[string]any) string {
	c.h.Helper()
	start := map[string]any{"provider": "kit"}
	for _, m := range more {
		for name, value := range m {
			start[name] = value
		}
	}
	code, state := p.approve(c.goTo(start), claims)
	return c.arrive("kit", code, state)
}

// person is what the stand-in says of somebody.
func person(name string) map[string]any {
	return map[string]any{"sub": "s-" + name, "email": name + "@example.com", "email_verified": true, "name": name}
}

// errorIn is the error that an address carries.
func errorIn(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("error")
}

// open reads what is sealed for a mail.
func (h *harness) open(sealed string) string {
	h.Helper()
	text, err := h.branch.Open(h.Context(), secret.Mail, sealed)
	if err != nil {
		h.Fatal(err)
	}
	return text
}
