package sql_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
)

// oddSettings are settings that an app or a database may change, and on which no function may depend.
var oddSettings = []string{
	"standard_conforming_strings = off", "escape_string_warning = off", "backslash_quote = on",
	"DateStyle = 'German, DMY'", "IntervalStyle = 'sql_standard'", "TimeZone = 'Asia/Kathmandu'",
	"bytea_output = 'escape'", "extra_float_digits = -15", "lc_messages = 'C.UTF-8'", "quote_all_identifiers = on",
	"array_nulls = off", "xmloption = 'document'", "default_transaction_isolation = 'serializable'", "row_security = off",
	"transform_null_equals = on", "search_path = public, pg_catalog",
}

// notForForeign are the settings that foreign_test.sql is about: its queries as neon_auth_writer must be restricted, not
// refused; its messages name functions; above read committed every change is watched.
var notForForeign = []string{"row_security", "quote_all_identifiers", "default_transaction_isolation"}

// TestTAPUnderOddSettings runs the SQL suite with all of them.
func TestTAPUnderOddSettings(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("tests/*_test.sql")
	must(t, err)
	for _, path := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(path), "_test.sql"), func(t *testing.T) {
			t.Parallel()
			conn := connectTo(t, pgtest.New(t).URL)
			loadTAP(t, conn)
			for _, setting := range oddSettings {
				name, _, _ := strings.Cut(setting, " ")
				if strings.Contains(path, "foreign") && slices.Contains(notForForeign, name) {
					continue
				}
				run(t, conn, "set "+setting)
			}
			results, err := conn.PgConn().Exec(t.Context(), escaped(psql(t, path))).ReadAll()
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

// TestLiteralsMeanTheSameUnderAnySetting: a literal with a backslash is written as E'…', because otherwise
// standard_conforming_strings determines its meaning when the function runs.
func TestLiteralsMeanTheSameUnderAnySetting(t *testing.T) {
	t.Parallel()
	must(t, filepath.WalkDir("functions", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err == nil && escaped(string(text)) != string(text) {
			t.Errorf("%s: write a literal with a backslash as E'…\\\\…'", path)
		}
		return err
	}))
	for text, want := range map[string]string{
		`select 'a\b'`:                        `select E'a\\b'`,
		`select E'a\\b', 'it''s'`:             `select E'a\\b', 'it''s'`,
		`-- it's a\b`:                         `-- it's a\b`,
		`$$ select '\' $$, '\'`:               `$$ select E'\\' $$, E'\\'`,
		"select 'a'\n  '\\d'":                 "select E'a'\n  '\\\\d'",
		`select "a\b", $x$ '\' $$ '\' $$ $x$`: `select "a\b", $x$ E'\\' $$ E'\\' $$ $x$`,
	} {
		if got := escaped(text); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
}

// sqlToken is a piece of SQL text: a comment, a name in quotes, a literal (with those that continue it), a dollar quote.
var sqlToken = regexp.MustCompile(`(?s)--[^\n]*|"[^"]*"|\b[eE]'(?:[^'\\]|''|\\.)*'(?:[ \t]*\n\s*'(?:[^'\\]|''|\\.)*')*|'(?:[^']|'')*'(?:[ \t]*\n\s*'(?:[^']|'')*')*|\$\w*\$`)

// escaped writes literals with a backslash as E'…', also in dollar quotes.
func escaped(text string) string {
	var out strings.Builder
	for text != "" {
		at := sqlToken.FindStringIndex(text)
		if at == nil {
			break
		}
		found := text[at[0]:at[1]]
		out.WriteString(text[:at[0]])
		text = text[at[1]:]
		switch {
		case found[0] == '\'' && strings.Contains(found, `\`):
			out.WriteString("E" + strings.ReplaceAll(found, `\`, `\\`))
		case found[0] == '$':
			body, rest, _ := strings.Cut(text, found)
			out.WriteString(found + escaped(body) + found)
			text = rest
		default:
			out.WriteString(found)
		}
	}
	return fmt.Sprint(out.String(), text)
}
