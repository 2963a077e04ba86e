package management_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestWire: what Neon's programs rely on in requests and responses.
func TestWire(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	// Neon's programs send the key as cookies, too, and no Origin. A page's Origin neither helps nor hurts.
	got := h.wants(h.call(key, "GET", "auth", "", func(in *http.Request) {
		in.Header.Set("Cookie", "zenith="+key+"; keycloak_token="+key)
		in.Header.Set("Origin", "https://evil.example.com")
	}), 200)
	for _, name := range []string{"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Set-Cookie"} {
		if got.header.Get(name) != "" {
			t.Errorf("%s: %s", name, got.header.Get(name))
		}
	}
	if got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("Cache-Control: %q", got.header.Get("Cache-Control"))
	}
	// A preflight is refused without headers that would allow anything.
	preflight := h.call("", "OPTIONS", "auth", "", func(in *http.Request) {
		in.Header.Set("Origin", "https://evil.example.com")
		in.Header.Set("Access-Control-Request-Method", "DELETE")
		in.Header.Set("Access-Control-Request-Headers", "authorization")
	})
	if preflight.status < 400 || preflight.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("preflight: %d %v", preflight.status, preflight.header)
	}
	// The scheme's case does not matter.
	h.wants(h.call("", "GET", "auth", "", func(in *http.Request) { in.Header.Set("Authorization", "bearer "+key) }), 200)
	// A DELETE may have a body, or none and no content type.
	h.wants(h.call(key, "DELETE", "auth/users/"+uuidOf("x"), ""), 404)
	h.wants(h.call(key, "DELETE", "auth/users/"+uuidOf("x"), `{"ignored": true}`), 404)

	h.refused(h.call(key, "GET", "/nothing", ""), 404, "NOT_FOUND")
	h.refused(h.call(key, "GET", "", ""), 404, "NOT_FOUND")
	h.refused(h.call(key, "GET", "//projects", ""), 404, "NOT_FOUND")
	h.refused(h.call(key, "GET", "/projects/", ""), 404, "NOT_FOUND")
	h.refused(h.call(key, "GET", "/projects/%2e%2e/projects", ""), 404, "NOT_FOUND")
	h.refused(h.call(key, "PATCH", "auth/users", `{}`), 405, "METHOD_NOT_ALLOWED")
	if got := h.call(key, "PATCH", "auth/users", `{}`); got.header.Get("Allow") != "POST" {
		t.Errorf("Allow: %q", got.header.Get("Allow"))
	}
	if got := h.call("", "GET", "auth", ""); got.header.Get("WWW-Authenticate") != "Bearer" || got.header.Get("X-Request-Id") != got.body["request_id"] {
		t.Errorf("%v %s", got.header, got.text)
	}
	if log := h.log.String(); strings.Contains(log, key) || strings.Contains(log, "zenith") || !strings.Contains(log, `"key":"ci"`) {
		t.Errorf("the log: %s", log)
	}
}

// TestBodies: bodies that are too large, of another type or not an object are refused and change nothing.
func TestBodies(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	before := h.state()
	large := `{"email": "ada@example.com", "name": "` + strings.Repeat("a", 64<<10) + `"}`
	h.refused(h.call(key, "POST", "auth/users", large), 413, "BODY_TOO_LARGE")
	h.refused(h.call(key, "POST", "auth/users", strings.Repeat(" ", 65<<10)+`{"email": "ada@example.com"}`), 413, "BODY_TOO_LARGE")
	chunked := h.call(key, "POST", "auth/users", "x", func(in *http.Request) {
		in.Body, in.ContentLength = http.NoBody, -1
		in.Body = readCloser{bytes.NewReader(append([]byte(large), large...))}
	})
	h.refused(chunked, 413, "BODY_TOO_LARGE")
	for _, media := range []string{"text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"} {
		h.refused(h.call(key, "POST", "auth/users", `{"email": "ada@example.com"}`, func(in *http.Request) { in.Header.Set("Content-Type", media) }), 415, "UNSUPPORTED_MEDIA_TYPE")
	}
	for _, body := range []string{`null`, `"x"`, `1`, `[{}]`, `{`, "{\"email\": \"\xff\"}", `{"email": "a\u0000@example.com"}`, `{"a":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + `}`} {
		h.refused(h.call(key, "POST", "auth/users", body), 400, "INVALID_BODY")
	}
	if h.state() != before {
		t.Error("something has changed")
	}
	h.wants(h.call(key, "POST", "auth/users", `{"email": "ada@example.com"}`, func(in *http.Request) { in.Header.Set("Content-Type", "application/json; charset=utf-8") }), 201)
}

type readCloser struct{ *bytes.Reader }

// Close implements io.Closer.
func (readCloser) Close() error { return nil }

// TestWrongKeysAreLimited: a client that tries keys is refused for a while, also by concurrent requests; valid keys of
// the same client are not, and neither are other clients.
func TestWrongKeysAreLimited(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	from := func(address string) func(*http.Request) {
		return func(in *http.Request) { in.Header.Set("X-Forwarded-For", address) }
	}
	var mutex sync.Mutex
	statuses := map[int]int{}
	var racing sync.WaitGroup
	for i := range 4 {
		racing.Go(func() {
			for j := range 12 {
				got := h.call(fmt.Sprintf("nak_%d_%d", i, j), "GET", "auth", "", from("203.0.113.7"))
				mutex.Lock()
				statuses[got.status]++
				mutex.Unlock()
			}
		})
	}
	racing.Wait()
	if statuses[401] != 30 || statuses[429] != 18 {
		t.Errorf("%v, want 30 of 401 and 18 of 429", statuses)
	}
	got := h.call("nak_x", "GET", "auth", "", from("203.0.113.7"))
	h.refused(got, 429, "TOO_MANY_REQUESTS")
	if got.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	h.refused(h.call("nak_x", "GET", "auth", "", from("203.0.113.8")), 401, "KEY_UNKNOWN")
	h.wants(h.call(key, "GET", "auth", "", from("203.0.113.7")), 200)
	h.sql("update neon_auth_management.request_count set since = since - interval '1 minute'")
	h.refused(h.call("nak_x", "GET", "auth", "", from("203.0.113.7")), 401, "KEY_UNKNOWN")
}

// TestKeyIsLimited: a key has a limit of its own, and its last use is recorded.
func TestKeyIsLimited(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	h.wants(h.call(key, "GET", "auth", ""), 200)
	if !value[bool](h, "select last_used_at > now() - interval '1 minute' from neon_auth_management.key where name = 'ci'") {
		t.Error("the last use is not recorded")
	}
	h.sql("update neon_auth_management.request_count set count = 600")
	h.refused(h.call(key, "GET", "auth", ""), 429, "TOO_MANY_REQUESTS")
	h.wants(h.call(h.key("other"), "GET", "auth", ""), 200)
}

// TestRevocation: a key that is revoked or expires is refused from the next request on.
func TestRevocation(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ci")
	h.wants(h.call(key, "GET", "auth", ""), 200)
	if revoked := value[int](h, "select jsonb_array_length(neon_auth_management.revoke_key('ci'))"); revoked != 1 {
		t.Errorf("%d keys are revoked", revoked)
	}
	h.refused(h.call(key, "GET", "auth", ""), 401, "KEY_REVOKED")
	second := h.key("second")
	h.sql("update neon_auth_management.key set expires_at = now() where name = 'second'")
	h.refused(h.call(second, "GET", "auth", ""), 401, "KEY_EXPIRED")
}
