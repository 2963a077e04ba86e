package main_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// TestF04J10Copies: a copy has its parent's users and settings, but does not accept tokens or cookies that were issued there.
func TestF04J10Copies(t *testing.T) {
	t.Parallel()
	dependOnFiles(t)
	home := newCluster(t)
	home.install(t, "shop")
	parent := home.serve(t, "shop")
	before := parent.signIn(t, "/sign-up/email")
	home.run(t, "shop", `
		insert into neon_auth.organization (name, slug, "createdAt") values ('Shop', 'shop', now());
		insert into neon_auth.verification (identifier, value, "expiresAt") values ('pending', 'x', now() + interval '1 hour');
		update neon_auth.project_config set trusted_origins = '[{"domain": "https://shop.example"}]',
			options = '{"rateLimit": {"enabled": false}}'`)
	name := identity(t, parent)
	parent.stop() // required for copying by template

	home.run(t, "postgres", "create database copied template shop")
	parent = home.serve(t, "shop")
	t.Run("create database template", func(t *testing.T) { isBranch(t, parent, home.serve(t, "copied"), before) })

	t.Run("a copy of the copy", func(t *testing.T) {
		middle := home.serve(t, "copied")
		there := middle.signIn(t, "/sign-in/email")
		middle.stop()
		home.run(t, "postgres", "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'copied'")
		home.run(t, "postgres", "create database again template copied")
		last := home.serve(t, "again")
		expect(t, last, before, false)
		expect(t, last, there, false)
		isBranch(t, home.serve(t, "copied"), last, there)
	})

	t.Run("pg_dump into the same cluster", func(t *testing.T) {
		home.dump(t, "shop", home, "dumped")
		isBranch(t, parent, home.serve(t, "dumped"), before)
	})

	t.Run("a snapshot in the original's place, beside a sidecar that goes on", func(t *testing.T) {
		home.dump(t, "shop", home, "replaced")
		original := home.serve(t, "replaced")
		held := original.signIn(t, "/sign-in/email")
		original.stop()
		home.run(t, "postgres", "create database snapshot template replaced")
		original = home.serve(t, "replaced")
		expect(t, original, held, true)

		home.run(t, "postgres", "drop database replaced with (force)")
		home.run(t, "postgres", "alter database snapshot rename to replaced")
		header, status, answer := call(t, "GET", original.address+"/get-session", held.cookie, "")
		for range 8 { // connections to the lost one, at most
			if status == http.StatusServiceUnavailable {
				header, status, answer = call(t, "GET", original.address+"/get-session", held.cookie, "")
			}
		}
		if status != http.StatusOK || answer != "null" || header.Values("Set-Cookie") != nil {
			t.Errorf("/get-session responds with %d %s %v", status, answer, header)
		}
		isBranch(t, parent, original, before)
	})

	t.Run("pg_dump into another cluster", func(t *testing.T) {
		elsewhere := newCluster(t)
		home.copyRoles(t, elsewhere)
		home.dump(t, "shop", elsewhere, "shop")
		restored := elsewhere.serve(t, "shop")
		isBranch(t, parent, restored, before)
		there := restored.signIn(t, "/sign-in/email")

		elsewhere.run(t, "shop", "select neon_auth.adopt_branch($1)", name)
		await(t, restored, before, true)
		isSame(t, restored, name, before)
		expect(t, restored, there, false)
		restored.stop()

		elsewhere.run(t, "postgres", "create database copied template shop")
		isBranch(t, elsewhere.serve(t, "shop"), elsewhere.serve(t, "copied"), before)
	})

	t.Run("alter database rename", func(t *testing.T) {
		parent.stop()
		home.run(t, "postgres", "alter database shop rename to store")
		renamed := home.serve(t, "store")
		isSame(t, renamed, name, before)
		renamed.stop()
		home.run(t, "postgres", "alter database store rename to shop")
	})
	parent = home.serve(t, "shop")

	t.Run("pg_basebackup", func(t *testing.T) {
		copied := home.backup(t)
		copied.start(t)
		snapshot := copied.serve(t, "shop")
		isSame(t, snapshot, name, before) // nothing in it shows that it is a copy

		copied.run(t, "shop", "select neon_auth.fork_branch()")
		await(t, snapshot, before, false)
		isBranch(t, parent, snapshot, before)
	})

	t.Run("a standby, promoted, then upgraded", func(t *testing.T) {
		home.run(t, "shop", `insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt")
			select encode(sha256('on the standby'), 'hex'), u.id, now() + interval '1 day', now() from neon_auth."user" u limit 1`)
		standby := home.backup(t, "--write-recovery-conf")
		standby.start(t)
		follower := standby.serve(t, "shop")
		if !ask[bool](t, standby, "shop", "select pg_is_in_recovery()") {
			t.Fatal("it is not a standby")
		}
		isSame(t, follower, name, before)
		identifies(t, standby.connect(t, "shop"))

		standby.run(t, "shop", "select pg_promote()")
		isSame(t, follower, name, before)
		promoted := follower.signIn(t, "/sign-in/email")
		expect(t, follower, promoted, true)
		follower.stop()

		standby.stop(t)
		upgraded := standby.upgrade(t)
		upgraded.start(t)
		after := upgraded.serve(t, "shop")
		isBranch(t, parent, after, before)
		upgraded.run(t, "shop", "select neon_auth.adopt_branch($1)", name)
		await(t, after, before, true)
		isSame(t, after, name, before)
		isSame(t, after, name, promoted)
	})
}

func identity(t *testing.T, p place) string {
	t.Helper()
	return ask[string](t, p.cluster, p.name, "select neon_auth.branch_identity()")
}

// isBranch checks that a copy became a branch of its own without being told. before was issued by the parent before the
// copy was made.
func isBranch(t *testing.T, parent, copied place, before signedIn) {
	t.Helper()
	name := identity(t, copied)
	if name == identity(t, parent) {
		t.Error("it has its parent's identity")
	}
	expect(t, copied, before, false)
	own := copied.signIn(t, "/sign-in/email")
	expect(t, copied, own, true)
	expect(t, copied, before, false)
	expect(t, parent, own, false)
	expect(t, parent, before, true)
	expect(t, parent, parent.signIn(t, "/sign-in/email"), true)

	keys := published(t, copied.address)
	if !slices.Equal(keys, []string{kidOf(t, own.token)}) || slices.Contains(keys, kidOf(t, before.token)) {
		t.Errorf("it publishes the keys %v, and signs with %s", keys, kidOf(t, own.token))
	}
	for query, want := range map[string]string{
		`select count(*)::text from neon_auth."user"`:                                                   "1",
		`select string_agg(slug, ' ') from neon_auth.organization`:                                      "shop",
		`select trusted_origins #>> '{0,domain}' from neon_auth.project_config`:                         "https://shop.example",
		`select count(*)::text from neon_auth.verification where branch <> neon_auth.branch_identity()`: "1",
		`select count(*)::text from neon_auth.jwks where branch = neon_auth.branch_identity()`:          "1",
		`select (count(*) > 0)::text from neon_auth.jwks where id = '` + kidOf(t, before.token) + `'`:   "true",
		`select (count(*) > 1)::text from neon_auth.session_overview where state = 'of another branch'`: "true",
		`select (count(*) > 1)::text from neon_auth.session_overview where state = 'live'`:              "true",
		`select (endpoint_id <> neon_auth.branch_identity())::text from neon_auth.project_config`:       "true",
	} {
		if got := ask[string](t, copied.cluster, copied.name, query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

// isSame checks that a place is still the branch with that name.
func isSame(t *testing.T, p place, name string, before signedIn) {
	t.Helper()
	if got := identity(t, p); got != name {
		t.Errorf("its identity is %s, want %s", got, name)
	}
	expect(t, p, before, true)
	if keys := published(t, p.address); !slices.Contains(keys, kidOf(t, before.token)) {
		t.Errorf("it publishes the keys %v, without %s", keys, kidOf(t, before.token))
	}
	if now := kidOf(t, mint(t, p.address, before.cookie)); now != kidOf(t, before.token) {
		t.Errorf("it signs with %s, want %s", now, kidOf(t, before.token))
	}
}

// expect checks that a place accepts everything in held, or nothing. A cookie that is not accepted must fail by its
// signature: for an ended session, the response would delete the cookie, also in the parent's browser session.
func expect(t *testing.T, p place, held signedIn, counts bool) {
	t.Helper()
	header, status, answer := call(t, "GET", p.address+"/get-session", held.cookie, "")
	switch {
	case status != http.StatusOK || (answer != "null") != counts:
		t.Errorf("cookie: %d %s, valid: want %v", status, answer, counts)
	case counts && !strings.Contains(answer, adaEmail):
		t.Errorf("cookie: %s", answer)
	case !counts && header.Values("Set-Cookie") != nil:
		t.Errorf("the cookie is removed from the browser: %v", header.Values("Set-Cookie"))
	}

	conn := p.connect(t, p.name)
	defer conn.Close(t.Context())
	var id *string
	if err := conn.QueryRow(t.Context(), "select auth.login($1)::text", held.session).Scan(&id); err != nil || (id != nil) != counts {
		t.Errorf("auth.login: %v %v, valid: want %v", id, err, counts)
	}
	for what, token := range map[string]string{"token": held.token, "remembered token": held.verified} {
		_, err := conn.Exec(t.Context(), "select auth.jwt_session_init($1)", token)
		var refused *pgconn.PgError
		if err != nil && (!errors.As(err, &refused) || refused.Code != "28000") || (err == nil) != counts {
			t.Errorf("%s: %v, valid: want %v", what, err, counts)
		}
	}
}

// await waits until a running sidecar has noticed that it serves another branch now, with only a browser's requests.
func await(t *testing.T, p place, held signedIn, counts bool) {
	t.Helper()
	deadline := time.Now().Add(5 * time.Minute)
	for {
		_, _, answer := call(t, "GET", p.address+"/get-session", held.cookie, "")
		if (answer != "null") == counts {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the sidecar still uses the old identity: %s", answer)
		}
	}
}

// identifies checks that auth.login works on a standby, and that the identity ends with its transaction there too.
func identifies(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	defer conn.Close(t.Context())
	_, err := conn.PgConn().Exec(t.Context(), `
		begin; select auth.login('on the standby');
		select set_config('app.during', coalesce(auth.uid()::text, ''), false), set_config('neon_auth.context', current_setting('neon_auth.context'), false);
		commit; begin; select set_config('app.after', coalesce(auth.uid()::text, ''), false); commit`).ReadAll()
	var during, after string
	if err == nil {
		err = conn.QueryRow(t.Context(), `select current_setting('app.during'), current_setting('app.after')`).Scan(&during, &after)
	}
	if err != nil || during == "" || after != "" {
		t.Errorf("auth.uid() on a standby is %q, and %q in the next transaction; %v", during, after, err)
	}
}
