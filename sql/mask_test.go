package sql_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// TestMaskLeavesNothing: no column of a masked copy contains anything of the person whose data is in every column.
// Columns that mask_rule keeps are excepted, as far as they contain no address.
func TestMaskLeavesNothing(t *testing.T) {
	t.Parallel()
	conn := connectTo(t, pgtest.New(t).URL)
	script(t, conn, zebedee)
	script(t, conn, `select neon_auth.fork_branch(); select neon_auth.mask_users()`)
	rows, err := conn.Query(t.Context(), `select relation, name, treatment from neon_auth_internal.mask_column`)
	must(t, err)
	type column struct{ Table, Name, Treatment string }
	columns, err := pgx.CollectRows(rows, pgx.RowToStructByPos[column])
	must(t, err)
	for _, c := range columns {
		pattern := "mark|Zebedee|Bob"
		if c.Treatment == "keep" {
			pattern = "@mark|Zebedee|Bob|@example"
		}
		if truth(t, conn, fmt.Sprintf(`count(*) > 0 from neon_auth.%q x where x.%q::text ~ '%s'`, c.Table, c.Name, pattern)) {
			t.Errorf("something is left in %s.%s", c.Table, c.Name)
		}
	}
	holds(t, conn, `count(*) = 2 from neon_auth."user"`)
}

// TestMaskRacesSignUp: a user who is signing up while the copy is masked is masked, too.
func TestMaskRacesSignUp(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	conn, other := connectTo(t, d.URL), connectTo(t, d.URL)
	script(t, conn, `select neon_auth.fork_branch()`)
	script(t, other, `begin; insert into neon_auth."user" (name, email, "emailVerified") values ('Late', 'late@example.com', true)`)
	done := make(chan error, 1)
	go func() {
		_, err := conn.Exec(t.Context(), `select neon_auth.mask_users()`)
		done <- err
	}()
	watch := connectTo(t, d.URL)
	for !truth(t, watch, `exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')`) {
		select {
		case err := <-done:
			t.Fatalf("it does not wait: %v", err)
		default:
		}
	}
	script(t, other, `commit`)
	must(t, <-done)
	holds(t, watch, `count(*) = 1 from neon_auth."user" where email like '%@masked.invalid'`)
	holds(t, watch, `count(*) = 1 from neon_auth."user"`)
}

// TestForeignTriggersGainNothingFromAMask: code of the app that runs while a copy is masked has no rights of neon_auth, nor
// of the calling superuser.
func TestForeignTriggersGainNothingFromAMask(t *testing.T) {
	t.Parallel()
	for name, vector := range map[string]string{
		"after each row":  `create trigger t after insert or update or delete on %s for each row execute function evil.after()`,
		"before each row": `create trigger t before insert or update or delete on %s for each row execute function evil.prior()`,
		"deferred": `create constraint trigger t after insert or update or delete on %s deferrable initially deferred
			for each row execute function evil.after()`,
		"on truncate": `create trigger t before truncate on %s for each statement execute function evil.after()`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := plunder(t)
			run(t, r.admin, `create table public.of_account2 (ref text, kind text, foreign key (ref, kind) references neon_auth.account ("accountId", "providerId") on update cascade)`)
			run(t, r.admin, `insert into public.of_account2 select "accountId", "providerId" from neon_auth.account`)
			run(t, r.admin, `grant all on public.of_account2 to `+r.mallory.name)
			script(t, connectTo(t, r.mallory.url), everywhere(vector)+fmt.Sprintf(vector, "public.of_account2"))
			super := connectTo(t, r.URL)
			run(t, super, `select neon_auth.fork_branch()`)
			_, err := super.Exec(t.Context(), `select neon_auth.mask_users(keep => array['ada@example.com'])`, pgx.QueryExecModeExec)
			t.Logf("mask_users: %v", err)
			r.loses(t, super, "mask_users")
			if after := r.untouched(t); after != r.before {
				t.Errorf("it changed protected objects: %s, was %s", after, r.before)
			}
		})
	}
}
