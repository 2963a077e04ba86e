package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"neonauth/sidecar/oauth/oauthtest"
)

const clientSecret = "32-letters-are-what-LINE-gives-us"

// A shape is what a real provider expects and returns, according to its documentation.
type shape struct {
	Scopes, Authentication, Method, ResponseMode, Issuer string
	Me, Claims, Form, Settings                           map[string]any
	Emails                                               any
	Header                                               []string
	HS256                                                bool
	User                                                 []any // id, address, vouched for, name, picture
}

// TestEveryPreset signs in with a stand-in that has the shape of each provider's answers. None of them is the provider
// itself: only that is missing.
func TestEveryPreset(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/providers.json")
	if err != nil {
		t.Fatal(err)
	}
	var shapes map[string]shape
	if err := json.Unmarshal(text, &shapes); err != nil {
		t.Fatal(err)
	}
	h, _ := startOAuth(t)
	for _, id := range value[[]string](h, `select array_agg(id order by id) from neon_auth.oauth_preset`) {
		s, ok := shapes[id]
		if !ok {
			t.Errorf("no shape of %s", id)
			continue
		}
		h.sql(`delete from neon_auth."user"`)
		p := playPreset(t, h, id, s)
		c := h.client()
		to, _ := url.Parse(c.goTo(map[string]any{"provider": id}))
		query := to.Query()
		if s.Scopes != "" && query.Get("scope") != s.Scopes || query.Get("response_mode") != s.ResponseMode || query.Get("state") == "" {
			t.Errorf("%s: the browser is sent to %s", id, to)
		}
		if (query.Get("nonce") != "") != (s.Claims != nil) {
			t.Errorf("%s: nonce %q", id, query.Get("nonce"))
		}
		code, state := p.Approve(to.String(), s.Claims)
		var back string
		if s.ResponseMode == "form_post" {
			user, _ := json.Marshal(s.Form)
			form := url.Values{"code": {code}, "state": {state}, "user": {string(user)}}
			posted := c.post("/callback/"+id, form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Origin", "https://appleid.apple.com").wants(t, 302)
			back = c.follow(posted.header.Get("Location"))
		} else {
			back = c.arrive(id, code, state)
		}
		if got := errorIn(t, back); got != "" {
			t.Errorf("%s: refused with %q", id, got)
			continue
		}
		var name, picture *string
		var subject, email string
		var verified bool
		if err := h.db.Owner.QueryRow(t.Context(), `select a."accountId", u.email, u."emailVerified", u.name, u.image
			from neon_auth."user" u join neon_auth.account a on a."userId" = u.id`).Scan(&subject, &email, &verified, &name, &picture); err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		got, _ := json.Marshal([]any{subject, email, verified, name, picture})
		want, _ := json.Marshal(s.User)
		if string(got) != string(want) {
			t.Errorf("%s: %s instead of %s", id, got, want)
		}
		checkAsked(t, id, s, p)
	}
}

// playPreset plays a provider of that shape, and points the preset's endpoints to it.
func playPreset(t *testing.T, h *harness, id string, s shape) *oauthtest.Provider {
	t.Helper()
	p := oauthtest.New(t)
	entry := map[string]any{"id": id, "clientId": "client", "clientSecret": clientSecret, "authorizationUrl": p.URL + "/authorize", "tokenUrl": p.URL + "/token"}
	p.Info, p.NoIDToken = s.Me, s.Claims == nil
	if s.Me != nil {
		entry["userInfoUrl"] = p.URL + "/me"
	}
	if s.Claims != nil {
		entry["jwksUrl"] = p.URL + "/keys"
		p.Issuer = value[string](h, `select replace(issuer, '{tenant}', coalesce(tenant, '')) from neon_auth.oauth_preset where id = $1`, id)
	}
	if s.Issuer != "" {
		p.Issuer = s.Issuer
	}
	if s.Emails != nil {
		entry["emailsUrl"] = p.URL + "/emails"
		p.Bodies["/emails"] = s.Emails
	}
	if s.HS256 {
		p.Secret = clientSecret
	}
	for name, value := range s.Settings {
		entry[name] = value
	}
	h.providers(entry)
	return p
}

// checkAsked checks the requests to the token endpoint and to user info.
func checkAsked(t *testing.T, id string, s shape, p *oauthtest.Provider) {
	t.Helper()
	p.Change(func() {
		at := func(path string) http.Header { return p.Headers[slices.Index(p.Asked, path)] }
		_, _, isBasic := (&http.Request{Header: at("/token")}).BasicAuth()
		form := p.Forms[0]
		if isBasic != (s.Authentication == "basic") || isBasic == (form.Get("client_secret") == clientSecret) {
			t.Errorf("%s: the client names itself by %v %v", id, at("/token"), form)
		}
		if form.Get("code_verifier") == "" || !strings.HasSuffix(form.Get("redirect_uri"), "/callback/"+id) {
			t.Errorf("%s: the token endpoint gets %v", id, form)
		}
		if s.Me != nil && s.Header != nil && at("/me").Get(s.Header[0]) != s.Header[1] {
			t.Errorf("%s: user info gets %v", id, at("/me"))
		}
		if s.Me != nil && p.Methods[slices.Index(p.Asked, "/me")] != map[string]string{"": "GET", "POST": "POST"}[s.Method] {
			t.Errorf("%s: user info is asked by another method", id)
		}
	})
}
