package main_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"neonauth/sidecar/api"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/password"
	"neonauth/sidecar/secret"
)

const (
	publicURL = "http://auth.example"
	secretKey = "Jm4bYy0QpVtq8yTzB3kUe1nHs7wDf5Lx"
	adaEmail  = "ada@example.com"
	adaSecret = "correct horse"
)

// A place is a database that a sidecar serves. All sidecars here have the same secret and the same public origin, so only
// the branch distinguishes the issuers of their tokens.
type place struct {
	*cluster
	name    string
	address string
	stop    func()
}

// serve starts a sidecar for a database. stop stops it before the end of the test.
func (c *cluster) serve(t *testing.T, name string) place {
	t.Helper()
	ring, err := secret.New(secretKey, "")
	if err != nil {
		t.Fatal(err)
	}
	databases := branch.NewDatabases(c.serving(t, name), ring, branch.Options{})
	handler, err := api.New(api.Config{
		Database: databases.Get, Default: name, PublicURL: publicURL, Hasher: password.New(0, 0), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	p := place{c, name, server.URL + "/" + name + "/auth", func() { server.Close(); databases.Close() }}
	t.Cleanup(p.stop)
	return p
}

// call sends a browser's request with that cookie.
func call(t *testing.T, method, address, cookie, body string) (http.Header, int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if cookie != "" {
		request.Header.Set("Cookie", cookie)
	}
	request.Header.Set("Origin", "http://localhost:3000")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.Header, response.StatusCode, string(answer)
}

// signedIn is everything that a signed-in user has received from a place.
type signedIn struct {
	cookie, session string
	token           string // from /token
	verified        string // another token, which SQL there has verified and cached
}

// signIn signs Ada in, with the password that all copies know. It signs her up first if she does not exist.
func (p place) signIn(t *testing.T, path string) signedIn {
	t.Helper()
	in := signInAt(t, p.address, path)
	in.token = mint(t, p.address, in.cookie)
	in.verified = mint(t, p.address, signInAt(t, p.address, "/sign-in/email").cookie)
	p.run(t, p.name, "select auth.jwt_session_init($1)", in.verified)
	return in
}

func signInAt(t *testing.T, address, path string) (in signedIn) {
	t.Helper()
	header, status, answer := call(t, "POST", address+path, "", `{"name":"Ada","email":"`+adaEmail+`","password":"`+adaSecret+`"}`)
	if status != http.StatusOK {
		t.Fatalf("%s responds with %d %s", path, status, answer)
	}
	var cookie *http.Cookie
	for _, c := range (&http.Response{Header: header}).Cookies() { // the challenge cookies come first
		if strings.HasSuffix(c.Name, ".session_token") {
			cookie = c
		}
	}
	if cookie == nil {
		t.Fatalf("%s sets no session cookie: %v", path, header)
	}
	text, err := url.PathUnescape(cookie.Value)
	if err != nil {
		t.Fatal(err)
	}
	in.cookie = cookie.Name + "=" + cookie.Value
	in.session, _, _ = strings.Cut(text, ".")
	return in
}

func mint(t *testing.T, address, cookie string) string {
	t.Helper()
	_, status, answer := call(t, "GET", address+"/token", cookie, "")
	var minted struct{ Token string }
	if err := json.Unmarshal([]byte(answer), &minted); err != nil || status != http.StatusOK {
		t.Fatalf("/token responds with %d %s", status, answer)
	}
	return minted.Token
}

// published returns the ids of the keys in a key set.
func published(t *testing.T, address string) (kids []string) {
	t.Helper()
	_, status, answer := call(t, "GET", address+"/.well-known/jwks.json", "", "")
	var set struct{ Keys []struct{ Kid string } }
	if err := json.Unmarshal([]byte(answer), &set); err != nil || status != http.StatusOK {
		t.Fatalf("jwks.json responds with %d %s", status, answer)
	}
	for _, key := range set.Keys {
		kids = append(kids, key.Kid)
	}
	return kids
}

// kidOf returns the id of the key in a token's header.
func kidOf(t *testing.T, token string) string {
	t.Helper()
	first, _, _ := strings.Cut(token, ".")
	raw, err := base64.RawURLEncoding.DecodeString(first)
	var header struct{ Kid string }
	if err == nil {
		err = json.Unmarshal(raw, &header)
	}
	if err != nil {
		t.Fatal(err)
	}
	return header.Kid
}
