package command

import (
	"context"
	"errors"
	"fmt"
	"io"

	"neonauth/sql"
)

// migrateDatabase installs this release. It needs only the connection string.
func migrateDatabase(ctx context.Context, url string, out io.Writer) error {
	if url == "" {
		return errors.New("migrate needs NEONAUTH_MIGRATE_URL or DATABASE_URL")
	}
	conn, err := sql.Connect(ctx, url)
	if err != nil {
		return explain(fmt.Errorf("connect: %w", err), url, "NEONAUTH_MIGRATE_URL or DATABASE_URL")
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := sql.Install(ctx, conn); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "release %d is installed in database %s\n", sql.Release, conn.Config().Database)
	return err
}
