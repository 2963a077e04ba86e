package api_test

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
)

const dataCookie = "__Secure-neon-auth.session_data"

// TestCookieCacheAndLargeProfiles: a browser ignores a cookie of more than 4,096 bytes. The answer is looked up then,
// and the cookie of before ends.
func TestCookieCacheAndLargeProfiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change string // of the user, by SQL
		agent  string
	}{
		"picture":    {`update neon_auth."user" set image = 'https://i.test/' || repeat('i', 3000)`, "a"},
		"long name":  {`update neon_auth."user" set name = repeat(U&'\00fc', 100), image = repeat(U&'\00fc', 1500)`, "a"},
		"user agent": {`update neon_auth."user" set image = repeat('i', 1900)`, strings.Repeat("agent ", 170)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := start(t)
			h.sql(`update neon_auth.project_config set options = '{"session": {"cookieCache": {"enabled": true}}}'`)
			c0 := h.client()
			c0.post("/sign-up/email", map[string]any{"name": "Ada", "email": "ada@example.com", "password": goodWord}, "User-Agent", c.agent).wants(t, 200)
			if c0.cookies[dataCookie] == "" {
				t.Fatal("no session is kept in a cookie")
			}
			before := c0.cookies[dataCookie]
			h.sql(c.change)
			delete(c0.cookies, dataCookie)
			c0.cookies[dataCookie+".0"], c0.cookies[dataCookie+".1"] = "chunk", "chunk"
			got := c0.get("/get-session").wants(t, 200)
			for _, line := range got.header.Values("Set-Cookie") {
				if len(line) > 4096 {
					t.Errorf("a cookie of %d bytes", len(line))
				}
			}
			if len(c0.withoutChallenge()) != 1 {
				t.Errorf("cookies beside the token: %v", c0.cookies)
			}

			// The profile that grows in this browser: the cookie of before ends with the answer.
			h.sql(`update neon_auth."user" set name = 'Ada', image = null`)
			c0.cookies[dataCookie] = before
			c0.post("/update-user", map[string]any{"name": "Bea", "image": "https://i.test/" + strings.Repeat("i", 4000)}).wants(t, 200)
			if c0.cookies[dataCookie] != "" {
				t.Error("the cookie with the profile of before is left")
			}
			c0.get("/get-session").wants(t, 200, `"name":"Bea"`)
		})
	}
}

// TestSessionDataIsNeverTheSame: a client may tell by the cookie that the session was looked up again.
func TestSessionDataIsNeverTheSame(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth.project_config set options = '{"session": {"cookieCache": {"enabled": true}}}'`)
	ada := h.client().signUp("ada@example.com")
	seen := map[string]bool{ada.cookies[dataCookie]: true}
	for range 3 {
		ada.get("/get-session?disableCookieCache=true").wants(t, 200)
		if value := ada.cookies[dataCookie]; value == "" || seen[value] {
			t.Errorf("the cookie is %q again", value)
		} else {
			seen[value] = true
		}
	}
}

// TestCookieChunksEnd: cookie chunks set by Better Auth are deleted when the session ends, in every way it can end.
func TestCookieChunksEnd(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().enter("bea@example.com")
	admin := h.client().enter("ada@example.com")
	h.sql(`update neon_auth."user" set role = 'admin' where email = 'ada@example.com'`)
	bea := value[string](h, `select id::text from neon_auth."user" where email = 'bea@example.com'`)
	for _, step := range []struct {
		path string
		body map[string]any
	}{
		{"/admin/impersonate-user", map[string]any{"userId": bea}}, {"/admin/stop-impersonating", map[string]any{}}, {"/sign-out", map[string]any{}},
	} {
		for _, chunk := range []string{"", ".0", ".1", ".11"} {
			admin.cookies[dataCookie+chunk] = "chunk"
		}
		admin.post(step.path, step.body).wants(t, 200)
		for name := range admin.cookies {
			if strings.HasPrefix(name, dataCookie) {
				t.Errorf("%s leaves cookie %s", step.path, name)
			}
		}
	}
}

// TestTokenHeaderIsBounded: Node's fetch fails on 16 KB of headers. The picture is left out of the token in the header
// first, then the header; /token has all.
func TestTokenHeaderIsBounded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change        string
		header, image bool // whether there is one, and whether it has the picture
		whole         string
	}{
		"small":             {`update neon_auth."user" set image = 'https://i.test/a.png'`, true, true, "a.png"},
		"picture of 2.5 KB": {`update neon_auth."user" set image = 'https://i.test/' || repeat('i', 2500)`, true, false, "iiii"},
		"picture of 12 KB":  {`update neon_auth."user" set image = 'https://i.test/' || repeat('i', 12000)`, true, false, "iiii"},
		"hook":              {hookOf(3500), false, false, "hhhh"},
		"hook and picture":  {`update neon_auth."user" set image = repeat('i', 1900); ` + hookOf(3500), false, false, "hhhh"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := start(t)
			ada := h.client().enter("ada@example.com")
			h.sql(c.change)
			for range 2 { // minted, then from the cache
				got := ada.get("/get-session").wants(t, 200, "ada@example.com")
				size := 0
				for name, values := range got.header {
					size += len(name) + len(strings.Join(values, ""))
				}
				header := got.header.Get("Set-Auth-Jwt")
				if size > 6000 || (header != "") != c.header {
					t.Errorf("headers of %d bytes, a token of %d", size, len(header))
				}
				if _, has := claimsOf(t, header)["image"]; has != c.image {
					t.Errorf("the header has the picture: %v", has)
				}
				token, _ := ada.get("/token").wants(t, 200).field("token").(string)
				if raw, err := json.Marshal(claimsOf(t, token)); err != nil || !strings.Contains(string(raw), c.whole) {
					t.Errorf("/token leaves something out: %d bytes, %v", len(raw), err)
				}
			}
		})
	}
}

func hookOf(size int) string {
	return `create function public.large_claims(jsonb) returns jsonb language sql security definer
		set search_path = pg_catalog, pg_temp as $$ select jsonb_build_object('more', repeat('h', ` + strconv.Itoa(size) + `)) $$;
		select neon_auth.token_claims_hook('public.large_claims(jsonb)')`
}

// claimsOf reads a token without verifying it; none has no claims.
func claimsOf(t *testing.T, token string) map[string]any {
	t.Helper()
	if token == "" {
		return nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	claims := map[string]any{}
	if err == nil {
		err = json.Unmarshal(raw, &claims)
	}
	if err != nil {
		t.Fatal(err)
	}
	return claims
}
