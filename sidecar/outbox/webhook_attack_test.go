package outbox_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"neonauth/sidecar/webhook/webhooktest"
)

// The attacks in attacks.md that use a webhook's responses or its events, by number.

// TestI02RedirectsInside: redirects in a response are not followed.
func TestI02RedirectsInside(t *testing.T) {
	t.Parallel()
	s := start(t)
	r, inside := s.subscribe("user.before_create"), webhooktest.Start(t)
	for _, status := range []int{301, 302, 303, 307, 308} {
		r.Answer(func(w http.ResponseWriter, in *http.Request) { http.Redirect(w, in, inside.URL, status) })
		inside.Respond(200, allowed)
		s.ask("POST", "/sign-up/email", object{"name": "Bea", "email": "bea@example.com", "password": goodWord}).wants(t, 502)
	}
	if n := len(inside.Deliveries("")); n != 0 {
		t.Errorf("%d requests inside", n)
	}
}

func TestI05EndlessAnswers(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.subscribe("user.before_create")
	hang := func(_ http.ResponseWriter, in *http.Request) { <-in.Context().Done() }
	for name, test := range map[string]struct {
		answer   http.HandlerFunc
		timeout  string
		attempts int
	}{
		"much": {func(w http.ResponseWriter, in *http.Request) {
			for in.Context().Err() == nil {
				if _, err := w.Write([]byte(strings.Repeat(" ", 1<<16))); err != nil {
					return
				}
			}
		}, "10", 1},
		"a byte too much": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(allowed + strings.Repeat(" ", 10<<10+1-len(allowed)))) // the client may have closed the connection
		}, "10", 1},
		"long headers": {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X-Long", strings.Repeat("x", 1<<20)) }, "10", 3},
		"drop by drop": {func(w http.ResponseWriter, in *http.Request) {
			for in.Context().Err() == nil {
				_, _ = w.Write([]byte(" ")) // see above
				_ = http.NewResponseController(w).Flush()
				time.Sleep(50 * time.Millisecond)
			}
		}, "1", 3},
		"nothing":                         {hang, "1", 3},
		"nothing, and 15 seconds for all": {hang, "10", 2},
	} {
		r.Answer(test.answer)
		s.hook(`{"timeoutSeconds": ` + test.timeout + `}`)
		s.ask("POST", "/sign-up/email", object{"name": "Bea", "email": "bea@example.com", "password": goodWord}).wants(t, 502)
		if n := value[int](s, `select attempts from neon_auth.list_events('failed') order by "createdAt" desc limit 1`); n != test.attempts {
			t.Errorf("%s: %d attempts", name, n)
		}
	}
	s.hook(`{"timeoutSeconds": 10}`)
	r.Respond(200, allowed+strings.Repeat(" ", 10<<10-len(allowed)))
	s.ask("POST", "/sign-up/email", object{"name": "Bea", "email": "bea@example.com", "password": goodWord}).wants(t, 200)
}

// later returns a moment after another, both in milliseconds.
func later(moment string) string {
	n, err := strconv.ParseInt(moment, 10, 64)
	if err != nil {
		return ""
	}
	return strconv.FormatInt(n+1, 10)
}

func TestI06ForgedAndOldEvents(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.subscribe("send.otp")
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": "ada@example.com", "type": "sign-in"}).wants(t, 200)
	sent, keys := s.one(r, "send.otp"), []byte(s.ask("GET", "/jwks", nil).body)
	for name, forge := range map[string]func(d *webhooktest.Delivery){
		"body":      func(d *webhooktest.Delivery) { d.Raw = append([]byte(" "), d.Raw...) },
		"timestamp": func(d *webhooktest.Delivery) { d.Header.Set("X-Neon-Timestamp", d.Header.Get("X-Neon-Timestamp")+"0") },
		"later": func(d *webhooktest.Delivery) {
			d.Header.Set("X-Neon-Timestamp", later(d.Header.Get("X-Neon-Timestamp")))
		},
		"key id": func(d *webhooktest.Delivery) { d.Header.Set("X-Neon-Signature-Kid", "another") },
		"none":   func(d *webhooktest.Delivery) { d.Header.Del("X-Neon-Signature") },
		"attached": func(d *webhooktest.Delivery) {
			d.Header.Set("X-Neon-Signature", strings.Replace(d.Header.Get("X-Neon-Signature"), "..", ".e30.", 1))
		},
	} {
		forged := sent
		forged.Header = sent.Header.Clone()
		forge(&forged)
		if forged.Verify(keys, time.Now()) == nil {
			t.Errorf("another %s is accepted", name)
		}
	}
	if sent.Verify(keys, time.Now().Add(5*time.Minute+time.Second)) == nil {
		t.Error("it is accepted after five minutes")
	}
	// The key of a branch differs from its parent's, and the signature of a token is not valid for an event.
	s.sql(`select neon_auth.fork_branch()`)
	if sent.Verify([]byte(s.ask("GET", "/jwks", nil).body), time.Now()) == nil {
		t.Error("another branch's key verifies it")
	}
}

func TestI08WordsOfTheWebhook(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.subscribe("user.before_create")
	r.Respond(200, `{"allowed": false, "error_code": "<b>\r\nX-Evil: 1", "error_message": "<script>\r\nSet-Cookie: a=b\"}`+strings.Repeat("é", 600)+`"}`)
	got := s.ask("POST", "/sign-up/email", object{"name": "Bea", "email": "bea@example.com", "password": goodWord}).wants(t, 403,
		`"code":"bX-Evil1"`, `"message":"\u003cscript\u003e\r\nSet-Cookie: a=b\"}`+strings.Repeat("é", 500-len(`<script>__Set-Cookie: a=b"}`))+`"`)
	if got.header.Get("Set-Cookie") != "" || strings.ContainsAny(got.body, "<\r\n") {
		t.Errorf("%v %s", got.header, got.body)
	}
}

func TestK09NamesInEvents(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.subscribe("user.before_create")
	r.Respond(200, allowed)
	name := "{{.Secret}} \"},\"event_type\":\"x\" <img src=x> \u202e\n'||"
	s.ask("POST", "/sign-up/email", object{"name": name, "email": "bea@example.com", "password": goodWord}).wants(t, 200)
	if d := s.one(r, "user.before_create"); d.Event.User["name"] != name || d.Event.Type != "user.before_create" {
		t.Errorf("%s", d.Raw)
	}
}

// TestB13StolenEvents: events that wait for an unavailable webhook are useless to an attacker.
func TestB13StolenEvents(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	r := s.subscribe("send.otp", "send.magic_link")
	r.Respond(500, "")
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": "ada@example.com", "type": "sign-in"}).wants(t, 502)
	s.ask("POST", "/request-password-reset", object{"email": "ada@example.com"}).wants(t, 502)
	dumped := s.dump()
	for _, kind := range []string{"send.otp", "send.magic_link"} {
		data := r.Deliveries(kind)[0].Event.Data
		secret := data["otp_code"] + data["token"]
		if regexp.MustCompile(`(^|[^\w.])`+secret+`($|[^\w+])`).Match(dumped) || strings.Contains(s.log.String(), secret) {
			t.Errorf("the dump or the log holds %s", secret)
		}
	}
	// The DBA sends them again when the webhook is available.
	r.Respond(200, "")
	s.sql(`select neon_auth.redeliver_event(id) from neon_auth.list_events('failed')`)
	s.branch.Wake()
	s.eventually(`select bool_and(state = 'delivered') and count(*) = 2 from neon_auth.list_events()`)
	code := r.Deliveries("send.otp")[3].Event.Data["otp_code"]
	s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": code}).wants(t, 200)
}
