package sql_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
	"neonauth/sql"
)

// turkish creates a database whose language is Turkish, in which the small letter of I is ı, installs there, and returns
// a connection. It skips the test if the server has no such language.
func turkish(t *testing.T) *pgx.Conn {
	t.Helper()
	d := pgtest.Empty(t)
	server := connectTo(t, d.URL)
	name := pgx.Identifier{d.Name + "_tr"}.Sanitize()
	made := false
	for _, language := range []string{"locale_provider icu icu_locale 'tr-TR' locale 'C.UTF-8'", "locale_provider icu icu_locale 'tr-TR' locale 'C'", "locale 'tr_TR.UTF-8'", "locale 'tr_TR.utf8'"} {
		if _, err := server.Exec(t.Context(), "create database "+name+" template template0 encoding 'UTF8' "+language); err == nil {
			made = true
			break
		}
	}
	if !made {
		t.Skip("the server has no Turkish")
	}
	empty := d.URL
	t.Cleanup(func() { // the test's context has ended
		conn, err := pgx.Connect(context.Background(), empty)
		must(t, err)
		defer conn.Close(context.Background())
		_, err = conn.Exec(context.Background(), "drop database if exists "+name+" with (force)")
		must(t, err)
	})
	conn := connectTo(t, strings.Replace(d.URL, d.Name, d.Name+"_tr", 1))
	if small := one[string](t, conn, "select lower('I')"); small != "ı" {
		t.Skipf("the small letter of I is %s", small)
	}
	must(t, sql.Install(t.Context(), conn))
	return conn
}

// one returns the only value of a query.
func one[V any](t *testing.T, conn *pgx.Conn, query string) (v V) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), query).Scan(&v); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

// TestNamesDependOnNoLanguage: in a Turkish database names, roles, settings and mail templates are the same as elsewhere.
func TestNamesDependOnNoLanguage(t *testing.T) {
	t.Parallel()
	conn := turkish(t)
	for query, want := range map[string]string{
		`select neon_auth_internal.normalize_username('ISMAIL.I')`:                                "ismail.i",
		`select neon_auth_internal.normalize_email('ISMAIL@EXAMPLE.COM')`:                         "ismail@example.com",
		`select neon_auth_internal.role_name('EDITOR')`:                                           "editor",
		`select neon_auth.set('session.cookieCache.enabled', 'YES')`:                              "true",
		`select neon_auth_internal.duration_seconds('15 MIN')::text`:                              "900",
		`select coalesce(neon_auth_internal.origin_problem('"HTTPS://APP.EXAMPLE.COM"'), 'none')`: "none",
		`select coalesce(neon_auth_internal.origin_problem('"JAVASCRIPT://"'), 'none')`:           "has a scheme that is never trusted",
		`select neon_auth_internal.template_problem(k, 'html', '{' || '{.Link}' || '} <SCRIPT>') from neon_auth_internal.mail_kind k where k.required = 'link' limit 1`:                "must not contain <script>",
		`select neon_auth_internal.template_problem(k, 'html', '{' || '{.Link}' || '} <a href="JAVASCRIPT:x">') from neon_auth_internal.mail_kind k where k.required = 'link' limit 1`: "must not contain javascript: addresses",
		`select neon_auth_internal.template_problem(k, 'html', '{' || '{.LINK}' || '} <p ONCLICK=x>') from neon_auth_internal.mail_kind k where k.required = 'link' limit 1`:           "must not contain event handlers, such as onclick",
	} {
		if got := one[string](t, conn, query); got != want {
			t.Errorf("%s: %s, not %s", query, got, want)
		}
	}
	run(t, conn, `
		select neon_auth.set('plugin_configs.username.enabled', 'true');
		select neon_auth.set_username(neon_auth.create_user('ismail@example.com', 'x', 'b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0:' || repeat('0a', 64)), 'Ismail')`)
	if got := one[string](t, conn, `select username from neon_auth."user"`); got != "ismail" {
		t.Errorf("the username is stored as %s", got)
	}
	if got := one[int](t, conn, `select count(*) from neon_auth.audit_log where action not in ('insert', 'update', 'delete')`); got != 0 {
		t.Errorf("%d rows of the audit log have another action", got)
	}
	if got := one[string](t, conn, `select subject from neon_auth_api.find_username_credential('ISMAIL')`); got != "ismail@example.com" {
		t.Errorf("the username in capital letters is that of %s", got)
	}
	if _, err := conn.Exec(t.Context(), `insert into neon_auth."organizationRole" ("organizationId", role, permission) values (gen_random_uuid(), 'ADMIN', '{}')`); err == nil || !strings.Contains(err.Error(), "role_is_not_predefined") {
		t.Errorf("a predefined role in capital letters: %v", err)
	}
}

// TestUsernamesOfATurkishDatabase: names that were stored in the database's language are found again after an upgrade, and
// of two users with one name the oldest keeps it.
func TestUsernamesOfATurkishDatabase(t *testing.T) {
	t.Parallel()
	conn := turkish(t)
	run(t, conn, `
		insert into neon_auth."user" (name, email, "emailVerified", username, "displayUsername", "createdAt") values
		('1', 'one@example.com', true, 'ısmail', 'Ismail', '2026-01-01'), ('2', 'two@example.com', true, 'ismaıl', 'ismaIl', '2026-01-02'),
		('3', 'three@example.com', true, 'ırem', 'Irem', '2026-01-03'), ('4', 'four@example.com', true, 'irem', 'irem', '2026-01-04'),
		('5', 'five@example.com', true, 'ada', 'Ada', '2026-01-05'), ('6', 'six@example.com', true, 'ılk', 'İlk', '2026-01-06'), ('7', 'seven@example.com', true, 'ıl', 'Il', '2026-01-07')`)
	file, err := fs.Glob(os.DirFS("migrations"), "*_large_tables_names.sql")
	must(t, err)
	text, err := os.ReadFile(filepath.Join("migrations", file[0]))
	must(t, err)
	run(t, conn, string(text))
	if got, want := one[string](t, conn, `select string_agg(username, ' ' order by name) from neon_auth."user"`), "ismail ismaıl ırem irem ada ılk il"; got != want {
		t.Errorf("the usernames are %s, not %s", got, want)
	}
}

// byLanguage are lines of functions that fold letters in the database's language on purpose: searches of people's names.
var byLanguage = regexp.MustCompile(`(?i)u\.name (ilike|like)|lower\(left\((o\.name|search), 100\)\)`)

// TestLettersAreFoldedInOneWay: functions and tables make small letters of A to Z only, with collate "C", whatever the
// database's language is.
func TestLettersAreFoldedInOneWay(t *testing.T) {
	t.Parallel()
	folds := regexp.MustCompile(`(?i)\b(lower|upper|initcap|casefold)\(|~~?\*|\bilike\b`)
	must(t, fs.WalkDir(os.DirFS("."), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".sql") || !strings.HasPrefix(path, "functions") && !strings.HasPrefix(path, "migrations") {
			return err
		}
		text, err := os.ReadFile(path)
		for number, line := range strings.Split(string(text), "\n") {
			line, _, _ = strings.Cut(line, "--")
			if folds.MatchString(line) && !strings.Contains(line, `collate "C"`) && !byLanguage.MatchString(line) &&
				!strings.HasPrefix(path, "migrations/012") && !strings.Contains(path, "large_tables") && !strings.Contains(path, "ascii_names") {
				t.Errorf(`%s:%d folds letters without collate "C": %s`, path, number+1, strings.TrimSpace(line))
			}
		}
		return err
	}))
}
