package main_test

import (
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"neonauth/sidecar/mail/mailtest"
)

// The program is killed while it hands a mail over; the next one sends it, as the same mail.
func TestKilledBetweenQueueAndSend(t *testing.T) {
	t.Parallel()
	post := mailtest.Start(t)
	post.Misbehave(mailtest.Hang)
	d, base, server := neonauthProcess(t, "NEONAUTH_SMTP_URL="+post.URL())
	for _, who := range []string{"ada", "bob", "eve"} {
		requestCode(t, base, who+"@example.com")
	}
	for post.Met() < 3 {
		time.Sleep(10 * time.Millisecond) // until the mails are on their way
	}
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	post.Misbehave(mailtest.DropData) // those connections end, and nothing came of them
	do(t, d, `update neon_auth.outbox set "nextAttemptAt" = now() where state = 'waiting'`)
	post.Misbehave(mailtest.None)

	next := exec.Command(server.Path, "serve")
	next.Env = server.Env
	serve(t, next, strings.Split(base, "/"+d.Name)[0]+"/readyz")
	var queued, sent int
	for _, who := range []string{"ada", "bob", "eve"} {
		post.Wait(t, who+"@example.com", "sign-in-otp", 0)
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline) && sent < 3; time.Sleep(20 * time.Millisecond) {
		if err := d.Owner.QueryRow(t.Context(), `select count(*), count(*) filter (where state = 'sent' and sealed is null)
			from neon_auth.outbox`).Scan(&queued, &sent); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d queued, %d sent, %d mails arrived after a kill -9", queued, sent, len(post.Mails()))
	if queued != 3 || sent != 3 {
		t.Error("a mail is lost")
	}
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
		t.Errorf("the code of the mail is answered %s", response.Status)
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
