package api_test

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

// tokenClaims are the claims of a token.
func tokenClaims(o *office, token string) map[string]any {
	o.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		o.Fatalf("no token: %q", token)
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		o.Fatal(err)
	}
	var claims map[string]any
	if err := json.Unmarshal(text, &claims); err != nil {
		o.Fatal(err)
	}
	return claims
}

const hook = `create or replace function public.more_claims(claims jsonb) returns jsonb
	language plpgsql security definer set search_path = pg_catalog, pg_temp as `

// The claims from the DBA's function are in the token. Standard claims cannot be replaced.
func TestClaimsHook(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann := o.hire("ann")
	acme := ann.found("acme")
	plain := tokenClaims(o, ann.get("/token").text("token"))
	o.run(hook + `$$ begin return jsonb_build_object(
		'plan', 'pro "gold"', 'seats', array[1, 2], 'of', claims -> 'sub', 'slug', claims -> 'o' -> 'slug',
		'sub', 'somebody', 'role', 'postgres', 'email', 'x', 'o', '{}', 'iss', 'x', 'aud', 'x', 'iat', 1, 'exp', 9999999999,
		'nbf', 9999999999, 'jti', 'x'); end $$`)
	o.run(`select neon_auth.token_claims_hook('public.more_claims(jsonb)')`)
	for where, token := range map[string]string{
		"token": ann.get("/token").text("token"), "get-session": ann.get("/get-session").header.Get("Set-Auth-Jwt"),
	} {
		got := tokenClaims(o, token)
		if got["plan"] != `pro "gold"` || got["of"] != ann.id || got["slug"] != "acme" {
			t.Errorf("%s: %v", where, got)
		}
		for _, reserved := range []string{"sub", "role", "email", "iss", "aud", "nbf", "jti"} {
			if got[reserved] != plain[reserved] {
				t.Errorf("%s: %s is %v", where, reserved, got[reserved])
			}
		}
		if o := got["o"].(map[string]any); o["id"] != acme || got["exp"].(float64)-got["iat"].(float64) != 900 {
			t.Errorf("%s: %v", where, got)
		}
	}
	// A session opened in SQL has the same claims.
	cookie, _ := url.QueryUnescape(strings.TrimPrefix(ann.cookies, "__Secure-neon-auth.session_token="))
	token, _, _ := strings.Cut(cookie, ".")
	tx, err := o.db.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	var plan, of string
	if _, err := tx.Exec(t.Context(), `select auth.login($1)`, token); err != nil {
		t.Fatal(err)
	}
	err = tx.QueryRow(t.Context(), `select auth.jwt() ->> 'plan', auth.jwt() ->> 'of'`).Scan(&plan, &of)
	if err != nil || plan != `pro "gold"` || of != ann.id {
		t.Errorf("after auth.login: %q of %q, %v", plan, of, err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.run(`select neon_auth.token_claims_hook(null)`)
	if got := tokenClaims(o, ann.get("/token").text("token")); got["plan"] != nil || len(got) != len(plain) {
		t.Errorf("without the hook: %v", got)
	}
}

// A hook that fails refuses the token, and nothing else.
func TestClaimsHookFails(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"it raises":         hook + `$$ begin raise exception 'no claims today'; end $$`,
		"it vetoes":         hook + `$$ begin raise exception sqlstate 'NA200'; end $$`,
		"no object":         hook + `$$ begin return '[1]'; end $$`,
		"null":              hook + `$$ begin return null; end $$`,
		"too much":          hook + `$$ begin return jsonb_build_object('x', repeat('x', 4096)); end $$`,
		"too long":          hook + `$$ begin perform pg_sleep(60); return '{}'; end $$`,
		"gone":              `drop function public.more_claims(jsonb)`,
		"with our rights":   `alter function public.more_claims(jsonb) security invoker`,
		"another owner's":   `alter function public.more_claims(jsonb) owner to neon_auth_sidecar`,
		"named by hand":     `update neon_auth.project_config set options = '{"jwt": {"claimsHook": "pg_catalog.to_jsonb(jsonb)"}}'`,
		"not even a name":   `update neon_auth.project_config set options = '{"jwt": {"claimsHook": "); drop table x; --"}}'`,
		"an empty name":     `update neon_auth.project_config set options = '{"jwt": {"claimsHook": ""}}'`,
		"a name of no kind": `update neon_auth.project_config set options = '{"jwt": {"claimsHook": "a.b.c.d.e(jsonb)"}}'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			ann := o.hire("ann")
			o.run(hook + `$$ begin return '{"plan": "pro"}'; end $$`)
			o.run(`select neon_auth.token_claims_hook('public.more_claims(jsonb)')`)
			o.run(`alter table neon_auth.project_config disable trigger check_project_config`)
			o.run(change)
			ann.get("/token").want(o, "token", 503, "THE_TOKEN_CLAIMS_HOOK_FAILED")
			a := ann.get("/get-session").want(o, "get-session", 200, "")
			if a.text("user", "id") != ann.id || a.header.Get("Set-Auth-Jwt") != "" {
				t.Errorf("%s with token %q", a.raw, a.header.Get("Set-Auth-Jwt"))
			}
		})
	}
}

// Only a function that runs with its owner's rights, who may do everything here anyway, can be named.
func TestClaimsHookIsTheOwners(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.run(`create function public.invoker(jsonb) returns jsonb language sql as 'select $1';
		create function public.answers_text(jsonb) returns text language sql security definer as 'select $1::text';
		create function public.takes_text(text) returns jsonb language sql security definer as 'select to_jsonb($1)';
		create function public.of_another(jsonb) returns jsonb language sql security definer as 'select $1';
		alter function public.of_another owner to neon_auth_sidecar`)
	for _, named := range []string{
		"public.invoker(jsonb)", "public.answers_text(jsonb)", "public.takes_text(text)", "public.of_another(jsonb)",
		"pg_catalog.to_jsonb(anyelement)",
	} {
		if _, err := o.db.Owner.Exec(t.Context(), `select neon_auth.token_claims_hook($1::regprocedure)`, named); err == nil {
			t.Errorf("%s is taken", named)
		}
	}
	if _, err := o.db.Sidecar.Exec(t.Context(), `select neon_auth.token_claims_hook(null)`); err == nil {
		t.Error("the sidecar names hooks")
	}
}
