package sql_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"neonauth/sidecar/pgtest"
	"neonauth/sql"
)

const previous = "../testdata/previous"

// TestPreviousRelease: the queries of the previous release are supported for one more release, because its program
// keeps serving while the next one is installed.
func TestPreviousRelease(t *testing.T) {
	t.Parallel()
	d := pgtest.New(t)
	files, err := filepath.Glob(previous + "/queries/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files of queries (%v)", len(files), err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for statement := range strings.SplitSeq(strings.TrimSpace(string(content)), "\n;") {
			if statement = strings.TrimSpace(statement); statement == "" {
				continue
			}
			name, _, _ := strings.Cut(strings.TrimPrefix(statement, "-- name: "), " ")
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				conn, err := d.Sidecar.Acquire(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Release()
				if _, err := conn.Conn().Prepare(t.Context(), "", statement); err != nil {
					t.Errorf("%v\n%s", err, statement)
				}
			})
		}
	}
}

// TestPreviousIsOneBehind: testdata/previous is of the previous release, or of this one until the next one is begun.
func TestPreviousIsOneBehind(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(previous + "/release")
	if err != nil {
		t.Fatal(err)
	}
	release, err := strconv.Atoi(strings.TrimSpace(string(content)))
	if err != nil || release != sql.Release && release != sql.Release-1 {
		t.Errorf("testdata/previous is of release %d and this is %d: run `make previous` on the one before (%v)", release, sql.Release, err)
	}
}
