package sql

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/tern/v2/migrate"
)

// functions replaces all functions in one transaction, unless the same ones are installed.
func functions(ctx context.Context, conn *pgx.Conn) error {
	if err := dropReplaced(ctx, conn); err != nil { // of an install that was killed
		return err
	}
	var installed string
	err := conn.QueryRow(ctx, "select functions_hash from neon_auth.installation").Scan(&installed)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	bound, err := boundElsewhere(ctx, conn)
	if err != nil {
		return err
	}
	var restored bool
	if err := conn.QueryRow(ctx, misownedFunctions).Scan(&restored); err != nil {
		return err
	}
	if installed == hash("functions") && len(bound) == 0 && !restored {
		return nil
	}
	script, err := functionsScript()
	if err != nil {
		return err
	}
	if err := rolledBack(ctx, conn, replace(ctx, conn, split(script), bound)); err != nil {
		return err
	}
	return dropReplaced(ctx, conn)
}

// replace runs the script in one transaction. Others use the old functions until it commits. The long part locks no table:
// it creates functions, and views that they use, in new schemas of the same name. Then the tables are locked, and triggers,
// policies and the owner's views exchanged.
//
// The tables are locked from the beginning where something has to be dropped first: what was bound to objects of the
// database's owner, or schemas that the installing role may not rename.
func replace(ctx context.Context, conn *pgx.Conn, script parts, bound []binding) error {
	// Bodies are not checked while they are created: they use views that are exchanged later. Tests check them.
	if _, err := conn.Exec(ctx, "begin; set local check_function_bodies = off"); err != nil {
		return err
	}
	if err := refuseDependents(ctx, conn); err != nil {
		return err
	}
	may, err := mayRename(ctx, conn)
	if err != nil {
		return err
	}
	if !may || len(bound) > 0 {
		return replaceLocked(ctx, conn, script, bound)
	}
	rename, err := renameSchemas()
	if err != nil {
		return err
	}
	for _, part := range []string{rename, script.beside} {
		if err := run(ctx, conn, part); err != nil {
			return err
		}
	}
	if err := quiesce(ctx, conn); err != nil { // remarks wait for autovacuum
		return err
	}
	if err := run(ctx, conn, script.remarks); err != nil {
		return err
	}
	return exchange(ctx, conn, script)
}

// exchange locks the tables and commits. It tries again for two seconds, then all functions have to be created again.
func exchange(ctx context.Context, conn *pgx.Conn, script parts) error {
	err := retry(ctx, exchangeTries, func() error {
		if err := quiesce(ctx, conn); err != nil {
			return err
		}
		err := run(ctx, conn, "savepoint exchange;"+openTables+holdTables+dropBindings+script.exchange+dropTriggers+wakeTriggers+record()+"commit")
		if isTransient(err) {
			if _, err := conn.Exec(ctx, "rollback to savepoint exchange"); err != nil {
				return err
			}
		}
		return err
	})
	if isTransient(err) {
		if holders := tableHolders(ctx, conn); holders != "" {
			err = fmt.Errorf("%w: the tables are used by %s", err, holders)
		}
	}
	return err
}

// replaceLocked locks the tables first.
func replaceLocked(ctx context.Context, conn *pgx.Conn, script parts, bound []binding) error {
	if err := quiesce(ctx, conn); err != nil {
		return err
	}
	if err := run(ctx, conn, holdTables); err != nil {
		return err
	}
	if err := dropBound(ctx, conn, bound); err != nil {
		return err
	}
	const drop = "set local client_min_messages = warning; drop schema neon_auth_api, neon_auth_internal cascade;"
	for _, part := range []string{drop, script.beside, script.remarks, script.exchange} {
		if err := run(ctx, conn, part); err != nil {
			return err
		}
	}
	if err := rebind(ctx, conn); err != nil {
		return err
	}
	return run(ctx, conn, dropTriggers+wakeTriggers+record()+"commit")
}

// run runs a part of the script.
func run(ctx context.Context, conn *pgx.Conn, part string) error {
	if _, err := conn.Exec(ctx, part); err != nil {
		return fmt.Errorf("install functions: %w", describe(err, part))
	}
	return nil
}

// record returns the statements that record what is installed.
func record() string {
	return fmt.Sprintf(`comment on schema neon_auth_management is '%s';
insert into neon_auth.installation (release, functions_hash) values (%d, '%s')
on conflict (only_row) do update
set release = excluded.release, functions_hash = excluded.functions_hash, "installedAt" = now();
`, enabledMark, Release, hash("functions"))
}

// functionsScript returns the script that install.sql lists.
func functionsScript() (string, error) {
	folder, err := fs.Sub(files, "functions")
	if err != nil {
		return "", err
	}
	code, err := migrate.LoadCodePackage(folder)
	if err != nil {
		return "", err
	}
	return code.Eval(nil)
}
