package sql

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/tern/v2/migrate"
)

// migrations runs missing migrations as neon_auth, which owns the created objects. It does the same as tern's Migrator and
// uses its table. tern itself cannot be used, because its "reset all" would reset the pins.
//
// Requests go on while a migration runs, in a database of any size. So there are two kinds of files:
//
//   - An ordinary one is one transaction, with all tables locked. It may do what takes no time: create tables with their
//     indexes, add columns without a default that has to be computed, add constraints "not valid".
//   - One that begins with "-- online" locks no table against reads or writes. Each of its statements is a transaction of its
//     own, and the file runs again from the beginning if it was interrupted: "create index concurrently if not exists",
//     "drop index concurrently if exists", "validate constraint", and blocks that change rows in batches and commit each.
//     It must not write to tables to which the database's owner may add triggers: those run with the installer's rights.
//
// TestMigrationsLockBriefly holds newer files to this.
func migrations(ctx context.Context, conn *pgx.Conn) error {
	folder, err := fs.Sub(files, "migrations")
	if err != nil {
		return err
	}
	names, err := migrate.FindMigrations(folder)
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, conn)
	if err != nil {
		return err
	}
	if version > len(names) {
		return Refusal(fmt.Sprintf("the database has migrations this program does not know (current version %d of %d): "+
			"use the newer program", version, len(names)))
	}
	isFirst := version == 0
	for ; version < len(names); version++ {
		script, err := fs.ReadFile(folder, names[version])
		if err != nil {
			return err
		}
		run := step
		switch isOnline := strings.HasPrefix(string(script), onlineMark); {
		case isOnline && isFirst: // nobody uses the tables, and concurrently would wait for every transaction of the app
			run, script = online, []byte(strings.ReplaceAll(string(script), "index concurrently", "index"))
			if !strings.Contains(string(script), "commit;") {
				run = firstStep
			}
		case isOnline:
			run = online
		case isFirst:
			run = firstStep
		}
		if err := run(ctx, conn, version+1, string(script)); err != nil {
			return fmt.Errorf("migrate: %s: %w", names[version], err)
		}
	}
	return nil
}

// step runs one migration in a transaction. The tables are locked during one message.
func step(ctx context.Context, conn *pgx.Conn, version int, script string) error {
	if _, err := conn.Exec(ctx, "begin"); err != nil {
		return err
	}
	script = holdTables + script + "\n;" + wakeTriggers + fmt.Sprintf("update neon_auth.schema_version set version = %d; commit", version)
	err := quiesce(ctx, conn)
	if err == nil {
		_, err = conn.Exec(ctx, script)
		err = describe(err, script)
	}
	return rolledBack(ctx, conn, err)
}

// firstStep runs a migration of a first install. Only neon_auth has rights on the tables yet, so they need no lock.
func firstStep(ctx context.Context, conn *pgx.Conn, version int, script string) error {
	script = "begin;" + script + fmt.Sprintf("\n;update neon_auth.schema_version set version = %d; commit", version)
	_, err := conn.Exec(ctx, script)
	return rolledBack(ctx, conn, describe(err, script))
}

// rolledBack ends the transaction of an error.
func rolledBack(ctx context.Context, conn *pgx.Conn, err error) error {
	if err != nil && !conn.IsClosed() {
		_, rollback := conn.Exec(ctx, "rollback")
		err = errors.Join(err, rollback)
	}
	return err
}

// schemaVersion returns the number of migrations that have run.
func schemaVersion(ctx context.Context, conn *pgx.Conn) (version int, err error) {
	if _, err = conn.Exec(ctx, "create table if not exists neon_auth.schema_version (version int4 not null)"); err != nil {
		return 0, err
	}
	err = conn.QueryRow(ctx, "select version from neon_auth.schema_version").Scan(&version)
	if errors.Is(err, pgx.ErrNoRows) {
		_, err = conn.Exec(ctx, "insert into neon_auth.schema_version (version) values (0)")
	}
	return version, err
}
