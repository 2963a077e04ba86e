package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"

	"neonauth/sidecar/api"
	"neonauth/sidecar/captcha"
	"neonauth/sidecar/config"
	"neonauth/sidecar/mail"
	"neonauth/sidecar/management"
	"neonauth/sidecar/oauth"
	"neonauth/sidecar/outbox"
	"neonauth/sidecar/password"
	"neonauth/sidecar/processors"
	"neonauth/sidecar/secret"
	"neonauth/sidecar/webhook"
	"neonauth/sql"
)

// serve serves requests until the context ends, and then lets running requests finish.
func serve(ctx context.Context, c config.Config, log *slog.Logger, out, stderr io.Writer, terminal bool) error {
	defer runtime.KeepAlive(collectLess()) // also for the start, which leaves more garbage than what it keeps
	// First the checks that take no time: the port, the templates and the secret.
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return problem{"Another program listens on " + c.Listen + ".", "Stop it, or choose another address with NEONAUTH_LISTEN or --listen.", err}
	}
	if err != nil {
		return fmt.Errorf("NEONAUTH_LISTEN: %w", err)
	}
	defer listener.Close() // closing it twice is harmless
	console, err := listenConsole(ctx, c)
	if err != nil {
		return err
	}
	scraped, err := listenMetrics(ctx, c)
	if err != nil {
		return err
	}
	mails, err := mails(c, log, out)
	if err != nil {
		return err
	}
	if c.DatabaseURL != "" && c.Secret == "" {
		return problem{"NEONAUTH_SECRET is not set.", "Generate one with `openssl rand -hex 32` and store it safely.", nil}
	}
	isEmbedded := c.DatabaseURL == ""
	if isEmbedded {
		embedded, err := startEmbedded(ctx, &c, log)
		if err != nil {
			return err
		}
		defer func() {
			if err := embedded.Stop(); err != nil {
				log.Error("stop embedded Postgres", "error", err)
			}
		}()
		var end context.CancelCauseFunc
		ctx, end = context.WithCancelCause(ctx)
		defer end(nil)
		go func() { // ends with the embedded Postgres
			<-embedded.Done()
			end(problem{"The embedded Postgres has ended.", "Read " + filepath.Join(c.DataDir, "postgres.log") + ", and start neonauth again.", errEmbeddedEnded})
		}()
		fmt.Fprintf(out, "postgres: psql %s\n", embedded.URL(embeddedDatabase))
	}
	ring, err := secret.New(c.Secret, c.SecretPrevious)
	if err != nil {
		return err
	}
	providers := oauth.New(webhook.NewClient(c.AllowPrivateProviders), c.AllowPrivateProviders, 0)
	hasher := password.New(0, 0)
	measured := newMetrics(scraped, &mails, hasher)
	traces, err := newTracing(ctx, c, log)
	if err != nil {
		return err
	}
	defer traces.Close(ctx)
	databases, err := newDatabases(c, ring, mails, measured, traces, log)
	if err != nil {
		return err
	}
	background := sync.WaitGroup{}
	running, stop := context.WithCancel(ctx)
	defer func() {
		stop()
		background.Wait()
		databases.Close()
	}()
	background.Go(func() { databases.maintain(running) })
	background.Go(func() {
		databases.announce(running, out, stderr, terminal)
		databases.scanForMail(running)
	})

	managed := management.Config{
		Database: databases.get, Default: databases.first, Home: databases.Management, Forget: databases.forget,
		Keys: management.Keys{URL: c.MigrateURL}, PublicURL: c.PublicURL, Log: log,
		MailFrom: mails.From, MailHost: mails.Host, MailGuard: mails.Guard,
	}
	handler, err := api.New(api.Config{
		Database:        databases.get,
		ByBranch:        databases.byBranch,
		Default:         databases.first,
		Release:         sql.Release,
		PublicURL:       c.PublicURL,
		InsecureCookies: c.InsecureCookies,
		TrustedProxies:  c.TrustedProxies,
		Hasher:          hasher,
		Webhook:         mails.Webhook,
		Providers:       providers,
		Captcha:         captcha.New(webhook.NewClient(c.AllowPrivateProviders), 0),
		Management:      management.New(managed),
		Metrics:         measured,
		Log:             log,
	})
	if err != nil {
		return err
	}
	if scraped != nil {
		serveMetrics(running, &background, scraped, measured, out, log)
	}
	if console != nil {
		if err := serveConsole(running, &background, console, c, mails, managed, databases, isEmbedded, out, log); err != nil {
			return err
		}
	}
	processors.Limit()
	err = listen(ctx, listener, traces.Handler(handler), c.ShutdownDelay, log)
	if cause := context.Cause(ctx); err == nil && errors.Is(cause, errEmbeddedEnded) {
		return cause
	}
	return err
}

// mails returns the configuration for sending mail. With the embedded Postgres, which is for development, mail goes to a
// folder unless a mail server is configured.
func mails(c config.Config, log *slog.Logger, out io.Writer) (outbox.Config, error) {
	templates, err := mail.Load(c.MailTemplates)
	if err != nil {
		return outbox.Config{}, err
	}
	made := outbox.Config{Templates: templates, From: c.MailFrom, Host: c.PublicHost(), Origin: c.PublicURL, Webhook: webhook.New(c.AllowPrivateWebhooks), Log: log}
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
