package command

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/config"
	"neonauth/sidecar/postgres"
	"neonauth/sql"
)

// The embedded Postgres has one database, and a login with the privileges of a sidecar.
const (
	embeddedDatabase = "neondb"
	embeddedLogin    = "neonauth"
)

// errEmbeddedEnded is why serve ends when the embedded Postgres was killed or has failed: no one else would start it again.
var errEmbeddedEnded = errors.New("the embedded Postgres has ended")

// startEmbedded starts the embedded Postgres, installs neonauth, and sets the URLs in the configuration. Password and
// secret are generated once and stored next to the data. It returns an error if any step fails.
func startEmbedded(ctx context.Context, c *config.Config, log *slog.Logger) (embedded *postgres.Server, err error) {
	settings := map[string]string{}
	if c.AllowPrivateWebhooks { // lets every database of the server save private webhook addresses, too
		settings["neon_auth.webhook_allow_private"] = "on"
	}
	if embedded, err = postgres.Start(ctx, postgres.Config{Dir: c.DataDir, Binaries: c.PostgresBin, Settings: settings, Log: log}); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, embedded.Stop())
		}
	}()
	if c.Secret == "" {
		if c.Secret, err = keep(filepath.Join(c.DataDir, "secret")); err != nil {
			return embedded, err
		}
	}
	password, err := keep(filepath.Join(c.DataDir, "login"))
	if err != nil {
		return embedded, err
	}
	c.MigrateURL = embedded.URL(embeddedDatabase)
	if err := prepareEmbedded(ctx, embedded, password); err != nil {
		return embedded, err
	}
	c.DatabaseURL, err = sidecarURL(c.MigrateURL, password)
	return embedded, err
}

// sidecarURL returns a connection string with the login of the sidecar.
func sidecarURL(migrate, password string) (string, error) {
	address, err := url.Parse(migrate)
	if err != nil {
		return "", err
	}
	address.User = url.UserPassword(embeddedLogin, password)
	return address.String(), nil
}

// useRunning sets the URLs and the secret of the embedded Postgres that `neonauth serve` has started in this folder, so
// that other commands work beside it without a setting. Without DATABASE_URL and such a server nothing changes.
func useRunning(c *config.Config) error {
	if c.DatabaseURL != "" || c.MigrateURL != "" {
		return nil
	}
	migrate := postgres.Running(c.DataDir, embeddedDatabase)
	if migrate == "" {
		return nil
	}
	password, err := os.ReadFile(filepath.Join(c.DataDir, "login"))
	if err != nil {
		return nil // the first start is not complete
	}
	c.MigrateURL = migrate
	if c.DatabaseURL, err = sidecarURL(migrate, string(password)); err != nil {
		return err
	}
	if c.Secret == "" {
		secret, err := os.ReadFile(filepath.Join(c.DataDir, "secret"))
		if err != nil {
			return err
		}
		c.Secret = string(secret)
	}
	return nil
}

// prepareEmbedded creates the database and the login, and installs neonauth.
func prepareEmbedded(ctx context.Context, embedded *postgres.Server, password string) error {
	err := as(ctx, embedded.URL("postgres"), func(conn *pgx.Conn) error {
		var exists bool
		err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", embeddedDatabase).Scan(&exists)
		if err == nil && !exists {
			_, err = conn.Exec(ctx, "create database "+embeddedDatabase)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("create database %s: %w", embeddedDatabase, err)
	}
	return as(ctx, embedded.URL(embeddedDatabase), func(conn *pgx.Conn) error {
		disabled, err := sql.IsDisabled(ctx, conn)
		if err == nil && !disabled { // only the management API and neonauth migrate enable auth again
			err = sql.Install(ctx, conn)
		}
		if err != nil {
			return err
		}
		var exists bool
		if err := conn.QueryRow(ctx, "select to_regrole($1) is not null", embeddedLogin).Scan(&exists); err != nil {
			return err
		}
		verb := "create"
		if exists {
			verb = "alter"
		}
		// The password is generated hex, so it needs no quoting.
		if _, err := conn.Exec(ctx, verb+" role "+embeddedLogin+" login password '"+password+"'"); err != nil {
			return err
		}
		_, err = conn.Exec(ctx, "grant neon_auth_sidecar to "+embeddedLogin)
		return err
	})
}

func as(ctx context.Context, url string, do func(*pgx.Conn) error) error {
	conn, err := sql.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	return do(conn)
}

// keep returns the secret in a file. It generates the secret if the file does not exist.
func keep(file string) (string, error) {
	known, err := os.ReadFile(file)
	if err == nil {
		return string(known), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	generated := make([]byte, 32)
	_, _ = rand.Read(generated) // never fails
	text := hex.EncodeToString(generated)
	return text, os.WriteFile(file, []byte(text), 0o600)
}
