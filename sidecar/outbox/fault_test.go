package outbox_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"neonauth/sidecar/mail"
	"neonauth/sidecar/mail/mailtest"
	"neonauth/sidecar/outbox"
)

// hurry makes failed deliveries due now by aging their rows, repeatedly until all are sent: a worker that cannot send
// them may be the one that takes them.
func (s *stage) hurry() {
	s.Helper()
	for deadline := time.Now().Add(5 * time.Minute); value[bool](s, `select exists (select from neon_auth.outbox where state <> 'sent')`); {
		if time.Now().After(deadline) {
			s.Fatal("not all were sent")
		}
		s.sql(`update neon_auth.outbox set "nextAttemptAt" = now() where state = 'waiting' and "lastError" is not null`)
		time.Sleep(50 * time.Millisecond)
	}
}

func TestNoMailIsLost(t *testing.T) {
	t.Parallel()
	const people = 12
	for _, fault := range []mailtest.Fault{mailtest.Busy, mailtest.DropData, mailtest.DropAfter, mailtest.Hang} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			s := start(t)
			s.post.Misbehave(fault)
			slowest := time.Duration(0)
			for i := range people {
				began := time.Now()
				s.ask("POST", "/email-otp/send-verification-otp", object{"email": person(i), "type": "sign-in"}).wants(t, 200)
				slowest = max(slowest, time.Since(began))
			}
			if slowest > 12*time.Second {
				t.Errorf("a request waited %v for the mail server", slowest)
			}
			s.eventually(`select bool_or(attempts > 0) from neon_auth.outbox`)
			if fault != mailtest.Hang {
				s.eventually(`select bool_or("lastError" is not null) from neon_auth.outbox`)
			}
			s.post.Misbehave(mailtest.None)
			s.hurry()
			ids, times := map[string]string{}, 0
			for _, m := range s.post.Mails() {
				times++
				if id, ok := ids[m.To]; ok && id != m.ID {
					t.Errorf("%s was sent to %s again as %s", id, m.To, m.ID)
				}
				ids[m.To] = m.ID
			}
			if len(ids) != people {
				t.Errorf("%d of %d arrived", len(ids), people)
			}
			t.Logf("%s: %d queued, %d arrived, %d of them once more, slowest request %v", fault, people, len(ids), times-len(ids), slowest)
			s.ask("POST", "/sign-in/email-otp", object{"email": person(0), "otp": s.post.Wait(t, person(0), "sign-in-otp", 0).Code()}).wants(t, 200)
		})
	}
}

func TestServerThatIsDown(t *testing.T) {
	t.Parallel()
	s := start(t, func(c *outbox.Config) { c.Shared = mail.SMTP{Host: "127.0.0.1", Port: 1} })
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": person(0), "type": "sign-in"}).wants(t, 200)
	s.eventually(`select attempts >= 2 and "lastError" is not null and state = 'waiting' and sealed is not null from neon_auth.outbox`)

	// Another sidecar with a working mail server takes over.
	s.open()
	s.hurry()
	s.post.Wait(t, person(0), "sign-in-otp", 0)
	if !value[bool](s, `select sealed is null and "lastError" is null from neon_auth.outbox`) {
		t.Error("something is left of a sent mail")
	}
}

func TestRefusedForGood(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.post.Misbehave(mailtest.Refuse)
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": person(0), "type": "sign-in"}).wants(t, 200)
	s.eventually(`select state = 'dead' and attempts = 1 from neon_auth.outbox`)
	if text := value[string](s, `select "lastError" from neon_auth.list_deliveries('dead')`); len(text) < 10 {
		t.Errorf("the error is %q", text)
	}

	if strings.Contains(s.log.String(), person(0)) {
		t.Errorf("the log contains the recipient: %s", s.log.String())
	}
	s.post.Misbehave(mailtest.None)
	if !value[bool](s, `select neon_auth.retry_delivery(id) from neon_auth.outbox`) {
		t.Error("it may not be tried again")
	}
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": person(1), "type": "sign-in"}).wants(t, 200) // wakes
	s.eventually(`select state = 'sent' from neon_auth.outbox where recipient = $1`, person(0))
	if value[bool](s, `select neon_auth.retry_delivery(id) from neon_auth.outbox where recipient = $1`, person(0)) {
		t.Error("a sent mail is tried again")
	}
	s.sql(`select neon_auth.drop_delivery(id) from neon_auth.outbox`)
	if n := value[int](s, `select count(*) from neon_auth.outbox`); n != 0 {
		t.Errorf("%d are left", n)
	}
}

func TestLimitAndExpiry(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.post.Misbehave(mailtest.Busy)
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": person(0), "type": "sign-in"}).wants(t, 200)
	s.eventually(`select "lastError" is not null from neon_auth.outbox`)
	s.sql(`update neon_auth.outbox set attempts = 14, "nextAttemptAt" = now()`)
	s.eventually(`select state = 'dead' and attempts = 15 from neon_auth.outbox`)

	s.ask("POST", "/email-otp/send-verification-otp", object{"email": person(1), "type": "sign-in"}).wants(t, 200)
	s.eventually(`select "lastError" is not null from neon_auth.outbox where recipient = $1`, person(1))
	s.post.Misbehave(mailtest.None)
	s.sql(`update neon_auth.outbox set "expiresAt" = now(), "nextAttemptAt" = now() where recipient = $1`, person(1))
	s.eventually(`select state = 'dead' and sealed is null from neon_auth.outbox where recipient = $1`, person(1))
	if n := len(s.post.Mails()); n != 0 {
		t.Errorf("%d mails were sent", n)
	}
}

// brokenTransport panics for one recipient.
type brokenTransport struct{ mail.Transport }

func (b brokenTransport) Send(ctx context.Context, l mail.Message) error {
	if l.To == person(0) {
		panic("no such luck")
	}
	return b.Transport.Send(ctx, l)
}

func TestH12PanicInAWorker(t *testing.T) {
	t.Parallel()
	s := start(t, func(c *outbox.Config) { c.Shared = brokenTransport{c.Shared} })
	for i := range 3 {
		s.ask("POST", "/email-otp/send-verification-otp", object{"email": person(i), "type": "sign-in"}).wants(t, 200)
	}
	s.post.Wait(t, person(1), "sign-in-otp", 0)
	s.post.Wait(t, person(2), "sign-in-otp", 0)
	s.eventually(`select "lastError" like '%no such luck%' from neon_auth.outbox where recipient = $1`, person(0))
}

func TestWorkersShareTheWork(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.open()
	s.open()
	s.sql(`select neon_auth_internal.queue_mail('password-changed', 'p' || n || '@example.com', null, null) from generate_series(1, 100) n`)
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": person(0), "type": "sign-in"}).wants(t, 200) // wakes one
	s.open()
	s.eventually(`select count(*) = 101 from neon_auth.outbox where state = 'sent'`)
	seen := map[string]int{}
	for _, m := range s.post.Mails() {
		seen[m.ID]++
	}
	for id, times := range seen {
		if times != 1 {
			t.Errorf("%s was sent %d times", id, times)
		}
	}
	if len(seen) != 101 {
		t.Errorf("%d mails", len(seen))
	}
}

func TestStoppedWorkerFinishes(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.post.Misbehave(mailtest.Hang)
	other := s.open()
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": person(0), "type": "sign-in"}).wants(t, 200)
	for s.post.Met() == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	closed := make(chan struct{})
	go func() { other.Close(); close(closed) }()
	select {
	case <-closed:
	case <-time.After(30 * time.Second): // it takes 5 seconds if the other worker has the mail
		t.Error("it does not stop")
	}
	s.post.Misbehave(mailtest.None)
	s.post.Wait(t, person(0), "sign-in-otp", 0)
}

func person(i int) string { return fmt.Sprintf("person%d@example.com", i) }

// Mail queued in psql or by another program is noticed by a notification while the sidecar has any work, not by polling,
// which happens once a minute.
func TestMailOfOthersIsNoticed(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.eventually(`select exists (select from pg_stat_activity where datname = current_database() and query = 'listen neon_auth_outbox')`)
	began := time.Now()
	for i := range 3 {
		s.sql(`select neon_auth_internal.queue_mail('password-changed', $1, null, null)`, person(i))
		s.post.Wait(t, person(i), "password-changed", 0)
	}
	s.post.Misbehave(mailtest.Refuse)
	s.sql(`select neon_auth_internal.queue_mail('password-changed', $1, null, null)`, person(4))
	s.eventually(`select state = 'dead' from neon_auth.outbox where recipient = $1`, person(4))
	s.post.Misbehave(mailtest.None)
	s.sql(`select neon_auth.retry_delivery(id) from neon_auth.outbox where state = 'dead'`)
	s.post.Wait(t, person(4), "password-changed", 0)
	t.Logf("five mails took %v", time.Since(began))
}
