// Package outbox delivers what a database has queued.
package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"neonauth/gen"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/mail"
	"neonauth/sidecar/secret"
	"neonauth/sidecar/webhook"
)

// Config is what a Worker needs.
type Config struct {
	Database  *branch.Database
	Templates *mail.Templates
	Shared    mail.Transport // where the project has no mail server of its own; nil: none
	Guard     *mail.Guard    // which servers email_provider may name; nil: any
	From      string         // who mails come from where the project does not say
	Host      string         // the part of a Message-ID after the @
	Origin    string         // of links in mails that SQL queued
	Webhook   *webhook.Sender
	Log       *slog.Logger
}

// A Worker delivers the mails of one database. Several may: each mail is taken by one of them at a time.
type Worker struct {
	Config
	slots   chan struct{}
	again   chan struct{}
	unnoted unnoted
}

const (
	parallel = 8                // mails on their way at once, so that a slow one holds up no other
	lease    = 60               // seconds until a mail whose worker is gone is taken by another one
	timeout  = 30 * time.Second // for one attempt; well below the lease
	grace    = 5 * time.Second  // for attempts under way when the worker stops
	busy     = time.Second      // between two looks while mail waits
	idle     = time.Minute      // and while none does: rare enough to let connections and databases go to sleep
)

// New makes a Worker. It does nothing until Run.
func New(c Config) *Worker {
	return &Worker{Config: c, slots: make(chan struct{}, parallel), again: make(chan struct{}, 1)}
}

// Run delivers until the context ends; what is under way then has a few seconds.
func (w *Worker) Run(ctx context.Context) {
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var underWay sync.WaitGroup
	defer func() {
		defer time.AfterFunc(grace, cancel).Stop()
		underWay.Wait()
		w.noteAtEnd()
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

// round starts as many deliveries as there is room for, and says how long to wait before the next look.
func (w *Worker) round(ctx, sending context.Context, underWay *sync.WaitGroup) time.Duration {
	if err := w.noteRest(ctx); err != nil {
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
				default: // told already
				}
			}()
			w.deliver(sending, row)
		})
	}
	var open bool
	if err == nil {
		open, err = queries.IsOutboxOpen(ctx)
	}
	if err != nil && ctx.Err() == nil {
		w.Log.Error("look for mail", "error", err)
	}
	w.Database.KeepOpen(open)
	if open || err != nil { // what failed is likely to work again soon
		return busy
	}
	return idle
}

// deliver makes one attempt and notes how it ended. If the process ends before it could note that, the mail is sent
// again when the lease runs out, with the same Message-ID.
func (w *Worker) deliver(ctx context.Context, row gen.DeliveryRow) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	err := w.attempt(ctx, row)
	finish := gen.FinishDeliveryParams{ID: row.ID, Attempt: row.Attempts}
	if err != nil {
		text := err.Error()
		told := text
		if errors.Is(err, errTransport) {
			told = mail.Describe(err)
		}
		finish.Error = &told
		finish.Hopeless = errors.Is(err, mail.ErrRefused) || errors.Is(err, mail.ErrUnknown) || errors.Is(err, webhook.ErrRefused)
		w.Log.Warn("not sent", "id", row.ID, "kind", row.Kind, "attempt", row.Attempts,
			"error", strings.ReplaceAll(text, row.Recipient, "the recipient")) // the log names nobody
	}
	w.note(ctx, finish)
}

// attempt writes the mail and sends it, or tells the webhook. A panic on the way is this one's failure and nobody
// else's.
func (w *Worker) attempt(ctx context.Context, row gen.DeliveryRow) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("panic: %v", broken)
		}
	}()
	if row.Kind == "webhook" {
		return w.tell(ctx, row)
	}
	settings, err := w.settings(ctx)
	if err != nil {
		return err
	}
	letter, err := w.write(ctx, row, settings)
	if err != nil {
		return err
	}
	if settings.Host != "" {
		own := mail.SMTP{Host: settings.Host, Port: int(settings.Port), Username: settings.Username, Password: settings.Password, Guard: w.Guard}
		return transportError(own.Send(ctx, letter))
	}
	if w.Shared == nil {
		return errors.New("there is no mail server: set NEONAUTH_SMTP_URL, or email_provider in project_config")
	}
	return transportError(w.Shared.Send(ctx, letter))
}

// errTransport marks an error whose text may be the mail server's.
var errTransport = errors.New("send")

func transportError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", errTransport, err)
}

func (w *Worker) write(ctx context.Context, row gen.DeliveryRow, settings gen.MailSettingsRow) (mail.Letter, error) {
	l := mail.Letter{
		ID: row.ID + "@" + w.Host, Kind: row.Kind, To: row.Recipient,
		From: or(settings.SenderEmail, w.From), FromName: or(settings.SenderName, settings.AppName),
	}
	content := mail.Content{App: settings.AppName}
	err := json.Unmarshal(row.Facts, &content.Facts)
	if err != nil {
		return l, fmt.Errorf("facts: %w", err)
	}
	if row.Kind == "set-password-link" {
		if l.Secret, err = w.passwordLink(ctx, row, content.Facts["redirectTo"]); err != nil {
			return l, err
		}
	} else if row.Sealed != nil {
		if l.Secret, err = w.Database.Open(ctx, secret.Mail, *row.Sealed); err != nil {
			return l, err
		}
	} else {
		l.Secret = content.Facts["link"] // an invitation's, which is no secret
	}
	if strings.HasSuffix(row.Kind, "-otp") {
		content.Code = l.Secret
	} else {
		content.Link = l.Secret
	}
	l.Subject, l.Text, l.HTML, err = w.Templates.Render(row.Kind, content)
	return l, err
}

func or(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}
