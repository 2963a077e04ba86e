package sql_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// TestOneEmailManyWays: the first request gets the address. The others fail with the right error, and nothing else
// happens.
func TestOneEmailManyWays(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	const email = "ada@example.com"
	wide := func(n int) string { // n letters in their full width, the next upper case
		letters := []rune(email)
		for i := range n % utf8.RuneCountInString(email) {
			letters[i] += 0xFEE0
		}
		return string(letters[:n%len(letters)]) + strings.ToUpper(string(letters[n%len(letters):n%len(letters)+1])) +
			string(letters[min(n%len(letters)+1, len(letters)):])
	}
	ways := []struct{ query, refusal string }{
		{`select neon_auth_api.sign_up_email('Ada', $1, null, 'hash', 8, '{}', md5($1), true)`, "NA422"},
		{`select neon_auth.create_user($1, 'Ada', '` + bcryptHash + `')`, "NA422"},
		{`insert into neon_auth."user" (name, email, "emailVerified") values ('Ada', $1, true)`, "23505"},
	}
	conns := make([]*pgx.Conn, 50)
	for i := range conns {
		conns[i] = connectTo(t, d.URL)
	}
	var won sync.Map
	start := make(chan struct{})
	var attempts sync.WaitGroup
	for i, conn := range conns {
		attempts.Go(func() {
			<-start
			way := ways[i%len(ways)]
			_, err := conn.Exec(t.Context(), way.query, wide(i))
			if err == nil {
				won.Store(i, true)
			} else if sqlstate(err) != way.refusal {
				t.Errorf("%s with %s: %v, want %s", way.query, wide(i), err, way.refusal)
			}
		})
	}
	close(start)
	attempts.Wait()
	winners := 0
	won.Range(func(any, any) bool { winners++; return true })
	if winners != 1 {
		t.Errorf("%d won", winners)
	}
	count(t, d.Owner, `select count(*) from neon_auth."user"`, 1)
	holds(t, d.Owner, `count(*) <= 1 from neon_auth.account`)
}

// race runs two statements, the second while the first one's transaction is open, and then commits the first one. It
// returns the second one's error.
func race(t *testing.T, d *pgtest.Database, first, second string) error {
	t.Helper()
	holding, waiting := connectTo(t, d.URL), connectTo(t, d.URL)
	tx, err := holding.Begin(t.Context())
	must(t, err)
	run(t, tx, first)
	ended := make(chan error, 1)
	go func() {
		_, err := waiting.Exec(t.Context(), second)
		ended <- err
	}()
	pid := waiting.PgConn().PID()
	var early error
	over := false
	pgtest.Eventually(t, "the second neither waits nor ends", func() bool {
		select {
		case early = <-ended:
			over = true
		default:
		}
		return over || truth(t, d.Owner, fmt.Sprintf(`cardinality(pg_blocking_pids(%d)) > 0`, pid))
	})
	must(t, tx.Commit(t.Context()))
	if over {
		return early
	}
	return <-ended
}

const (
	openSession  = `select neon_auth_api.sign_in_email('` + ada + `', 'hash of Ada', 'new', true, null)`
	setPassword  = `select neon_auth.set_password('` + ada + `', '` + bcryptHash + `')`
	ban          = `select neon_auth.ban_user('` + ada + `')`
	adasSessions = `select count(*) from neon_auth.session where "userId" = '` + ada + `'`
)

// TestSignInRaces: ending all sessions leaves none, at whatever point of a sign-in it happens.
func TestSignInRaces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ first, second, state string }{
		"a reset after the password was verified": {setPassword, openSession, "NA401"},
		"a reset while the session is opened":     {openSession, setPassword, ""},
		"a ban after the password was verified":   {ban, openSession, "NA403"},
		"a ban while the session is opened":       {openSession, ban, ""},
		"removal while the session is opened":     {openSession, `select neon_auth.delete_user('` + ada + `')`, ""},
		"removal after the password was verified": {`select neon_auth.delete_user('` + ada + `')`, openSession, "NA401"},
		"a change of the password by himself": {
			`select neon_auth_api.change_password('ada', 'hash of Ada', 'next', true, 'changed')`, setPassword, "",
		},
		"a reset before the change": {
			setPassword, `select neon_auth_api.change_password('ada', 'hash of Ada', 'next', true, 'changed')`, "NA400",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, conn := withPeople(t)
			holds(t, d.Sidecar, `count(*) = 1 from neon_auth_api.find_credential('ada@example.com') where password_hash = 'hash of Ada'`)
			if err := race(t, d, c.first, c.second); sqlstate(err) != c.state || (err == nil) != (c.state == "") {
				t.Errorf("the second ends with %v, want %q", err, c.state)
			}
			count(t, conn, adasSessions, 0)
		})
	}
}

// TestMemberRaces: rules for one statement also apply to two concurrent ones, when an app writes the rows itself.
func TestMemberRaces(t *testing.T) {
	t.Parallel()
	const (
		eve   = "5a14a3a0-0f0e-4c0e-9f0e-000000000003"
		dan   = "5a14a3a0-0f0e-4c0e-9f0e-000000000004"
		acme  = "06640000-0000-4000-8000-000000000001"
		leave = `delete from neon_auth.member where "userId" = '%s'`
		join  = `insert into neon_auth.member ("organizationId", "userId", role, "createdAt") values ('` + acme + `', '%s', 'owner', now())`
		limit = `update neon_auth.project_config set plugin_configs = '{"organization": {"config": {"membershipLimit": 3}}}';
			insert into neon_auth."user" (id, name, email, "emailVerified") values ('` + dan + `', 'Dan', 'dan@example.com', true)`
	)
	for name, c := range map[string]struct{ before, first, second, state string }{
		"two owners leave": {
			`update neon_auth.member set role = 'owner'`, fmt.Sprintf(leave, ada), fmt.Sprintf(leave, bob), "NA400",
		},
		"an owner leaves while another comes": {`select 1`, fmt.Sprintf(join, eve), fmt.Sprintf(leave, ada), ""},
		"the last place is taken twice":       {limit, fmt.Sprintf(join, eve), fmt.Sprintf(join, dan), "NA403"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, conn := withPeople(t)
			run(t, conn, c.before)
			if err := race(t, d, c.first, c.second); sqlstate(err) != c.state || (err == nil) != (c.state == "") {
				t.Errorf("the second ends with %v, want %q", err, c.state)
			}
			holds(t, conn, `count(*) between 1 and 3 and bool_or(role = 'owner') from neon_auth.member where "organizationId" = '`+acme+`'`)
		})
	}
}

// TestProlongingRaces: prolonging a session never restores a revoked one, and never waits for a lock.
func TestProlongingRaces(t *testing.T) {
	t.Parallel()
	const (
		due     = `update neon_auth.session set "expiresAt" = now() + interval '3 days' where token = 'ada'`
		refresh = `select neon_auth_api.refresh_session(neon_auth.branch_identity(), 'ada')`
		list    = `select neon_auth_api.list_sessions('ada')`
		revoke  = `select neon_auth_api.revoke_sessions('ada elsewhere')`
		left    = `select count(*) from neon_auth.session where token = 'ada'`
	)
	for name, c := range map[string]struct {
		first, second string
		left          int
		waits         bool
	}{
		"revoked while it is prolonged":           {refresh, revoke, 0, true},
		"prolonged while it is revoked":           {revoke, refresh, 0, false},
		"needed while it is revoked":              {revoke, list, 0, false},
		"prolonged while another one prolongs it": {refresh, refresh, 1, false},
		"needed while another one prolongs it":    {list, list, 1, false},
		"prolonged while the app holds it":        {`select from neon_auth.session where token = 'ada' for update`, refresh, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, conn := withPeople(t)
			run(t, conn, due)
			second := connectTo(t, d.URL)
			if !c.waits { // then it is done before the first commits
				in(t, conn, func(tx pgx.Tx) {
					run(t, tx, c.first)
					run(t, second, `set statement_timeout = '30s'`)
					run(t, second, c.second)
					must(t, tx.Commit(t.Context()))
				})
			} else {
				must(t, race(t, d, c.first, c.second))
			}
			count(t, conn, left, c.left)
			if c.left == 1 && c.first != due && !strings.Contains(c.first, "for update") {
				holds(t, conn, `"expiresAt" > now() + interval '6 days' from neon_auth.session where token = 'ada'`)
			}
			if c.left == 0 {
				if _, err := second.Exec(t.Context(), list); sqlstate(err) != "NA401" {
					t.Errorf("a revoked session: %v", err)
				}
			}
		})
	}
}

// TestExpireSessionsTogether: concurrent connections delete each expired session once, a batch at a time.
func TestExpireSessionsTogether(t *testing.T) {
	t.Parallel()
	d, conn := withPeople(t)
	run(t, conn, `insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt")
		select 'old ' || i, '`+ada+`', now() - i * interval '1 minute', now() from generate_series(1, 500) i`)
	const batch = 40
	removed := make([]int, 6)
	var sweeps sync.WaitGroup
	for i := range removed {
		conn := connectTo(t, d.SidecarURL)
		sweeps.Go(func() {
			for n := -1; n != 0; removed[i] += n {
				if err := conn.QueryRow(t.Context(), `select neon_auth_api.expire_sessions($1)`, batch).Scan(&n); err != nil || n > batch {
					t.Errorf("%d removed, %v", n, err)
					return
				}
			}
		})
	}
	sweeps.Wait()
	total := 0
	for _, n := range removed {
		total += n
	}
	if total != 500 {
		t.Errorf("%v were removed, want 500", removed)
	}
	count(t, conn, `select count(*) from neon_auth.session`, 4)
}

// TestFirstKeyTogether: concurrent sidecars that need a branch's first signing key all use the same one.
func TestFirstKeyTogether(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	ids := make([]string, 8)
	start := make(chan struct{})
	var adding sync.WaitGroup
	for i := range ids {
		conn := connectTo(t, d.SidecarURL)
		adding.Go(func() {
			<-start
			err := conn.QueryRow(context.WithoutCancel(t.Context()),
				`select id::text from neon_auth_api.add_key('{"kty":"OKP"}', $1)`, fmt.Sprint("sealed ", i)).Scan(&ids[i])
			if err != nil {
				t.Errorf("add_key: %v", err)
			}
		})
	}
	close(start)
	adding.Wait()
	if slices.Sort(ids); ids[0] != ids[len(ids)-1] {
		t.Errorf("they hold several keys: %v", ids)
	}
	count(t, d.Owner, `select count(*) from neon_auth.jwks`, 1)
}

// TestAppTriggerErrors: errors of an app's trigger are passed on unchanged, and are not mistaken for neonauth's.
func TestAppTriggerErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ body, state, message string }{
		"a veto":                           {`raise exception 'members only'`, "P0001", "members only"},
		"its own unique_violation":         {`insert into app.profile values (1), (1)`, "23505", "profile_pkey"},
		"one that it raises itself":        {`raise unique_violation using message = 'taken'`, "23505", "taken"},
		"a mistake":                        {`insert into app.nowhere values (1)`, "42P01", "app.nowhere"},
		"a failure that is not neonauth's": {`raise exception 'x' using errcode = 'AB123'`, "AB123", "x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := pgtest.New(t)
			script(t, connectTo(t, d.URL), `
				create schema app;
				create table app.profile (id int primary key);
				create function app.welcome() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
				  as $$ begin `+c.body+`; return new; end $$;
				create trigger welcome after insert on neon_auth."user" for each row execute function app.welcome()`)
			_, err := d.Sidecar.Exec(t.Context(),
				`select neon_auth_api.sign_up_email('Ada', 'ada@example.com', null, 'hash', 8, '{}', 'token', true)`)
			if sqlstate(err) != c.state || !strings.Contains(fmt.Sprint(err), c.message) {
				t.Errorf("sign-up: %v, want %s %s", err, c.state, c.message)
			}
			count(t, d.Owner, `select count(*) from neon_auth."user"`, 0)
		})
	}
}

// TestClaimsTogether: a second transaction waits for the claim of the first, and then finds the row or replaces it.
func TestClaimsTogether(t *testing.T) {
	t.Parallel()
	const (
		create   = `select neon_auth_api.create_organization('%s', '{"name": "New", "slug": "new"}')`
		rename   = `select neon_auth_api.update_organization('ada', '{"organizationId": "06640000-0000-4000-8000-000000000001", "data": {"slug": "new"}}')`
		sendCode = `select neon_auth_api.send_code('sign-in', 'ada@example.com', '{"codeHash": "%s", "sealedCode": "sealed"}')`
		reset    = `select neon_auth_api.request_password_reset('ada@example.com', '%s', '{"sealedLink": "sealed"}')`
		slugs    = `select count(*) from neon_auth.organization where slug = 'new'`
		proofs   = `select count(*) from neon_auth.verification where identifier <> 'reset-password:secret'`
	)
	for name, c := range map[string]struct{ first, second, state, left string }{
		"a slug by two who create":  {fmt.Sprintf(create, "ada"), fmt.Sprintf(create, "bob"), "NA400", slugs},
		"a slug by one who renames": {fmt.Sprintf(create, "bob"), rename, "NA400", slugs},
		"a slug that is renamed to": {rename, fmt.Sprintf(create, "bob"), "NA400", slugs},
		"two codes":                 {fmt.Sprintf(sendCode, "one"), fmt.Sprintf(sendCode, "two"), "", proofs},
		"two reset links":           {fmt.Sprintf(reset, "one"), fmt.Sprintf(reset, "two"), "", proofs},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, conn := withPeople(t)
			if err := race(t, d, c.first, c.second); sqlstate(err) != c.state {
				t.Errorf("the second ends with %v, want %q", err, c.state)
			}
			count(t, conn, c.left, 1)
			if c.left == proofs {
				holds(t, conn, `bool_or(concat(identifier, value) ~ 'two') from neon_auth.verification`)
			}
		})
	}
}
