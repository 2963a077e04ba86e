package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"

	"neonauth/sql"
)

// lockKey is the advisory lock with which the tests of several packages wait for each other on one server.
const lockKey int64 = 0x6e656f6e74657374

// cloneTemplate creates a database as a copy of the template, in which neonauth is installed once. The shared lock
// keeps the tests of another checkout from replacing the template while it is copied.
func cloneTemplate(ctx context.Context, conn *pgx.Conn, name string) error {
	template := "neonauth_template_" + sql.Hash()[:16]
	for range 3 {
		if _, err := conn.Exec(ctx, "select pg_advisory_lock_shared($1)", lockKey); err != nil {
			return err
		}
		found, err := exists(ctx, conn, template)
		if err != nil {
			return err
		}
		if found {
			if _, err = conn.Exec(ctx, "create database "+name+" template "+template); err != nil {
				return err
			}
			return confirm(ctx, conn, name)
		}
		if _, err := conn.Exec(ctx, "select pg_advisory_unlock_shared($1)", lockKey); err != nil {
			return err
		}
		if err := locked(ctx, conn, func() error { return buildTemplate(ctx, conn, template) }); err != nil {
			return fmt.Errorf("build the template: %w", err)
		}
	}
	return fmt.Errorf("template %s was dropped each time it was built", template)
}

// confirm lets a copy of the template send mail like an original, without a row in its audit log.
func confirm(ctx context.Context, conn *pgx.Conn, name string) error {
	config := conn.Config()
	config.Database = name
	inside, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer inside.Close(ctx)
	_, err = inside.Exec(ctx, "set session_replication_role = replica;"+
		"insert into neon_auth.branch_confirmation (branch) values (neon_auth.branch_identity())", pgx.QueryExecModeSimpleProtocol)
	return err
}

func createEmpty(ctx context.Context, conn *pgx.Conn, name string) error {
	_, err := conn.Exec(ctx, "create database "+name+" template template0 encoding 'UTF8'")
	return err
}

func exists(ctx context.Context, conn *pgx.Conn, database string) (bool, error) {
	var found bool
	err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", database).Scan(&found)
	return found, err
}

// buildTemplate installs under a temporary name and renames at the end, so that a killed build leaves no template.
func buildTemplate(ctx context.Context, conn *pgx.Conn, template string) error {
	if found, err := exists(ctx, conn, template); found || err != nil {
		return err // another package was faster
	}
	if err := dropLeftovers(ctx, conn); err != nil {
		return err
	}
	unfinished := template + "_unfinished"
	if err := createEmpty(ctx, conn, unfinished); err != nil {
		return err
	}
	if err := install(ctx, conn, unfinished); err != nil {
		return err
	}
	if err := makeLogin(ctx, conn, conn.Config().ConnString()); err != nil {
		return err
	}
	for _, step := range []string{" allow_connections false", " rename to " + template} {
		if _, err := conn.Exec(ctx, "alter database "+unfinished+step); err != nil {
			return err
		}
	}
	return nil
}

// install installs neonauth like a typical user: as a role with CREATE on the database and CREATEROLE.
func install(ctx context.Context, conn *pgx.Conn, database string) error {
	const login = "neonauth_test_installer"
	config := conn.Config()
	password, _ := sidecarLogin(config.ConnString()).Password()
	config.Database, config.User, config.Password = database, login, password
	for _, step := range []string{
		"do $$ begin if to_regrole('" + login + "') is null then create role " + login + " login createrole password '" + password + "'; end if; end $$",
		"grant create on database " + database + " to " + login,
	} {
		if _, err := conn.Exec(ctx, step); err != nil {
			return err
		}
	}
	installer, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer installer.Close(ctx)
	err = sql.Install(ctx, installer)
	if found := sql.Refusal(""); errors.As(err, &found) { // a test may have created the roles as superuser before
		if _, err := conn.Exec(ctx, "grant neon_auth to "+login); err != nil {
			return errors.Join(found, err)
		}
		err = sql.Install(ctx, installer)
	}
	return err
}

// dropLeftovers drops the templates of other SQL versions, and databases that killed or failed tests left over a day ago.
func dropLeftovers(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, `
		select datname from pg_database
		where datname like 'neonauth\_template\_%' or (datname like 'pgtest\_2%' and datname < $1)`,
		databaseName(time.Now().Add(-24*time.Hour)))
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := conn.Exec(ctx, "drop database if exists "+pgx.Identifier{name}.Sanitize()+" with (force)"); err != nil {
			return err
		}
	}
	return nil
}

// sidecarLogin returns the login for serving, with no other rights. The password is derived from the server's address,
// so that the tests of all packages know it.
func sidecarLogin(server string) *url.Userinfo {
	sum := sha256.Sum256([]byte(server))
	return url.UserPassword("neonauth_test_sidecar", hex.EncodeToString(sum[:16]))
}

// makeLogin creates the login once per cluster. Utility statements take no parameters, hence the password in the text.
func makeLogin(ctx context.Context, conn *pgx.Conn, server string) error {
	login := sidecarLogin(server)
	var found bool
	err := conn.QueryRow(ctx, "select to_regrole($1) is not null", login.Username()).Scan(&found)
	if err != nil || found {
		return err
	}
	password, _ := login.Password()
	_, err = conn.Exec(ctx, "create role "+login.Username()+" login password '"+password+"' in role neon_auth_sidecar")
	return err
}

// locked runs f while no other package's tests do.
func locked(ctx context.Context, conn *pgx.Conn, f func() error) error {
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", lockKey); err != nil {
		return err
	}
	err := f()
	_, unlockErr := conn.Exec(ctx, "select pg_advisory_unlock($1)", lockKey)
	return errors.Join(err, unlockErr)
}
