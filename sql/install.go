// Package sql contains the tables, functions and policies of schema neon_auth, and their installer.
package sql

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Release is the number of the release that this program installs. It does not change a database with a higher number.
const Release = 1

//go:embed bootstrap.sql moves.sql migrations functions
var files embed.FS

const (
	tries         = 20
	exchangeTries = 4 // while the transaction that has created the functions stays open
)

// lockTimeout precedes every statement that locks a table, because a waiting lock request blocks all later ones. It is
// shorter than deadlock_timeout, so that in a deadlock the installer gives up, never a client.
const lockTimeout = "set lock_timeout = '200ms';"

// Install upgrades the database to this release: first roles and schemas, then missing migrations, then, if they
// differ, all functions in one transaction. It needs CREATE on the database, CREATEROLE and a direct connection.
// Installing twice changes nothing. It waits only briefly for a lock on a table, so that a long report blocks only the
// installer, and retries for a minute. While functions are created, no table is locked.
//
// It runs no code of the database's owner: settings are pinned, and triggers that others added to the tables are
// disabled.
func Install(ctx context.Context, conn *pgx.Conn) error {
	return prepared(ctx, conn, func() error {
		return retry(ctx, tries, func() error { return install(ctx, conn) })
	})
}

// prepared runs a function on a direct connection whose settings are pinned, if the database is fit for an install.
func prepared(ctx context.Context, conn *pgx.Conn, do func() error) (err error) {
	if direct, err := IsDirect(ctx, conn); err != nil {
		return err
	} else if !direct {
		return pooled
	}
	unpin, err := pin(ctx, conn)
	if err != nil {
		return err
	}
	defer func() {
		if _, resetErr := conn.Exec(ctx, unpin); err == nil {
			err = resetErr
		}
	}()
	if err := preflight(ctx, conn); err != nil {
		return err
	}
	return do()
}

// retry runs a function again after transient errors. 20 tries take half a minute, besides the function's own time.
func retry(ctx context.Context, tries int, do func() error) error {
	for try := 1; ; try++ {
		err := do()
		if err == nil || try == tries || !isTransient(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try) * 200 * time.Millisecond):
		}
	}
}

// Hash identifies the whole embedded SQL.
func Hash() string { return hash(".") }

// FunctionsHash identifies the functions that this program installs. The database stores it.
func FunctionsHash() string { return hash("functions") }

// isTransient reports whether a retry may succeed: after a lock timeout, a deadlock, or when two databases of one
// cluster grant the same role at once ("tuple concurrently updated").
func isTransient(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "55P03" || pg.Code == "40P01" || pg.Code == "XX000")
}

func install(ctx context.Context, conn *pgx.Conn) (err error) {
	if err = lockInstall(ctx, conn); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlockInstall(ctx, conn)) }()

	newer, err := installedByNewer(ctx, conn)
	if err != nil || newer != nil {
		return errors.Join(err, newer)
	}
	bootstrap, err := files.ReadFile("bootstrap.sql")
	if err != nil {
		return err
	}
	if _, err = conn.Exec(ctx, lockTimeout+string(bootstrap)); err != nil {
		return fmt.Errorf("create roles and schemas: %w", err)
	}
	// Again, because now nobody else can create a schema with one of the names. Since the first check, the database's owner
	// may have.
	if err = preflight(ctx, conn); err != nil {
		return err
	}
	// Explicitly, because the role may be NOINHERIT.
	if _, err = conn.Exec(ctx, "set role neon_auth"); err != nil {
		return err
	}
	if err = migrations(ctx, conn); err != nil {
		return err
	}
	if err = functions(ctx, conn); err != nil {
		return err
	}
	return installMoves(ctx, conn)
}

// hash identifies the content of the embedded files below a folder.
func hash(folder string) string {
	sum := sha256.New()
	// Embedded files are always readable.
	_ = fs.WalkDir(files, folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := files.ReadFile(path)
		fmt.Fprintf(sum, "%s\x00%s\x00", path, content)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil))
}
