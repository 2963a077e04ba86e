package sql_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

var update = flag.Bool("update", false, "write testdata/schema.sql")

// TestSchema: a fresh install equals testdata/schema.sql, so that a change of the schema is visible in review.
func TestSchema(t *testing.T) {
	t.Parallel()
	onDebian(t)
	const golden = "../testdata/schema.sql"
	got := dump(t, pgtest.New(t).URL, "--schema-only")
	if *update {
		must(t, os.WriteFile(golden, []byte(got), 0o644))
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	if diff := difference(string(want), got); diff != "" {
		t.Errorf("run make generate if this is meant: %s", diff)
	}
}

// ofPlugins are the columns that Better Auth's plugins add. They come last, and are null while the plugin is off.
var ofPlugins = []string{
	"user.twoFactorEnabled boolean at 12", "user.isAnonymous boolean at 13",
	"user.username text at 14", "user.displayUsername text at 15", "user.lastLoginMethod text at 16", "user.phoneNumber text at 17",
	"user.phoneNumberVerified boolean at 18", "organization.requireTwoFactor boolean at 7",
}

// TestUpstream: the tables have upstream's columns in their order, and "select *" from those that programs read returns
// nothing else.
func TestUpstream(t *testing.T) {
	t.Parallel()
	conn := connectTo(t, pgtest.New(t).URL)
	text, err := os.ReadFile("../testdata/upstream.sql")
	must(t, err)
	script(t, conn, string(text))
	for what, of := range map[string]string{
		"columns": `
			select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
			  || case when a.attnotnull then ' not null' else '' end
			  || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
			  || case when c.relname in ('user', 'session', 'account', 'organization', 'member', 'invitation')
			     then ' at ' || a.attnum else '' end
			from pg_class c
			join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
			left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
			where c.relkind = 'r' and c.relnamespace = $1::regnamespace`,
		"constraints": `
			select k.conrelid::regclass || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
			from pg_constraint k where k.contype <> 'n' and k.connamespace = $1::regnamespace`,
		"indexes": `select replace(pg_get_indexdef(i.indexrelid), $1 || '.', '')
			from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace = $1::regnamespace`,
	} {
		listed := func(schema string) []string {
			run(t, conn, `select set_config('search_path', $1, false)`, schema)
			rows, err := conn.Query(t.Context(), of, schema)
			must(t, err)
			list, err := pgx.CollectRows(rows, pgx.RowTo[string])
			must(t, err)
			return list
		}
		ours, theirs := listed("neon_auth"), listed("upstream")
		if len(theirs) == 0 {
			t.Errorf("upstream has no %s: this proves nothing", what)
		}
		for _, one := range theirs {
			if !slices.Contains(ours, one) {
				t.Errorf("%s: neonauth has no %s", what, one)
			}
		}
		for _, one := range ours {
			if what == "columns" && strings.Contains(one, " at ") && !slices.Contains(theirs, one) && !slices.Contains(ofPlugins, one) {
				t.Errorf("upstream has no %s", one)
			}
		}
	}
}

// noise is what differs between runs of pg_dump, versions and the random word of \restrict, and what is irrelevant:
// headings and the session's settings.
var noise = regexp.MustCompile(`(?m)^(SET .*|SELECT pg_catalog\.set_config\('search_path'.*|\\(un)?restrict .*|` +
	`-- Dumped .*|--\n-- (Name:|Data for|PostgreSQL database dump).*\n--)\n`)

// dump returns pg_dump's output of a database, without noise. It reads the catalog where pg_dump rejects the server.
func dump(t testing.TB, url string, options ...string) string {
	t.Helper()
	if testing.Short() {
		return catalog(t, url, !slices.Contains(options, "--schema-only"))
	}
	output, err := exec.Command(pgDump(t), append(options, "--dbname", url)...).Output()
	if err != nil {
		t.Fatalf("pg_dump: %v", failureOf(err))
	}
	text := noise.ReplaceAllString(string(output), "")
	return strings.TrimSpace(regexp.MustCompile(`\n{3,}`).ReplaceAllString(text, "\n\n")) + "\n"
}

func failureOf(err error) error {
	if exit, ok := err.(*exec.ExitError); ok {
		return fmt.Errorf("%w: %s", err, exit.Stderr)
	}
	return err
}

// pgDump returns the newest pg_dump: an older one rejects a newer server.
func pgDump(t testing.TB) string {
	t.Helper()
	given := filepath.Join(os.Getenv("NEONAUTH_POSTGRES_BIN"), "pg_dump")
	if _, err := os.Stat(given); err == nil {
		return given
	}
	newest, version := "", 0
	installed, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_dump")
	for _, path := range installed {
		var v int
		if _, err := fmt.Sscanf(path, "/usr/lib/postgresql/%d/", &v); err == nil && v > version {
			newest, version = path, v
		}
	}
	if newest == "" {
		newest, _ = exec.LookPath("pg_dump")
	}
	if newest == "" {
		t.Fatal("pg_dump is missing: install postgresql-client")
	}
	return newest
}

// difference returns the first lines in which two texts differ, "" when they are equal.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("line %d:\n- %s\n+ %s", i+1, strings.Join(a[min(i, len(a)):min(i+3, len(a))], "\n- "),
				strings.Join(b[min(i, len(b)):min(i+3, len(b))], "\n+ "))
		}
	}
	return ""
}
