package sql_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// onOurs are neonauth's statements on the tables to which the database's owner may add triggers.
var onOurs = []string{
	`select neon_auth_api.sign_in_email('` + ada + `', 'hash of Ada', 'new', false, '/')`,
	`select neon_auth_api.update_user('ada', '{"name": "Countess"}')`,
	`select neon_auth_api.update_organization('ada', '{"organizationId": "` + engine + `", "data": {"name": "Motor"}}')`,
	`select neon_auth_api.create_team('ada', '{"organizationId": "` + engine + `", "name": "New"}')`,
	`select neon_auth_api.sign_up_email('Dan', 'dan@example.com', null, 'hash', 8, '{}', 'dan', true)`,
}

// TestOwnersTriggersGainNothing: triggers that the database's owner adds to neonauth's tables run as their author or
// not at all, and leave nothing behind that the serving login or a superuser would run.
func TestOwnersTriggersGainNothing(t *testing.T) {
	t.Parallel()
	for name, vector := range map[string]string{
		"invoker, before the statement": `create trigger "!" before insert or update or delete on %s for each statement execute function evil.prior()`,
		"invoker, before each row":      `create trigger a before insert or update or delete on %s for each row execute function evil.prior()`,
		"invoker, after each row":       `create trigger a after insert or update or delete on %s for each row execute function evil.after()`,
		"in a condition":                `create trigger a before insert or update on %s for each row when (evil.check()) execute function evil.as_mallory()`,
		"in a condition's operator":     `create trigger a before insert or update on %s for each row when (1 operator(evil.=) 'a'::text) execute function evil.as_mallory()`,
		"in a condition's type":         `create trigger a before insert or update on %s for each row when (1::evil.wary > 0) execute function evil.as_mallory()`,
		"definer, before each row":      `create trigger a before insert or update or delete on %s for each row execute function evil.as_mallory()`,
		"definer, after each row":       `create trigger a after insert or update or delete on %s for each row execute function evil.as_mallory()`,
		"definer, deferred":             `create constraint trigger keep_owner2 after insert or update or delete on %s deferrable initially deferred for each row execute function evil.as_mallory()`,
		"definer, without a cursor": `create table if not exists evil.no_cursor ();
			create trigger a after insert or update or delete on %s for each row execute function evil.as_mallory()`,
		"definer, deferred, without a cursor": `create table if not exists evil.no_cursor ();
			create constraint trigger a after insert or update or delete on %s deferrable initially deferred for each row execute function evil.as_mallory()`,
		"definer, after we settle": `create trigger "~~" after insert or update or delete on %s for each statement execute function evil.as_mallory()`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := plunder(t)
			run(t, r.admin, `alter database `+r.Name+` owner to `+r.mallory.name)
			mallory := connectTo(t, r.mallory.url)
			script(t, mallory, `
				create function evil.as_mallory() returns trigger language plpgsql security definer
				  as 'begin perform evil.attack(); return coalesce(new, old); end';
				create domain evil.wary as int check (evil.check());
				create function evil.same(int, text) returns boolean language plpgsql as 'begin return evil.check(); end';
				create operator evil.= (leftarg = int, rightarg = text, function = evil.same);`)
			r.rights = []string{"made an administrator", "deleted a user", "read sessions"} // the owner's own
			r.before = r.untouched(t)
			for _, table := range strings.Fields(`"user" session account organization member invitation team "teamMember" "organizationRole" verification jwks project_config sign_up_rule`) {
				script(t, mallory, fmt.Sprintf(vector, "neon_auth."+table))
			}
			serving, super := connectTo(t, r.serving.url), connectTo(t, r.URL)
			for _, who := range []struct {
				conn  *pgx.Conn
				calls []string
			}{
				{serving, append(onOurs, writes...)},
				{super, append([]string{
					`select neon_auth.create_user('new@example.com', 'New', '` + bcryptHash + `')`,
					`select neon_auth.set_password('` + ada + `', '` + bcryptHash + `')`,
					`select neon_auth.unban_user('` + ada + `')`,
					`select neon_auth.retire_key()`,
					`select neon_auth.set('name', 'mine')`,
					`select neon_auth.import_users('better-auth', '[{"id": "1", "email": "eva@example.com"}]')`,
				}, bySQL...)},
			} {
				for _, call := range who.calls {
					_, err := who.conn.Exec(t.Context(), call, pgx.QueryExecModeExec)
					if err != nil {
						t.Logf("%s: %v", call, err)
					}
					if who.conn == serving {
						// The sidecar does the same: see clean in sidecar/branch.
						script(t, serving, `discard all`)
						must(t, serving.DeallocateAll(t.Context()))
					}
					r.loses(t, who.conn, call)
					if t.Failed() {
						return
					}
				}
			}
			r.keeps(t)
			t.Logf("it ran as: %v", listed(t, r.admin, `select distinct as_user || ' in ' || as_session from evil.loot`))
		})
	}
}

// TestExchangedTriggersGainNothing: a trigger's function that was security definer when it was checked is not when it
// runs, because another trigger has changed it, or has changed it back since.
func TestExchangedTriggersGainNothing(t *testing.T) {
	t.Parallel()
	for name, third := range map[string]string{
		"for good":         `begin return null; end`,
		"until it has run": `begin alter function evil.second() security definer; return null; end`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := plunder(t)
			run(t, r.admin, `alter database `+r.Name+` owner to `+r.mallory.name)
			mallory := connectTo(t, r.mallory.url)
			script(t, mallory, `
				create function evil.second() returns trigger language plpgsql security definer
				  as 'begin perform evil.attack(); return coalesce(new, old); end';
				create function evil.first() returns trigger language plpgsql security definer
				  as 'begin alter function evil.second() security invoker; return coalesce(new, old); end';
				create function evil.third() returns trigger language plpgsql security definer as '`+third+`';`)
			r.rights = []string{"made an administrator", "deleted a user", "read sessions"} // the owner's own
			for _, table := range strings.Fields(`"user" session account organization member team "organizationRole"`) {
				script(t, mallory, `create trigger a before insert or update or delete on neon_auth.`+table+` for each row execute function evil.first();
					create trigger b before insert or update or delete on neon_auth.`+table+` for each row execute function evil.second();
					create trigger c after insert or update or delete on neon_auth.`+table+` for each row execute function evil.third()`)
			}
			run(t, r.admin, `grant create on schema evil to public`)
			r.before = r.untouched(t)
			for _, call := range append(onOurs, writes...) {
				conn := connectTo(t, r.serving.url)
				if _, err := conn.Exec(t.Context(), call, pgx.QueryExecModeExec); err == nil {
					t.Errorf("%s went through", call)
				}
				must(t, conn.Close(t.Context()))
			}
			for _, call := range bySQL {
				_, _ = r.admin.Exec(t.Context(), call, pgx.QueryExecModeExec) // refused, where it sets anything off
			}
			r.loses(t, r.admin, "an exchanged function")
			r.keeps(t)
			holds(t, r.admin, `not exists (select from pg_proc p where p.pronamespace = 'evil'::regnamespace and p.proowner = 'neon_auth'::regrole)`)
		})
	}
}

// TestExchangedHookGainsNothing: in a transaction with an older snapshot the hook for claims still looks as it was when it
// was security definer. It runs without rights.
func TestExchangedHookGainsNothing(t *testing.T) {
	t.Parallel()
	r := plunder(t)
	run(t, r.admin, `alter database `+r.Name+` owner to `+r.mallory.name)
	run(t, r.admin, `grant create on schema evil to public`)
	mallory := connectTo(t, r.mallory.url)
	script(t, mallory, `
		create function evil.hook(claims jsonb) returns jsonb language plpgsql security definer
		  as $$ begin perform evil.attack(); return '{}'; end $$;
		select neon_auth.token_claims_hook('evil.hook(jsonb)');`)
	r.rights = []string{"made an administrator", "deleted a user", "read sessions"} // the owner's own
	session := `insert into neon_auth.session (token, "userId", "expiresAt", "updatedAt") values
		(encode(sha256('here'), 'hex'), '` + ada + `', now() + interval '1 day', now())`
	run(t, r.admin, session)
	r.before = r.untouched(t)
	for _, level := range []string{"repeatable read", "serializable"} {
		for call, change := range map[string][2]string{
			`select auth.login('here')`: {`alter function evil.hook(jsonb) security invoker`, `alter function evil.hook(jsonb) security definer`},
		} {
			for _, who := range []string{r.mallory.url, r.URL} {
				conn := connectTo(t, who)
				script(t, conn, `begin isolation level `+level+`; select 1;`)
				run(t, mallory, change[0])
				_, err := conn.Exec(t.Context(), call, pgx.QueryExecModeExec)
				t.Logf("%s: %v", call, err)
				must(t, conn.PgConn().Exec(t.Context(), `commit`).Close())
				must(t, conn.PgConn().Exec(t.Context(), `deallocate all`).Close()) // a hook may leave these to whom it serves
				r.loses(t, conn, level+": "+call)
				must(t, conn.Close(t.Context()))
				run(t, r.admin, change[1])
			}
		}
	}
	r.keeps(t)
	holds(t, r.admin, `not exists (select from pg_proc p where p.pronamespace = 'evil'::regnamespace and p.proowner = 'neon_auth'::regrole)`)
}
