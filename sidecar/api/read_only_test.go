package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"neonauth/sidecar/api"
)

// readOnly makes the server refuse changes, as one with a full disk or a standby does, for connections from now on.
func (h *harness) readOnly(on bool) {
	h.Helper()
	verb := "reset default_transaction_read_only"
	if on {
		verb = "set default_transaction_read_only = on"
	}
	h.sql(`do $$ begin
		execute format('alter database %I ` + verb + `', current_database());
		perform pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and application_name = 'neonauth';
	end $$`)
}

// Every read-only endpoint works while the server accepts no writes, whatever state the session is in.
func TestReadsOnAReadOnlyServer(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth.project_config set plugin_configs = '{"multiSession": {"enabled": true}, "passkey": {"enabled": true}, "organization": {"config": {
		"teams": {"enabled": true}, "dynamicAccessControl": {"enabled": true}}}}'`)
	ada, bob := h.client().enter("ada@example.com"), h.client().enter("bob@example.com")
	h.sql(`update neon_auth."user" set role = 'admin' where email = 'ada@example.com'`)
	ada.post("/organization/create", map[string]any{"name": "Acme", "slug": "acme"}).wants(t, 200)
	ada.get("/token").wants(t, 200)
	organization := value[string](h, `select id::text from neon_auth.organization`)
	team := value[string](h, `select id::text from neon_auth.team`)
	ada.post("/organization/set-active-team", map[string]any{"teamId": team}).wants(t, 200)
	ada.post("/organization/create-role", map[string]any{"role": "guard", "permission": map[string]any{"member": []string{"update"}}}).wants(t, 200)
	ada.post("/organization/invite-member", map[string]any{"email": "bob@example.com", "role": "member"}).wants(t, 200)
	queries := map[string]string{
		"/admin/get-user":                     "?id=" + value[string](h, `select id::text from neon_auth."user" where email = 'bob@example.com'`),
		"/account-info":                       "?accountId=" + value[string](h, `select "accountId" from neon_auth.account a join neon_auth."user" u on u.id = a."userId" where u.email = 'ada@example.com'`),
		"/organization/check-slug":            "?slug=free",
		"/organization/get-invitation":        "?id=" + value[string](h, `select id::text from neon_auth.invitation`),
		"/organization/get-role":              "?roleName=guard",
		"/organization/list-team-members":     "?teamId=" + team,
		"/organization/list-invitations":      "?organizationId=" + organization,
		"/organization/get-active-member":     "",
		"/organization/get-full-organization": "?organizationId=" + organization,
	}
	// These consume a link or a state, or draw one, which is a write.
	uses := []string{
		"/one-time-token/generate", "/passkey/generate-authenticate-options", "/passkey/generate-register-options",
		"/magic-link/verify", "/verify-email", "/delete-user/callback", "/reset-password/:token", "/callback/:id", "/oauth2/callback/:id", "/sign-in/social/init",
	}

	h.readOnly(true)
	for name, age := range map[string]string{"fresh": "7 days", "due": "3 days"} {
		h.sql(`set default_transaction_read_only = off; update neon_auth.session set "expiresAt" = now() + '` + age + `'::interval`)
		for _, key := range api.RouteKeys() {
			method, path, _ := strings.Cut(key, " ")
			if method != http.MethodGet || slices.Contains(uses, path) {
				continue
			}
			who := ada
			if path == "/organization/get-invitation" {
				who = bob
			}
			got := who.get(path + queries[path])
			if got.status >= 500 || got.status >= 400 && path != "/account-info" {
				t.Errorf("%s session: GET %s: %d %s", name, path, got.status, got.body)
			}
		}
		got := ada.get("/get-session").wants(t, 200, "ada@")
		if got.header.Get("Set-Auth-Jwt") == "" {
			t.Errorf("%s session: there is no token beside it", name)
		}
	}
	h.client().get("/reset-password/"+strings.Repeat("a", 24)+"?callbackURL=/x").wants(t, 302)
}

// A change is answered with 503 and when to try again; a refusal stays a refusal.
func TestChangesOnAReadOnlyServer(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().enter("ada@example.com")
	ada.get("/get-session").wants(t, 200, "ada@")
	h.readOnly(true)
	for path, body := range map[string]any{
		"/sign-up/email":                   map[string]any{"name": "Eve", "email": "eve@example.com", "password": goodWord},
		"/update-user":                     map[string]any{"name": "Eve"},
		"/sign-in/email":                   map[string]any{"email": "ada@example.com", "password": goodWord},
		"/organization/create":             map[string]any{"name": "Acme", "slug": "acme"},
		"/request-password-reset":          map[string]any{"email": "ada@example.com", "redirectTo": "/x"},
		"/email-otp/send-verification-otp": map[string]any{"email": "ada@example.com", "type": "sign-in"},
	} {
		got := ada.post(path, body).wants(t, 503, "NOT_READY")
		if got.header.Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", path)
		}
	}
	h.client().signIn("ada@example.com", "a wrong word").wants(t, 401, "INVALID_EMAIL_OR_PASSWORD")
	h.client().signIn("nobody@example.com").wants(t, 401, "INVALID_EMAIL_OR_PASSWORD")
	again := func() answer {
		return h.client().post("/sign-in/email", map[string]any{"email": "ada@example.com", "password": "a wrong word"}, "X-Forwarded-For", "203.0.113.7")
	}
	// At once, as the period may be over where a machine takes long for a password.
	var refused [4]answer
	inParallel(len(refused), func(i int) { refused[i] = again() })
	slices.SortFunc(refused[:], func(a, b answer) int { return a.status - b.status })
	if got := refused[3]; refused[2].status != 401 || got.status != 429 || got.header.Get("Retry-After") == "" {
		t.Errorf("four attempts: %v", refused)
	}
	got, err := http.Get(h.server.URL + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if text := read(t, got); got.StatusCode != 503 || !strings.Contains(text, "read-only") {
		t.Errorf("/readyz: %d %s", got.StatusCode, text)
	}

	h.readOnly(false)
	h.client().signIn("ada@example.com").wants(t, 200)
}

// Before the first key exists there is no token, but users stay signed in.
func TestReadOnlyWithoutAKey(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().enter("ada@example.com")
	h.readOnly(true)
	ada.get("/get-session").wants(t, 200, "ada@")
	ada.get("/token").wants(t, 503, "NOT_READY")
	ada.get("/jwks").wants(t, 200)
}

// A rejected sign-in is still rejected if counting it fails, for any reason.
func TestRefusalThatCannotBeCounted(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().enter("ada@example.com")
	h.sql(`create function public.fail() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
		create trigger fail before insert on neon_auth.refused_sign_in for each row execute function public.fail()`)
	h.client().signIn("ada@example.com", "a wrong word").wants(t, 401, "INVALID_EMAIL_OR_PASSWORD")
	if !strings.Contains(h.log.String(), "was not counted") {
		t.Error("the log does not report that it was not counted")
	}
}
