package main_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/mail/mailtest"
	"neonauth/sidecar/pgtest"
	"neonauth/sidecar/secret"
)

// If the program is killed while it sends a mail, the next one sends it again, with the same Message-ID.
func TestKilledBetweenQueueAndSend(t *testing.T) {
	t.Parallel()
	post := mailtest.Start(t)
	post.Misbehave(mailtest.Hang)
	d, base, server := neonauthProcess(t, "NEONAUTH_SMTP_URL="+post.URL())
	for _, who := range []string{"ada", "bob", "eve"} {
		requestCode(t, base, who+"@example.com")
	}
	until(t, func() bool { return post.Met() >= 3 }) // the mails are being sent
	kill(t, server)
	post.Misbehave(mailtest.DropData) // the connections end without a delivery
	do(t, d, `update neon_auth.outbox set "nextAttemptAt" = now() where state = 'waiting'`)
	post.Misbehave(mailtest.None)

	next := exec.Command(server.Path, "serve")
	next.Env = server.Env
	serve(t, next, strings.Split(base, "/"+d.Name)[0]+"/readyz")
	var queued, sent int
	for _, who := range []string{"ada", "bob", "eve"} {
		post.Wait(t, who+"@example.com", "sign-in-otp", 0)
	}
	until(t, func() bool {
		err := d.Owner.QueryRow(t.Context(), `select count(*), count(*) filter (where state = 'sent' and sealed is null)
			from neon_auth.outbox`).Scan(&queued, &sent)
		return err == nil && queued == 3 && sent == 3
	}, func() { t.Errorf("a mail is lost: %d queued, %d sent", queued, sent) })
	t.Logf("%d queued, %d sent, %d mails arrived after a kill -9", queued, sent, len(post.Mails()))
	ids := map[string]string{}
	for _, m := range post.Mails() {
		if known, ok := ids[m.To]; ok && known != m.ID {
			t.Errorf("%s came again as %s", known, m.ID)
		}
		ids[m.To] = m.ID
	}
	code := post.Wait(t, "ada@example.com", "sign-in-otp", 0).Code()
	response, err := http.Post(base+"/sign-in/email-otp", "application/json", strings.NewReader(`{"email":"ada@example.com","otp":"`+code+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("signing in with the mailed code: %s", response.Status)
	}
}

// If Postgres is killed while mails are sent, the queued mails survive and are sent when it is back.
func TestPostgresKilledBetweenQueueAndSend(t *testing.T) {
	t.Parallel()
	post := mailtest.Start(t)
	post.Misbehave(mailtest.Hang)
	c, program := newCluster(t), build(t)
	c.install(t, "mailing")
	base, _ := serveNeonauth(t, program, c.serving(t, "mailing"), "NEONAUTH_SMTP_URL="+post.URL())
	people := []string{"ada", "bob", "eve"}
	for _, who := range people {
		requestCode(t, base, who+"@example.com")
	}
	until(t, func() bool { return post.Met() >= len(people) })
	first, err := os.ReadFile(filepath.Join(c.dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(first), "\n")
	pid, err := strconv.Atoi(line)
	if err == nil {
		err = syscall.Kill(pid, syscall.SIGKILL)
	}
	if err != nil {
		t.Fatal(err)
	}
	<-c.server.Done()
	post.Misbehave(mailtest.DropData)
	c.start(t)
	post.Misbehave(mailtest.None)
	serveNeonauth(t, program, c.serving(t, "mailing"), "NEONAUTH_SMTP_URL="+post.URL())
	c.run(t, "mailing", `update neon_auth.outbox set "nextAttemptAt" = now() where state = 'waiting'`)
	for _, who := range people {
		post.Wait(t, who+"@example.com", "sign-in-otp", 0)
	}
	until(t, func() bool {
		return ask[int](t, c, "mailing", `select count(*) from neon_auth.outbox where state = 'sent' and sealed is null`) == len(people)
	})
	t.Logf("%d queued, %d mails arrived after a kill -9 of Postgres", len(people), len(post.Mails()))
}

// Mail that psql queued in a database without requests since the restart is found: all databases are scanned.
func TestMailOfADatabaseAtRest(t *testing.T) {
	t.Parallel()
	post := mailtest.Start(t)
	d, base, server := neonauthProcess(t, "NEONAUTH_SMTP_URL="+post.URL())
	kill(t, server)
	other := pgtest.New(t)
	ring, err := secret.New(secretOf(d.Name), "")
	if err != nil {
		t.Fatal(err)
	}
	opened, err := branch.Open(t.Context(), other.SidecarURL, ring, branch.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(opened.Close)
	settings, err := opened.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := settings.Keys.Seal(secret.Mail, []byte("123456"))
	if err != nil {
		t.Fatal(err)
	}
	do(t, other, `select neon_auth_internal.queue_mail('sign-in-otp', 'rest@example.com', '`+sealed+`', '15 minutes')`)
	next := exec.Command(server.Path, "serve")
	next.Env = server.Env
	serve(t, next, strings.Split(base, "/"+d.Name)[0]+"/readyz")
	if code := post.Wait(t, "rest@example.com", "sign-in-otp", 0).Code(); code != "123456" {
		t.Errorf("the mail has %s", code)
	}
}

func requestCode(t *testing.T, base, email string) {
	t.Helper()
	response, err := http.Post(base+"/email-otp/send-verification-otp", "application/json",
		strings.NewReader(`{"email":"`+email+`","type":"sign-in"}`))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatal(response.Status)
	}
}
