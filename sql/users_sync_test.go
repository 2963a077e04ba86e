package sql_test

import (
	"fmt"
	"sync"
	"testing"

	"neonauth/sidecar/pgtest"
)

// TestUsersSyncOfTheOwner: an ordinary owner of a database enables users_sync, reads it under both names, and keeps it
// through a reinstall. Others cannot enable it.
func TestUsersSyncOfTheOwner(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.database(t, "app", "")
	must(t, c.install(t, "installer", "app"))
	admin, owner, other := c.connect(t, "postgres", "app"), c.connect(t, "owner", "app"), c.connect(t, "next_owner", "app")
	run(t, owner, `insert into neon_auth."user" (name, email, "emailVerified") values ('Ada', 'ada@example.com', true)`)
	denied(t, other, `select neon_auth.enable_users_sync()`)
	holds(t, owner, `neon_auth.enable_users_sync() = 1`)
	holds(t, owner, `count(*) = 1 from neon_identity.users_sync s join neon_auth.users_sync using (id, email) where s.name = 'Ada'`)
	for _, statement := range []string{
		`insert into neon_auth.users_sync (raw_json) values ('{"id": "x"}')`, `delete from neon_auth.users_sync`,
		`update neon_auth.users_sync set deleted_at = now()`, `truncate neon_auth.users_sync`,
		`create trigger t after insert on neon_auth.users_sync for each row execute function neon_auth.sync_users()`,
		`drop trigger sync_users on neon_auth."user"`,
	} {
		denied(t, owner, statement)
	}
	denied(t, other, `select from neon_identity.users_sync`)

	run(t, owner, `create table note (author uuid references neon_auth."user" on delete cascade)`) // code of the app on "user"
	run(t, owner, `create table todo (owner text references neon_auth.users_sync (id))`)
	run(t, owner, `insert into todo select id from neon_auth.users_sync`)
	reinstallable(t, admin)
	must(t, c.install(t, "installer", "app"))
	run(t, owner, `update neon_auth."user" set name = 'Ada L.'`)
	run(t, owner, `select neon_auth.delete_user(id) from neon_auth."user"`)
	holds(t, owner, `bool_and(s.name = 'Ada L.' and s.deleted_at is not null) from neon_identity.users_sync s join todo on owner = id`)

	// The next owner has the same, without another call.
	run(t, c.admin, `alter database app owner to next_owner`)
	holds(t, other, `count(*) = 1 from neon_identity.users_sync`)
	denied(t, owner, `select from neon_identity.users_sync`)
}

// TestUsersSyncKeepsATableOfTheEarlierName: it belongs to the app, which may refer to it.
func TestUsersSyncKeepsATableOfTheEarlierName(t *testing.T) {
	t.Parallel()
	conn := connectTo(t, pgtest.New(t).URL)
	script(t, conn, `create schema neon_identity; create table neon_identity.users_sync (id text primary key);
		insert into neon_identity.users_sync values ('kept'); select neon_auth.enable_users_sync()`)
	holds(t, conn, `count(*) = 1 from neon_identity.users_sync where id = 'kept'`)
}

// earlierTable is users_sync of Neon's first auth under its earlier name, with 1,500 users, and an app that refers to it.
const earlierTable = `
	create schema neon_identity;
	create table neon_identity.users_sync (
	  raw_json jsonb not null, id text not null generated always as (raw_json ->> 'id') stored,
	  name text generated always as (raw_json ->> 'display_name') stored, email text generated always as (raw_json ->> 'primary_email') stored,
	  created_at timestamptz generated always as (to_timestamp(trunc((raw_json ->> 'signed_up_at_millis')::bigint::double precision) / 1000)) stored,
	  updated_at timestamptz, deleted_at timestamptz, constraint users_sync_pkey primary key (id));
	insert into neon_identity.users_sync (raw_json, updated_at, deleted_at)
	select jsonb_build_object('id', id, 'display_name', 'Earlier ' || n, 'primary_email', n || '@earlier.test', 'signed_up_at_millis', 1577836800000),
	  now(), case when n > 1490 then now() end
	from (select n, format('57ac0000-0000-4000-8000-%s', lpad(n::text, 12, '0')) as id from generate_series(1, 1500) n) u;
	create table todo (owner text constraint "to do" references neon_identity.users_sync (id) on delete cascade);
	insert into todo select id from neon_identity.users_sync;
	create table "a note" (author text, constraint author foreign key (author) references neon_identity.users_sync on update cascade deferrable initially deferred)`

// TestUsersSyncAdoptsTheEarlierTable: rows and foreign keys move to neon_auth.users_sync, without an id changing.
func TestUsersSyncAdoptsTheEarlierTable(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.database(t, "app", "")
	must(t, c.install(t, "installer", "app"))
	owner := c.connect(t, "owner", "app")
	script(t, owner, earlierTable)
	run(t, owner, `select neon_auth.import_users('stack-auth', jsonb_agg(raw_json)) from neon_identity.users_sync where deleted_at is null and id like '%00'`)
	holds(t, owner, `neon_auth.adopt_users_sync() = 1486`) // 14 were imported
	holds(t, owner, `count(*) = 1500 and count(*) filter (where s.deleted_at is null) = 1490 from todo join neon_auth.users_sync s on s.id = owner`)
	holds(t, owner, `count(*) = 1500 from neon_identity.users_sync s join neon_identity.users_sync_before b using (id, name, email, created_at)`)
	holds(t, owner, `count(*) = 2 and bool_and(confrelid = 'neon_auth.users_sync'::regclass)
		and bool_or(conname = 'to do' and confdeltype = 'c') and bool_or(conname = 'author' and confupdtype = 'c' and condeferred)
		from pg_constraint where contype = 'f' and conrelid in ('todo'::regclass, '"a note"'::regclass)`)
	run(t, owner, `insert into neon_auth."user" (id, name, email, "emailVerified") values ('00000000-0000-4000-8000-0000000000d1', 'New', 'new@example.com', true)`)
	run(t, owner, `insert into todo values ('00000000-0000-4000-8000-0000000000d1')`)
	run(t, owner, `drop table neon_identity.users_sync_before`)
	if _, err := owner.Exec(t.Context(), `select neon_auth.adopt_users_sync()`); sqlstate(err) != "55000" {
		t.Errorf("again: %v", err)
	}
	// The earlier users are not this database's: enabling again does not take them for deleted.
	run(t, owner, `select neon_auth.enable_users_sync()`)
	holds(t, owner, `count(*) = 1491 from neon_auth.users_sync where deleted_at is null`)
}

// TestEnablingUsersSyncMissesNobody: users who sign up while it is enabled, repeatedly, are all copied.
func TestEnablingUsersSyncMissesNobody(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	conn := connectTo(t, d.URL)
	done := make(chan struct{})
	var writers sync.WaitGroup
	for writer := range 3 {
		mine := connectTo(t, d.URL)
		writers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				_, err := mine.Exec(t.Context(), `insert into neon_auth."user" (name, email, "emailVerified") values ('x', $1, true)`,
					fmt.Sprintf("%d-%d@example.com", writer, n))
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 5 {
		run(t, conn, `select neon_auth.disable_users_sync()`)
		run(t, conn, `select neon_auth.enable_users_sync()`)
	}
	close(done)
	writers.Wait()
	holds(t, conn, `count(*) > 5 and count(*) filter (where s.id is null) = 0 from neon_auth."user" u left join neon_auth.users_sync s on s.id = u.id::text`)
	if _, err := conn.Exec(t.Context(), `begin isolation level repeatable read; select neon_auth.enable_users_sync()`); sqlstate(err) != "25001" {
		t.Errorf("%v, want a refusal above read committed", err)
	}
	run(t, conn, `rollback`)
}

// TestUsersSyncFollowsUnderOldSnapshots: a transaction above read committed that began before it was enabled copies too.
func TestUsersSyncFollowsUnderOldSnapshots(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	old, conn := connectTo(t, d.URL), connectTo(t, d.URL)
	run(t, old, `begin isolation level serializable`)
	holds(t, old, `count(*) = 0 from neon_auth.organization`)
	run(t, conn, `select neon_auth.enable_users_sync()`)
	run(t, old, `insert into neon_auth."user" (name, email, "emailVerified") values ('Old', 'old@example.com', true)`)
	run(t, old, `commit`)
	holds(t, conn, `count(*) = 1 from neon_auth.users_sync`)
}

// TestUsersSyncRacesAProvider: whichever comes first, a user of this database and an outside provider's event with the same
// id, the row is this database's, and later events leave it alone.
func TestUsersSyncRacesAProvider(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	conn := connectTo(t, d.URL)
	script(t, conn, `select neon_auth.enable_users_sync(); select neon_auth.set('usersSync.clerk.secret', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')`)
	for i, localFirst := range []bool{true, false} {
		id := fmt.Sprintf("00000000-0000-4000-8000-0000000000e%d", i)
		local := fmt.Sprintf(`insert into neon_auth."user" (id, name, email, "emailVerified") values ('%s', 'Local', 'local%d@example.com', true)`, id, i)
		event := func(n int, name string) string {
			return fmt.Sprintf(`select neon_auth_api.receive_user_event('clerk', '%s %d', extract(epoch from clock_timestamp())::bigint * 1000,
				'{"type": "user.updated", "timestamp": %d, "data": {"id": "%s", "username": "%s"}}')`, id, n, 1767225600000+n, id, name)
		}
		first, second := local, event(1, "Outside")
		if !localFirst {
			first, second = second, first
		}
		one, two := connectTo(t, d.URL), connectTo(t, d.URL)
		run(t, one, "begin")
		run(t, one, first)
		done := make(chan error, 1)
		go func() {
			_, err := two.Exec(t.Context(), second)
			done <- err
		}()
		pgtest.Eventually(t, "the second does not wait", func() bool {
			return truth(t, conn, `exists (select from pg_locks where not granted and locktype = 'transactionid')`)
		})
		run(t, one, "commit")
		must(t, <-done)
		run(t, conn, event(2, "Later"))
		holds(t, conn, `count(*) = 1 from neon_auth.users_sync where id = $1 and name = 'Local' and deleted_at is null`, id)
		holds(t, conn, `count(*) = 0 from neon_auth.users_sync_source where id = $1`, id)
	}
}
