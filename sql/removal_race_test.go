package sql_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// TestRemovalsOfOneUserAtOnce: of two removals of one user at once, Postgres ends neither as a deadlock. The second waits for
// the first before it has locked anything that the first needs, and then finds no user.
func TestRemovalsOfOneUserAtOnce(t *testing.T) {
	t.Parallel()
	const (
		prepare = `update neon_auth.member set role = 'owner';
			update neon_auth."user" set role = 'admin' where id in ('` + bob + `', '` + ada + `');
			update neon_auth.session set "expiresAt" = now() + interval '3 days' where token in ('ada elsewhere', 'bob');
			insert into neon_auth.invitation ("organizationId", email, role, status, "expiresAt", "inviterId")
			select id, 'ada@example.com', 'member', 'pending', now() + interval '1 day', '` + bob + `' from neon_auth.organization;
			insert into neon_auth.verification (identifier, value, "expiresAt", branch)
			values ('delete-account-mailed', '` + ada + `', now() + interval '1 hour', neon_auth.branch_identity())`
		held = `select from neon_auth.session where token = 'ada' for update` // what a removal deletes first, after the user
	)
	firsts := map[string]string{
		"by SQL":              `select neon_auth.delete_user('` + ada + `')`,
		"by an administrator": `select neon_auth_api.admin_remove_user('bob', '` + ada + `')`,
	}
	seconds := map[string]string{
		"by the user, with a password":     `select neon_auth_api.delete_user('ada elsewhere', 'hash of Ada', null)`,
		"by the user, with a mailed token": `select neon_auth_api.delete_user('ada elsewhere', null, 'mailed')`,
		"by the mailed link":               `select neon_auth_api.delete_user_callback('ada elsewhere', 'mailed')`,
		"by an administrator":              `select neon_auth_api.admin_remove_user('bob', '` + ada + `')`,
		"with what is known of them":       `select neon_auth.erase_user('` + ada + `')`,
		"by SQL":                           `select neon_auth.remove_user('` + ada + `', erase => true)`,
	}
	for first, remove := range firsts {
		for second, again := range seconds {
			t.Run(first+", "+second, func(t *testing.T) {
				t.Parallel()
				d, conn := withPeople(t)
				script(t, conn, prepare)
				won, lost := jam(t, d, held, remove, again)
				if won != nil || !strings.HasPrefix(sqlstate(lost), "NA4") {
					t.Errorf("they end with %v and %v", won, lost)
				}
				count(t, conn, `select count(*) from neon_auth."user" where id = '`+ada+`'`, 0)
			})
		}
	}
}

// TestRemovalWhileAnOrganizationIsDeleted: a user is removed while the user's organization is deleted, or the caller of the
// deletion is. None ends as a deadlock.
func TestRemovalWhileAnOrganizationIsDeleted(t *testing.T) {
	t.Parallel()
	const (
		engine  = "06640000-0000-4000-8000-000000000001"
		destroy = `select neon_auth_api.delete_organization('ada', '{"organizationId": "` + engine + `"}')`
	)
	for name, c := range map[string]struct{ first, state string }{
		"a member, by SQL":              {`select neon_auth.delete_user('` + bob + `')`, ""},
		"a member, at their own wish":   {`select neon_auth_internal.delete_own_user('` + bob + `')`, ""},
		"a member, with all about them": {`select neon_auth.erase_user('` + bob + `')`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, conn := withPeople(t)
			run(t, conn, `insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt") values ('bob last', '`+bob+`', now() + interval '7 days', now())`)
			run(t, conn, `update neon_auth.session set "activeOrganizationId" = '`+engine+`' where "userId" = '`+bob+`'`)
			removed, deleted := jam(t, d, `select from neon_auth.session where token = 'bob last' for update`, c.first, destroy)
			if removed != nil || sqlstate(deleted) != c.state {
				t.Errorf("they end with %v and %v", removed, deleted)
			}
			count(t, conn, `select count(*) from neon_auth."user" where id = '`+bob+`'`, 0)
			count(t, conn, `select count(*) from neon_auth.organization where id = '`+engine+`'`, 0)
		})
	}
}

// TestAdministratorsRemoveEachOther: one of them is removed, also when the sessions of both have just been prolonged.
func TestAdministratorsRemoveEachOther(t *testing.T) {
	t.Parallel()
	d, conn := withPeople(t)
	script(t, conn, `update neon_auth.member set role = 'owner';
		update neon_auth."user" set role = 'admin' where id in ('`+bob+`', '`+ada+`');
		update neon_auth.session set "expiresAt" = now() + interval '3 days' where token in ('ada elsewhere', 'bob')`)
	won, lost := jam(t, d, `select from neon_auth.session where token = 'ada' for update`,
		`select neon_auth_api.admin_remove_user('bob', '`+ada+`')`, `select neon_auth_api.admin_remove_user('ada elsewhere', '`+bob+`')`)
	if won != nil || sqlstate(lost) != "NA401" {
		t.Errorf("they end with %v and %v", won, lost)
	}
}

// jam runs two statements at once. The first stops at a row that is held, the second then at whatever it needs from the
// first, and then the row is released. It returns how both end.
func jam(t *testing.T, d *pgtest.Database, held, first, second string) (one, two error) {
	t.Helper()
	tx, err := connectTo(t, d.URL).Begin(t.Context())
	must(t, err)
	run(t, tx, held)
	ends := []chan error{make(chan error, 1), make(chan error, 1)}
	for i, statement := range []string{first, second} {
		conn := connectTo(t, d.URL)
		go func() {
			_, err := conn.Exec(t.Context(), statement)
			ends[i] <- err
		}()
		waits(t, d, conn)
	}
	must(t, tx.Commit(t.Context()))
	return <-ends[0], <-ends[1]
}

// waits returns when a connection waits for a lock.
func waits(t *testing.T, d *pgtest.Database, conn *pgx.Conn) {
	t.Helper()
	pid := conn.PgConn().PID()
	pgtest.Eventually(t, "a statement waits for nothing", func() bool {
		return truth(t, d.Owner, fmt.Sprintf(`cardinality(pg_blocking_pids(%d)) > 0`, pid))
	})
}
