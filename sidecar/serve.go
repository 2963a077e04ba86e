package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"neonauth/sidecar/api"
	"neonauth/sidecar/config"
	"neonauth/sidecar/mail"
	"neonauth/sidecar/oauth"
	"neonauth/sidecar/outbox"
	"neonauth/sidecar/password"
	"neonauth/sidecar/secret"
	"neonauth/sidecar/webhook"
	"neonauth/sql"
)

// serve answers requests until the context ends, then lets those under way finish.
func serve(ctx context.Context, c config.Config, log *slog.Logger, out io.Writer) error {
	mails, err := mails(c, log, out)
	if err != nil {
		return err
	}
	if c.DatabaseURL == "" {
		own, err := startOwn(ctx, &c, log)
		if err != nil {
			return err
		}
		defer func() {
			if err := own.Stop(); err != nil {
				log.Error("stop postgres", "error", err)
			}
		}()
		fmt.Fprintf(out, "postgres: psql %s\n", own.URL(ownDatabase))
	}
	ring, err := secret.New(c.Secret, c.SecretPrevious)
	if err != nil {
		return err
	}
	providers := oauth.New(webhook.NewClient(c.AllowPrivateProviders), c.AllowPrivateProviders, 0)
	databases, err := newDatabases(c, ring, mails, log)
	if err != nil {
		return err
	}
	tidying := sync.WaitGroup{}
	running, stop := context.WithCancel(ctx)
	defer func() {
		stop()
		tidying.Wait()
		databases.Close()
	}()
	tidying.Go(func() { databases.tidy(running) })
	if _, err := databases.get(ctx, databases.first); err != nil {
		log.Error("not ready yet", "error", err) // /readyz says so too, and each request tries again
	}
	tidying.Go(func() { databases.lookAround(running) })

	handler, err := api.New(api.Config{
		Database:        databases.get,
		ByBranch:        databases.byBranch,
		Default:         databases.first,
		Release:         sql.Release,
		PublicURL:       c.PublicURL,
		InsecureCookies: c.InsecureCookies,
		TrustedProxies:  c.TrustedProxies,
		Hasher:          password.New(0, 0),
		Webhook:         mails.Webhook,
		Providers:       providers,
		Log:             log,
	})
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("NEONAUTH_LISTEN: %w", err)
	}
	fmt.Fprintf(out, "auth:     %s/%s/auth\n", c.PublicURL, databases.first)
	return listen(ctx, listener, handler, log)
}

// mails says how mails go out. With a Postgres of our own, which somebody develops with, those for which there is no
// mail server land in a folder.
func mails(c config.Config, log *slog.Logger, out io.Writer) (outbox.Config, error) {
	templates, err := mail.Load(c.MailTemplates)
	if err != nil {
		return outbox.Config{}, err
	}
	made := outbox.Config{Templates: templates, From: c.MailFrom, Host: c.PublicHost(), Webhook: webhook.New(c.AllowPrivateWebhooks), Log: log}
	if !c.AnySMTP {
		made.Guard = &mail.Guard{Forbidden: webhook.IsPrivate, Allowed: c.SMTPNetworks}
	}
	switch {
	case c.SMTP != nil:
		made.Shared = *c.SMTP
	case c.DatabaseURL == "":
		made.Shared = mail.Folder{Dir: filepath.Join(c.DataDir, "mail"), Out: out}
	}
	return made, nil
}

// listen serves until the context ends.
func listen(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second, // a sign-in may wait for others to be hashed
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }() // ends with Shutdown below
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	finishing, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	if err := server.Shutdown(finishing); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}
