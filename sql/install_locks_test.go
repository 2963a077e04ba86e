package sql_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
	"neonauth/sql"
)

// created is a condition on a process $1: its transaction has created the functions and has not committed. It holds locks on
// tables and views that no other session sees.
const created = `(select count(*) from pg_locks l
	where l.pid = $1 and l.locktype = 'relation' and l.mode = 'AccessExclusiveLock' and l.granted
	  and l.database = (select oid from pg_database where datname = current_database())
	  and not exists (select from pg_class c where c.oid = l.relation)) > 40`

// TestNoTableIsLockedWhileFunctionsAreCreated: an install replaces all functions, triggers, policies and views. Until the
// exchange, it holds no lock that keeps others from reading or writing, and clients go on with the old functions. A report
// on config_version, which the exchange locks first, makes the install wait at this point.
func TestNoTableIsLockedWhileFunctionsAreCreated(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	admin, installer := connectTo(t, d.URL), connectTo(t, d.URL)
	script(t, admin, `
		create schema app; create table app.note (author uuid not null default auth.uid() references neon_auth."user" (id));
		alter table app.note enable row level security; grant usage on schema app to authenticated; grant select on app.note to authenticated;
		create policy own on app.note to authenticated using (author = (select auth.uid()))`)
	reinstallable(t, admin)
	report, err := connectTo(t, d.URL).Begin(t.Context())
	must(t, err)
	run(t, report, `select from neon_auth.config_version`)
	clients := startClients(t, d)

	begun := time.Now()
	installed := make(chan error, 1)
	go func() { installed <- sql.Install(t.Context(), installer) }()
	pid := installer.PgConn().PID()
	pgtest.Eventually(t, "no client gets on while the functions are created", func() bool {
		before, start := clients.calls(), transaction(t, admin, pid)
		if start == "" {
			return false
		}
		strong := listed(t, admin, fmt.Sprintf(`select distinct c.oid::regclass || ' ' || l.mode from pg_locks l join pg_class c on c.oid = l.relation
			where l.pid = %d and l.granted and c.relnamespace::regnamespace::text not in ('pg_catalog', 'pg_toast')
			  and l.mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock', 'ShareUpdateExclusiveLock')`, pid))
		if len(strong) > 0 {
			t.Fatalf("locked while functions are created: %s", strings.Join(strong, ", "))
		}
		for transaction(t, admin, pid) == start {
			if after := clients.calls(); after[0] > before[0]+1 && after[1] > before[1]+1 && after[2] > before[2]+1 {
				return transaction(t, admin, pid) == start
			}
		}
		return false
	})
	must(t, report.Rollback(t.Context()))
	must(t, <-installed)
	took := time.Since(begun)
	holds(t, admin, `functions_hash <> 'another' from neon_auth.installation`)
	holds(t, admin, `not exists (select from pg_namespace where nspname ~ '^neon_auth_.*[0-9]')`)
	clients.stop(t)
	t.Logf("the install took %s with its waiting; the longest call of a client %s", took.Round(time.Millisecond), clients.longest())
}

// transaction identifies the transaction in which a process has created the functions, "" if there is none.
func transaction(t *testing.T, admin *pgx.Conn, pid uint32) (start string) {
	t.Helper()
	err := admin.QueryRow(t.Context(), `select a.xact_start::text from pg_stat_activity a where a.pid = $1 and a.xact_start is not null and `+created, pid).Scan(&start)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		t.Fatal(err)
	}
	return start
}

// load is three clients: one looks a session up, one signs up and in, and one reads the app's table under its policy.
type load struct {
	counts [3]atomic.Int64
	worst  [3]atomic.Int64
	group  sync.WaitGroup
	end    context.CancelFunc
}

func startClients(t *testing.T, d *pgtest.Database) *load {
	t.Helper()
	l := &load{}
	ctx, stop := context.WithCancel(t.Context())
	l.end = stop
	var version string
	must(t, d.Sidecar.QueryRow(t.Context(), `select config_version from neon_auth_api.get_config()`).Scan(&version))
	must(t, visit(t.Context(), connectTo(t, d.SidecarURL), version, "first"))
	conns := []*pgx.Conn{connectTo(t, d.SidecarURL), connectTo(t, d.SidecarURL), connectTo(t, d.URL)}
	for i, call := range []func(round int) error{
		func(int) error {
			_, err := conns[0].Exec(ctx, `select * from neon_auth_api.get_sessions('', array['newfirst', 'infirst'])`)
			return err
		},
		func(round int) error { return visit(ctx, conns[1], version, fmt.Sprintf("client%d", round)) },
		func(int) error {
			_, err := conns[2].Exec(ctx, `begin; set local role authenticated; select count(*) from app.note; select id from neon_auth."user"; commit`)
			return err
		},
	} {
		l.group.Go(func() {
			for round := 0; ctx.Err() == nil; round++ {
				begun := time.Now()
				if err := call(round); err != nil && ctx.Err() == nil {
					t.Errorf("client %d in round %d: %v", i, round, err)
					return
				}
				l.worst[i].Store(max(l.worst[i].Load(), int64(time.Since(begun))))
				l.counts[i].Add(1)
			}
		})
	}
	return l
}

func (l *load) calls() (counts [3]int64) {
	for i := range counts {
		counts[i] = l.counts[i].Load()
	}
	return counts
}

func (l *load) longest() (longest string) {
	for i, name := range []string{"look-up", "visit of seven calls", "app's select"} {
		longest += fmt.Sprintf(" %s %s", name, time.Duration(l.worst[i].Load()).Round(time.Millisecond))
	}
	return longest
}

func (l *load) stop(t *testing.T) {
	t.Helper()
	before := l.calls()
	pgtest.Eventually(t, "the clients do not go on after the install", func() bool {
		after := l.calls()
		return t.Failed() || after[0] > before[0]+1 && after[1] > before[1] && after[2] > before[2]+1
	})
	l.end()
	l.group.Wait()
}

// TestInstallLocksNoTableOfTheApp: the app's tables are locked by the app during a first install, and during an upgrade,
// when they refer to users and call auth.uid(). Neither waits for them.
func TestInstallLocksNoTableOfTheApp(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]*pgtest.Database{"first": pgtest.Empty(t), "upgrade": pgtest.New(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			admin, installer := connectTo(t, d.URL), connectTo(t, d.URL)
			script(t, admin, `create schema app; create table app.user (id uuid primary key); create view app.people as select * from app.user`)
			if name == "upgrade" {
				script(t, admin, `alter table app.user add author uuid default auth.uid() references neon_auth."user" (id);
					create policy own on app.user using (author = (select auth.uid()))`)
				reinstallable(t, admin)
			}
			busy, err := admin.Begin(t.Context())
			must(t, err)
			run(t, busy, `lock table app.user, app.people in access exclusive mode`)
			must(t, sql.Install(t.Context(), installer))
			must(t, busy.Rollback(t.Context()))
		})
	}
}

// TestKilledInstall: an install that is killed after it has replaced the functions leaves the old ones in schemas of another
// name. Nobody can call them, and the next install drops them, also if it has nothing else to do.
func TestKilledInstall(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	admin := connectTo(t, d.URL)
	before := dump(t, d.URL, "--schema-only")
	script(t, admin, `create schema neon_auth_api_17; create function neon_auth_api_17.f() returns int language sql as 'select 1'`) // the app's own
	script(t, admin, `create schema neon_auth_internal_42 authorization neon_auth; set role neon_auth;
		create view neon_auth_internal_42.v as select 1 as one; create function neon_auth_internal_42.f() returns int language sql as 'select one from neon_auth_internal_42.v'; reset role`)
	must(t, sql.Install(t.Context(), admin))
	holds(t, admin, `to_regnamespace('neon_auth_internal_42') is null and to_regprocedure('neon_auth_api_17.f()') is not null`)

	// In a dropped one, nothing of the app is dropped with it.
	script(t, admin, `create schema neon_auth_internal_43 authorization neon_auth; set role neon_auth; grant usage on schema neon_auth_internal_43 to public;
		create function neon_auth_internal_43.f() returns int language sql as 'select 1'; reset role;
		create view public.uses as select neon_auth_internal_43.f()`)
	must(t, sql.Install(t.Context(), admin))
	holds(t, admin, `to_regclass('public.uses') is not null`)
	reinstallable(t, admin)
	told(t, sql.Install(t.Context(), admin), "these depend on neonauth's own functions, which each release replaces; drop them first: rule _RETURN on view public.uses")
	script(t, admin, `drop view public.uses; drop schema neon_auth_api_17 cascade`)
	must(t, sql.Install(t.Context(), admin))
	if diff := difference(before, dump(t, d.URL, "--schema-only")); diff != "" {
		t.Error(diff)
	}
}

// TestUpgradeEndsAsAFreshInstall: what another release, or an administrator, has left on the installed objects is gone after
// an upgrade: owners, grants, comments, settings, functions, triggers and policies.
func TestUpgradeEndsAsAFreshInstall(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	admin := connectTo(t, d.URL)
	before := dump(t, d.URL, "--schema-only")
	script(t, admin, `set role neon_auth;
		create function neon_auth_api.former(a int) returns int language sql as 'select a';
		create function neon_auth_internal.former() returns trigger language plpgsql as 'begin return new; end';
		create trigger former after insert on neon_auth."user" for each row execute function neon_auth_internal.former();
		create function neon_auth_internal.former_ids() returns setof uuid language sql as 'select gen_random_uuid()';
		create policy former on neon_auth."user" using (id in (select neon_auth_internal.former_ids()));
		create view neon_auth_internal.former_view as select * from neon_auth_internal.former_ids();
		grant execute on function neon_auth_internal.own_team_ids() to public;
		grant usage on schema neon_auth_internal to public;
		alter function neon_auth_internal.own_team_ids() set work_mem = '64MB';
		alter function neon_auth.set(text, text) set work_mem = '64MB';
		comment on function auth.uid() is 'another';
		comment on function neon_auth_api.get_config() is 'another';
		comment on table neon_auth."user" is 'another';
		drop trigger count_inserted on neon_auth."user";
		drop policy own on neon_auth.session;
		alter policy own on neon_auth.account using (true);
		alter policy database_owner on neon_auth.session using (false);
		alter policy database_owner on neon_auth.member to public;
		alter policy backup on neon_auth.outbox using (id is null);
		drop policy backup on neon_auth.task_lock;
		drop policy database_owner on neon_auth.account;
		create policy database_owner on neon_auth.account as restrictive for all to pg_database_owner using (true) with check (true);
		revoke select on neon_auth.task_lock from pg_database_owner;
		revoke insert on neon_auth.session from pg_database_owner;
		grant references on neon_auth.jwks to pg_database_owner;
		revoke select (name) on neon_auth."user" from authenticated;
		alter table neon_auth."user" disable trigger end_by_email;
		create or replace trigger audit before update on neon_auth.member for each row execute function neon_auth_internal.former();
		create trigger keep_owner_2 after delete on neon_auth.member for each row execute function neon_auth_internal.keep_owner();
		create or replace function neon_auth_internal.touch_updated_at() returns trigger language plpgsql as 'begin return null; end';
		reset role;
		alter function neon_auth_internal.own_organization_ids() owner to current_user`)
	for range 2 {
		reinstallable(t, admin)
		must(t, sql.Install(t.Context(), admin))
		if diff := difference(before, dump(t, d.URL, "--schema-only")); diff != "" {
			t.Error(diff)
		}
	}
}

// TestInstallReplacesNoTriggerOfOthers: a trigger of the app has the name of one that a release adds. The install fails, and the
// trigger stays as it is, whether it is enabled or not.
func TestInstallReplacesNoTriggerOfOthers(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	admin := connectTo(t, d.URL)
	for name, state := range map[string]string{"count_inserted": "enable", "record_activity": "disable"} {
		table := map[string]string{"count_inserted": `neon_auth."user"`, "record_activity": "neon_auth.session"}[name]
		script(t, admin, fmt.Sprintf(`drop trigger %[1]s on %[2]s; create schema app; create function app.see() returns trigger language plpgsql as 'begin return null; end';
			create trigger %[1]s after insert on %[2]s for each row execute function app.see(); alter table %[2]s %[3]s trigger %[1]s`, name, table, state))
		reinstallable(t, admin)
		if err := sql.Install(t.Context(), admin); err == nil || !strings.Contains(err.Error(), "trigger "+name+" on "+table+" already exists") {
			t.Errorf("the install ends with %v", err)
		}
		holds(t, admin, fmt.Sprintf(`tgfoid = 'app.see'::regproc and (tgenabled = 'D') = ('%s' = 'disable') from pg_trigger where tgname = '%s' and tgrelid = '%s'::regclass`, state, name, table))
		script(t, admin, fmt.Sprintf(`alter trigger %s on %s rename to other`, name, table))
		must(t, sql.Install(t.Context(), admin))
		holds(t, admin, fmt.Sprintf(`count(*) = 2 and count(*) filter (where tgenabled = 'D') = ('%s' = 'disable')::integer from pg_trigger where tgname in ('%s', 'other') and tgrelid = '%s'::regclass`, state, name, table))
		script(t, admin, `drop schema app cascade`)
	}
}

// TestBodiesAreValid: an install does not check the bodies of functions while it creates them. They are checked here.
func TestBodiesAreValid(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	admin := connectTo(t, d.URL)
	checked := 0
	for _, check := range listed(t, admin, `select format('select %s(%s)', l.lanvalidator::regproc, p.oid)
		from pg_proc p join pg_language l on l.oid = p.prolang
		where p.pronamespace::regnamespace::text in ('neon_auth', 'neon_auth_api', 'neon_auth_internal', 'neon_auth_management', 'auth')`) {
		if err := try(t, admin, check); err != nil {
			t.Errorf("%s: %v", check, err)
		}
		checked++
	}
	if checked < 700 {
		t.Errorf("%d functions only", checked)
	}
}

// TestInstallStopsAutovacuum: autovacuum of a large table takes hours, and would keep an install from the table. Postgres stops
// it for a lock that is waited for longer than the install may make clients wait.
func TestInstallStopsAutovacuum(t *testing.T) {
	t.Parallel()
	c := newCluster(t)
	c.database(t, "app", "")
	must(t, c.install(t, "installer", "app"))
	for _, setting := range []string{"autovacuum_naptime = 1", "autovacuum_vacuum_cost_delay = 0"} {
		run(t, c.admin, "alter system set "+setting)
	}
	run(t, c.admin, `select pg_reload_conf()`)
	admin := c.connect(t, "postgres", "app")
	script(t, admin, `
		alter table neon_auth.refused_sign_in set (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0,
		  autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
		insert into neon_auth.refused_sign_in (minute, "ipAddress", "userId") select now(), repeat('x', 200), gen_random_uuid() from generate_series(1, 40000);
		delete from neon_auth.refused_sign_in where ctid < '(500,0)';
		comment on table neon_auth.refused_sign_in is 'another'`) // an install changes it, which waits for vacuum, too
	pgtest.Eventually(t, "autovacuum does not come", func() bool {
		return truth(t, admin, `exists (select from pg_locks where relation = 'neon_auth.refused_sign_in'::regclass and mode = 'ShareUpdateExclusiveLock'
			and pid <> pg_backend_pid())`)
	})
	reinstallable(t, admin)
	must(t, c.install(t, "installer", "app"))
	holds(t, admin, `functions_hash <> 'another' from neon_auth.installation`)
}

// TestInstallWaitsForNoLockOfAUser: a user may hold a lock like that of autovacuum, which Postgres does not take away. The
// install does not wait for it as for autovacuum: with one on each table, it would wait for hours.
func TestInstallWaitsForNoLockOfAUser(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	admin, installer := connectTo(t, d.URL), connectTo(t, d.URL)
	reinstallable(t, admin)
	holder, err := d.Owner.Begin(t.Context())
	must(t, err)
	run(t, holder, `lock table neon_auth."user", neon_auth.session in share update exclusive mode`)
	installed := make(chan error, 1)
	go func() { installed <- sql.Install(t.Context(), installer) }()
	waits := func(mode string) bool {
		return truth(t, admin, fmt.Sprintf(`exists (select from pg_locks where pid = %d and not granted and mode = '%s')`, installer.PgConn().PID(), mode))
	}
	pgtest.Eventually(t, "the install does not try to lock the tables", func() bool {
		if waits("ShareUpdateExclusiveLock") {
			t.Error("it waits for the user")
		}
		return t.Failed() || waits("AccessExclusiveLock")
	})
	must(t, holder.Rollback(t.Context()))
	must(t, <-installed)
}

// TestDisableLeavesTriggers: triggers that the app added to the tables fire after auth was disabled.
func TestDisableLeavesTriggers(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	admin := connectTo(t, d.URL)
	script(t, admin, `create function public.see() returns trigger language plpgsql as 'begin return new; end';
		create trigger see after insert on neon_auth."user" for each row execute function public.see()`)
	must(t, sql.Disable(t.Context(), admin, false))
	holds(t, admin, `tgenabled = 'O' from pg_trigger where tgname = 'see'`)
	must(t, sql.Install(t.Context(), admin))
	holds(t, admin, `tgenabled = 'O' from pg_trigger where tgname = 'see'`)
}

// TestInstallNamesWhoUsesTheTables: an install that gives up says whose transaction was in the way.
func TestInstallNamesWhoUsesTheTables(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	installer, holder := connectTo(t, d.URL), connectTo(t, d.URL)
	if named := sql.TableHolders(t.Context(), installer); strings.Contains(named, "(role '") {
		t.Errorf("no client uses the tables, but: %s", named)
	}
	script(t, holder, `set application_name = 'monthly report'; begin; select from neon_auth.session`)
	pgtest.Eventually(t, "the report is not named", func() bool {
		return strings.Contains(sql.TableHolders(t.Context(), installer), fmt.Sprintf("process %d (role '", holder.PgConn().PID())) &&
			strings.Contains(sql.TableHolders(t.Context(), installer), "application 'monthly report', since 20")
	})
}
