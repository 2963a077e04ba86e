package sql_test

import (
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestOwnerDumps: the owner of a database, who is neither a superuser nor a member of neon_auth, dumps all of it with
// pg_dump. After it is restored into another database, of this cluster and of another one, users sign in and the owner
// can use it.
func TestOwnerDumps(t *testing.T) {
	t.Parallel()
	onDebian(t)
	c, elsewhere := newCluster(t), newCluster(t)
	c.database(t, "app", "")
	must(t, c.install(t, "installer", "app"))
	owner := c.connect(t, "owner", "app")
	people, err := os.ReadFile("../testdata/people.sql")
	must(t, err)
	script(t, owner, `begin;`+string(people)+`;
		create schema mine; grant usage on schema mine to authenticated;
		create table mine.note (author uuid references neon_auth."user" on delete cascade, text text);
		alter table mine.note enable row level security; grant select on mine.note to authenticated;
		create policy own on mine.note to authenticated using (author = (select auth.uid()));
		insert into mine.note select id, name from neon_auth."user";
		select neon_auth.trust_claims_from('{owner}'); select neon_auth.enable_users_sync();
		create table mine.todo (owner text references neon_auth.users_sync); insert into mine.todo select id from neon_auth.users_sync; commit`)
	admin := c.connect(t, "postgres", "app")
	run(t, admin, `insert into neon_auth.context_secret select 'ep-00000000deadbeef', 'marked secret' on conflict do nothing`)

	file := filepath.Join(t.TempDir(), "app.sql")
	output, err := exec.Command(pgDump(t), "--enable-row-security", "--file", file, "--dbname", c.url(t, "owner", "app")).CombinedOutput()
	if err != nil {
		t.Fatalf("pg_dump as the owner: %v: %s", err, output)
	}
	text, err := os.ReadFile(file)
	must(t, err)
	for _, line := range strings.Split(string(text), "\n") {
		if strings.Contains(line, hex.EncodeToString([]byte("marked secret"))) {
			t.Errorf("the dump holds a secret of the branch: %s", line)
		}
	}

	c.database(t, "other", "")
	elsewhere.database(t, "first", "")
	must(t, elsewhere.install(t, "installer", "first")) // which makes the roles; or pg_dumpall --roles-only
	elsewhere.database(t, "other", "")
	for name, there := range map[string]*cluster{"the same cluster": c, "another cluster": elsewhere} {
		psql := filepath.Join(filepath.Dir(pgDump(t)), "psql")
		output, err := exec.Command(psql, "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--single-transaction",
			"--file", file, "--dbname", there.url(t, "postgres", "other")).CombinedOutput()
		if err != nil {
			t.Fatalf("%s: restore: %v: %s", name, err, output)
		}
		must(t, there.install(t, "postgres", "other"))
		super, conn := there.connect(t, "postgres", "other"), there.connect(t, "owner", "other")
		for _, table := range listed(t, admin, `select c.oid::regclass::text from pg_class c
			where c.relnamespace::regnamespace::text in ('neon_auth', 'mine') and c.relkind in ('r', 'p')
			  and c.relname not in ('context_secret', 'verified_token', 'ed25519_comb', 'write_mark')`) {
			var want, got int
			must(t, admin.QueryRow(t.Context(), `select count(*) from only `+table).Scan(&want))
			must(t, super.QueryRow(t.Context(), `select count(*) from only `+table).Scan(&got))
			if want != got {
				t.Errorf("%s: %s has %d rows, want %d", name, table, got, want)
			}
		}
		run(t, there.admin, `create role sidecar login password '`+password+`' in role neon_auth_sidecar`)
		signsIn(t, there.connect(t, "sidecar", "other"))
		in(t, conn, func(tx pgx.Tx) {
			run(t, tx, `select set_config('request.jwt.claims', '`+adasClaims+`', true)`)
			want(t, tx, ada, "the owner's claims")
			run(t, tx, `select neon_auth.ban_user('`+bob+`')`)
		})
	}
}

// TestInstallerRestores: an owner who also installs, and is not a superuser, dumps without options and restores.
// migrate then makes neon_auth_writer the owner of the functions for which the restore could not.
func TestInstallerRestores(t *testing.T) {
	t.Parallel()
	onDebian(t)
	c := newCluster(t)
	for _, database := range []string{"app", "other"} {
		c.database(t, database, "")
		run(t, c.admin, "alter database "+database+" owner to installer")
	}
	must(t, c.install(t, "installer", "app"))
	people, err := os.ReadFile("../testdata/people.sql")
	must(t, err)
	script(t, c.connect(t, "installer", "app"), "begin;"+string(people)+"; commit")
	file := filepath.Join(t.TempDir(), "app.sql")
	output, err := exec.Command(pgDump(t), "--file", file, "--dbname", c.url(t, "installer", "app")).CombinedOutput()
	if err != nil {
		t.Fatalf("pg_dump: %v: %s", err, output)
	}
	psql := filepath.Join(filepath.Dir(pgDump(t)), "psql")
	output, err = exec.Command(psql, "--no-psqlrc", "--quiet", "--file", file, "--dbname", c.url(t, "installer", "other")).CombinedOutput()
	if err != nil || strings.Count(string(output), "ERROR") != 3 {
		t.Errorf("restore: %v: %s", err, output)
	}
	must(t, c.install(t, "installer", "other"))
	conn := c.connect(t, "installer", "other")
	holds(t, conn, `count(*) = 3 and bool_and(proname in ('write_marked', 'fire_deferred', 'run_hook')) from pg_proc where proowner = 'neon_auth_writer'::regrole`)
	run(t, c.admin, `create role sidecar login password '`+password+`' in role neon_auth_sidecar`)
	signsIn(t, c.connect(t, "sidecar", "other"))
	run(t, conn, `select neon_auth.delete_user('`+bob+`')`)
	holds(t, conn, `count(*) = 2 from neon_auth."user"`)
}

// signsIn signs Ada in as the sidecar does.
func signsIn(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	var version string
	must(t, conn.QueryRow(t.Context(), `select config_version from neon_auth_api.get_config()`).Scan(&version))
	batch := &pgx.Batch{}
	batch.Queue(`select neon_auth_api.begin_request($1, '', '')`, version)
	batch.Queue(`select neon_auth_api.sign_in_email(c.user_id, c.password_hash, 'restored', false, null)
		from neon_auth_api.find_credential('ada@example.com') c where c.password_hash = 'hash of Ada'`)
	results := conn.SendBatch(t.Context(), batch)
	_, err := results.Exec()
	must(t, err)
	tag, err := results.Exec()
	must(t, err)
	if tag.RowsAffected() != 1 {
		t.Error("Ada has no credential")
	}
	must(t, results.Close())
	holds(t, conn, `count(*) = 1 from neon_auth_api.get_sessions((select branch from neon_auth_api.get_config()), '{restored}')`)
}
