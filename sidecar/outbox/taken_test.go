package outbox_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"neonauth/sidecar/mail"
	"neonauth/sidecar/mail/mailtest"
	"neonauth/sidecar/outbox"
	"neonauth/sidecar/pgtest"
)

// breakingServer is a mail server that closes the connection after it has replied 250 to DATA, or to the given command.
func breakingServer(t *testing.T, after string) (way mail.SMTP, taken *atomic.Int32) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	taken = &atomic.Int32{}
	go func() { // ends with the listener
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go converse(conn, after, taken)
		}
	}()
	return mail.SMTP{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port}, taken
}

func converse(conn net.Conn, after string, taken *atomic.Int32) {
	defer conn.Close()
	fmt.Fprint(conn, "220 breaking\r\n")
	lines := bufio.NewScanner(conn)
	for inData := false; lines.Scan(); {
		command, _, _ := strings.Cut(lines.Text(), " ")
		switch {
		case inData && lines.Text() == ".":
			inData = false
			taken.Add(1)
			fmt.Fprint(conn, "250 taken\r\n")
			command = "."
		case inData:
			continue
		case command == "DATA":
			inData = true
			fmt.Fprint(conn, "354 go on\r\n")
		default:
			fmt.Fprint(conn, "250 ok\r\n")
		}
		if command == after {
			return
		}
	}
}

// A mail that the server has accepted is delivered, however the connection ends.
func TestTakenIsDelivered(t *testing.T) {
	t.Parallel()
	for _, after := range []string{".", "RSET", "QUIT"} {
		t.Run("broken after "+after, func(t *testing.T) {
			t.Parallel()
			way, taken := breakingServer(t, after)
			s := start(t, func(c *outbox.Config) { c.Shared = way })
			s.ask("POST", "/email-otp/send-verification-otp", object{"email": person(0), "type": "sign-in"}).wants(t, 200)
			s.eventually(`select state = 'sent' and attempts = 1 from neon_auth.outbox`)
			if n := taken.Load(); n != 1 {
				t.Errorf("it was sent %d times", n)
			}
		})
	}
}

// A delivery during an outage of the database is stored as soon as the database is back, and not sent again.
func TestDeliveredWhileTheDatabaseIsAway(t *testing.T) {
	t.Parallel()
	s := start(t)
	// Simulate that the server goes away during an attempt: no statement of the worker works until it is back.
	s.post.Misbehave(mailtest.Hang)
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": person(0), "type": "sign-in"}).wants(t, 200)
	pgtest.Eventually(t, "no attempt was made", func() bool { return s.post.Met() > 0 })
	s.sql(`alter function neon_auth_api.finish_delivery rename to away`)
	s.post.Misbehave(mailtest.None)
	s.post.Wait(t, person(0), "sign-in-otp", 0)
	s.eventually(`select pg_sleep(0.1) is not null and attempts = 1 and state = 'waiting' from neon_auth.outbox`)
	pgtest.Eventually(t, "the failure is not logged", func() bool { return strings.Contains(s.log.String(), "store the result of a delivery") })
	s.sql(`update neon_auth.outbox set "nextAttemptAt" = now()`) // as if the lease had expired
	began := time.Now()
	s.sql(`alter function neon_auth_api.away rename to finish_delivery`)
	s.eventually(`select state = 'sent' and attempts = 1 from neon_auth.outbox`)
	t.Logf("noted after %v", time.Since(began))
	if n := len(s.post.Mails()); n != 1 {
		t.Errorf("it was sent %d times", n)
	}
}

// After an error the worker polls again soon, also for mail queued during the outage.
func TestLooksAgainSoonAfterAnError(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.eventually(`select exists (select from pg_stat_activity where datname = current_database() and query = 'listen neon_auth_outbox')`)
	s.sql(`alter function neon_auth_api.take_deliveries rename to away`)
	s.sql(`select neon_auth_internal.queue_mail('password-changed', $1, null, null)`, person(0))
	pgtest.Eventually(t, "the failure is not logged", func() bool { return strings.Contains(s.log.String(), "poll the outbox") })
	began := time.Now()
	s.sql(`alter function neon_auth_api.away rename to take_deliveries`)
	s.post.Wait(t, person(0), "password-changed", 0)
	if took := time.Since(began); took > 50*time.Second {
		t.Errorf("it was delivered after %v", took)
	}
}
