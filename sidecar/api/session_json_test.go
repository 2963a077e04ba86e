package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"neonauth/gen"
	"neonauth/sidecar/api"
)

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func signIn(found gen.CredentialRow) gen.SignInEmailParams {
	return gen.SignInEmailParams{UserID: found.UserID, VerifiedHash: found.PasswordHash, TokenHash: tokenHash("x"), Remember: true}
}

func change(token, verified, next string) gen.ChangePasswordParams {
	return gen.ChangePasswordParams{TokenHash: tokenHash(token), VerifiedHash: verified, NewPasswordHash: next, NewTokenHash: tokenHash("y")}
}

// get-session's answer is written in Go, all others in SQL: any row looks the same in both.
func TestSessionJSONIsSQLs(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`alter table neon_auth."user" disable trigger touch_updated_at; alter table neon_auth.session disable trigger touch_updated_at`)
	random := rand.New(rand.NewPCG(3, 5))
	pieces := []string{
		"Ada", " ", "\"", "\\", "/", "<b>&amp;</b>", "\u2028", "\u2029", "\x01", "\x1f", "\t\r\n\b\f", "\x7f", "é", "e\u0301", "🦊", "\ufeff", "\ufffd",
		"\u0085", "\U0010ffff", "</script>", `"token" : "x"`, "{}", "'", "%s", "\u202e", "日本",
	}
	text := func() string {
		var b strings.Builder
		for range random.IntN(6) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		return b.String()
	}
	maybe := func() *string {
		if random.IntN(4) == 0 {
			return nil
		}
		some := text()
		return &some
	}
	instant := func() string {
		year := []int{1, 2, 99, 999, 1582, 1900, 1969, 1970, 2000, 2026, 2038, 9998}[random.IntN(12)]
		return fmt.Sprintf("%04d-%02d-%02d %02d:%02d:%02d.%06d+00", year, 1+random.IntN(12), 1+random.IntN(28),
			random.IntN(24), random.IntN(60), random.IntN(60), random.IntN(1_000_000))
	}
	h.sql(`alter table neon_auth."user" disable trigger keep_email`) // an older release let any address in
	const rows = 300
	hashes, at := make([]string, rows), map[string]string{}
	for i := range rows {
		token := fmt.Sprint("token", i)
		hashes[i] = tokenHash(token)
		at[hashes[i]] = token
		end := []any{nil, instant(), "infinity", "-infinity", "2026-01-01 00:00:00.9999+00"}[random.IntN(5)]
		banned := []any{nil, false, end != nil && end != "infinity" && fmt.Sprint(end) < "2020"}[random.IntN(3)]
		h.sql(`with u as (
			insert into neon_auth."user" (name, email, "emailVerified", image, "createdAt", "updatedAt", role, banned, "banReason", "banExpires",
				username, "displayUsername", "lastLoginMethod")
			values ($1, $2, $3, $4, $5::text::timestamptz, $6::text::timestamptz, $7, $8, $9, $10::text::timestamptz,
				$19::text || $2, $20, $21) returning id)
			insert into neon_auth.session ("userId", token, "expiresAt", "createdAt", "updatedAt", "ipAddress", "userAgent", "impersonatedBy", "activeOrganizationId")
			select id, $11, $12::text::timestamptz, $13::text::timestamptz, $14::text::timestamptz, $15, $16, $17, $18 from u`,
			text(), fmt.Sprint(i, text()), random.IntN(2) == 0, maybe(), instant(), instant(), maybe(), banned, maybe(), end,
			hashes[i], "9999-12-31 23:59:59.9999+00", instant(), instant(), maybe(), maybe(), maybe(), maybe(), maybe(), maybe(), maybe())
	}
	settings, err := h.branch.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found, err := h.branch.Queries().GetSessions(t.Context(), settings.Branch, hashes)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < rows*3/4 {
		t.Fatalf("%d of %d sessions", len(found), rows)
	}
	h.sql(`update neon_auth."user" set "phoneNumber" = '+49' || (10000 + row_number), "phoneNumberVerified" = row_number % 3 = 0
		from (select id, row_number() over () from neon_auth."user") n where n.id = "user".id and row_number % 2 = 0`)
	h.sql(`update neon_auth.session_origin set "activeTeamId" = gen_random_uuid() where random() < 0.5`)
	for i := range found {
		teams := i >= len(found)/2
		if i == len(found)/2 {
			h.sql(`update neon_auth.project_config set plugin_configs = '{"organization": {"config": {"teams": {"enabled": true}}}, "twoFactor": {"enabled": true}, "phoneNumber": {"enabled": true}, "anonymous": {"enabled": true}, "username": {"enabled": true}, "lastLoginMethod": {"enabled": true, "config": {"storeInDatabase": true}}}'`)
			if found, err = h.branch.Queries().GetSessions(t.Context(), settings.Branch, hashes); err != nil {
				t.Fatal(err)
			}
		}
		want := value[string](h, `select json_build_object('session', neon_auth_internal.session_json(s), 'user', neon_auth_internal.user_json(u))::text
			from neon_auth.session s join neon_auth."user" u on u.id = s."userId" where s.token = $1`, found[i].TokenHash)
		want = strings.Replace(want, found[i].TokenHash, at[found[i].TokenHash], 1)
		got := string(api.SessionJSON(&found[i], at[found[i].TokenHash], map[string]bool{"teams": !teams, "twoFactor": !teams, "phoneNumber": !teams, "anonymous": !teams, "username": !teams, "lastLoginMethod": !teams}))
		var left, right any
		if err := json.Unmarshal([]byte(got), &left); err != nil {
			t.Fatalf("%v in %s", err, got)
		}
		if err := json.Unmarshal([]byte(want), &right); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(left, right) {
			t.Fatalf("Go writes\n%s\nSQL\n%s", got, want)
		}
	}
}

// A ban without an end that Postgres writes as infinity is null in every answer, and bans.
func TestInfiniteTimes(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	h.sql(`update neon_auth."user" set "banExpires" = 'infinity'`)
	c.get("/get-session").wants(t, 200, `"banExpires":null`)
	c.get("/token").wants(t, 200)
	h.sql(`update neon_auth."user" set "banExpires" = '-infinity', banned = true`)
	c.get("/get-session").wants(t, 200, `"banExpires":null`)
	h.sql(`update neon_auth.session set "expiresAt" = 'infinity'`)
	c.get("/get-session").wants(t, 200, `"expiresAt":"9999-12-31T23:59:59.999Z"`)
	c.get("/list-sessions").wants(t, 200, `"expiresAt" : "9999-12-31T23:59:59.999Z"`)
}
