package api_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// age makes the sessions of an address older.
func (h *harness) age(email, by string) {
	h.Helper()
	h.sql(`update neon_auth.session s set "createdAt" = s."createdAt" - $2::interval
		from neon_auth."user" u where u.id = s."userId" and u.email = $1`, email, by)
}

// setting puts one option into the settings: setting("user,deleteUser,enabled", "false").
func (h *harness) setting(path, value string) {
	h.Helper()
	h.sql(`update neon_auth.project_config set options = jsonb_set(
		'{"user": {"deleteUser": {}, "changeEmail": {}}}' || coalesce(options, '{}'), string_to_array($1, ','), $2::jsonb)`, path, value)
}

// link adds another account to a user.
func (h *harness) link(email, provider string) {
	h.Helper()
	h.sql(`insert into neon_auth.account ("accountId", "providerId", "userId", "accessToken", "updatedAt")
		select $2 || '-1', $2, u.id, 'secret-token', now() from neon_auth."user" u where u.email = $1`, email, provider)
}

func TestListAccountsTellsNoSecret(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().signUp("ada@example.com")
	h.link("ada@example.com", "google")
	h.client().signUp("eve@example.com")
	got := ada.get("/list-accounts").wants(t, 200, "credential", "google-1")
	if n := strings.Count(got.body, `"providerId"`); n != 2 {
		t.Errorf("%d accounts: %s", n, got.body)
	}
	for _, secret := range []string{"secret-token", "password", "Token"} {
		if strings.Contains(got.body, secret) {
			t.Errorf("%s is in %s", secret, got.body)
		}
	}
}

func TestAccountInfoIsTheOwners(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().signUp("ada@example.com")
	h.link("ada@example.com", "google")
	h.client().signUp("eve@example.com").get("/account-info?accountId=google-1").wants(t, 400, "ACCOUNT_NOT_FOUND")
}

func TestUnlinkAccount(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().signUp("ada@example.com")
	google := map[string]any{"providerId": "google"}
	t.Run("A17 never the last", func(t *testing.T) {
		ada.post("/unlink-account", map[string]any{"providerId": "credential"}).wants(t, 400, "YOU_CANT_UNLINK_YOUR_LAST_ACCOUNT")
	})
	h.link("ada@example.com", "google")
	t.Run("another's account id is not found", func(t *testing.T) {
		ada.post("/unlink-account", map[string]any{"providerId": "google", "accountId": "google-2"}).wants(t, 400, "ACCOUNT_NOT_FOUND")
	})
	t.Run("C16 not with a stale session", func(t *testing.T) {
		h.age("ada@example.com", "25 hours")
		ada.post("/unlink-account", google).wants(t, 403, "SESSION_IS_NOT_FRESH")
		h.age("ada@example.com", "-25 hours")
	})
	t.Run("one of two", func(t *testing.T) {
		ada.post("/unlink-account", google).wants(t, 200)
		ada.post("/unlink-account", google).wants(t, 400, "YOU_CANT_UNLINK_YOUR_LAST_ACCOUNT")
	})
}

// Clients of Better Auth 1.7 name an account by its id from list-accounts.
func TestAccountsAreNamedByRowID(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().signUp("ada@example.com")
	h.link("ada@example.com", "google")
	h.link("ada@example.com", "github")
	h.sql(`update neon_auth.account set "accountId" = 'google-1' where "providerId" = 'github'`) // both gave the same id
	eve := h.client().signUp("eve@example.com")
	id := func(email, provider string) string {
		return value[string](h, `select a.id::text from neon_auth.account a join neon_auth."user" u on u.id = a."userId"
			where u.email = $1 and a."providerId" = $2`, email, provider)
	}
	github, credential := id("ada@example.com", "github"), id("ada@example.com", "credential")

	ada.get("/account-info?accountId="+github).wants(t, 400, "github", "not configured")
	ada.get("/account-info?accountId="+credential).wants(t, 400, "credential", "not configured")
	ada.get("/account-info?accountId=google-1&providerId=github").wants(t, 400, "github", "not configured")
	ada.get("/account-info?accountId="+github+"&providerId=google").wants(t, 400, "ACCOUNT_NOT_FOUND")
	eve.get("/account-info?accountId="+github).wants(t, 400, "ACCOUNT_NOT_FOUND")
	h.sql(`update neon_auth.project_config set social_providers = '[{"id": "github", "clientId": "c"}]'`)
	ada.post("/get-access-token", map[string]any{"accountId": github}).wants(t, 400, "FAILED_TO_GET_A_VALID_ACCESS_TOKEN")
	ada.post("/refresh-token", map[string]any{"accountId": github}).wants(t, 400, "REFRESH_TOKEN_NOT_FOUND")
	for _, path := range []string{"/unlink-account", "/get-access-token", "/refresh-token"} {
		eve.post(path, map[string]any{"accountId": github}).wants(t, 400)
		ada.post(path, map[string]any{"accountId": ""}).wants(t, 400, "VALIDATION_ERROR", "[body.providerId]")
		ada.post(path, map[string]any{"accountId": nil, "providerId": 1}).wants(t, 400, "VALIDATION_ERROR", "[body.providerId]")
	}
	ada.post("/unlink-account", map[string]any{"accountId": "google-1"}).wants(t, 400, "ACCOUNT_NOT_FOUND") // of which provider?
	ada.post("/unlink-account", map[string]any{"accountId": github, "providerId": "google"}).wants(t, 400, "ACCOUNT_NOT_FOUND")
	ada.post("/unlink-account", map[string]any{"accountId": github}).wants(t, 200)
	ada.get("/list-accounts").wants(t, 200, "google-1", "credential")
	ada.post("/unlink-account", map[string]any{"accountId": credential, "providerId": "credential"}).wants(t, 400, "YOU_CANT_UNLINK_YOUR_LAST_ACCOUNT") // Google is not configured
	h.sql(`update neon_auth.project_config set social_providers = '[{"id": "google", "clientId": "c", "clientSecret": "s"}]'`)
	ada.post("/unlink-account", map[string]any{"accountId": credential, "providerId": "credential"}).wants(t, 200)
	ada.get("/list-accounts").wants(t, 200, `"providerId" : "google"`)
	if n := value[int](h, `select count(*) from neon_auth.account`); n != 2 {
		t.Errorf("%d accounts are left", n)
	}
}

func TestA17TwoUnlinkAtOnce(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().signUp("ada@example.com")
	for range 10 {
		h.link("ada@example.com", "google")
		inParallel(2, func(i int) {
			ada.copy().post("/unlink-account", map[string]any{"providerId": []string{"google", "credential"}[i]})
		})
		if left := value[int](h, "select count(*) from neon_auth.account"); left != 1 {
			t.Fatalf("%d accounts are left", left)
		}
		h.sql("delete from neon_auth.account where \"providerId\" = 'google'")
		h.sql(`insert into neon_auth.account ("accountId", "providerId", "userId", "updatedAt")
			select id::text, 'credential', id, now() from neon_auth."user" on conflict do nothing`)
	}
}

func TestDeleteUser(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prepare func(*harness)
		body    map[string]any
		status  int
		code    string
	}{
		"on a fresh session":         {nil, map[string]any{}, 200, ""},
		"on the password":            {func(h *harness) { h.age("ada@example.com", "3 days") }, map[string]any{"password": goodWord}, 200, ""},
		"C16 not on a stale session": {func(h *harness) { h.age("ada@example.com", "25 hours") }, map[string]any{}, 400, "SESSION_EXPIRED"},
		"not on a wrong password":    {nil, map[string]any{"password": "another word"}, 400, "INVALID_PASSWORD"},
		"not on an invented token":   {nil, map[string]any{"token": "x"}, 404, "INVALID_TOKEN"},
		"not when it is off":         {func(h *harness) { h.setting("user,deleteUser,enabled", "false") }, map[string]any{}, 404, ""},
		"not the last administrator": {func(h *harness) { h.sql(`update neon_auth."user" set role = 'admin'`) }, map[string]any{}, 400, "LAST_ADMINISTRATOR"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := start(t)
			ada := h.client().signUp("ada@example.com")
			if c.prepare != nil {
				c.prepare(h)
			}
			ada.post("/delete-user", c.body).wants(t, c.status, c.code)
			if left := value[int](h, `select count(*) from neon_auth."user"`); (left == 0) != (c.status == 200) {
				t.Errorf("%d users are left", left)
			}
		})
	}
}

// As in the reference: who deletes an account says so in a body.
func TestDeleteUserNeedsABody(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().signUp("ada@example.com")
	ada.send("POST", "/delete-user", nil).wants(t, 400, "VALIDATION_ERROR")
	ada.post("/delete-user", map[string]any{}, "Content-Type", "").wants(t, 400, "VALIDATION_ERROR") // a body without a media type is ignored
	if !ada.signedIn() {
		t.Error("the user is gone")
	}
	ada.post("/delete-user", map[string]any{}).wants(t, 200)
}

func TestA18NothingComesBackWithTheAddress(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().signUp("ada@example.com")
	thief := ada.copy()
	h.link("ada@example.com", "google")
	h.sql(`insert into neon_auth.organization (name, slug, "createdAt") values ('Acme', 'acme', now())`)
	h.sql(`insert into neon_auth.member ("organizationId", "userId", role, "createdAt")
		select o.id, u.id, 'owner', now() from neon_auth.organization o, neon_auth."user" u`)
	h.client().signUp("boss@example.com")
	h.sql(`insert into neon_auth.invitation ("organizationId", email, role, status, "expiresAt", "inviterId")
		select o.id, 'ada@example.com', 'owner', 'pending', now() + interval '1 day', u.id
		from neon_auth.organization o, neon_auth."user" u where u.email = 'boss@example.com'`)
	h.sql(`insert into neon_auth.verification (identifier, value, "expiresAt")
		select 'reset-password:x', id::text, now() + interval '1 hour' from neon_auth."user" where email = 'ada@example.com'`)

	ada.post("/delete-user", map[string]any{}).wants(t, 409, "SOLE_OWNER")
	h.sql(`select neon_auth.set('strictOwner', 'false')`)
	ada.post("/delete-user", map[string]any{}).wants(t, 200)
	if thief.signedIn() {
		t.Error("the session outlives its user")
	}
	again := h.client().signUp("ada@example.com")
	again.get("/list-accounts").wants(t, 200, "credential")
	for what, query := range map[string]string{
		"accounts":      `select count(*) from neon_auth.account where "providerId" = 'google'`,
		"memberships":   `select count(*) from neon_auth.member`,
		"invitations":   `select count(*) from neon_auth.invitation where status = 'pending'`,
		"verifications": `select count(*) from neon_auth.verification`,
	} {
		if n := value[int](h, query); n != 0 {
			t.Errorf("%d %s came back", n, what)
		}
	}
}

func TestB05DeleteTokenServesOnce(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada, eve := h.client().signUp("ada@example.com"), h.client().signUp("eve@example.com")
	h.sql(`insert into neon_auth.verification (identifier, value, "expiresAt")
		select 'delete-account-' || encode(sha256('mailed'), 'hex'), id::text, now() + interval '1 day'
		from neon_auth."user" where email = 'ada@example.com'`)
	h.client().get("/delete-user/callback?token=mailed").wants(t, 404, "FAILED_TO_GET_USER_INFO")
	eve.get("/delete-user/callback?token=mailed").wants(t, 404, "INVALID_TOKEN")
	ada.get("/delete-user/callback?token=mailed&callbackURL=https://evil.example").wants(t, 403, "INVALID_CALLBACKURL")
	var done atomic.Int32
	inParallel(4, func(int) {
		copied := ada.copy()
		if got := copied.get("/delete-user/callback?token=mailed&callbackURL=/bye"); got.status == 302 {
			done.Add(1)
			if to := got.header.Get("Location"); to != "/bye" || len(copied.withoutChallenge()) > 0 || got.header.Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("leads to %s with cookies %v", to, copied.cookies)
			}
		}
	})
	if done.Load() != 1 {
		t.Errorf("%d of 4 who came at once were told that it is done", done.Load())
	}
}

func TestChangeEmailRefuses(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().signUp("ada@example.com")
	ada.post("/change-email", map[string]any{"newEmail": "new@example.com"}).wants(t, 400, "CHANGE_EMAIL_IS_DISABLED")
	h.setting("user,changeEmail,enabled", "true")
	ada.post("/change-email", map[string]any{"newEmail": "ADA@example.com"}).wants(t, 400, "EMAIL_IS_THE_SAME")
	ada.post("/change-email", map[string]any{"newEmail": "new@example.com", "callbackURL": "https://evil.test"}).wants(t, 403)
	h.client().post("/change-email", map[string]any{"newEmail": "new@example.com"}).wants(t, 401)
	if n := value[int](h, `select count(*) from neon_auth.outbox`); n != 0 {
		t.Errorf("%d mails", n)
	}
}

func TestA22UpdateUserSetsNothingVerified(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().signUp("ada@example.com")
	for _, body := range []map[string]any{
		{"name": "x", "emailVerified": true},
		{"name": "x", "phoneNumberVerified": true},
		{"name": "x", "verification": map[string]any{"verified": true}},
	} {
		ada.post("/update-user", body)
	}
	if value[bool](h, `select bool_or("emailVerified") from neon_auth."user"`) {
		t.Error("the address is verified")
	}
}

// copy is the same browser in other hands.
func (c *client) copy() *client {
	other := c.h.client()
	for name, value := range c.cookies {
		other.cookies[name] = value
	}
	return other
}

// inParallel calls n at once and waits for them.
func inParallel(n int, do func(int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { do(i) })
	}
	all.Wait()
}

func TestDeleteUserAsksByMail(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().signUp("ada@example.com")
	h.setting("user,deleteUser,sendVerification", "true")
	ada.post("/delete-user", map[string]any{"password": goodWord}).wants(t, 200, "Verification email sent")
	if !ada.signedIn() {
		t.Error("the mail signs out")
	}
	if n := value[int](h, `select count(*) from neon_auth.outbox where kind = 'delete-account-link' and recipient = 'ada@example.com'`); n != 1 {
		t.Errorf("%d mails", n)
	}
	if n := value[int](h, `select count(*) from neon_auth.verification where identifier ~ '^delete-account-[0-9a-f]{64}$'`); n != 1 {
		t.Errorf("%d tokens, kept as hashes", n)
	}
}
