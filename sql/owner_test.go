package sql_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
)

// contract lists the tables that upstream gives a database's owner, with a change to try for each.
var contract = map[string]string{
	`"user"`: `name`, "session": `"userAgent"`, "account": `scope`, "verification": `value`, "jwks": `"publicKey"`,
	"organization": `name`, "member": `role`, "invitation": `status`, "project_config": `name`,
	"team": `name`, `"organizationRole"`: `role`,
}

// TestDatabaseOwner: an ordinary role that owns the database has access to all of it, in that database only and while
// it is the owner.
func TestDatabaseOwner(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	for _, database := range []string{"app", "other"} {
		c.database(t, database, "")
		must(t, c.install(t, "installer", database))
	}
	run(t, c.admin, `alter database other owner to second_installer`)
	people, err := os.ReadFile("../testdata/people.sql")
	must(t, err)
	for _, login := range []string{"owner", "next_owner"} {
		conn := c.connect(t, login, "app")
		run(t, c.admin, "alter database app owner to "+login)
		t.Run(login+" reads and writes", func(t *testing.T) { works(t, conn, string(people)) })
		t.Run(login+" builds on it", func(t *testing.T) { builds(t, conn, string(people)) })
		t.Run(login+" sees nothing elsewhere", func(t *testing.T) {
			script(t, c.connect(t, "postgres", "other"), `truncate neon_auth."user", neon_auth.organization, neon_auth.jwks,
				neon_auth.verification cascade; `+string(people))
			shut(t, c.connect(t, login, "other"))
		})
	}
	t.Run("the former owner sees nothing", func(t *testing.T) { shut(t, c.connect(t, "owner", "app")) })
	t.Run("the installer is no reader by that", func(t *testing.T) {
		holds(t, c.admin, `not pg_has_role('owner', 'neon_auth', 'member') and not pg_has_role('next_owner', 'neon_auth', 'member')`)
	})
}

func works(t *testing.T, conn *pgx.Conn, people string) {
	in(t, conn, func(tx pgx.Tx) {
		runAll(t, tx, people)
		run(t, tx, `set constraints neon_auth.keep_owner deferred`)
		run(t, tx, `insert into neon_auth.team (name, "organizationId") select slug, id from neon_auth.organization`)
		run(t, tx, `insert into neon_auth."teamMember" ("teamId", "userId")
			select t.id, m."userId" from neon_auth.team t join neon_auth.member m on m."organizationId" = t."organizationId"`)
		run(t, tx, `insert into neon_auth.invitation_team
			select i.id, t.id, 1 from neon_auth.invitation i join neon_auth.team t on t."organizationId" = i."organizationId"`)
		run(t, tx, `insert into neon_auth."organizationRole" ("organizationId", role, permission)
			select id, 'guest', '{}' from neon_auth.organization`)
		for table, column := range contract {
			holds(t, tx, "count(*) > 0 from neon_auth."+table)
			run(t, tx, fmt.Sprintf(`update neon_auth.%s set %s = 'changed'`, table, column))
			holds(t, tx, fmt.Sprintf(`bool_and(%s = 'changed') from neon_auth.%s`, column, table))
		}
		holds(t, tx, `count(*) = 4 from neon_auth.session_overview where state = 'live'`)
		run(t, tx, `select neon_auth.ban_user(neon_auth.create_user('carl@example.com', password_hash => '`+bcryptHash+`'))`)
		run(t, tx, `select neon_auth.set_password('`+ada+`', '`+bcryptHash+`'), neon_auth.unban_user('`+ada+`'), neon_auth.expire_sessions()`)
		run(t, tx, `select neon_auth.import_users('better-auth', '[{"id": "1", "email": "dan@example.com"}, {"id": "2"}]')`)
		holds(t, tx, `count(*) = 1 from neon_auth.imported_user`)
		run(t, tx, `select neon_auth.set('email_and_password.minPasswordLength', '12')`)
		holds(t, tx, `count(*) = 1 from neon_auth.settings where name like '%.minPasswordLength' and value = '12'`)
		holds(t, tx, `count(*) = 0 from neon_auth.settings_advice`)
		holds(t, tx, `count(*) > 20 from neon_auth.help`)
		run(t, tx, `delete from neon_auth.import_skipped where reason = 'no address'`)
		for table := range contract {
			run(t, tx, "delete from neon_auth."+table)
			holds(t, tx, "count(*) = 0 from neon_auth."+table)
		}
		for _, readOnly := range []string{"branch_seed", "branch_alias", "context_secret", "installation"} { // for pg_dump
			deniedInside(t, tx, "delete from neon_auth."+readOnly)
		}
		holds(t, tx, `count(*) = 0 from neon_auth.context_secret`)
	})
}

func builds(t *testing.T, conn *pgx.Conn, people string) {
	in(t, conn, func(tx pgx.Tx) {
		runAll(t, tx, `
			create schema mine;
			create table mine.note (author uuid not null references neon_auth."user" (id) on delete cascade);
			create table mine.seen (email text);
			create view mine.people as select u.email, m.role from neon_auth."user" u join neon_auth.member m on m."userId" = u.id;
			create function mine.see() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp
			  as 'begin insert into mine.seen values (new.email); return new; end';
			create trigger see after insert on neon_auth."user" for each row execute function mine.see();`+people)
		run(t, tx, `insert into mine.note select id from neon_auth."user"`)
		holds(t, tx, `count(*) = 3 from mine.seen`)
		holds(t, tx, `count(*) = 3 from mine.people`)
		run(t, tx, `select neon_auth.delete_user('`+ada+`')`)
		holds(t, tx, `count(*) = 2 from mine.note`)
		run(t, tx, `select neon_auth.create_user('carl@example.com')`)
		holds(t, tx, `count(*) = 4 from mine.seen`)
	})
}

// shut requires that a login has no access.
func shut(t *testing.T, conn *pgx.Conn) {
	for table := range contract {
		denied(t, conn, "select from neon_auth."+table)
		denied(t, conn, "delete from neon_auth."+table)
	}
	denied(t, conn, `select from neon_auth.session_overview`)
	denied(t, conn, `select neon_auth.create_user('mallory@example.com')`)
	denied(t, conn, `select neon_auth_api.get_config()`)
}

func runAll(t *testing.T, tx pgx.Tx, statements string) {
	t.Helper()
	script(t, tx.Conn(), statements)
}

// deniedInside requires that a statement is denied, in a transaction that continues.
func deniedInside(t *testing.T, tx pgx.Tx, statement string) {
	t.Helper()
	inner, err := tx.Begin(t.Context())
	must(t, err)
	denied(t, inner, statement)
	must(t, inner.Rollback(t.Context()))
}
