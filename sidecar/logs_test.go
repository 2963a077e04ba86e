package main_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"neonauth/sidecar/mail/mailtest"
	"neonauth/sidecar/pgtest"
)

// The whole log of a busy run, with all levels, has no secret and no personal data: not from bodies, paths, headers,
// mails, mail servers, or the errors of Postgres and of the app's triggers.
func TestLogsKeepSecrets(t *testing.T) {
	t.Parallel()
	d, mails := pgtest.New(t), mailtest.Start(t)
	do(t, d, `create function refuse() returns trigger language plpgsql as $$ begin perform ('no uuid: ' || new.name)::uuid; return new; end $$;
		create trigger refuse before update of name on neon_auth."user" for each row execute function refuse();
		create function quote() returns trigger language plpgsql as $$ begin raise exception 'not you, %', new.email using errcode = 'XX999'; end $$;
		create trigger quote before insert on neon_auth."user" for each row when (new.name = 'hidden-quoted') execute function quote()`)
	root, log := running(t, build(t), "DATABASE_URL="+d.SidecarURL, serveSecret, "NEONAUTH_SMTP_URL="+mails.URL(), "NEONAUTH_LOG_LEVEL=debug", "NEONAUTH_LOG_FORMAT=json")
	until(t, func() bool { return isReady(root) })
	base, sent := root+"/"+d.Name+"/auth", 0
	secrets := []string{"hidden-", "ada@example.com", "example.com", "203.0.113.77", someWord, strings.TrimPrefix(serveSecret, "NEONAUTH_SECRET=")}
	send := func(method, path, body, cookie string) *http.Response {
		t.Helper()
		in, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{
			"Content-Type": "application/json", "Cookie": cookie, "User-Agent": "hidden-agent", "X-Forwarded-For": "203.0.113.77",
			"Origin": "http://localhost:" + in.URL.Port(), "Authorization": "Bearer hidden-bearer", "X-Other": "hidden-header",
		} {
			if value != "" {
				in.Header.Set(name, value)
			}
		}
		out, err := http.DefaultTransport.RoundTrip(in)
		if err != nil {
			t.Fatal(err)
		}
		out.Body.Close()
		sent++
		for _, set := range out.Cookies() {
			if value, _, _ := strings.Cut(set.Value, "."); len(value) > 15 {
				secrets = append(secrets, value)
			}
		}
		return out
	}
	cookie := cookieOf(send("POST", "/sign-up/email", `{"name":"hidden-ada","email":"ada@example.com","password":"`+someWord+`"}`, ""))
	if cookie == "" {
		t.Fatal("no session")
	}
	send("POST", "/sign-in/email", `{"email":"ada@example.com","password":"hidden-word"}`, "")
	send("POST", "/sign-in/email", `{"email":"ada@example.com","password":"hidden-word"`, "")
	send("POST", "/sign-up/email", `{"name":"hidden-quoted","email":"eve@example.com","password":"`+someWord+`"}`, "")
	send("POST", "/update-user", `{"name":"hidden-name"}`, cookie)
	send("POST", "/change-password", `{"currentPassword":"hidden-word","newPassword":"hidden-new"}`, cookie)
	send("POST", "/request-password-reset", `{"email":"ada@example.com","redirectTo":"http://localhost:4400/hidden-path"}`, "")
	send("POST", "/email-otp/send-verification-otp", `{"email":"ada@example.com","type":"sign-in"}`, "")
	send("POST", "/sign-in/email-otp", `{"email":"ada@example.com","otp":"000000"}`, "")
	send("GET", "/reset-password/hidden-token?callbackURL=http://localhost:4400/hidden-path", "", "")
	send("GET", "/verify-email?token=hidden-token", "", "")
	send("POST", "/reset-password", `{"newPassword":"hidden-word","token":"hidden-token"}`, "")
	send("POST", "/sign-in/social", `{"provider":"hidden-provider"}`, "")
	send("GET", "/callback/google?code=hidden-code&state=hidden-state", "", "")
	send("POST", "/organization/set-active", `{"organizationId":"hidden-not-a-uuid"}`, cookie)
	send("POST", "/revoke-session", `{"token":"hidden-token"}`, cookie)
	send("GET", "/hidden-path/hidden-path", "", cookie)
	send("GET", "/get-session", "", cookie)
	send("GET", "/token", "", cookie)
	until(t, func() bool { return len(mails.Mails()) >= 2 })
	for _, mail := range mails.Mails() {
		if code := mail.Code(); code != "" {
			secrets = append(secrets, code)
		}
		for _, link := range regexp.MustCompile(`reset-password/([A-Za-z0-9_.-]{10,})`).FindAllStringSubmatch(mail.Text, -1) {
			secrets = append(secrets, link[1])
			send("GET", "/reset-password/"+link[1]+"?callbackURL=http://localhost:4400/hidden-path", "", "")
		}
	}
	mails.Misbehave(mailtest.Refuse) // whose text may name the recipient
	send("POST", "/request-password-reset", `{"email":"ada@example.com","redirectTo":"http://localhost:4400/hidden-path"}`, "")
	do(t, d, `insert into neon_auth.outbox (kind, recipient) values ('invitation', 'hidden-recipient@example.com')`)
	until(t, func() bool { return strings.Contains(log.String(), "delivery failed") })
	send("POST", "/sign-out", "{}", cookie)
	until(t, func() bool { return strings.Count(log.String(), `"msg":"request"`) >= sent })

	text := regexp.MustCompile(`"time":"[^"]*"`).ReplaceAllString(log.String(), `"time":""`) // whose digits may be those of a code by chance
	for _, secret := range secrets {
		if at := strings.Index(text, secret); at >= 0 {
			t.Errorf("the log contains %q: %.300s", secret, text[max(0, at-200):])
		}
	}
	ids := map[string]int{}
	failed := 0
	for line := range strings.Lines(text) {
		var read map[string]any
		if !strings.HasPrefix(line, "{") {
			continue // standard output
		}
		if err := json.Unmarshal([]byte(line), &read); err != nil {
			t.Errorf("not JSON: %s", line)
		}
		switch read["msg"] {
		case "request":
			ids[read["id"].(string)]++
		case "request failed":
			failed++
		}
	}
	for id, n := range ids {
		if n != 1 {
			t.Errorf("%d lines for request %s", n, id)
		}
	}
	if failed < 1 || !strings.Contains(text, "SQLSTATE XX999") {
		t.Errorf("%d requests failed, with no trace of the app's error", failed)
	}
}

func TestLogFormatAndLevel(t *testing.T) {
	t.Parallel()
	d, program := pgtest.New(t), build(t)
	for name, c := range map[string]struct {
		environment []string
		has, lacks  string
	}{
		"text":   {[]string{"NEONAUTH_LOG_FORMAT=text"}, "level=INFO msg=request", `{"time"`},
		"a pipe": {nil, `"level":"INFO","msg":"request"`, "level=INFO"},
		"warn":   {[]string{"NEONAUTH_LOG_LEVEL=warn"}, "ready:", `"msg":"request"`},
		"WARN":   {[]string{"NEONAUTH_LOG_LEVEL=WARN", "NEONAUTH_LOG_FORMAT=TEXT"}, "ready:", "msg=request"},
	} {
		root, log := running(t, program, append(c.environment, "DATABASE_URL="+d.SidecarURL, serveSecret)...)
		until(t, func() bool { return isReady(root) && strings.Contains(log.String(), c.has) },
			func() { t.Errorf("%s: no %s in %s", name, c.has, log) })
		if strings.Contains(log.String(), c.lacks) {
			t.Errorf("%s: %s is in %s", name, c.lacks, log)
		}
	}
	for _, wrong := range []string{"NEONAUTH_LOG_LEVEL=loud", "NEONAUTH_LOG_FORMAT=xml", "NEONAUTH_TRACES_RATIO=2", "NEONAUTH_TRACES_RATIO=NaN", "NEONAUTH_TRACES_URL=collector:4318", "NEONAUTH_TRACES_URL=http://user:hidden-word@collector"} {
		run := command(t, program, "serve")
		run.Env = plainEnvironment("DATABASE_URL="+d.SidecarURL, serveSecret, wrong)
		name, _, _ := strings.Cut(wrong, "=")
		if output, err := run.CombinedOutput(); err == nil || !strings.Contains(string(output), name) || strings.Contains(string(output), "hidden-word") {
			t.Errorf("%s: %v %s", wrong, err, output)
		}
	}
}
