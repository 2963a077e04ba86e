package api_test

import (
	"strings"
	"testing"
)

// C08: a change by SQL is as good as one by the API, on the very next request. Everything is warm before the change.
func TestChangeOfUserBySQL(t *testing.T) {
	t.Parallel()
	h := start(t)
	const ada = `where email = 'ada@example.com'`
	gone := func(t *testing.T, c *client) {
		t.Helper()
		c.post("/update-user", map[string]any{"name": "Bea"}).wants(t, 401)
		c.get("/list-sessions").wants(t, 401)
		c.get("/token").wants(t, 401)
		if got := c.get("/get-session").wants(t, 200); got.body != "null" || got.header.Get("Set-Auth-Jwt") != "" {
			t.Errorf("get-session gives %s", got.body)
		}
	}
	for _, change := range []struct {
		name, statement string
		then            func(t *testing.T, c *client)
	}{
		{"ban by update", `update neon_auth."user" set banned = true ` + ada, gone},
		{"ban by function", `select neon_auth.ban_user(id) from neon_auth."user" ` + ada, gone},
		{"ban for a while", `update neon_auth."user" set banned = true, "banExpires" = now() + interval '1 hour' ` + ada, gone},
		{"ban for ever", `update neon_auth."user" set banned = true, "banExpires" = 'infinity' ` + ada, gone},
		{"ban that is over", `update neon_auth."user" set banned = true, "banExpires" = now() - interval '1 hour' ` + ada, func(t *testing.T, c *client) {
			c.get("/get-session").wants(t, 200, "ada@")
			c.signIn("ada@example.com").wants(t, 200)
			c.get("/get-session").wants(t, 200, `"banned":false`)
		}},
		{"delete the session", `delete from neon_auth.session`, gone},
		{"end the session", `update neon_auth.session set "expiresAt" = now()`, gone},
		{"revoke by function", `select neon_auth.revoke_sessions(id) from neon_auth."user" ` + ada, gone},
		{"delete the user", `delete from neon_auth."user" ` + ada, gone},
		{"set a password", `select neon_auth.set_password(id, '` + hash(h, "another word") + `') from neon_auth."user" ` + ada, func(t *testing.T, c *client) {
			gone(t, c)
			c.signIn("ada@example.com").wants(t, 401)
			c.signIn("ada@example.com", "another word").wants(t, 200)
		}},
		{"change the address", `update neon_auth."user" set email = 'bea@example.com' ` + ada, func(t *testing.T, c *client) {
			c.get("/get-session").wants(t, 200, "bea@example.com")
			claims := decodeToken(t, c.get("/token").wants(t, 200))
			if claims["email"] != "bea@example.com" {
				t.Errorf("the token says %v", claims)
			}
			c.signIn("ada@example.com").wants(t, 401)
			c.signIn("bea@example.com").wants(t, 200)
		}},
		{"change the role", `update neon_auth."user" set role = 'admin' ` + ada, func(t *testing.T, c *client) {
			c.get("/get-session").wants(t, 200, `"role":"admin"`)
		}},
	} {
		t.Run(change.name, func(t *testing.T) {
			c := h.client().enter("ada@example.com")
			c.get("/get-session").wants(t, 200, "ada@")
			c.get("/token").wants(t, 200)
			h.sql(change.statement)
			change.then(t, c)
			h.sql(`delete from neon_auth."user"`)
		})
	}
	t.Run("unban", func(t *testing.T) {
		c := h.client().enter("ada@example.com")
		h.sql(`update neon_auth."user" set banned = true`)
		c.get("/list-sessions").wants(t, 401)
		c.signIn("ada@example.com").wants(t, 403)
		h.sql(`select neon_auth.unban_user(id) from neon_auth."user"`)
		c.get("/list-sessions").wants(t, 401) // an unban revives nothing
		c.signIn("ada@example.com").wants(t, 200)
	})
}

func TestChangeOfSettingsBySQL(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	from := func(origin string) answer {
		return c.post("/update-user", map[string]any{"name": "Ada"}, "Origin", origin)
	}
	set := func(assignment string) {
		t.Helper()
		h.sql(`update neon_auth.project_config set ` + assignment)
	}
	up := func(word string) answer {
		return h.client().post("/sign-up/email", map[string]any{"name": "Bea", "email": "bea@example.com", "password": word})
	}
	const app = "https://app.test"

	from(app).wants(t, 403)
	set(`trusted_origins = '[{"domain": "https://app.test"}]'`)
	from(app).wants(t, 200)
	set(`trusted_origins = '[]'`)
	from(app).wants(t, 403)
	set(`trusted_origins = '["https://app.test"]'`)
	if allowed := c.get("/ok", "Origin", app).header.Get("Access-Control-Allow-Origin"); allowed != app {
		t.Errorf("a new origin may not read: %q", allowed)
	}
	set(`trusted_origins = '[]'`)
	for _, got := range []answer{c.get("/get-session", "Origin", app), c.send("OPTIONS", "/get-session", nil, "Origin", app)} {
		if allowed := got.header.Get("Access-Control-Allow-Origin"); allowed != "" || got.status >= 400 {
			t.Errorf("an origin that is trusted no more may read: %d %q", got.status, allowed)
		}
	}
	set(`trusted_origins = '[{"domain": "https://app.test"}]'`)
	if got := c.send("OPTIONS", "/get-session", nil, "Origin", app); got.status != 204 || got.header.Get("Access-Control-Allow-Methods") == "" {
		t.Errorf("a new origin is not let through: %d", got.status)
	}
	sign := func(to string) answer {
		return h.client().post("/sign-in/email", map[string]any{"email": "ada@example.com", "password": goodWord, "callbackURL": to})
	}
	sign(app+"/x").wants(t, 200)
	set(`trusted_origins = '[]'`)
	sign(app+"/x").wants(t, 403)
	set(`trusted_origins = '[{"domain": "*.test"}]'`)
	sign(app+"/x").wants(t, 200)

	from("http://localhost:3000").wants(t, 200)
	set(`allow_localhost = false`)
	from("http://localhost:3000").wants(t, 403)
	set(`allow_localhost = true`)
	from("http://localhost:3000").wants(t, 200)

	set(`email_and_password = '{"disableSignUp": true}'`)
	up(goodWord).wants(t, 400, "sign up is not enabled")
	set(`email_and_password = '{"minPasswordLength": 30}'`)
	up(goodWord).wants(t, 400, "PASSWORD_TOO_SHORT")
	set(`email_and_password = '{"enabled": false}'`)
	up(goodWord).wants(t, 400)
	c.signIn("ada@example.com").wants(t, 400, "not enabled")
	set(`email_and_password = '{"autoSignIn": false, "minPasswordLength": 3}'`)
	if got := up("abc").wants(t, 200, `"token" : null`); len(got.signInCookies()) != 0 {
		t.Error("a session was opened")
	}
	set(`email_and_password = '{"requireEmailVerification": true}'`)
	c.signIn("ada@example.com").wants(t, 403, "EMAIL_NOT_VERIFIED")
	h.sql(`delete from neon_auth.project_config`)
	c.signIn("ada@example.com").wants(t, 200)
	from(app).wants(t, 403)
	h.sql(`insert into neon_auth.project_config (name, endpoint_id, trusted_origins, social_providers, allow_localhost, email_and_password)
		values ('x', 'x', '["https://app.test"]', '[]', false, '{"enabled": false}')`)
	from(app).wants(t, 200)
	c.signIn("ada@example.com").wants(t, 400)
}

// Settings that an older release let in: a value of the wrong type is ignored, and takes nothing down.
func TestGarbageInSettings(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	h.sql(`alter table neon_auth.project_config disable trigger check_project_config`)
	for _, assignment := range []string{
		`email_and_password = '{"enabled": "no", "minPasswordLength": "x", "maxPasswordLength": -1, "disableSignUp": 1, "autoSignIn": null}'`,
		`email_and_password = '{"minPasswordLength": 1e300, "maxPasswordLength": [8], "requireEmailVerification": "yes"}'`,
		`email_and_password = null`,
		`options = '{"session": {"cookieCache": {"enabled": "yes", "maxAge": "x"}}, "x": []}'`,
		`options = '{"session": []}'`,
		`options = null`,
		`trusted_origins = '[1, null, true, {}, {"domain": 7}, [], {"domain": null}, {"domain": "a b"}, {"domain": "https://["}, "**", "%", "("]'`,
		`trusted_origins = '[{"domain": {"a": "https://evil.test"}}, {"domain": ["https://evil.test"]}, [["https://evil.test"]]]'`,
		`plugin_configs = '{"organization": 5}', webhook_config = '{"x": []}', email_provider = '{"type": 1}'`,
	} {
		h.sql(`update neon_auth.project_config set ` + assignment)
		c.signIn("ada@example.com").wants(t, 200)
		c.get("/get-session").wants(t, 200, "ada@")
		got := c.post("/update-user", map[string]any{"name": "Ada"}, "Origin", "https://evil.test")
		if want := 403; got.status != want && !strings.Contains(assignment, `"**"`) {
			t.Errorf("%s: %d from an evil origin", assignment, got.status)
		}
	}
}

// A setting that changes between decision and call: the call is refused, and decided again. Here an app's trigger
// changes the settings of the very next statement, again and again.
func TestSettingsChangeMeanwhile(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().enter("ada@example.com")
	stale, err := h.branch.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.sql(`update neon_auth.project_config set email_and_password = '{"enabled": false}'`)
	if _, err := h.branch.Request(stale, "", "", "").FindCredential(t.Context(), "ada@example.com"); err == nil || !strings.Contains(err.Error(), "NA503") {
		t.Errorf("decided under old settings, and carried out: %v", err)
	}
	h.client().signIn("ada@example.com").wants(t, 400)
	h.sql(`update neon_auth.project_config set email_and_password = null`)

	// The session that sign-in opens changes the settings by which its second half was decided.
	h.sql(`create function public.meddle() returns trigger language plpgsql security definer as $$
		begin update neon_auth.project_config set name = name || 'x'; return new; end $$;
		create trigger meddle after insert on neon_auth.session for each row execute function public.meddle()`)
	for range 3 {
		c := h.client()
		c.signIn("ada@example.com").wants(t, 200)
		c.get("/list-sessions").wants(t, 200)
	}
}
