package sql_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
	"neonauth/sql"
)

const indexed = "-- online\n-- For a test.\ncreate index concurrently if not exists \"member_Test\" on neon_auth.member (role);\n"

// TestOnlineMigration: an index is built while others read and write, and another installer waits. An index of an interrupted
// run is built again.
func TestOnlineMigration(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	admin, installer := connectTo(t, d.URL), connectTo(t, d.URL)
	people, err := os.ReadFile("../testdata/people.sql")
	must(t, err)
	script(t, admin, string(people))
	valid := func() bool {
		return truth(t, admin, `exists (select from pg_index where indexrelid = to_regclass('neon_auth."member_Test"') and indisvalid)`)
	}
	var version int
	must(t, admin.QueryRow(t.Context(), `select version from neon_auth.schema_version`).Scan(&version))

	// Two failed runs leave an invalid index: a killed one, and one whose rows are not unique.
	for name, leave := range map[string]func(){
		"killed": func() {
			waiting, report := inBuild(t, d, installer, version)
			holds(t, admin, `pg_terminate_backend($1)`, installer.PgConn().PID())
			if err := <-waiting; err == nil {
				t.Error("a killed run does not end with an error")
			}
			must(t, report.Rollback(t.Context()))
			installer = connectTo(t, d.URL)
		},
		"not unique": func() {
			run(t, admin, `update neon_auth.member set role = 'member' where role = 'admin'`)
			err := sql.Online(t.Context(), connectTo(t, d.URL), version, strings.Replace(strings.Replace(indexed, "index", "unique index", 1), "(role)", "((role is not null))", 1))
			if err == nil || !strings.Contains(err.Error(), "could not create unique index") {
				t.Fatalf("rows that are not unique: %v", err)
			}
		},
	} {
		leave()
		if !truth(t, admin, `to_regclass('neon_auth."member_Test"') is not null`) || valid() {
			t.Fatalf("%s: no invalid index is left: this proves nothing", name)
		}
		must(t, sql.Online(t.Context(), installer, version, indexed))
		if !valid() {
			t.Errorf("%s: the index is not built again", name)
		}
		must(t, sql.Online(t.Context(), installer, version, indexed)) // a second time it has nothing to do
		run(t, admin, `drop index neon_auth."member_Test"`)
	}

	// While it is built, others write, and their statements wait for no lock.
	waiting, report := inBuild(t, d, installer, version)
	script(t, admin, `set lock_timeout = '1ms'; begin; update neon_auth.member set role = 'owner' where role = 'member'; select count(*) from neon_auth.member; rollback; reset lock_timeout`)
	must(t, report.Rollback(t.Context()))
	must(t, <-waiting)
	if !valid() {
		t.Error("the index is not built")
	}
}

// inBuild runs a migration up to the point where it waits for a report that began before the index.
func inBuild(t *testing.T, d *pgtest.Database, installer *pgx.Conn, version int) (done <-chan error, report pgx.Tx) {
	t.Helper()
	admin := connectTo(t, d.URL)
	report, err := connectTo(t, d.URL).BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead})
	must(t, err)
	run(t, report, `select from neon_auth.config_version`)
	end := make(chan error, 1)
	pid := installer.PgConn().PID()
	go func() { end <- sql.Online(context.WithoutCancel(t.Context()), installer, version, indexed) }()
	pgtest.Eventually(t, "the build does not wait", func() bool {
		return truth(t, admin, fmt.Sprintf(`exists (select from pg_locks where pid = %d and locktype = 'virtualxid' and not granted)`, pid))
	})
	return end, report
}

// TestInstallersWaitForAnOnlineMigration: an installer that waits for another one holds no transaction open, for whose end the
// other one's index would wait. The two would stop each other.
func TestInstallersWaitForAnOnlineMigration(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	admin, first, second := connectTo(t, d.URL), connectTo(t, d.URL), connectTo(t, d.URL)
	run(t, first, `select pg_advisory_lock(7286943110483)`)
	installed := make(chan error, 1)
	go func() { installed <- sql.Install(t.Context(), second) }()
	pgtest.Eventually(t, "the second installer does not come to the lock", func() bool {
		return truth(t, admin, fmt.Sprintf(`query like '%%try_advisory_lock(7286943110483)%%' from pg_stat_activity where pid = %d`, second.PgConn().PID()))
	})
	must(t, sql.Online(t.Context(), first, latest(t), strings.Replace(indexed, "member_Test", "member_other", 1)))
	run(t, first, `select pg_advisory_unlock(7286943110483)`)
	must(t, <-installed)
}

func latest(t *testing.T) int {
	t.Helper()
	files, err := filepath.Glob("migrations/*.sql")
	must(t, err)
	return len(files)
}

// TestUpgradeFillsActiveDays: a database from before migration 41 gets its index, and the days of the sessions that it has.
func TestUpgradeFillsActiveDays(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	admin := connectTo(t, d.URL)
	before := dump(t, d.URL, "--schema-only")
	people, err := os.ReadFile("../testdata/people.sql")
	must(t, err)
	script(t, admin, string(people)+`;
		insert into neon_auth.session (token, "userId", "expiresAt", "createdAt", "updatedAt")
		select 'many' || n || u.id, u.id, now() + interval '1 day', '2026-01-01 12:00+00'::timestamptz + n % 3 * interval '1 day', '2026-01-01 12:00+00'
		from neon_auth."user" u, generate_series(1, 800) n`)
	wanted := []string{}
	for _, user := range listed(t, admin, `select id::text from neon_auth."user" order by id`) {
		wanted = append(wanted, "2026-01-01 "+user, "2026-01-02 "+user, "2026-01-03 "+user)
	}
	script(t, admin, `drop index neon_auth.invitation_email_normal_idx; drop table neon_auth.active_day cascade`)
	files, err := filepath.Glob("migrations/*.sql")
	must(t, err)
	for _, file := range slices.Concat(files[40:43], largeTables(t)) { // the others have run
		text, err := os.ReadFile(file)
		must(t, err)
		run(t, admin, `set role neon_auth`)
		if strings.HasPrefix(string(text), "-- online\n") {
			must(t, sql.Online(t.Context(), admin, len(files), string(text)))
		} else {
			script(t, admin, string(text))
		}
		run(t, admin, `reset role`)
	}
	reinstallable(t, admin)
	must(t, sql.Install(t.Context(), admin))
	got := listed(t, admin, `select day || ' ' || "userId" from neon_auth.active_day where day < '2026-02-01' order by "userId", day`)
	if strings.Join(got, ", ") != strings.Join(wanted, ", ") {
		t.Errorf("active days: %v, want %v", got, wanted)
	}
	if diff := difference(before, dump(t, d.URL, "--schema-only")); diff != "" {
		t.Error(diff)
	}
}

// largeTables are the migrations that build what others would lock large tables for.
func largeTables(t *testing.T) (files []string) {
	t.Helper()
	for _, name := range []string{"large_tables", "large_tables_names", "large_tables_checked"} {
		found, err := filepath.Glob("migrations/*_" + name + ".sql")
		must(t, err)
		files = append(files, found...)
	}
	if len(files) != 3 {
		t.Fatalf("found %s", files)
	}
	return files
}

var (
	tableOf   = regexp.MustCompile(`(?i)create (?:unlogged )?table (?:if not exists )?(\S+)`)
	lasting   = regexp.MustCompile(`(?i)^(create (unique )?index (concurrently )?(if not exists )?\S+ on (only )?(\S+)|update (\S+)|delete from (\S+)|insert into (\S+).* select |alter table (\S+) .*(set not null|validate constraint|alter (column )?\S+ (set data )?type|add (constraint|primary key|unique|check|foreign key|exclude)|default .*\())`)
	fitOnline = regexp.MustCompile(`(?i)^(create (unique )?index concurrently if not exists |drop index concurrently if exists |alter table \S+ validate constraint |comment on |do .* commit; |` +
		// Tables that only neonauth writes to, and clients do not yet.
		`(insert into|update|delete from) neon_auth\.(active_day|two_factor_state) |alter table neon_auth\.active_day drop constraint )`)
	reference = regexp.MustCompile(`neon_auth(_management)?\.("[^"]+"|\w+)`)
)

// TestMigrationsLockBriefly: since the release, a migration does what takes long on a large table only online, see migrate.go.
func TestMigrationsLockBriefly(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("migrations/*.sql")
	must(t, err)
	if len(files) < 43 {
		t.Fatalf("%d migrations", len(files))
	}
	brief := []string{
		"_large_tables_names.sql", // changes few names, which an index finds
		// What only users of the first release had has few rows, or there is nothing yet.
		"/007_", "/009_", "/010_", "/012_", "/013_", "/014_", "/015_", "/016_", "/017_", "/019_", "/020_", "/022_", "/025_",
	}
	for _, file := range files[6:] {
		if slices.ContainsFunc(brief, func(name string) bool { return strings.Contains(file, name) }) {
			continue
		}
		text, err := os.ReadFile(file)
		must(t, err)
		for _, offence := range locking(string(text)) {
			t.Errorf("%s: %s", file, offence)
		}
	}
	for _, offender := range []string{
		`create index x on neon_auth.member (role);`,
		"-- A comment; with a semicolon.\ncreate unique index concurrently x on neon_auth.member (role);",
		`create table neon_auth.other (id int); update neon_auth."user" set name = '';`,
		`insert into neon_auth.other (id) select 1 from neon_auth."user";`,
		`alter table neon_auth.member add constraint x check (role <> '');`,
		`alter table neon_auth.member add foreign key (role) references neon_auth."user" (name);`,
		`alter table neon_auth.member alter role set not null;`,
		`alter table neon_auth.member alter column role type varchar;`,
		`alter table neon_auth.member add x uuid default gen_random_uuid();`,
		`do $$ begin update neon_auth.member set role = ''; end $$;`,
		"-- online\nalter table neon_auth.member add x int;",
		"-- online\ncreate index concurrently x on neon_auth.member (role);",
		"-- online\nupdate neon_auth.member set role = '';",
	} {
		if len(locking(offender)) != 1 {
			t.Errorf("this is accepted, or refused twice: %s", offender)
		}
	}
	for _, fine := range []string{
		`create table neon_auth.other (id int); create index x on neon_auth.other (id); insert into neon_auth.other (id) select 1;`,
		`alter table neon_auth.member add x int, add y text not null default '';`,
		`alter table neon_auth.member add constraint x check (role <> '') not valid;`,
		"-- online\nalter table neon_auth.member validate constraint x;\n" + indexed,
	} {
		if offences := locking(fine); len(offences) > 0 {
			t.Errorf("refused: %v", offences)
		}
	}
}

// locking returns the statements of a migration that would lock for long what existed before.
func locking(script string) (offences []string) {
	made := map[string]bool{}
	for _, statement := range sql.Statements(script) {
		text := strings.Join(strings.Fields(regexp.MustCompile(`(?m)^\s*--.*$`).ReplaceAllString(statement, "")), " ")
		if strings.HasPrefix(script, "-- online\n") {
			if !fitOnline.MatchString(text) {
				offences = append(offences, "not fit to run online: "+text)
			}
			continue
		}
		if match := tableOf.FindStringSubmatch(text); match != nil {
			made[match[1]] = true
			continue
		}
		isSlow := strings.HasPrefix(strings.ToLower(text), "do ") &&
			// Management has a row for each key and branch.
			(!strings.Contains(text, "neon_auth_management.") || strings.Contains(text, "neon_auth."))
		if match := lasting.FindStringSubmatch(text); match != nil && !strings.HasSuffix(text, "not valid;") {
			isSlow = false
			for _, name := range reference.FindAllString(match[0], -1) {
				isSlow = isSlow || !made[name]
			}
			if strings.HasPrefix(strings.ToLower(text), "insert") { // reads an older table
				for _, name := range reference.FindAllString(text, -1) {
					isSlow = isSlow || !made[name]
				}
			}
		}
		if isSlow {
			offences = append(offences, "locks for long: "+text)
		}
	}
	return offences
}
