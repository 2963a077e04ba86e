package main_test

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// crowd creates a source with 2,500 users on three pages. Every hundredth user has the previous user's address in another
// spelling.
func crowd(t *testing.T) *pgtest.Database {
	t.Helper()
	d := pgtest.Empty(t)
	runFile(t, d, testdata+"/supabase.sql")
	do(t, d, `
		insert into auth.users (id, email, encrypted_password, email_confirmed_at, created_at)
		select format('00000000-0000-4000-8000-%s', lpad(n::text, 12, '0'))::uuid,
		  case when n % 100 = 0 then format('PERSON-%s@example.com', n - 1) else format('person-%s@example.com', n) end,
		  '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', '2021-01-01Z', '2020-01-01Z'
		from generate_series(1, 2500) n`)
	do(t, d, `
		insert into auth.identities (provider_id, user_id, identity_data, provider, created_at)
		select 'g-' || u.id, u.id, '{}', 'google', u.created_at from auth.users u`)
	return d
}

// An import that is killed on its second page and run again has the same result as an uninterrupted one.
func TestImportKilledAndRunAgain(t *testing.T) {
	t.Parallel()
	source, undisturbed, d, program := crowd(t), pgtest.New(t), pgtest.New(t), build(t)
	if said, err := imports(t, program, undisturbed, "supabase", source.URL); err != nil || !strings.Contains(said, "users: 2475 imported, 0 already existed, 25 skipped") {
		t.Fatalf("%v\n%s", err, said)
	}
	const gate = 4711
	do(t, d, fmt.Sprintf(`create function public.wait() returns trigger language plpgsql as
		'begin perform pg_advisory_xact_lock_shared(%d); return new; end'`, gate))
	do(t, d, `create trigger wait before insert on neon_auth."user" for each row when (new.email = 'person-1501@example.com') execute function public.wait()`)
	holder, err := pgx.Connect(t.Context(), d.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close(t.Context())
	if _, err := holder.Exec(t.Context(), `select pg_advisory_lock($1)`, gate); err != nil {
		t.Fatal(err)
	}

	killed := command(t, program, "import", "supabase", "--from", source.URL)
	killed.Env = plainEnvironment("DATABASE_URL=" + d.URL)
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	counts := func(query string, want int) bool {
		var got int
		err := d.Owner.QueryRow(t.Context(), query).Scan(&got)
		return err == nil && got == want
	}
	until(t, func() bool {
		return counts(`select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query ~ 'import_users'`, 1)
	})
	if !counts(`select count(*) from neon_auth."user"`, 990) {
		t.Error("the first page was not imported")
	}
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = killed.Wait()
	if _, err := holder.Exec(t.Context(), `select pg_advisory_unlock($1)`, gate); err != nil {
		t.Fatal(err)
	}
	if said, err := imports(t, program, d, "supabase", source.URL); err != nil || !strings.Contains(said, " 25 skipped") {
		t.Fatalf("%v\n%s", err, said)
	}
	if got, want := everything(t, d), everything(t, undisturbed); got != want {
		t.Errorf("the result differs from an uninterrupted import:\n%.2000s\nwant\n%.2000s", got, want)
	}
}

// Two concurrent imports create every user once.
func TestTwoImportsAtOnce(t *testing.T) {
	t.Parallel()
	source, alone, d, program := crowd(t), pgtest.New(t), pgtest.New(t), build(t)
	if said, err := imports(t, program, alone, "supabase", source.URL); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	var both sync.WaitGroup
	var came [2]int
	for i := range came {
		both.Go(func() {
			said, err := imports(t, program, d, "supabase", source.URL)
			if err != nil {
				t.Errorf("%v\n%s", err, said)
			}
			_, _ = fmt.Sscanf(regexp.MustCompile(`users: \d+`).FindString(said), "users: %d", &came[i])
		})
	}
	both.Wait()
	if came[0]+came[1] != 2475 {
		t.Errorf("they report as imported: %v", came)
	}
	if got, want := everything(t, d), everything(t, alone); got != want {
		t.Errorf("the result of two concurrent imports differs from that of one:\n%.2000s\nwant\n%.2000s", got, want)
	}

	terminal := command(t, "script", "-qec", program+` import supabase --from "$SOURCE"`, "/dev/null")
	terminal.Env = plainEnvironment("DATABASE_URL="+d.URL, "SOURCE="+source.URL)
	said, err := terminal.CombinedOutput()
	if bar := "100% |" + strings.Repeat("█", 40) + "| (2500/2500)"; err != nil || !strings.Contains(string(said), bar) {
		t.Errorf("on a terminal: %v\n%q", err, said)
	}
}

// The import only reads the source, even if its tables are views or functions with side effects.
func TestImportOnlyReadsTheSource(t *testing.T) {
	t.Parallel()
	source := pgtest.Empty(t)
	runFile(t, source, testdata+"/supabase.sql")
	do(t, source, `alter table auth.users rename to people; create table public.trace ();
		create function public.note() returns boolean language plpgsql as 'begin insert into public.trace default values; return true; end';
		insert into auth.people (id, email) values (gen_random_uuid(), 'ada@example.com');
		create view auth.users as select * from auth.people where public.note()`)
	said, err := imports(t, build(t), pgtest.New(t), "supabase", source.URL)
	if err == nil || !strings.Contains(said, "cannot execute INSERT in a read-only transaction") {
		t.Errorf("%v\n%s", err, said)
	}
}

// An import fails if a policy of the source hides users from the login.
func TestImportThatSeesNotAllFails(t *testing.T) {
	t.Parallel()
	source := pgtest.New(t) // for its login, which is not a superuser
	do(t, source, `create table public."user" (id text, email text); alter table public."user" enable row level security;
		create table public.account ("userId" text, "providerId" text, "accountId" text);
		insert into public."user" values ('1', 'ada@example.com');
		grant select on public."user", public.account to public`)
	said, err := imports(t, build(t), pgtest.New(t), "better-auth", source.SidecarURL)
	if err == nil || !strings.Contains(said, "row-level security") {
		t.Errorf("%v\n%s", err, said)
	}
}

// Users of a live Better Auth are imported as they sign up there, and sign in here with the same password.
func TestImportFromLiveBetterAuth(t *testing.T) {
	t.Parallel()
	npmCI(t, kit)
	source := pgtest.Empty(t)
	d, base, server := neonauthProcess(t)
	elsewhere := serveReference(t, source, d.Name, freePort(t))
	for _, c := range []struct{ name, said string }{
		{"ada", "users: 1 imported, 0 already existed, 0 skipped"},
		{"bob", "users: 1 imported, 1 already existed, 0 skipped"},
	} {
		account := `{"name":"` + c.name + `","email":"` + c.name + `@example.com","password":"` + importedWord + `"}`
		there := newPerson(elsewhere).want(t, "/sign-up/email", account, c.name)
		said, err := imports(t, server.Path, d, "better-auth", onPath(source.URL, "neon_auth"))
		if err != nil || !strings.Contains(said, c.said) {
			t.Fatalf("%v\n%s", err, said)
		}
		id := regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`).FindString(there)
		newPerson(base).want(t, "/sign-in/email", account, id)
	}
}
