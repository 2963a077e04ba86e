package main_test

import (
	"os"
	"strings"
	"testing"
)

// stopAtCommit makes programs that create a branch of shop stop before they rename the new database (1) or after it (2), if the
// table stop has that number, until a session of another database holds an advisory lock.
func (c *cluster) stopAtCommit(t *testing.T) {
	t.Helper()
	c.run(t, "shop", `
		create table public.stop (stage integer);
		create table public.mark (name text);
		create function public.stop() returns trigger language plpgsql security definer as $$
		begin
		  if exists (select from public.stop s where s.stage = case when new.id is null then 1 else 2 end) then
		    perform set_config('application_name', 'stopped', true);
		    while not exists (select from pg_locks l where l.locktype = 'advisory' and l.classid = 7 and l.objsubid = 2) loop
		      perform pg_sleep(0.01);
		    end loop;
		  end if;
		  return new;
		end $$;
		create trigger stop before update on neon_auth_management.branch for each row execute function public.stop()`)
}

// TestKilledResetIsFinished: `neonauth branch reset` is killed after it has dropped the branch's database: before the new one
// has the name, or before it is registered. The next command, or a sidecar, finishes it. The branch keeps its id.
func TestKilledResetIsFinished(t *testing.T) {
	t.Parallel()
	dependOnFiles(t)
	home, program := newCluster(t), build(t)
	home.install(t, "shop")
	environment := []string{"DATABASE_URL=" + home.serving(t, "shop"), "NEONAUTH_MIGRATE_URL=" + home.server.URL("shop"), serveSecret}
	neonauth := func(args ...string) string {
		t.Helper()
		run := command(t, program, args...)
		run.Env = plainEnvironment(environment...)
		said, err := run.CombinedOutput()
		if err != nil {
			t.Errorf("neonauth %s: %v %s", strings.Join(args, " "), err, said)
		}
		return string(said)
	}
	for _, name := range []string{"listed", "again", "served"} {
		neonauth("branch", "create", name)
	}
	home.stopAtCommit(t)
	is := func(condition string) bool { return ask[bool](t, home, "postgres", "select "+condition) }
	becomes := func(condition string) { t.Helper(); until(t, func() bool { return is(condition) }) }
	ids := func() string {
		return ask[string](t, home, "shop", "select string_agg(b.name || b.id, ' ' order by b.name) from neon_auth_management.branch b where b.id is not null")
	}
	before := ids()

	for _, c := range []struct {
		name  string
		stage int
	}{{"listed", 1}, {"listed", 2}, {"again", 1}, {"created", 2}, {"served", 1}} {
		home.run(t, "shop", "insert into public.stop values ($1)", c.stage)
		home.run(t, "shop", "insert into public.mark values ($1)", c.name)
		args := []string{"branch", "reset", c.name}
		if c.name == "created" {
			args = []string{"branch", "create", c.name, "--ttl", "1h"}
		}
		run := command(t, program, args...)
		run.Env = plainEnvironment(environment...)
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		const stopped = "exists (select from pg_stat_activity where application_name = 'stopped')"
		becomes(stopped)
		release := home.connect(t, "postgres")
		letGo := func() {
			if _, err := release.Exec(t.Context(), "select pg_advisory_lock(7, 7)"); err != nil {
				t.Fatal(err)
			}
		}
		if c.stage == 1 { // the new database cannot be renamed while someone is connected
			user := home.connect(t, ask[string](t, home, "postgres", `select datname::text from pg_database where datname like 'neonauth\_new\_%'`))
			letGo()
			becomes("not exists (select from pg_database where datname = '" + c.name + "')")
			_ = run.Process.Kill()
			_ = run.Wait()
			user.Close(t.Context())
		} else {
			_ = run.Process.Kill()
			_ = run.Wait()
			letGo()
		}
		becomes("not " + stopped)
		release.Close(t.Context())
		becomes("not exists (select from pg_locks where locktype = 'advisory')")
		home.run(t, "shop", "truncate public.stop")
		const unfinished = "select count(*)::integer from neon_auth_management.branch b where b.id is null"
		if n := ask[int](t, home, "shop", unfinished); n != 1 {
			t.Fatalf("%v: %d branches are unfinished before they are finished", c, n)
		}

		switch c.name {
		case "listed", "created":
			if said := neonauth("branch", "list"); !strings.Contains(said, c.name) {
				t.Errorf("%v: %s", c, said)
			}
		case "again":
			neonauth("branch", "reset", c.name)
		case "served":
			base, log := running(t, program, environment...)
			until(t, func() bool { return strings.Contains(log.String(), "finished a branch") })
			until(t, func() bool { return request(t, "GET", base+"/served/auth/get-session", "", "").status == 200 })
		}
		if !ask[bool](t, home, c.name, "select exists (select from public.mark where name = current_database())") {
			t.Errorf("%v: it is not the new copy", c)
		}
		if c.name == "created" {
			neonauth("branch", "delete", c.name)
		}
		if now := ids(); now != before {
			t.Errorf("%v: the branches are %s, not %s", c, now, before)
		}
		if n := ask[int](t, home, "shop", unfinished); n != 0 {
			t.Errorf("%v: %d unfinished branches are registered", c, n)
		}
		if is(`exists (select from pg_database where datname like 'neonauth\_new\_%' or datistemplate and datname !~ '^template')`) {
			t.Errorf("%v: a database is left", c)
		}
	}
}

// TestInterruptedReset: Ctrl-C while a reset copies leaves the branch as it is. Once the copy is complete, it is finished, because
// the old database may be gone.
func TestInterruptedReset(t *testing.T) {
	t.Parallel()
	dependOnFiles(t)
	home, program := newCluster(t), build(t)
	home.install(t, "shop")
	environment := []string{"DATABASE_URL=" + home.serving(t, "shop"), "NEONAUTH_MIGRATE_URL=" + home.server.URL("shop"), serveSecret}
	run := command(t, program, "branch", "create", "kept")
	run.Env = plainEnvironment(environment...)
	if said, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, said)
	}
	home.stopAtCommit(t)
	const oid = "select oid::bigint from pg_database where datname = 'kept'"
	before := ask[int64](t, home, "postgres", oid)
	for stage := 1; stage <= 2; stage++ {
		home.run(t, "shop", "truncate public.stop")
		home.run(t, "shop", "insert into public.stop values ($1)", stage)
		run := command(t, program, "branch", "reset", "kept")
		run.Env = plainEnvironment(environment...)
		var said strings.Builder
		run.Stderr = &said
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		until(t, func() bool {
			return ask[bool](t, home, "postgres", "select exists (select from pg_stat_activity where application_name = 'stopped')")
		})
		if err := run.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		release := home.connect(t, "postgres")
		if stage == 2 { // it cannot be interrupted any more
			if _, err := release.Exec(t.Context(), "select pg_advisory_lock(7, 7)"); err != nil {
				t.Fatal(err)
			}
		}
		err := run.Wait()
		release.Close(t.Context())
		after := ask[int64](t, home, "postgres", oid)
		if stage == 1 && (err == nil || !strings.Contains(said.String(), "Interrupted") || after != before) {
			t.Errorf("while it copies: %v %s; database %d, before %d", err, &said, after, before)
		}
		if stage == 2 && (err != nil || after == before) {
			t.Errorf("when the copy is complete: %v %s; database %d, before %d", err, &said, after, before)
		}
		if n := ask[int](t, home, "shop", "select count(*)::integer from neon_auth_management.branch b where b.id is null"); n != 0 {
			t.Errorf("stage %d leaves %d unfinished branches", stage, n)
		}
		if ask[bool](t, home, "postgres", `select exists (select from pg_database where datname like 'neonauth\_new\_%')`) {
			t.Errorf("stage %d leaves a database", stage)
		}
	}
}
