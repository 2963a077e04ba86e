package outbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"neonauth/sidecar/webhook/webhooktest"
)

// subscribe starts a receiver and configures it as the project's webhook for these events.
func (s *stage) subscribe(events ...string) *webhooktest.Receiver {
	s.Helper()
	r := webhooktest.Start(s)
	s.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}', options = '{"rateLimit": {"enabled": false}}'`)
	list, err := json.Marshal(append([]string{}, events...))
	if err != nil {
		s.Fatal(err)
	}
	s.hook(`{"enabled": true, "webhookUrl": "` + r.URL + `", "timeoutSeconds": 10, "enabledEvents": ` + string(list) + `}`)
	return r
}

// hook changes the settings of the webhook, which is on this machine.
func (s *stage) hook(change string) {
	s.Helper()
	s.sql(`begin; set local neon_auth.webhook_allow_private = on;
		update neon_auth.project_config set webhook_config = coalesce(webhook_config, '{}') || '` + change + `'; commit`)
}

// one returns the only delivery of a type, verified.
func (s *stage) one(r *webhooktest.Receiver, kind string) webhooktest.Delivery {
	s.Helper()
	found := r.Deliveries(kind)
	if len(found) != 1 {
		s.Fatalf("%d deliveries of %s", len(found), kind)
	}
	if err := found[0].Verify([]byte(s.ask("GET", "/.well-known/jwks.json", nil).body), time.Now()); err != nil {
		s.Errorf("%s: %v", kind, err)
	}
	return found[0]
}

const allowed, denied = `{"allowed": true}`, `{"allowed": false, "error_message": "Not you", "error_code": "NOT_YOU"}`

func TestWebhookSendsInOurPlace(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("ada@example.com")
	for _, test := range []struct{ path, event, kind, user string }{
		{"/email-otp/send-verification-otp sign-in", "send.otp", "sign-in", "Ada"},
		{"/email-otp/send-verification-otp email-verification", "send.otp", "email-verification", "Ada"},
		{"/email-otp/request-password-reset", "send.otp", "forget-password", "Ada"},
		{"/request-password-reset", "send.magic_link", "forget-password", "Ada"},
		{"/sign-in/magic-link", "send.magic_link", "sign-in", "Ada"},
		{"/send-verification-email link", "send.magic_link", "email-verification", "Ada"},
	} {
		r := s.subscribe("send.otp", "send.magic_link")
		path, kind, _ := strings.Cut(test.path, " ")
		if kind == "link" {
			s.sql(`update neon_auth.project_config set email_and_password = '{"emailVerificationMethod": "link"}'`)
		}
		s.ask("POST", path, object{"email": "ada@example.com", "type": kind}, "User-Agent", "a browser").wants(t, 200)
		d := s.one(r, test.event)
		data := d.Event.Data
		if data["otp_type"]+data["link_type"] != test.kind || d.Event.User["name"] != test.user || data["user_agent"] != "a browser" ||
			d.Event.Context["endpoint_id"] != s.id() || d.Event.ID != d.Header.Get("X-Neon-Event-Id") {
			t.Errorf("%s: %s", path, d.Raw)
		}
		// No mail was sent, and the secret was deleted.
		secret := data["otp_code"] + data["token"]
		if n := value[int](s, `select count(*) from neon_auth.outbox`); n != 0 || len(secret) < 6 {
			t.Errorf("%d mails, the secret is %q", n, secret)
		}
		if value[bool](s, `select bool_or(replace(e::text, id::text, '') ~ $1 or state <> 'delivered' or sealed is not null) from neon_auth.webhook_event e`,
			`(^|[^0-9a-z.:+-])`+secret) {
			t.Errorf("%s: the log holds the secret, or it was not delivered", path)
		}
		switch test.event + test.kind {
		case "send.otpsign-in":
			s.ask("POST", "/sign-in/email-otp", object{"email": "ada@example.com", "otp": secret}).wants(t, 200)
		case "send.magic_linkforget-password":
			s.ask("POST", "/reset-password", object{"token": secret, "newPassword": "another word"}).wants(t, 200)
		default:
			if link := data["link_url"]; link != "" {
				s.ask("POST", link, nil).wants(t, 302)
			}
		}
		s.sql(`delete from neon_auth.outbox`) // the notice of the changed password
	}
}

func (s *stage) id() string { return value[string](s, `select neon_auth.branch_identity()`) }

func TestWebhookIsTriedThreeTimes(t *testing.T) {
	t.Parallel()
	s := start(t)
	ask := func() answer {
		return s.ask("POST", "/email-otp/send-verification-otp", object{"email": "ada@example.com", "type": "sign-in"})
	}
	for status, attempts := range map[int]int{500: 3, 503: 3, 429: 3, 408: 3, 404: 1, 401: 1, 302: 1} {
		r := s.subscribe("send.otp")
		r.Respond(status, "seen by the receiver only")
		ask().wants(t, 502, "THE_WEBHOOK_DID_NOT_ANSWER_AS_IT_SHOULD")
		seen := r.Deliveries("send.otp")
		if len(seen) != attempts {
			t.Errorf("status %d: %d attempts", status, len(seen))
		}
		for i, d := range seen { // I06: all have the same id
			if d.Event.ID != seen[0].Event.ID || d.Header.Get("X-Neon-Delivery-Attempt") != fmt.Sprint(i+1) {
				t.Errorf("attempt %d: %v", i+1, d.Header)
			}
		}
	}
	r := s.subscribe("send.otp")
	r.Answer(func(w http.ResponseWriter, in *http.Request) {
		if in.Header.Get("X-Neon-Delivery-Attempt") != "3" {
			w.WriteHeader(500)
		}
	})
	ask().wants(t, 200)
	for _, broken := range []http.HandlerFunc{
		func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, // closes the connection
		func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Location", r.URL); w.WriteHeader(307) },
	} {
		r.Answer(broken)
		ask().wants(t, 502)
	}
	if said := s.log.String() + value[string](s, `select string_agg(e::text, '') from neon_auth.webhook_event e`); strings.Contains(said, "kept-out") {
		t.Error("the response contains the webhook's address")
	}
}

func TestWebhookIsAskedOnEveryPath(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.signUp("root@example.com")
	s.sql(`update neon_auth."user" set role = 'admin'`)
	root := sessionCookie(s.ask("POST", "/sign-in/email", object{"email": "root@example.com", "password": goodWord}).wants(t, 200).header)
	before := s.people()
	for path, send := range map[string]func(email string) answer{
		"sign up": func(email string) answer {
			return s.ask("POST", "/sign-up/email", object{"name": "Bea", "email": email, "password": goodWord})
		},
		"code": func(email string) answer {
			return s.ask("POST", "/sign-in/email-otp", object{"email": email, "otp": s.code(email, "sign-in")})
		},
		"link": func(email string) answer {
			s.ask("POST", "/sign-in/magic-link", object{"email": email, "name": "Bea"}).wants(t, 200)
			return s.ask("POST", s.link(email, "magic-link").String(), nil)
		},
		"administrator": func(email string) answer {
			return s.ask("POST", "/admin/create-user", object{"name": "Bea", "email": email, "password": goodWord}, "Cookie", root)
		},
	} {
		email := strings.ReplaceAll(path, " ", "-") + "@example.com"
		r := s.subscribe("user.before_create", "user.created")
		for answered, want := range map[string]struct {
			status int
			code   string
		}{denied: {403, `"code":"NOT_YOU","message":"Not you"`}, `{}`: {502, "DID_NOT_ANSWER"}, ``: {502, "DID_NOT_ANSWER"}} {
			r.Respond(200, answered)
			send(email).wants(t, want.status, want.code)
		}
		r.Respond(500, allowed)
		send(email).wants(t, 502)
		if after := s.people(); after != before {
			t.Fatalf("%s: %s instead of %s", path, after, before)
		}
		s.subscribe() // no events, so that r only has the rejected ones
		for _, d := range r.Deliveries("") {
			if d.Event.Type != "user.before_create" || d.Event.User["email"] != email || d.Event.Data["auth_provider"] != "credential" {
				t.Errorf("%s: %s", path, d.Raw)
			}
		}

		r = s.subscribe("user.before_create", "user.created")
		r.Answer(func(w http.ResponseWriter, _ *http.Request) {
			// Work in the background may be between two statements. The request would wait until it has its answer.
			for deadline := time.Now().Add(5 * time.Second); value[bool](s, `select exists (select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%')`); {
				if time.Now().After(deadline) {
					t.Errorf("%s: a transaction waits for the webhook", path)
					break
				}
			}
			fmt.Fprint(w, allowed)
		})
		if got := send(email); got.status >= 400 {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
		s.one(r, "user.before_create")
		s.eventually(`select count(*) = 1 from neon_auth.list_events('delivered') where type = 'user.created' and "user" ->> 'email' = $1`, email)
		if made := s.one(r, "user.created"); made.Event.User["id"] == nil || made.Event.User["email"] != email {
			t.Errorf("%s: %s", path, made.Raw)
		}
		before = s.people()
	}
}

// The first request after the webhook was enabled uses old settings, is retried, calls it, and generates the first key.
func TestWebhookIsAskedAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.ask("GET", "/get-session", nil).wants(t, 200)
	r := s.subscribe("user.before_create")
	r.Respond(200, allowed)
	s.signUp("ada@example.com")
	s.one(r, "user.before_create")
}

// people returns the number of rows that a sign-up creates.
func (s *stage) people() string {
	s.Helper()
	return value[string](s, `select format('%s users, %s accounts, %s sessions', (select count(*) from neon_auth."user"),
		(select count(*) from neon_auth.account), (select count(*) from neon_auth.session))`)
}

func TestWebhookOfWhatHasHappened(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.subscribe("user.created")
	r.Respond(503, "not now")
	s.signUp("ada@example.com") // does not wait for the webhook
	s.eventually(`select state = 'failed' and attempts >= 1 and status = 503 and answer = 'not now' from neon_auth.list_events()`)
	r.Respond(200, "fine")
	s.eventually(`select state = 'delivered' from neon_auth.list_events()`)
	seen := r.Deliveries("user.created")
	if len(seen) < 2 || seen[0].Event.ID != seen[1].Event.ID {
		t.Errorf("%d deliveries", len(seen))
	}
	if !value[bool](s, `select state = 'delivered' and answer = 'fine' and error is null from neon_auth.list_events()`) {
		t.Error("the answer is not in the log")
	}

	s.sql(`select neon_auth.redeliver_event(id), neon_auth.test_webhook() from neon_auth.list_events()`)
	s.branch.Wake()
	s.eventually(`select bool_and(state = 'delivered') and count(*) = 2 from neon_auth.list_events()`)
	if again := r.Deliveries("user.created"); len(again) != len(seen)+1 || again[len(seen)].Event.ID != seen[0].Event.ID {
		t.Errorf("%d deliveries", len(again))
	}
	s.one(r, "webhook.test")

	// An event that the webhook rejects is given up.
	r.Respond(410, "")
	s.sql(`select neon_auth.test_webhook()`)
	s.branch.Wake()
	s.eventually(`select count(*) = 1 from neon_auth.list_deliveries('dead') where kind = 'webhook' and "lastError" like '%410'`)
}
