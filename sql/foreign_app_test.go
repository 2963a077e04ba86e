package sql_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestForeignKeysStaySupported: legitimate foreign keys and triggers of an app work as they would without the guards.
func TestForeignKeysStaySupported(t *testing.T) {
	t.Parallel()
	d, admin := withPeople(t)
	owner := login(t, d.Name, d.URL, admin, "owner")
	run(t, admin, `alter database `+d.Name+` owner to `+owner.name)
	conn := connectTo(t, owner.url)
	script(t, conn, `
		create schema app;
		create table app.seat (id int primary key);
		insert into app.seat values (1);
		create table app.profile (
		  id uuid primary key references neon_auth."user" on delete cascade deferrable initially deferred,
		  email text references neon_auth."user" (email) on update cascade on delete set null deferrable initially deferred,
		  seat int references app.seat deferrable initially deferred);
		create table app.post (id serial primary key, author uuid references neon_auth."user" deferrable initially deferred);
		create table app.log (what text);
		create function app.fill() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
		begin insert into app.profile values (new.id, new.email, 1); return new; end $$;
		create trigger fill after insert on neon_auth."user" for each row execute function app.fill();
		create function app.note() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
		begin insert into app.log values (tg_op || ' ' || tg_table_name || ' ' || old.email); return null; end $$;
		create trigger note after delete or update of email on app.profile for each row execute function app.note();
		create constraint trigger later after delete or update of email on app.profile deferrable initially deferred
		  for each row execute function app.note();`)
	run(t, admin, `update neon_auth."user" set role = 'admin' where name = 'Ada'`)

	sidecar := connectTo(t, d.SidecarURL)
	run(t, sidecar, `select neon_auth_api.sign_up_email('Dan', 'dan@example.com', null, 'hash', 8, '{}', 'dan', true)`)
	var dan string
	must(t, admin.QueryRow(t.Context(), `select id::text from app.profile where email = 'dan@example.com'`).Scan(&dan))
	run(t, sidecar, `select neon_auth_api.admin_update_user('ada', '`+dan+`', '{"email": "daniel@example.com"}', true)`)
	holds(t, admin, `email = 'daniel@example.com' from app.profile`)
	holds(t, admin, `array_agg(what) = array['UPDATE profile dan@example.com', 'UPDATE profile dan@example.com'] from app.log`)
	run(t, admin, `insert into app.post (author) values ('`+dan+`')`)
	if err := try(t, sidecar, `select neon_auth_api.admin_remove_user('ada', '`+dan+`')`); sqlstate(err) != "23503" {
		t.Errorf("a user who is referred to: %v", err)
	}
	run(t, admin, `delete from app.post`)
	run(t, sidecar, `select neon_auth_api.admin_remove_user('ada', '`+dan+`')`)
	holds(t, admin, `not exists (select from app.profile)`)

	// In one transaction with the owner's own rows, whose deferred foreign keys are deferred again afterwards.
	in(t, conn, func(tx pgx.Tx) {
		run(t, tx, `insert into app.log select neon_auth.create_user('eva@example.com')::text`)
		run(t, tx, `insert into app.profile (id, seat) select u.id, 2 from neon_auth."user" u where u.name = 'Bob'`)
		run(t, tx, `insert into app.seat values (2)`)
		run(t, tx, `select neon_auth.delete_user(u.id) from neon_auth."user" u where u.email = 'eva@example.com'`)
		run(t, tx, `insert into app.post (author) values ('`+dan+`')`)
		run(t, tx, `delete from app.post`)
		run(t, tx, `set constraints all immediate`)
	})
}
