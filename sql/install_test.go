package sql_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sql"
)

// TestInstall installs into empty databases, as a role with CREATE on the database and CREATEROLE.
func TestInstall(t *testing.T) {
	t.Parallel()
	c := newCluster(t)

	t.Run("refused, nothing is changed", func(t *testing.T) { refused(t, c) })

	t.Run("twice, the second changes nothing", func(t *testing.T) {
		c.database(t, "first", "")
		must(t, c.install(t, "installer", "first"))
		before := dump(t, c.url(t, "postgres", "first"))
		must(t, c.install(t, "installer", "first"))
		if diff := difference(before, dump(t, c.url(t, "postgres", "first"))); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("only the installer is a member of neon_auth", func(t *testing.T) {
		holds(t, c.admin, `array(select member::regrole::text from pg_auth_members where roleid = 'neon_auth'::regrole)
			<@ array['installer', 'postgres'] and not pg_has_role('owner', 'neon_auth', 'member')`)
		holds(t, c.admin, `not exists (select from pg_auth_members where member in
			('neon_auth'::regrole, 'neon_auth_writer'::regrole, 'neon_auth_sidecar'::regrole, 'authenticated'::regrole, 'anonymous'::regrole)
			  and (member, roleid) <> ('neon_auth'::regrole, 'neon_auth_writer'::regrole))`)
		holds(t, c.admin, `not bool_or(rolcanlogin or rolsuper or rolcreaterole or rolcreatedb or rolbypassrls) from pg_roles
			where rolname in ('neon_auth', 'neon_auth_writer', 'neon_auth_sidecar', 'authenticated', 'anonymous')`)
	})
	t.Run("neon_auth owns all of it", func(t *testing.T) {
		holds(t, c.connect(t, "postgres", "first"), `not exists (
			select from pg_class where relnamespace::regnamespace::text ~ '^(neon_auth|auth$)' and relowner <> 'neon_auth'::regrole
			union all
			select from pg_proc where pronamespace::regnamespace::text ~ '^(neon_auth|auth$)' and proowner <> 'neon_auth'::regrole
			  and (proowner, proname) not in (('neon_auth_writer'::regrole, 'write_marked'), ('neon_auth_writer'::regrole, 'fire_deferred'),
			    ('neon_auth_writer'::regrole, 'run_hook'))
			union all
			select from pg_namespace where nspname ~ '^(neon_auth|auth$)' and nspowner <> 'neon_auth'::regrole)`)
	})
	t.Run("a second database", func(t *testing.T) {
		c.database(t, "second", "")
		must(t, c.install(t, "installer", "second"))
	})
	t.Run("another installer gets a refusal", func(t *testing.T) {
		c.database(t, "third", "")
		for _, database := range []string{"third", "first"} {
			told(t, c.install(t, "second_installer", database),
				"role neon_auth was created by another installer, and second_installer is not a member of it")
		}
		if left := has(t, c.connect(t, "postgres", "third")); strings.Contains(left, "schema") {
			t.Errorf("left behind: %s", left)
		}
	})
	t.Run("who may is known before", func(t *testing.T) {
		for login, may := range map[string]bool{"installer": true, "postgres": true, "second_installer": false, "owner": false} {
			got, err := sql.MayInstall(t.Context(), c.connect(t, login, "third"))
			if err != nil || got != may {
				t.Errorf("%s: %v, %v", login, got, err)
			}
		}
	})
	t.Run("a superuser installs over it", func(t *testing.T) {
		reinstallable(t, c.connect(t, "postgres", "first"))
		before := dump(t, c.url(t, "postgres", "first"), "--schema-only")
		must(t, c.install(t, "postgres", "first"))
		if diff := difference(before, dump(t, c.url(t, "postgres", "first"), "--schema-only")); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("by a role that inherits nothing", func(t *testing.T) {
		c.forget(t, "first", "second", "third")
		run(t, c.admin, "alter role installer noinherit")
		c.database(t, "first", "")
		must(t, c.install(t, "installer", "first"))
		reinstallable(t, c.connect(t, "postgres", "first"))
		must(t, c.install(t, "installer", "first"))
		run(t, c.admin, "alter role installer inherit")
	})
	for round := range 3 {
		t.Run(fmt.Sprintf("six at once, round %d", round), func(t *testing.T) {
			c.forget(t, "first", "second", "third")
			c.database(t, "first", "")
			atOnce(t, c, "first", "first", "first", "first", "first", "first")
		})
		t.Run(fmt.Sprintf("in three databases at once, round %d", round), func(t *testing.T) {
			c.forget(t, "first", "second", "third")
			c.database(t, "first", "")
			c.database(t, "second", "")
			c.database(t, "third", "")
			atOnce(t, c, "first", "second", "third", "first", "second", "third")
		})
	}
}

func atOnce(t *testing.T, c *cluster, databases ...string) {
	t.Helper()
	conns := make([]*pgx.Conn, len(databases))
	for i, database := range databases {
		conns[i] = c.connect(t, "installer", database)
	}
	failures := make([]error, len(conns))
	var installs sync.WaitGroup
	for i, conn := range conns {
		installs.Go(func() { failures[i] = sql.Install(t.Context(), conn) })
	}
	installs.Wait()
	must(t, errors.Join(failures...))
	for _, conn := range conns {
		holds(t, conn, `to_regclass('neon_auth."user"') is not null`)
	}
}

// refused tries databases that are unsuitable, in a cluster without neonauth's roles.
func refused(t *testing.T, c *cluster) {
	for name, place := range map[string]struct{ options, before, login, says string }{
		"a foreign schema auth": {
			"", `create schema auth`, "installer",
			"schema auth already exists and does not belong to neonauth (owner postgres, as on Supabase)",
		},
		"a foreign schema neon_auth": {
			"", `create schema neon_auth; create table neon_auth.users_sync (id text)`, "installer",
			"schema neon_auth already exists, with owner postgres",
		},
		"a foreign schema neon_auth_api": {
			"", `create schema neon_auth_api`, "installer", "schema neon_auth_api already exists, with owner postgres",
		},
		"latin1": {
			"encoding 'LATIN1' locale 'C'", "", "installer", "the database must be UTF8, this one is LATIN1",
		},
		"no CREATEROLE": {
			"", "", "owner", "role owner lacks rights to install: it needs CREATE on the database and CREATEROLE",
		},
		"no CREATE": {
			"", `revoke create on database "no CREATE" from installer`, "installer",
			"role installer lacks rights to install: it needs CREATE on the database and CREATEROLE",
		},
	} {
		t.Run(name, func(t *testing.T) {
			database := pgx.Identifier{name}.Sanitize()
			c.database(t, database, place.options)
			admin := c.connect(t, "postgres", name)
			script(t, admin, place.before)
			before := has(t, admin)
			told(t, c.install(t, place.login, name), place.says)
			if after := has(t, admin); after != before {
				t.Errorf("left behind: %s", after)
			}
			holds(t, admin, `to_regrole('neon_auth') is null`)
		})
	}
}

// TestEveryFileIsInstalled: every SQL file is listed in install.sql, and every listed file exists.
func TestEveryFileIsInstalled(t *testing.T) {
	t.Parallel()
	var there []string
	must(t, filepath.WalkDir("functions", func(path string, entry fs.DirEntry, err error) error {
		if name, found := strings.CutPrefix(path, "functions/"); found && !entry.IsDir() && name != "install.sql" {
			there = append(there, name)
		}
		return err
	}))
	list, err := os.ReadFile("functions/install.sql")
	must(t, err)
	var listed []string
	for _, match := range regexp.MustCompile(`(?m)^\{\{ template "(.+)" \. \}\}$`).FindAllStringSubmatch(string(list), -1) {
		listed = append(listed, match[1])
	}
	if lines := strings.Count(string(list), "\n"); lines != len(listed) {
		t.Errorf("install.sql has %d lines, %d of which name a file", lines, len(listed))
	}
	for _, name := range there {
		if !slices.Contains(listed, name) {
			t.Errorf("functions/%s is not in install.sql", name)
		}
	}
	for i, name := range listed {
		if !slices.Contains(there, name) || slices.Contains(listed[:i], name) {
			t.Errorf("install.sql names %s, which is not there, or twice", name)
		}
	}
}

// told requires a Refusal of one sentence with the given text.
func told(t *testing.T, err error, sentence string) {
	t.Helper()
	var refusal sql.Refusal
	if !errors.As(err, &refusal) || !strings.HasPrefix(err.Error(), sentence) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error: %v\nwant a refusal: %s", err, sentence)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// holds requires a condition to be true. The condition may continue with from and where.
func holds(t testing.TB, q querier, condition string, args ...any) {
	t.Helper()
	var is *bool
	if err := q.QueryRow(t.Context(), "select "+condition, args...).Scan(&is); err != nil {
		t.Errorf("%s: %v", condition, err)
	} else if is == nil || !*is {
		t.Errorf("not so: %s", condition)
	}
}

// script runs statements one after the other, in one transaction unless they define their own.
func script(t testing.TB, conn *pgx.Conn, statements string) {
	t.Helper()
	if _, err := conn.PgConn().Exec(t.Context(), statements).ReadAll(); err != nil {
		t.Fatalf("%s: %v", statements, err)
	}
}
