package api_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// A client is a browser of an app on this server's origin. It keeps cookies and sends an Origin. It may send several requests at
// the same time.
type client struct {
	h       *harness
	cookies map[string]string // as they were set, percent-encoded
	mutex   sync.Mutex        // for cookies, while requests are sent
}

func (h *harness) client() *client { return &client{h: h, cookies: map[string]string{}} }

var requests atomic.Uint32

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// get sends a GET. header lists names and values; an empty value removes a header.
func (c *client) get(path string, header ...string) answer {
	c.h.Helper()
	return c.send(http.MethodGet, path, nil, header...)
}

// post sends a value as JSON; a string as it is.
func (c *client) post(path string, body any, header ...string) answer {
	c.h.Helper()
	text, ok := body.(string)
	if !ok {
		raw, err := json.Marshal(body)
		if err != nil {
			c.h.Fatal(err)
		}
		text = string(raw)
	}
	return c.send(http.MethodPost, path, strings.NewReader(text), header...)
}

// send makes any request below the auth base, and keeps the cookies of the answer.
func (c *client) send(method, path string, body io.Reader, header ...string) answer {
	c.h.Helper()
	got, err := c.try(c.h.Context(), method, path, body, header...)
	if err != nil {
		c.h.Fatal(err)
	}
	return got
}

func (c *client) try(ctx context.Context, method, path string, body io.Reader, header ...string) (answer, error) {
	n := requests.Add(1)
	in, err := http.NewRequestWithContext(ctx, method, c.h.server.URL+"/"+c.h.db.Name+"/auth"+path, body)
	if err != nil {
		return answer{}, err
	}
	if method == http.MethodPost {
		in.Header.Set("Content-Type", "application/json")
		in.Header.Set("Origin", ownOrigin)
	}
	c.mutex.Lock()
	if len(c.cookies) > 0 {
		in.Header.Set("Cookie", c.cookieHeader())
	}
	c.mutex.Unlock()
	in.Header.Set("X-Forwarded-For", fmt.Sprintf("198.18.%d.%d", n>>8&255, n&255)) // no two requests share a limit
	for pair := range slices.Chunk(header, 2) {
		if in.Header.Del(pair[0]); pair[1] != "" {
			in.Header.Set(pair[0], pair[1])
		}
	}
	out, err := http.DefaultTransport.RoundTrip(in) // not a http.Client, which follows redirects
	if err != nil {
		return answer{}, err
	}
	defer out.Body.Close()
	text, err := io.ReadAll(out.Body)
	if err != nil {
		return answer{}, err
	}
	c.mutex.Lock()
	for _, cookie := range out.Cookies() {
		if cookie.MaxAge < 0 {
			delete(c.cookies, cookie.Name)
		} else {
			c.cookies[cookie.Name] = cookie.Value
		}
	}
	c.mutex.Unlock()
	got := answer{out.StatusCode, out.Header, string(text)}
	c.wantDescribed(method, path, got)
	return got, nil
}

// isChallenge reports whether a cookie only binds a later verifier to this browser, as all sign-ins and sign-ups set it.
func isChallenge(cookie string) bool {
	return strings.Contains(cookie, ".session_challenge") || strings.Contains(cookie, ".session_challange")
}

// signInCookies returns the lines of Set-Cookie that sign in, out, or keep a session.
func (a answer) signInCookies() []string {
	return slices.DeleteFunc(slices.Clone(a.header.Values("Set-Cookie")), isChallenge)
}

// withoutChallenge drops the challenge from the browser's cookies.
func (c *client) withoutChallenge() map[string]string {
	kept := maps.Clone(c.cookies)
	maps.DeleteFunc(kept, func(name, _ string) bool { return isChallenge(name) })
	return kept
}

func (c *client) cookieHeader() string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(c.cookies)) {
		pairs = append(pairs, name+"="+c.cookies[name])
	}
	return strings.Join(pairs, "; ")
}

// token is the session token in the client's cookie.
func (c *client) token() string {
	text, err := url.PathUnescape(c.cookies[cookieName])
	if err != nil {
		c.h.Fatal(err)
	}
	token, _, _ := strings.Cut(text, ".")
	return token
}

// signUp makes a user whose password is goodWord; the client is signed in then.
func (c *client) signUp(email string) *client {
	c.h.Helper()
	c.post("/sign-up/email", map[string]any{"name": "Ada", "email": email, "password": goodWord}).wants(c.h, 200)
	return c
}

// enter does the same without the API, which would hash the password: SQL creates the user and the session.
func (c *client) enter(email string) *client {
	c.h.Helper()
	settings, err := c.h.branch.Settings(c.h.Context())
	if err != nil {
		c.h.Fatal(err)
	}
	token := rand.Text() + "000000"
	c.h.sql(`insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt", "ipAddress", "userAgent")
		values (neon_auth.create_user($1, 'Ada', $2), $3, now() + interval '7 days', now(), '', '')`, email, goodHash, tokenHash(token))
	signature := base64.StdEncoding.EncodeToString(settings.Cookies.Sum(token))
	c.cookies[cookieName] = url.QueryEscape(token + "." + signature)
	return c
}

// signIn signs in with goodWord, or another.
func (c *client) signIn(email string, word ...string) answer {
	c.h.Helper()
	return c.post("/sign-in/email", map[string]any{"email": email, "password": append(word, goodWord)[0]})
}

// signedIn reports whether get-session returns a session for the client.
func (c *client) signedIn() bool {
	c.h.Helper()
	return c.get("/get-session").wants(c.h, 200).body != "null"
}

// wants fails the test unless the status is this one and, if given, the body holds the texts.
func (a answer) wants(t testing.TB, status int, texts ...string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d instead of %d: %.300s", a.status, status, a.body)
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("no %s in %.300s", text, a.body)
		}
	}
	return a
}

// field follows keys into the answer's JSON; nil where there is nothing.
func (a answer) field(keys ...string) any {
	var found any
	_ = json.Unmarshal([]byte(a.body), &found)
	for _, key := range keys {
		object, _ := found.(map[string]any)
		found = object[key]
	}
	return found
}

// decodeToken reads the claims of GET /token's answer; the signature is sql's and jwt's to test.
func decodeToken(t testing.TB, a answer) map[string]any {
	t.Helper()
	token, _ := a.field("token").(string)
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("no token: %s", a.body)
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(text, &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func read(t testing.TB, response *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
