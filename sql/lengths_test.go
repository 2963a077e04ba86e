package sql_test

import (
	"os"
	"path/filepath"
	"testing"

	"neonauth/sidecar/pgtest"
)

// TestLongRowsOfBefore: rows that exceed a newer limit do not stop an install. The limit applies to later writes.
func TestLongRowsOfBefore(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("migrations/*_lengths.sql")
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	migration, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	d := pgtest.New(t)
	run := func(statement string) error { _, err := d.Owner.Exec(t.Context(), statement); return err }
	for _, statement := range []string{
		`do $$ declare c record; begin
			for c in select conrelid::regclass as relation, conname from pg_constraint
				where connamespace = 'neon_auth'::regnamespace and (right(conname, 9) = '_is_short' or conname = 'email_has_few_wildcards')
			loop execute format('alter table %s drop constraint %I', c.relation, c.conname); end loop; end $$`,
		`insert into neon_auth."user" (name, email, "emailVerified") values (repeat('x', 9000), 'long@example.com', true)`,
		string(migration),
	} {
		if err := run(statement); err != nil {
			t.Fatalf("%.60s: %v", statement, err)
		}
	}
	runAgain(t, connectTo(t, d.URL), largeTables(t)) // which validates them
	var open string
	if err := d.Owner.QueryRow(t.Context(), `select string_agg(conname, ' ') from pg_constraint
		where connamespace = 'neon_auth'::regnamespace and not convalidated`).Scan(&open); err != nil || open != "name_is_short" {
		t.Errorf("not validated: %q, %v", open, err)
	}
	if err := run(`insert into neon_auth."user" (name, email, "emailVerified") values (repeat('x', 9000), 'b@example.com', true)`); err == nil {
		t.Error("a long name is written")
	}
	if err := run(`update neon_auth."user" set name = 'short'`); err != nil {
		t.Error(err)
	}
}
