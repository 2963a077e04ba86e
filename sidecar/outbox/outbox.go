// Package outbox delivers the mails and events that a database has queued.
package outbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"neonauth/gen"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/mail"
	"neonauth/sidecar/webhook"
)

// Config configures a Worker.
type Config struct {
	Database  *branch.Database
	Templates *mail.Templates
	Shared    mail.Transport // used if the project has no mail server of its own; nil: none
	Guard     *mail.Guard    // allowed servers in email_provider; nil: any
	From      string         // the sender's address, if the project has none
	Host      string         // the part of the Message-ID after the @
	Origin    string         // of links in mails that SQL queued
	Webhook   *webhook.Sender
	Log       *slog.Logger

	// Observe is called with each attempt, if not nil. channel is mail or webhook.
	Observe func(database, channel string, sent bool)
}

// A Worker delivers the mails of one database. Several workers may run: each mail is taken by one of them at a time.
type Worker struct {
	Config
	slots   chan struct{}
	again   chan struct{}
	pending pendingResults
}

const (
	parallel = 8                // concurrent deliveries, so that a slow one does not delay the others
	lease    = 60               // seconds until another worker takes the mail of a worker that has ended
	timeout  = 30 * time.Second // for one attempt; well below the lease
	grace    = 5 * time.Second  // for running attempts when the worker stops
	busy     = time.Second      // poll interval while mail waits
	idle     = time.Minute      // poll interval otherwise: rare enough for connections and databases to become idle
)

// New returns a Worker. It delivers nothing until Run is called.
func New(c Config) *Worker {
	return &Worker{Config: c, slots: make(chan struct{}, parallel), again: make(chan struct{}, 1)}
}

// Run delivers until the context ends. Running attempts then have a few seconds to finish.
func (w *Worker) Run(ctx context.Context) {
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var underWay sync.WaitGroup
	defer func() {
		defer time.AfterFunc(grace, cancel).Stop()
		underWay.Wait()
		w.storeAtEnd()
	}()
	for {
		pause := w.round(ctx, sending, &underWay)
		select {
		case <-ctx.Done():
			return
		case <-w.Database.Queued():
		case <-w.again:
		case <-time.After(pause):
		}
	}
}

// round starts as many deliveries as there are free slots, and returns how long to wait before the next poll.
func (w *Worker) round(ctx, sending context.Context, underWay *sync.WaitGroup) time.Duration {
	if err := w.storePending(ctx); err != nil {
		return busy
	}
	w.seal(ctx)
	queries := w.Database.Queries()
	room := parallel - len(w.slots)
	rows, err := queries.TakeDeliveries(ctx, int32(room), lease)
	for _, row := range rows {
		w.slots <- struct{}{}
		underWay.Go(func() {
			defer func() {
				<-w.slots
				select {
				case w.again <- struct{}{}:
				default: // already signaled
				}
			}()
			w.deliver(sending, row)
		})
	}
	var open bool
	if err == nil {
		open, err = queries.IsOutboxOpen(ctx)
	}
	if err != nil && w.Database.IsGone(ctx) {
		w.Database.KeepOpen(false)
		return idle
	}
	if err != nil && ctx.Err() == nil {
		w.Log.Error("poll the outbox", "error", err)
	}
	w.Database.KeepOpen(open)
	if open || err != nil { // errors are usually temporary
		return busy
	}
	return idle
}

// deliver makes one attempt and stores the result. If the process ends before the result is stored, the mail is sent again
// when the lease expires, with the same Message-ID.
func (w *Worker) deliver(ctx context.Context, row gen.DeliveryRow) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	err := w.attempt(ctx, row)
	if w.Observe != nil {
		channel := "mail"
		if row.Kind == "webhook" {
			channel = row.Kind
		}
		w.Observe(w.Database.Name, channel, err == nil)
	}
	finish := gen.FinishDeliveryParams{ID: row.ID, Attempt: row.Attempts}
	if err != nil {
		text := err.Error()
		public := text
		if errors.Is(err, errTransport) {
			public = mail.Describe(err)
		}
		finish.Error = &public
		finish.Hopeless = errors.Is(err, mail.ErrRefused) || errors.Is(err, mail.ErrUnknown) || errors.Is(err, webhook.ErrRefused)
		w.Log.Warn("delivery failed", "id", row.ID, "kind", row.Kind, "attempt", row.Attempts,
			"error", strings.ReplaceAll(text, row.Recipient, "the recipient")) // the log must not contain addresses
	}
	w.store(ctx, finish)
}

// attempt sends the mail, or delivers the event to the webhook. A panic fails only this attempt.
func (w *Worker) attempt(ctx context.Context, row gen.DeliveryRow) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("panic: %v", broken)
		}
	}()
	if row.Kind == "webhook" {
		return w.deliverEvent(ctx, row)
	}
	settings, err := w.settings(ctx)
	if err != nil {
		return err
	}
	message, err := w.write(ctx, row, settings)
	if err != nil {
		return err
	}
	if settings.Host != "" {
		own := mail.SMTP{Host: settings.Host, Port: int(settings.Port), Username: settings.Username, Password: settings.Password, Guard: w.Guard}
		return transportError(own.Send(ctx, message))
	}
	if w.Shared == nil {
		return errors.New("no mail server is configured: set NEONAUTH_SMTP_URL, or email_provider in project_config")
	}
	return transportError(w.Shared.Send(ctx, message))
}

// errTransport marks an error whose text may be the mail server's.
var errTransport = errors.New("send")

func transportError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", errTransport, err)
}
