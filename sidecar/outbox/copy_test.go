package outbox_test

import (
	"strings"
	"testing"
)

// TestF04J10ACopyIsQuiet: a copy sends no mail and calls no webhook, not even for a request that waits for one, until it is
// confirmed or redirects. What its parent had queued is never sent.
func TestF04J10ACopyIsQuiet(t *testing.T) {
	t.Parallel()
	s := start(t)
	hook := s.subscribe("user.before_create", "user.created", "send.magic_link")
	hook.Respond(200, allowed)
	s.signUp("ada@example.com")
	s.eventually(`select count(*) = 0 from neon_auth.list_deliveries('waiting')`)
	s.sql(`insert into neon_auth.outbox (kind, recipient, "nextAttemptAt") values ('password-changed', 'parents@example.com', now() + interval '1 day')`)
	mails, calls := len(s.post.Mails()), len(hook.Deliveries(""))

	s.sql(`select neon_auth.fork_branch()`)
	s.eventually(`select is_copy from neon_auth.branch_overview`)
	s.ask("POST", "/email-otp/send-verification-otp", object{"email": "ada@example.com", "type": "sign-in"}).wants(t, 200)
	s.ask("POST", "/sign-in/magic-link", object{"email": "ada@example.com"}).wants(t, 200)
	s.ask("POST", "/sign-up/email", object{"email": person(1), "name": "x", "password": "a long word"}).wants(t, 403, "WEBHOOK_HELD")
	s.ask("POST", "/sign-up/email", object{"email": "ada@example.com", "name": "x", "password": "a long word"})
	s.sql(`select neon_auth.test_webhook()`)
	s.sql(`update neon_auth.outbox set "nextAttemptAt" = now() where state = 'waiting'`)
	s.branch.Wake()
	// A round of the worker has passed when it has given up an expired mail.
	s.sql(`insert into neon_auth.outbox (kind, recipient, "expiresAt") values ('password-changed', 'late@example.com', now())`)
	s.eventually(`select state = 'dead' from neon_auth.outbox where recipient = 'late@example.com'`)
	if held := value[int](s, `select count(*)::int from neon_auth.list_deliveries('held')`); held < 3 {
		t.Errorf("%d deliveries are held", held)
	}
	if more, told := len(s.post.Mails())-mails, len(hook.Deliveries(""))-calls; more != 0 || told != 0 {
		t.Fatalf("a copy sent %d mails and called the webhook %d times", more, told)
	}

	s.sql(`select neon_auth.set('branch.outbound', 'redirect:qa@example.com')`)
	mail := s.post.Wait(t, "qa@example.com", "sign-in-otp", 0)
	if !strings.Contains(mail.Raw, "[ada@example.com]") || mail.Code() == "" {
		t.Errorf("the redirected mail does not name its recipient:\n%s", mail.Raw)
	}
	for _, m := range s.post.Mails()[mails:] {
		if m.To != "qa@example.com" {
			t.Errorf("a mail left to %s", m.To)
		}
	}
	if told := len(hook.Deliveries("")) - calls; told != 0 {
		t.Errorf("a copy that redirects called the webhook %d times", told)
	}

	s.sql(`select neon_auth.confirm_branch()`)
	s.eventually(`select count(*) = 0 from neon_auth.list_deliveries() where state in ('held', 'waiting')`)
	if len(hook.Deliveries("webhook.test")) != 1 || len(hook.Deliveries("send.magic_link")) != 1 {
		t.Error("a confirmed branch does not deliver what it held")
	}
	if state := value[string](s, `select state from neon_auth.list_deliveries() where recipient = 'parents@example.com'`); state != "of another branch" {
		t.Errorf("the parent's mail is %s", state)
	}
}
