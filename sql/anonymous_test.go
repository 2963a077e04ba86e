package sql_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

const linking = `update neon_auth.project_config set plugin_configs = '{"anonymous": {"enabled": true}}';
	insert into neon_auth."user" (id, name, email, "emailVerified", "isAnonymous") values ('` + carl2 + `', 'Anonymous', 'temp@x.invalid', false, true);
	insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt") values ('anon', '` + carl2 + `', now() + interval '1 day', now());`

const carl2 = "5a14a3a0-0f0e-4c0e-9f0e-00000000000a"

// enter signs Bob in, in the browser of the anonymous user, as the sidecar does.
func enter(t *testing.T, conn *pgx.Conn, token string) error {
	t.Helper()
	tx, err := conn.Begin(t.Context())
	must(t, err)
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), `select neon_auth_api.begin_request('', '10.0.0.1', 'test', 'r', '', '', '', 'anon')`); err != nil {
		return err
	}
	if _, err := tx.Exec(t.Context(), `select neon_auth_api.sign_in_email('`+bob+`', 'hash of Bob', '`+token+`', true, null)`); err != nil {
		return err
	}
	return tx.Commit(t.Context())
}

// TestAnonymousRowsMoveWithTheirOwnersRights: tables of an ordinary owner, also where row security is forced on them, where
// constraints are deferred, and of a second owner.
func TestAnonymousRowsMoveWithTheirOwnersRights(t *testing.T) {
	t.Parallel()
	d, admin := withPeople(t)
	script(t, admin, linking)
	owner, second := login(t, d.Name, d.URL, admin, "owner"), login(t, d.Name, d.URL, admin, "second")
	run(t, admin, `alter database `+d.Name+` owner to `+owner.name)
	script(t, admin, `create schema mine authorization `+owner.name+`; create schema other authorization `+second.name+`;
		grant usage on schema neon_auth to `+second.name+`; grant references on neon_auth."user" to `+second.name+`;`)
	mine := connectTo(t, owner.url)
	script(t, mine, `
		create table mine.forced (id int primary key, user_id uuid references neon_auth."user" on delete cascade);
		insert into mine.forced values (1, '`+carl2+`'), (2, '`+ada+`');
		alter table mine.forced enable row level security, force row level security;
		create policy own on mine.forced using (user_id = auth.uid());
		create table mine.later (user_id uuid references neon_auth."user" deferrable initially deferred, at text);
		insert into mine.later values ('`+carl2+`', '');
		create function mine.note() returns trigger language plpgsql as 'begin new.at := current_user; return new; end';
		create trigger note before update on mine.later for each row execute function mine.note();
		create constraint trigger after after update on mine.later deferrable initially deferred for each row execute function mine.note();`)
	script(t, connectTo(t, second.url), `
		create table other.cart (user_id uuid references neon_auth."user" on delete set null);
		insert into other.cart values ('`+carl2+`');`)

	run(t, mine, `select neon_auth.allow_moves()`)
	run(t, admin, `select neon_auth.allow_moves('`+second.name+`')`)
	must(t, enter(t, connectTo(t, d.SidecarURL), "new"))
	holds(t, admin, `array_agg(user_id::text order by id) = array['`+bob+`', '`+ada+`'] from mine.forced`)
	holds(t, admin, `relforcerowsecurity from pg_class where oid = 'mine.forced'::regclass`)
	holds(t, admin, `user_id = '`+bob+`' and at = '`+owner.name+`' from mine.later`)
	holds(t, admin, `user_id = '`+bob+`' from other.cart`)
	holds(t, admin, `not exists (select from neon_auth."user" where id = '`+carl2+`')`)
	holds(t, admin, `kept = '{}' and moved = 3 from neon_auth.anonymous_link`)
	holds(t, admin, `count(*) = 0 from pg_proc p, pg_roles r where p.pronamespace = 'neonauth_moves'::regnamespace
		and p.proname ~ '^move' and has_function_privilege('neon_auth_sidecar', p.oid, 'execute')`)
}

// TestAnonymousRowsMoveUnderAnOrdinaryInstaller: the installer moves rows of tables that it owns, or whose owner it is a
// member of. Rows of others stay, and so does the anonymous user.
func TestAnonymousRowsMoveUnderAnOrdinaryInstaller(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.database(t, "app", "")
	must(t, c.install(t, "installer", "app"))
	admin := c.connect(t, "postgres", "app")
	script(t, admin, `insert into neon_auth.project_config (name, endpoint_id) select 'App', current_database() where not exists (select from neon_auth.project_config);
		insert into neon_auth."user" (id, name, email, "emailVerified") values ('`+bob+`', 'Bob', 'bob@example.com', true);
		insert into neon_auth.account ("accountId", "providerId", "userId", password, "updatedAt") values ('b', 'credential', '`+bob+`', 'hash of Bob', now());`+linking+`
		create schema mine authorization installer; create schema other authorization owner;
		grant usage on schema neon_auth to owner, installer; grant references on neon_auth."user" to owner, installer;`)
	script(t, c.connect(t, "installer", "app"), `create table mine.cart (user_id uuid references neon_auth."user" on delete cascade)`)
	script(t, c.connect(t, "owner", "app"), `create table other.cart (user_id uuid references neon_auth."user" on delete cascade)`)
	script(t, admin, `insert into mine.cart values ('`+carl2+`'); insert into other.cart values ('`+carl2+`')`)

	must(t, enter(t, admin, "new"))
	holds(t, admin, `user_id = '`+bob+`' from mine.cart`)
	holds(t, admin, `user_id = '`+carl2+`' from other.cart`)
	holds(t, admin, `kept ->> 'other.cart' like '%allow_moves%' from neon_auth.anonymous_link`)
	holds(t, admin, `exists (select from neon_auth."user" where id = '`+carl2+`')`)

	run(t, admin, `grant owner to installer`)
	run(t, admin, `delete from neon_auth.anonymous_link`)
	run(t, admin, `insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt") values ('anon', '`+carl2+`', now() + interval '1 day', now())`)
	must(t, enter(t, admin, "newer"))
	holds(t, admin, `user_id = '`+bob+`' from other.cart`)
	holds(t, admin, `not exists (select from neon_auth."user" where id = '`+carl2+`')`)
}

// TestAnonymousMovesRunNoCodeOfOthersWithRights: a role that may add triggers to the owner's tables gains nothing when an
// anonymous user's rows move through them.
func TestAnonymousMovesRunNoCodeOfOthersWithRights(t *testing.T) {
	t.Parallel()
	for name, trigger := range map[string]string{
		"before":    `create trigger x before update on public.of_user for each row execute function evil.prior()`,
		"after":     `create trigger x after update on public.of_user for each row execute function evil.after()`,
		"deferred":  `create constraint trigger x after update on public.of_user deferrable initially deferred for each row execute function evil.chain()`,
		"when":      `create trigger x after update on public.of_user for each row when (evil.check()) execute function evil.after()`,
		"statement": `create trigger x before update on public.of_user2 for each statement execute function evil.prior()`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := plunder(t)
			script(t, r.admin, linking)
			run(t, connectTo(t, r.owner.url), `select neon_auth.allow_moves()`)
			script(t, connectTo(t, r.owner.url), `insert into public.of_user values ('`+carl2+`', 1)`)
			script(t, connectTo(t, r.mallory.url), trigger)
			conn := connectTo(t, r.serving.url)
			if err := enter(t, conn, "new"); err == nil || !strings.Contains(err.Error(), "rights of the table's owner") {
				t.Errorf("%v", err)
			}
			r.loses(t, conn, name)
			r.keeps(t)
			holds(t, r.admin, `count(*) = 1 from public.of_user where ref = '`+carl2+`'`)
		})
	}
}

// TestTwoSignInsOfOneAnonymousSession: of two at once, one gets the rows, and both are signed in.
func TestTwoSignInsOfOneAnonymousSession(t *testing.T) {
	t.Parallel()
	d, admin := withPeople(t)
	script(t, admin, linking+`select neon_auth.allow_moves(); create table public.cart (id int primary key, user_id uuid not null references neon_auth."user" on delete cascade);
		insert into public.cart select n, '`+carl2+`' from generate_series(1, 50) n;`)
	var failed [4]error
	var signIns sync.WaitGroup
	for i := range failed {
		signIns.Go(func() {
			conn, err := pgx.Connect(t.Context(), d.SidecarURL)
			if err == nil {
				defer conn.Close(t.Context())
				for range 20 {
					if err = enter(t, conn, fmt.Sprint("new ", i)); sqlstate(err) != "55P03" && sqlstate(err) != "40P01" {
						break
					}
				}
			}
			failed[i] = err
		})
	}
	signIns.Wait()
	for _, err := range failed {
		must(t, err)
	}
	holds(t, admin, `count(*) = 50 and bool_and(user_id = '`+bob+`') from public.cart`)
	holds(t, admin, `count(*) = 4 from neon_auth.session where token like 'new %'`)
	holds(t, admin, `count(*) = 1 from neon_auth.anonymous_link`)
}
