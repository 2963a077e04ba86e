package sql_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/pgtest"
)

// TestTAP runs each pgTAP script of sql/tests in a separate database.
func TestTAP(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("tests/*_test.sql")
	must(t, err)
	folders, err := os.ReadDir("functions")
	must(t, err)
	for _, folder := range folders {
		if path := "tests/" + folder.Name() + "_test.sql"; folder.IsDir() && !slices.Contains(scripts, path) {
			t.Errorf("functions/%s has no %s", folder.Name(), path)
		}
	}
	for _, path := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(path), "_test.sql"), func(t *testing.T) {
			t.Parallel()
			conn := connectTo(t, pgtest.New(t).URL)
			loadTAP(t, conn)
			results, err := conn.PgConn().Exec(t.Context(), psql(t, path)).ReadAll()
			var said []string
			for _, result := range results {
				for _, row := range result.Rows {
					if len(row) == 1 {
						said = append(said, strings.Split(string(row[0]), "\n")...)
					}
				}
			}
			if err != nil {
				t.Errorf("%s stops: %v\nafter: %s", path, err, strings.Join(said[max(0, len(said)-1):], "\n"))
				return
			}
			judge(t, path, said)
		})
	}
}

// psql returns a script with the files that it includes by \ir, as psql would read it.
func psql(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	return regexp.MustCompile(`(?m)^\\ir .*$`).ReplaceAllStringFunc(string(text), func(line string) string {
		return psql(t, filepath.Join(filepath.Dir(path), strings.TrimPrefix(line, `\ir `)))
	})
}

// judge checks the output of pgTAP: the number of tests is as planned, and each is ok.
func judge(t *testing.T, path string, said []string) {
	t.Helper()
	planned, ran := -1, 0
	for i, line := range said {
		fmt.Sscanf(line, "1..%d", &planned)
		switch {
		case strings.HasPrefix(line, "ok "):
			ran++
		case strings.HasPrefix(line, "not ok "):
			ran++
			why := i + 1
			for why < len(said) && strings.HasPrefix(said[why], "#") {
				why++
			}
			t.Errorf("%s: %s", path, strings.Join(said[i:why], "\n"))
		}
	}
	if ran != planned {
		t.Errorf("%s: %d tests ran, %d are planned", path, ran, planned)
	}
}

// loadTAP installs pgTAP's functions: as an extension where the server has it, otherwise from Debian's file, which is
// SQL only.
func loadTAP(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	if truth(t, conn, `exists (select from pg_available_extensions where name = 'pgtap')`) {
		script(t, conn, `create extension pgtap`)
		return
	}
	found, _ := filepath.Glob("/usr/share/postgresql/*/extension/pgtap--*.sql")
	for _, path := range found {
		if regexp.MustCompile(`/pgtap--[0-9.]+\.sql$`).MatchString(path) {
			text, err := os.ReadFile(path)
			must(t, err)
			script(t, conn, regexp.MustCompile(`(?m)^\\.*$`).ReplaceAllString(string(text), ""))
			return
		}
	}
	t.Fatal("pgTAP is missing: install postgresql-15-pgtap, or that of the server's version")
}
