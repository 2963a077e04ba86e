package management

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"neonauth/sidecar/branch"
	"neonauth/sql"
)

// ErrHeld is returned while another operation holds the project.
var ErrHeld = branch.Failure{Status: 423, Code: "PROJECT_LOCKED", Message: "Another operation on this project is in progress. Try again in a moment.", RetryAfter: 1}

var (
	branchNotFound = branch.Failure{Status: 404, Code: "BRANCH_NOT_FOUND", Message: "Branch not found"}
	alreadyEnabled = branch.Failure{Status: 409, Code: "AUTH_ALREADY_ENABLED", Message: "Auth is already enabled on this branch"}
)

// Hold runs an operation that installs or removes auth, at most one at a time for all sidecars of the project. It returns
// ErrHeld while another one runs. The audit log of the home database records the operation.
func (k Keys) Hold(ctx context.Context, o Operation, do func() error) error {
	return k.at(ctx, k.URL, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "select from neon_auth_management.operation for update nowait")
		if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) && pg.Code == "55P03" {
			return ErrHeld
		}
		if err == nil {
			err = do()
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			select neon_auth_management.record('auth', $1, neon_auth_management.branch_id(d.oid), $2, $3)
			from pg_database d where d.datname = $4`, o.action, map[string]any{"database": o.Database, "delete_data": o.DeleteData}, o.KeyHash, o.Database)
		return err
	})
}

// An Operation enables or disables auth in a database.
type Operation struct {
	Database   string
	DeleteData bool   // when auth is disabled
	KeyHash    []byte // of the key that asked for it, for the audit log

	action string
}

// CopyTo copies all keys of the home database to another database of the cluster.
func (k Keys) CopyTo(ctx context.Context, database string) error {
	var rows []json.RawMessage
	err := k.at(ctx, k.URL, func(tx pgx.Tx) error {
		found, err := tx.Query(ctx, "select to_jsonb(k) from neon_auth_management.key k")
		if err == nil {
			rows, err = pgx.CollectRows(found, pgx.RowTo[json.RawMessage])
		}
		return err
	})
	if err != nil || len(rows) == 0 {
		return err
	}
	url, err := branch.OnDatabase(k.URL, database)
	if err != nil {
		return err
	}
	return k.at(ctx, url, func(tx pgx.Tx) error {
		for _, row := range rows {
			if _, err := tx.Exec(ctx, "select neon_auth_management.put_key($1)", row); err != nil {
				return err
			}
		}
		return nil
	})
}

// Enable installs auth in a database that had it before.
func (k Keys) Enable(ctx context.Context, o Operation) error {
	o.action = "enable"
	return k.Hold(ctx, o, func() error {
		err := k.install(ctx, o.Database, func(conn *pgx.Conn, enabled bool) error {
			if enabled {
				return alreadyEnabled
			}
			return sql.Install(ctx, conn)
		})
		if err != nil {
			return err
		}
		return k.CopyTo(ctx, o.Database)
	})
}

// Disable removes auth from a database, with its data if DeleteData is set.
func (k Keys) Disable(ctx context.Context, o Operation) error {
	o.action = "disable"
	return k.Hold(ctx, o, func() error {
		return k.install(ctx, o.Database, func(conn *pgx.Conn, enabled bool) error {
			if !enabled {
				return authNotEnabled
			}
			return sql.Disable(ctx, conn, o.DeleteData)
		})
	})
}

// install connects to a database in which neonauth is or was installed, as the login that installs, and calls a function
// with whether auth is enabled there.
func (k Keys) install(ctx context.Context, database string, do func(conn *pgx.Conn, enabled bool) error) error {
	url, err := branch.OnDatabase(k.URL, database)
	if err != nil {
		return err
	}
	conn, err := sql.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var managed, enabled bool
	err = conn.QueryRow(ctx, `
		select
		  coalesce(bool_or(n.nspname operator(pg_catalog.=) 'neon_auth_management'), false),
		  coalesce(bool_or(n.nspname operator(pg_catalog.=) 'neon_auth_api'), false)
		from pg_catalog.pg_namespace n
		where pg_catalog.pg_get_userbyid(n.nspowner) operator(pg_catalog.=) 'neon_auth'`, pgx.QueryExecModeExec).Scan(&managed, &enabled)
	if err != nil {
		return err
	}
	if !managed {
		return branchNotFound
	}
	may, err := sql.MayInstall(ctx, conn)
	if err != nil {
		return err
	}
	if !may {
		return errNoInstaller
	}
	return do(conn, enabled)
}

// operationFailure shows a caller why an operation was refused.
func operationFailure(err error) error {
	if errors.Is(err, errNoInstaller) {
		return branch.Failure{Status: 501, Code: "INSTALLER_REQUIRED", Message: err.Error()}
	}
	if refusal := sql.Refusal(""); errors.As(err, &refusal) {
		return branch.Failure{Status: 409, Code: "REFUSED", Message: string(refusal)}
	}
	return err
}
