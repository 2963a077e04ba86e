package api_test

import (
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"

	"neonauth/sidecar/api"
	"neonauth/sidecar/logtest"
	"neonauth/sidecar/pgtest"
)

// What must not be seen from outside, in the log, or in Postgres.

// G01: an unknown address, a wrong password, a user without a password and a ban look the same until the password is right.
func TestG01SameAnswerForEverybody(t *testing.T) {
	t.Parallel()
	h := start(t)
	for _, name := range []string{"known", "banned", "social"} {
		h.client().enter(name + "@example.com")
	}
	h.sql(`select neon_auth.ban_user(id) from neon_auth."user" where email like 'banned%'`)
	h.sql(`delete from neon_auth.account where "userId" = (select id from neon_auth."user" where email like 'social%')`)
	names := []string{"known", "banned", "social", "unknown"}
	first := h.client().signIn("known@example.com", "wrong password").wants(t, 401)
	const bcrypt = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
	for _, stored := range []string{goodHash, bcrypt} {
		h.sql(`update neon_auth.account set password = $1`, stored)
		for _, name := range names {
			before := h.hasher.Begun()
			got := h.client().signIn(name+"@example.com", "wrong password")
			// Not the time is compared, which a busy machine makes up: what takes it.
			if n := h.hasher.Begun() - before; n != 1 {
				t.Errorf("%s: %d hashes", name, n)
			}
			if compared := value[string](h, `select password_hash from neon_auth_api.find_credential($1)`, name+"@example.com"); compared != stored {
				t.Errorf("%s is compared with %q", name, compared)
			}
			for _, a := range []*answer{&first, &got} {
				a.header.Del("Date")
				a.header.Del("X-Neon-Ret-Request-Id")
			}
			if got.status != 401 || got.body != first.body || len(got.header) != len(first.header) {
				t.Errorf("%s: %d %s %v", name, got.status, got.body, got.header)
			}
		}
	}
	// Another user's password does not work, and is not changed.
	h.client().signIn("unknown@example.com", "U*U").wants(t, 401, "INVALID_EMAIL_OR_PASSWORD")
	if left := value[int](h, `select count(*) from neon_auth.account where password = $1`, bcrypt); left != 2 {
		t.Errorf("%d passwords are as they were", left)
	}
	h.sql(`update neon_auth.account set password = $1`, goodHash)
	h.client().signIn("banned@example.com").wants(t, 403, "BANNED_USER")
}

func TestH02SpoofedAddress(t *testing.T) {
	t.Parallel()
	h := start(t) // trusts 127.0.0.0/8 and 10.0.0.0/8
	h.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}'`)
	h.client().enter("ada@example.com")
	h.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}'`)
	for forwarded, want := range map[string]string{
		"":                               "",
		"203.0.113.9":                    "203.0.113.9",
		"1.2.3.4, 203.0.113.9":           "203.0.113.9",
		"1.2.3.4, 203.0.113.9, 10.0.0.7": "203.0.113.9",
		"203.0.113.9, rubbish":           "127.0.0.1",
		"203.0.113.9, rubbish, 10.0.0.7": "10.0.0.7", // whose peer has no address
		"10.0.0.7":                       "10.0.0.7",
		"::FFFF:203.0.113.9":             "203.0.113.9",
		"2001:DB8:1:2:3:4:5:6":           "2001:0db8:0001:0002:0000:0000:0000:0000",
		"2001:db8:1:2::9":                "2001:0db8:0001:0002:0000:0000:0000:0000",
		"203.0.113.9:4711":               "203.0.113.9", // Azure's form
		"1.2.3.4:1, 203.0.113.9:4711, [::ffff:10.0.0.7]:80": "203.0.113.9",
		`"203.0.113.9:4711"`:           "203.0.113.9",
		"[2001:db8:1:2::9]":            "2001:0db8:0001:0002:0000:0000:0000:0000",
		`"[2001:db8:1:2::9]:443"`:      "2001:0db8:0001:0002:0000:0000:0000:0000",
		"[2001:db8:1:2::9%eth0]:443":   "2001:0db8:0001:0002:0000:0000:0000:0000",
		"2001:db8:1:2::9%eth0":         "2001:0db8:0001:0002:0000:0000:0000:0000",
		"[::ffff:203.0.113.9]:443":     "203.0.113.9",
		"203.0.113.9, ::ffff:10.0.0.7": "203.0.113.9",
		"unknown":                      "127.0.0.1",
		"_hidden":                      "127.0.0.1",
		"_hidden:_port":                "127.0.0.1",
		",":                            "127.0.0.1",
		"203.0.113.9,":                 "127.0.0.1",
		"203.0.113.9:":                 "127.0.0.1",
		"203.0.113.9:x":                "127.0.0.1",
		"203.0.113.9:65536":            "127.0.0.1",
		"203.0.113.9:+1":               "127.0.0.1",
		"203.0.113":                    "127.0.0.1",
		"203.0.113.009":                "127.0.0.1",
		"[203.0.113.9]:80":             "127.0.0.1",
		"[2001:db8::1":                 "127.0.0.1",
		"[2001:db8::1]x80":             "127.0.0.1",
		`"203.0.113.9`:                 "127.0.0.1",
		"client.example.com":           "127.0.0.1",
		"for=203.0.113.9":              "127.0.0.1",
		strings.Repeat("1.2.3.4,", 1000) + "203.0.113.9": "203.0.113.9",
	} {
		c := h.client()
		body := map[string]any{"email": "ada@example.com", "password": goodWord}
		c.post("/sign-in/email", body, "X-Forwarded-For", forwarded, "Forwarded", "for=6.6.6.6", "X-Real-Ip", "6.6.6.6", "Cf-Connecting-Ip", "6.6.6.6").wants(t, 200)
		if got := c.get("/get-session").field("session", "ipAddress"); got != want {
			t.Errorf("%.40q: %v", forwarded, got)
		}
	}
	c := h.client()
	c.post("/sign-in/email", map[string]any{"email": "ada@example.com", "password": goodWord}, "User-Agent", "caf\xe9 \u00e9").wants(t, 200)
	if got := c.get("/get-session").field("session", "userAgent"); got != "caf\ufffd é" {
		t.Errorf("a strange user agent is kept as %q", got)
	}
}

// An address that is missing or cannot be read, in whatever way, must not exempt a client from the limits.
func TestH02EveryClientIsLimited(t *testing.T) {
	t.Parallel()
	h := start(t)
	body := map[string]any{"email": "ada@example.com", "password": "wrong word"}
	for _, forwarded := range []string{"", " ", ",", "unknown", "_hidden", "rubbish", "203.0.113.7, rubbish", "203.0.113.7:54321", `"[2001:db8::1]:443"`, "10.0.0.7"} {
		h.sql("delete from neon_auth.request_count")
		refused := 0
		for range 12 {
			h.sql("update neon_auth.request_count set since = now()") // however slow this machine is
			if h.client().post("/sign-in/email", body, "X-Forwarded-For", forwarded).status == 429 {
				refused++
			}
		}
		if refused != 9 {
			t.Errorf("%q: %d of 12 are refused", forwarded, refused)
		}
	}
}

// A wiretap forwards the traffic between sidecar and Postgres, and records what the sidecar sends.
type wiretap struct{ heard logtest.Journal }

func (w *wiretap) pass(in, out net.Conn) {
	var back sync.WaitGroup
	back.Go(func() { _, _ = io.Copy(in, out); in.Close() })
	_, _ = io.Copy(io.MultiWriter(out, &w.heard), in)
	out.Close()
	back.Wait()
}

// J12: Postgres may log every statement: passwords and tokens never appear there. K02: nor in the sidecar's log,
// and addresses neither.
func TestJ12K02SecretsStayHere(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	wire := &wiretap{}
	address := pgtest.Proxy(t, db.SidecarURL, wire.pass)
	h := startOn(t, db, address, testSecret, "")
	c := h.client().signUp("ada@example.com")
	secrets := []string{goodWord, c.token(), testSecret}
	another := h.client()
	another.signIn("ada@example.com").wants(t, 200)
	secrets = append(secrets, another.token(), "a wrong password")
	another.signIn("ada@example.com", "a wrong password").wants(t, 401)
	c.get("/get-session").wants(t, 200)
	secrets = append(secrets, c.get("/token").field("token").(string))
	c.post("/verify-password", map[string]any{"password": goodWord}).wants(t, 200)
	c.post("/change-password", map[string]any{"currentPassword": goodWord, "newPassword": "the new password", "revokeOtherSessions": true}).wants(t, 200)
	secrets = append(secrets, "the new password", c.token(), c.cookies[cookieName])
	c.post("/revoke-session", map[string]any{"token": another.token()}).wants(t, 200)
	c.post("/update-user", map[string]any{"name": "Bea", "password": "in a wrong place"}).wants(t, 200)
	c.get("/list-sessions").wants(t, 200)
	h.sql(`create function public.broken() returns trigger language plpgsql as $$ begin perform 1 / 0; return new; end $$;
		create trigger broken before insert on neon_auth.session for each row execute function public.broken()`)
	another.signIn("ada@example.com", "the new password").wants(t, 500)
	c.post("/sign-out", "{}").wants(t, 200)

	wired, log := wire.heard.String(), h.log.String()
	for _, s := range secrets {
		if strings.Contains(wired, s) {
			t.Errorf("Postgres has been told %q", s)
		}
		if strings.Contains(log, s) {
			t.Errorf("the log tells %q", s)
		}
	}
	if !strings.Contains(wired, "ada@example.com") || !strings.Contains(log, "22012") {
		t.Error("the test looks at nothing")
	}
	for _, text := range []string{"example.com", "neon-auth", "ookie", "Bea", "127.0.0.1", h.db.Name} {
		if strings.Contains(log, text) {
			t.Errorf("the log tells %s: %s", text, log)
		}
	}
}

// K02: not even where the operator has Postgres add a failed statement's parameters to its messages.
func TestK02ParametersOfFailures(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	h := startOn(t, db, "", testSecret, "")
	h.sql(`create function public.broken() returns trigger language plpgsql as $$ begin perform 1 / 0; return new; end $$;
		create trigger broken before insert on neon_auth."user" for each row execute function public.broken()`)
	h.sql(`alter database ` + db.Name + ` set log_parameter_max_length_on_error = -1`)
	fresh := startOn(t, db, "", testSecret, "")
	fresh.client().post("/sign-up/email", map[string]any{"name": "Ada", "email": "ada@example.com", "password": goodWord}).wants(t, 500)
	if log := fresh.log.String(); strings.Contains(log, "example.com") || !strings.Contains(log, "22012") {
		t.Errorf("the log tells %s", log)
	}
}

// K01: what goes wrong with us is an id to people, and a line with that id in the log.
func TestK01OwnFaults(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	h.sql(`create function public.broken() returns trigger language plpgsql as $$ begin perform * from no_such_table; return new; end $$;
		create trigger broken before update on neon_auth."user" for each row execute function public.broken()`)
	got := c.post("/update-user", map[string]any{"name": "Bea"}).wants(t, 500)
	id, _ := got.field("requestId").(string)
	if len(id) < 16 || got.header.Get("X-Neon-Ret-Request-Id") != id || !strings.Contains(h.log.String(), id) {
		t.Errorf("request %q is not in the log", id)
	}
	for _, text := range []string{"no_such_table", "42P01", "plpgsql", ".go", "goroutine", "relation", "broken"} {
		if strings.Contains(got.body, text) {
			t.Errorf("%s tells %s", got.body, text)
		}
	}
}

func TestK08Headers(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client()
	for _, path := range []string{"/ok", "/error?error=x", "/reference", "/nothing", "/get-session", "/list-sessions", "/%00", "/../../x"} {
		got := c.get(path)
		if got.header.Get("X-Content-Type-Options") != "nosniff" || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", path, got.header)
		}
		policy := got.header.Get("Content-Security-Policy")
		if strings.HasPrefix(got.header.Get("Content-Type"), "text/html") && (!strings.Contains(policy, "frame-ancestors 'none'") || got.header.Get("Referrer-Policy") != "no-referrer") {
			t.Errorf("%s: %v", path, got.header)
		}
	}
	for origin, want := range map[string]string{ownOrigin: "max-age=31536000", "http://localhost:4400": ""} {
		plain := start(t, func(c *api.Config) { c.PublicURL = origin })
		if got := plain.client().get("/ok").header.Get("Strict-Transport-Security"); got != want {
			t.Errorf("at %s it is %q", origin, got)
		}
	}
	if page := c.get("/error?error=%3Cscript%3E&error_description=%3Cscript%3Ealert(1)%3C/script%3E"); strings.Contains(page.body, "<script") {
		t.Errorf("a script in %s", page.body)
	}
}

// One line a request: what, how long in milliseconds, who; nothing else.
func TestLogLine(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *api.Config) { c.Log = slog.New(c.Log.Handler()) })
	c := h.client().signUp("ada@example.com")
	c.get("/get-session?disableRefresh=secret").wants(t, 200)
	c.signIn("ada@example.com").wants(t, 200)
	lines := strings.Split(strings.TrimSpace(h.log.String()), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines", len(lines))
	}
	who := `"user":"` + value[string](h, `select id::text from neon_auth."user"`) + `"`
	for _, line := range lines[1:] {
		var ms float64
		var ok bool
		if ms, ok = (answer{body: line}).field("ms").(float64); !ok || ms <= 0 || ms > 60_000 {
			t.Errorf("%v ms in %s", ms, line)
		}
		if !strings.Contains(line, who) || strings.Contains(line, "disableRefresh") {
			t.Error(line)
		}
	}
	if !strings.Contains(lines[1], `"route":"/:database/auth/get-session"`) {
		t.Error(lines[1])
	}
}
