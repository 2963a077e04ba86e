package api_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"neonauth/sidecar/pgtest"
)

// Exchanging the secret: the old one's cookies and keys count while it is named as previous, and not after.
func TestSecretsAreExchanged(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	before := startOn(t, db, "", testSecret, "")
	old := before.client().enter("ada@example.com")
	at := func(h *harness, c *client) *client {
		moved := h.client()
		moved.cookies[cookieName] = c.cookies[cookieName]
		return moved
	}

	during := startOn(t, db, "", otherSecret, testSecret)
	old.get("/token").wants(t, 200)
	kid := value[string](before, `select string_agg(id::text, ' ') from neon_auth.jwks`)
	moved := at(during, old)
	if !moved.signedIn() {
		t.Fatal("a cookie of the previous secret does not count")
	}
	moved.get("/token").wants(t, 200)
	fresh := during.client()
	fresh.signIn("ada@example.com").wants(t, 200)
	if at(before, fresh).signedIn() {
		t.Error("what is new is signed with the previous secret")
	}

	after := startOn(t, db, "", otherSecret, "")
	if at(after, old).signedIn() {
		t.Error("a cookie of the secret before counts when that is gone")
	}
	stays := at(after, fresh)
	sealedElsewhere(t, after, stays, kid)
}

// A signing key that was sealed with another secret is reported and never replaced. Everything else works.
func sealedElsewhere(t *testing.T, h *harness, c *client, kid string) {
	t.Helper()
	response, err := http.Get(h.server.URL + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	ready := read(t, response)
	if response.StatusCode != 503 || !strings.Contains(ready, "signing key") || !strings.Contains(ready, "NEONAUTH_SECRET") {
		t.Errorf("/readyz: %d %s", response.StatusCode, ready)
	}
	c.get("/token").wants(t, 503, "KEY")
	c.get("/token/anonymous").wants(t, 503)
	if got := value[string](h, `select string_agg(id::text, ' ') from neon_auth.jwks`); got != kid {
		t.Errorf("key %s became %s", kid, got)
	}
	c.get("/.well-known/jwks.json").wants(t, 200, kid)
	if got := c.get("/get-session").wants(t, 200, "ada@"); got.header.Get("Set-Auth-Jwt") != "" {
		t.Error("a token was signed")
	}
	c.get("/list-sessions").wants(t, 200)
	c.post("/update-user", map[string]any{"name": "Bea"}).wants(t, 200)
	c.signIn("ada@example.com").wants(t, 200)
	h.client().enter("bob@example.com").post("/sign-out", "{}").wants(t, 200)

	h.sql(`select neon_auth.retire_key()`) // like an operator who has lost the old secret
	c.get("/token").wants(t, 200)
	c.get("/token/anonymous").wants(t, 200)
}

// A fresh database has no key: of many who need it first, all are served, by one key.
func TestFirstKey(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().enter("ada@example.com")
	var all sync.WaitGroup
	for range 24 {
		all.Go(func() { h.client().get("/token/anonymous").wants(t, 200) })
		all.Go(func() { h.client().post("/sign-out", "{}").wants(t, 200) })
		all.Go(func() { h.client().get("/jwks").wants(t, 200) })
	}
	all.Wait()
	if n := value[int](h, `select count(*) from neon_auth.jwks`); n != 1 {
		t.Errorf("%d keys", n)
	}
	key := h.client().get("/.well-known/jwks.json").wants(t, 200)
	for _, private := range []string{`"d"`, "privateKey", "v1."} {
		if strings.Contains(key.body, private) {
			t.Errorf("the key set holds %s", private)
		}
	}
	h.sql(`select neon_auth.retire_key()`)
	h.client().get("/token/anonymous").wants(t, 200)
	if n := value[int](h, `select count(*) from neon_auth.jwks where "expiresAt" is null`); n != 1 {
		t.Errorf("%d keys sign", n)
	}
}
