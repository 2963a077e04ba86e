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

// The Postgres of our own: one database, and a login that may do what a sidecar may, and nothing else.
const (
	ownDatabase = "neondb"
	ownLogin    = "neonauth"
)

// startOwn starts the embedded Postgres, installs in it, and points the configuration at it. Password and secret are drawn once
// and kept beside the data.
func startOwn(ctx context.Context, c *config.Config, log *slog.Logger) (own *postgres.Server, err error) {
	settings := map[string]string{}
	if c.AllowPrivateWebhooks { // what may be saved is what may be sent to, in every database of the server
		settings["neon_auth.webhook_allow_private"] = "on"
	}
	if own, err = postgres.Start(ctx, postgres.Config{Dir: c.DataDir, Settings: settings, Log: log}); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, own.Stop())
		}
	}()
	if c.Secret == "" {
		if c.Secret, err = keep(filepath.Join(c.DataDir, "secret")); err != nil {
			return own, err
		}
	}
	password, err := keep(filepath.Join(c.DataDir, "login"))
	if err != nil {
		return own, err
	}
	c.MigrateURL = own.URL(ownDatabase)
	if err := prepareOwn(ctx, own, password); err != nil {
		return own, err
	}
	address, err := url.Parse(c.MigrateURL)
	if err != nil {
		return own, err
	}
	address.User = url.UserPassword(ownLogin, password)
	c.DatabaseURL = address.String()
	return own, nil
}

// prepareOwn makes the database, what is in it, and the login.
func prepareOwn(ctx context.Context, own *postgres.Server, password string) error {
	err := as(ctx, own.URL("postgres"), func(conn *pgx.Conn) error {
		var exists bool
		err := conn.QueryRow(ctx, "select exists (select from pg_database where datname = $1)", ownDatabase).Scan(&exists)
		if err == nil && !exists {
			_, err = conn.Exec(ctx, "create database "+ownDatabase)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("make database %s: %w", ownDatabase, err)
	}
	return as(ctx, own.URL(ownDatabase), func(conn *pgx.Conn) error {
		if err := sql.Install(ctx, conn); err != nil {
			return err
		}
		var exists bool
		if err := conn.QueryRow(ctx, "select to_regrole($1) is not null", ownLogin).Scan(&exists); err != nil {
			return err
		}
		verb := "create"
		if exists {
			verb = "alter"
		}
		// The password is hex, drawn by us: nothing to quote.
		if _, err := conn.Exec(ctx, verb+" role "+ownLogin+" login password '"+password+"'"); err != nil {
			return err
		}
		_, err := conn.Exec(ctx, "grant neon_auth_sidecar to "+ownLogin)
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

// keep gives the secret of a file, drawing it the first time.
func keep(file string) (string, error) {
	known, err := os.ReadFile(file)
	if err == nil {
		return string(known), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	drawn := make([]byte, 32)
	_, _ = rand.Read(drawn) // never fails
	text := hex.EncodeToString(drawn)
	return text, os.WriteFile(file, []byte(text), 0o600)
}
