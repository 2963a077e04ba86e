package command

import (
	"context"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/config"
	"neonauth/sidecar/management"
	"neonauth/sql"
)

// copyKeys copies the management keys of the home database, which DATABASE_URL names, to the database that was migrated,
// if that is another one of the same cluster.
func copyKeys(ctx context.Context, c config.Config) error {
	home, err := pgx.ParseConfig(c.DatabaseURL)
	if err != nil || c.DatabaseURL == "" {
		return err
	}
	migrated, err := pgx.ParseConfig(c.MigrateURL)
	if err != nil || migrated.Database == home.Database || migrated.Host != home.Host || migrated.Port != home.Port {
		return err
	}
	url, err := branch.OnDatabase(c.MigrateURL, home.Database)
	if err == nil {
		err = management.Keys{URL: url}.CopyTo(ctx, migrated.Database)
	}
	if err != nil {
		return fmt.Errorf("copy the management keys from database %s: %w", home.Database, err)
	}
	return nil
}

// migrateDatabase installs this release. It needs only the connection string.
func migrateDatabase(ctx context.Context, url string, out io.Writer, asJSON bool) error {
	if url == "" {
		return errNoDatabase
	}
	conn, err := sql.Connect(ctx, url)
	if err != nil {
		return explain(fmt.Errorf("connect: %w", err), url, "NEONAUTH_MIGRATE_URL or DATABASE_URL")
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := sql.Install(ctx, conn); err != nil {
		return err
	}
	if asJSON {
		return printJSON(out, map[string]any{"release": sql.Release, "database": conn.Config().Database})
	}
	_, err = fmt.Fprintf(out, "release %d is installed in database %s\n", sql.Release, conn.Config().Database)
	return err
}
