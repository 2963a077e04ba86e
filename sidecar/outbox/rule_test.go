package outbox_test

import "testing"

func TestSignUpRulesHoldOnEveryPath(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.sql(`update neon_auth.project_config set plugin_configs = '{"magicLink": {"enabled": true}}'`)
	s.signUp("old@example.com")
	s.sql(`insert into neon_auth.sign_up_rule (action, email, code, message) values ('allow', '*@corp.example', 'STAFF_ONLY', 'Staff only')`)
	refused := func(a answer) {
		t.Helper()
		a.wants(t, 403, `"code":"STAFF_ONLY"`, `"message":"Staff only"`)
	}
	refused(s.ask("POST", "/sign-up/email", object{"name": "x", "email": "x@example.com", "password": goodWord}))
	refused(s.ask("POST", "/sign-in/email-otp", object{"email": "x@example.com", "otp": s.code("x@example.com", "sign-in")}))
	s.ask("POST", "/sign-in/magic-link", object{"email": "x@example.com"}).wants(t, 200)
	refused(s.ask("POST", s.link("x@example.com", "magic-link").String(), nil))
	if n := value[int](s, `select count(*) from neon_auth."user"`); n != 1 {
		t.Errorf("%d users", n)
	}
	s.signUp("x@corp.example")
	s.ask("POST", "/sign-in/email-otp", object{"email": "old@example.com", "otp": s.code("old@example.com", "sign-in")}).wants(t, 200) // already exists
}
