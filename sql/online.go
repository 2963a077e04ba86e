package sql

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
)

// onlineMark begins a migration that runs while clients read and write.
const onlineMark = "-- online\n"

var (
	lineComment     = regexp.MustCompile(`(?m)^\s*--.*$`)
	concurrentIndex = regexp.MustCompile(`(?is)^create (?:unique )?index concurrently if not exists\s+(\S+)\s+on\b`)
	// patient matches the statements that may wait long: they make no other statement wait that reads or writes.
	patient = regexp.MustCompile(`^((create (unique )?|drop )index concurrently |alter table \S+ validate constraint )`)
)

// online runs a migration whose statements lock no table against reads or writes, each in its own transaction. An index
// that an interrupted run has left invalid is dropped and built again.
func online(ctx context.Context, conn *pgx.Conn, version int, script string) error {
	for _, statement := range statements(script) {
		statement = strings.TrimSpace(lineComment.ReplaceAllString(statement, ""))
		if err := onlineStatement(ctx, conn, statement); err != nil {
			return describe(err, statement)
		}
	}
	_, err := conn.Exec(ctx, fmt.Sprintf("update neon_auth.schema_version set version = %d", version))
	return err
}

func onlineStatement(ctx context.Context, conn *pgx.Conn, statement string) (err error) {
	text := command(statement)
	if patient.MatchString(text) {
		if _, err := conn.Exec(ctx, "set lock_timeout = 0"); err != nil {
			return err
		}
		defer func() {
			if err == nil {
				_, err = conn.Exec(ctx, lockTimeout)
			}
		}()
	}
	if index := concurrentIndex.FindStringSubmatch(statement); index != nil {
		drops, err := list(ctx, conn, fmt.Sprintf(`select format('drop index concurrently %%s', i.indexrelid::regclass)
			from pg_index i where i.indexrelid = to_regclass('neon_auth.%s') and not i.indisvalid`, strings.ReplaceAll(index[1], "'", "''")))
		if err != nil {
			return err
		}
		for _, drop := range drops {
			if _, err := conn.Exec(ctx, drop); err != nil {
				return err
			}
		}
	}
	_, err = conn.Exec(ctx, statement)
	return err
}
