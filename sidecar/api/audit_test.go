package api_test

import (
	"testing"
)

func TestAuditTellsWho(t *testing.T) {
	t.Parallel()
	h := start(t)
	root := h.administrator("root@example.com")
	h.client().signUp("ada@example.com")
	h.sql(`update neon_auth."user" set "emailVerified" = true where email = 'ada@example.com'`)
	adaID, rootID := h.id("ada@example.com"), h.id("root@example.com")
	root.post("/admin/ban-user", map[string]any{"userId": adaID, "banReason": "spam"},
		"User-Agent", "a browser", "X-Forwarded-For", "198.51.100.7").wants(t, 200)
	root.post("/admin/unban-user", map[string]any{"userId": adaID}).wants(t, 200)
	h.client().signIn("ada@example.com").wants(t, 200)
	root.post("/admin/impersonate-user", map[string]any{"userId": adaID}).wants(t, 200)
	root.post("/update-user", map[string]any{"name": "Lovelace"}).wants(t, 200)

	for what, condition := range map[string]string{
		"the ban is the administrator's": `entity = 'user' and after ->> 'banReason' = 'spam' and "actorId" = $2 and "userId" = $1
			and "impersonatorId" is null and "ipAddress" = '198.51.100.7' and "userAgent" = 'a browser'`,
		"the session's end too":                 `entity = 'session' and action = 'delete' and "actorId" = $2 and "userId" = $1`,
		"a sign-in is the user's own":           `entity = 'session' and action = 'insert' and "actorId" = $1 and "userId" = $1`,
		"to impersonate is the administrator's": `entity = 'session' and after ->> 'impersonatedBy' = $2::uuid::text and "actorId" = $2`,
		"what an impersonator does shows both":  `entity = 'user' and after ->> 'name' = 'Lovelace' and "actorId" = $1 and "impersonatorId" = $2`,
		"what is done in SQL shows the role and no user": `entity = 'user' and after ->> 'emailVerified' = 'true' and "actorId" is null
			and "databaseRole" = session_user`,
	} {
		if !value[bool](h, `select exists (select from neon_auth.audit_log where `+condition+` and $1::uuid <> $2::uuid)`, adaID, rootID) {
			t.Error("not told: " + what)
		}
	}
}

func TestRefusedSignInsAreCounted(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().signUp("ada@example.com")
	for range 3 {
		h.client().signIn("ADA@example.com", "wrong word").wants(t, 401)
		h.client().signIn("nobody@example.com", "wrong word").wants(t, 401)
	}
	for _, email := range []string{"Ada@example.com", "nobody@example.com"} {
		h.client().post("/sign-in/email-otp", map[string]any{"email": email, "otp": "000000"}).wants(t, 400)
	}
	h.client().signIn("ada@example.com").wants(t, 200)
	for name, query := range map[string]string{
		"of ada":    `select sum(attempts) from neon_auth.refused_sign_in r join neon_auth."user" u on u.id = r."userId"`,
		"of nobody": `select sum(attempts) from neon_auth.refused_sign_in where "userId" = '00000000-0000-0000-0000-000000000000'`,
	} {
		if n := value[int](h, query); n != 4 {
			t.Errorf("%d %s", n, name)
		}
	}
	if value[bool](h, `select exists (select from neon_auth.refused_sign_in r where r::text ~ 'example|word')`) {
		t.Error("what was typed is kept")
	}
	t.Run("H14 within bounds", func(t *testing.T) {
		// In one transaction, whose minute does not change. The first row beyond the bound is shared by all that follow.
		h.sql(`do $$
			begin
			  delete from neon_auth.refused_sign_in;
			  insert into neon_auth.refused_sign_in (minute, "ipAddress", "userId")
			  select date_trunc('minute', now()), n::text, gen_random_uuid() from generate_series(1, 10000) n;
			  for n in 1 .. 5 loop
			    perform set_config('neon_auth.ip_address', '198.51.100.' || n, true);
			    perform neon_auth_api.count_refusal('nobody@example.com');
			  end loop;
			end $$`)
		if n := value[int](h, `select count(*) from neon_auth.refused_sign_in where "ipAddress" !~ '^[0-9]{1,5}$' and attempts = 5`); n != 1 {
			t.Errorf("%d rows beyond the bound in a minute", n)
		}
	})
}
