package outbox_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"neonauth/sidecar/webhook/webhooktest"
)

const (
	adasNumber = "+4915123456789"
	someNumber = "+4915123456780"
)

// phones enables phone numbers, with further options as JSON, and a webhook that sends the messages.
func (s *stage) phones(options string, more ...string) *webhooktest.Receiver {
	s.Helper()
	r := s.subscribe(append(more, "send.otp", "phone_number.verified")...)
	s.sql(`update neon_auth.project_config set plugin_configs = jsonb_build_object(
		'twoFactor', '{"enabled": true}'::jsonb, 'phoneNumber', jsonb_build_object('enabled', true, 'config', $1::jsonb))`, options)
	return r
}

// text has a code sent to a number and returns it.
func (s *stage) text(r *webhooktest.Receiver, number string) string {
	s.Helper()
	s.ask("POST", "/phone-number/send-otp", object{"phoneNumber": number}).wants(s.T, 200, `"code sent"`)
	return lastCode(s, r, number)
}

// lastCode returns the last code that the webhook has sent to a number.
func lastCode(s *stage, r *webhooktest.Receiver, number string) (code string) {
	s.Helper()
	for _, d := range r.Deliveries("send.otp") {
		if d.Event.User["phone_number"] == number && d.Event.Data["delivery_preference"] == "sms" {
			code = d.Event.Data["otp_code"]
		}
	}
	if len(code) != 6 {
		s.Fatalf("no code was sent to %s", number)
	}
	return code
}

// enter verifies a code, with a session's cookie or "".
func (s *stage) enter(number, code, cookie string, more ...string) answer {
	s.Helper()
	body := object{"phoneNumber": number, "code": code}
	for _, name := range more {
		body[name] = true
	}
	return s.ask("POST", "/phone-number/verify", body, "Cookie", cookie)
}

// person signs up and returns the session's cookie.
func (s *stage) person(email string) string {
	s.Helper()
	return sessionCookie(s.ask("POST", "/sign-up/email", object{"name": "Ada", "email": email, "password": goodWord}).wants(s.T, 200).header)
}

// withNumber signs up, adds a number, and returns the session's cookie.
func (s *stage) withNumber(r *webhooktest.Receiver, email, number string) string {
	s.Helper()
	cookie := s.person(email)
	s.enter(number, s.text(r, number), cookie, "updatePhoneNumber").wants(s.T, 200, `"phoneNumberVerified" : true`)
	return cookie
}

// As Neon serves it: users add a number to their account and sign in with it, and nobody signs up with one.
func TestPhoneNumbersSignIn(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.ask("POST", "/phone-number/send-otp", object{"phoneNumber": adasNumber}).wants(t, 404)
	s.sql(`update neon_auth.project_config set plugin_configs = '{"phoneNumber": {"enabled": true}}'`)
	s.ask("POST", "/phone-number/send-otp", object{"phoneNumber": adasNumber}).wants(t, 501, "SENDOTP_NOT_IMPLEMENTED")
	r := s.phones(`{"otp_expires_in": 60}`)
	ada := s.person("ada@example.com")
	s.ask("GET", "/get-session", nil, "Cookie", ada).wants(t, 200, `"phoneNumber":null,"phoneNumberVerified":null`)

	code := s.text(r, adasNumber)
	d := s.one(r, "send.otp")
	if user, _ := json.Marshal(d.Event.User); string(user) != `{"phone_number":"`+adasNumber+`"}` || d.Event.Data["otp_type"] != "sign-in" {
		t.Errorf("to an unknown number: %s, %v", user, d.Event.Data)
	}
	if !value[bool](s, `select "expiresAt" between now() and now() + interval '60 seconds' and value !~ $1 from neon_auth.verification`, code) {
		t.Error("the code is not hashed, or not valid for a minute")
	}
	s.enter(adasNumber, code, "").wants(t, 400, "PHONE_NUMBER_ISNT_REGISTERED") // sign-in only
	s.enter(adasNumber, code, ada, "updatePhoneNumber").wants(t, 400, "OTP_NOT_FOUND")

	s.enter(adasNumber, s.text(r, adasNumber), ada, "updatePhoneNumber").wants(t, 200, `"status" : true`, adasNumber)
	s.ask("GET", "/get-session", nil, "Cookie", ada).wants(t, 200, `"phoneNumber":"`+adasNumber+`","phoneNumberVerified":true`)
	got := s.enter(adasNumber, s.text(r, adasNumber), "").wants(t, 200, "ada@example.com", adasNumber)
	s.ask("GET", "/get-session", nil, "Cookie", sessionCookie(got.header)).wants(t, 200, "ada@example.com")
	s.enter(adasNumber, s.text(r, adasNumber), "", "disableSession").wants(t, 200, `"token" : null`)
	s.ask("POST", "/sign-in/phone-number", object{"phoneNumber": adasNumber, "password": goodWord}).wants(t, 200, "ada@example.com", `"token"`)
	s.ask("POST", "/sign-in/phone-number", object{"phoneNumber": adasNumber, "password": "another word"}).wants(t, 401, "INVALID_PHONE_NUMBER_OR_PASSWORD")
	s.ask("POST", "/sign-in/phone-number", object{"phoneNumber": someNumber, "password": goodWord}).wants(t, 401, "INVALID_PHONE_NUMBER_OR_PASSWORD")

	s.eventually(`select count(*) = 3 from neon_auth.webhook_event where type = 'phone_number.verified' and state = 'delivered'
		and "user" ->> 'email' = 'ada@example.com' and data ->> 'phone_number' = $1`, adasNumber)
	if n := value[int](s, `select count(*) from neon_auth.audit_log where entity = 'user' and after ->> 'phoneNumber' = $1`, adasNumber); n != 1 {
		t.Errorf("the audit log has the number %d times", n)
	}
}

// A number has one spelling.
func TestPhoneNumbersAreE164(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.phones(`{}`)
	for _, number := range []string{
		"", "+", "49151", "0049151234567", "+049151234567", " +49151234567", "+49 151 234567", "+49151234567 ", "+49151234567\n", "+4915123456789012",
		"+49-151-234567", "+49(151)234567", "＋49151234567", "+４９151234567", "+٤٩151234567", "tel:+49151234567", "+49151234567;ext=1", "+49151234567-request-password-reset", "ada@example.com",
	} {
		s.ask("POST", "/phone-number/send-otp", object{"phoneNumber": number}).wants(t, 400, "INVALID_PHONE_NUMBER")
		s.ask("POST", "/sign-in/phone-number", object{"phoneNumber": number, "password": goodWord}).wants(t, 400, "INVALID_PHONE_NUMBER")
		s.enter(number, "000000", "").wants(t, 400, "OTP_NOT_FOUND")
	}
	if n := value[int](s, `select count(*) from neon_auth.verification`); n != 0 {
		t.Errorf("%d codes", n)
	}
	s.sql(`select neon_auth.set('plugin_configs.phoneNumber.config.countries', '49 1')`)
	s.ask("POST", "/phone-number/send-otp", object{"phoneNumber": "+4315123456"}).wants(t, 400, "PHONE_NUMBERS_OF_THIS_COUNTRY_ARE_NOT_ALLOWED")
	s.ask("POST", "/phone-number/send-otp", object{"phoneNumber": "+14155550100"}).wants(t, 200)
}

// B01 to B04 for phones: a code is for one number and purpose, once, for three attempts, and only the last one.
func TestPhoneCodesAreForOnePurpose(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.phones(`{"sendPasswordResetOTP": true, "signUpOnVerification": {"enabled": true}}`)
	s.withNumber(r, "ada@example.com", adasNumber)

	code := s.text(r, adasNumber)
	s.enter(someNumber, code, "").wants(t, 400, "OTP_NOT_FOUND")
	s.ask("POST", "/phone-number/reset-password", object{"phoneNumber": adasNumber, "otp": code, "newPassword": "another word"}).wants(t, 400, "OTP_NOT_FOUND")
	s.ask("POST", "/phone-number/request-password-reset", object{"phoneNumber": adasNumber}).wants(t, 200)
	s.eventually(`select count(*) = 1 from neon_auth.webhook_event where data ->> 'otp_type' = 'forget-password' and state = 'delivered'`)
	reset := lastCode(s, r, adasNumber)
	if reset != code {
		s.enter(adasNumber, reset, "").wants(t, 400, "INVALID_OTP")
		s.ask("POST", "/phone-number/reset-password", object{"phoneNumber": adasNumber, "otp": code, "newPassword": "another word"}).wants(t, 400, "INVALID_OTP")
	}
	next := s.text(r, adasNumber)
	if next != code {
		s.enter(adasNumber, code, "").wants(t, 400, "INVALID_OTP") // replaced
	}
	s.enter(adasNumber, next, "").wants(t, 200)
	s.enter(adasNumber, next, "").wants(t, 400, "OTP_NOT_FOUND")

	last := s.text(r, adasNumber)
	for range 3 {
		s.enter(adasNumber, wrong(last), "").wants(t, 400, "INVALID_OTP")
	}
	s.enter(adasNumber, last, "").wants(t, 403, "TOO_MANY_ATTEMPTS")
	s.enter(adasNumber, last, "").wants(t, 400, "OTP_NOT_FOUND")
	late := s.text(r, adasNumber)
	s.sql(`update neon_auth.verification set "expiresAt" = now() - interval '1 second'`)
	s.enter(adasNumber, late, "").wants(t, 400, "OTP_EXPIRED")
	s.enter(adasNumber, late, "").wants(t, 400, "OTP_NOT_FOUND")
}

func wrong(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

// One code signs in once, one number becomes one user's, and guesses at once are all counted.
func TestPhoneNumberRaces(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.phones(`{"sendPasswordResetOTP": true, "signUpOnVerification": {"enabled": true}}`)
	s.withNumber(r, "ada@example.com", adasNumber)
	code := s.text(r, adasNumber)
	if n := s.atOnce(8, func(int) answer { return s.enter(adasNumber, code, "") }); n[200] != 1 || n[400] != 7 {
		t.Errorf("one code: %v", n)
	}
	code = s.text(r, adasNumber)
	if n := s.atOnce(8, func(int) answer { return s.enter(adasNumber, wrong(code), "") }); n[400]+n[403] != 8 || n[403] < 1 {
		t.Errorf("guesses: %v", n)
	}
	if n := value[int](s, `select count(*) from neon_auth.verification where identifier = $1`, adasNumber); n != 0 {
		t.Error("the code survives eight guesses")
	}
	// A second code of the number is planted, so that two users prove it at once.
	code = s.text(r, someNumber)
	cookies := []string{s.person("bob@example.com"), s.person("eve@example.com")}
	if n := s.atOnce(4, func(i int) answer {
		if i < 2 {
			return s.enter(someNumber, code, cookies[i], "updatePhoneNumber")
		}
		return s.enter(someNumber, code, "")
	}); n[200] != 1 || n[400] != 3 {
		t.Errorf("one number: %v", n)
	}
	if n := value[int](s, `select count(*) from neon_auth."user" where "phoneNumber" = $1`, someNumber); n != 1 {
		t.Errorf("%d users have the number", n)
	}
	s.ask("POST", "/phone-number/request-password-reset", object{"phoneNumber": adasNumber}).wants(t, 200)
	s.eventually(`select count(*) = 1 from neon_auth.webhook_event where data ->> 'otp_type' = 'forget-password' and state = 'delivered'`)
	code = lastCode(s, r, adasNumber)
	if n := s.atOnce(6, func(i int) answer {
		return s.ask("POST", "/phone-number/reset-password", object{"phoneNumber": adasNumber, "otp": code, "newPassword": fmt.Sprint("another word ", i)})
	}); n[200] != 1 || n[400] != 5 {
		t.Errorf("one reset code: %v", n)
	}
}

// A stranger with many addresses has three guesses for a number, however many codes are sent.
func TestPhoneCodesAreNotGuessedFromManyAddresses(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.phones(`{"limits": {"numberPerHour": 1000, "numberPerDay": 1000, "prefixPerHour": 1000}}`)
	s.withNumber(r, "ada@example.com", adasNumber)
	s.sql(`update neon_auth.project_config set options = '{}'`)
	tried := 0
	for range 4 {
		code := s.text(r, adasNumber)
		for range 3 {
			if s.enter(adasNumber, wrong(code), "").status == 400 {
				tried++
			}
		}
		if tried > 3 {
			t.Fatalf("%d guesses", tried)
		}
	}
	code := s.text(r, adasNumber)
	s.enter(adasNumber, code, "").wants(t, 403, "TOO_MANY_ATTEMPTS")
	s.sql(`update neon_auth.request_count set since = since - interval '16 minutes'`)
	s.enter(adasNumber, code, "").wants(t, 200)
}

// Passwords by phone are as hard to guess as by mail, also of unknown numbers.
func TestPasswordsAreNotGuessedByPhone(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.phones(`{}`)
	s.withNumber(r, "ada@example.com", adasNumber)
	s.sql(`update neon_auth.project_config set options = '{}'`)
	for _, number := range []string{adasNumber, someNumber} {
		refused := 0
		for range 14 {
			s.justNow()
			got := s.ask("POST", "/sign-in/phone-number", object{"phoneNumber": number, "password": "another word"})
			if got.status == 429 {
				refused++
			} else {
				got.wants(t, 401, "INVALID_PHONE_NUMBER_OR_PASSWORD")
			}
		}
		if refused == 0 {
			t.Errorf("%s: 14 guesses from as many addresses", number)
		}
	}
	if n := value[int](s, `select count(*) from neon_auth.refused_sign_in r join neon_auth."user" u on u.id = r."userId"`); n == 0 {
		t.Error("refused sign-ins are not recorded")
	}
}

// SMS pumping: messages are limited for each client, number, range, country and in total. A user whose client is known is
// not kept out by messages to others.
func TestTextMessagesAreLimited(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.phones(`{"limits": {"clientPerHour": 4, "numberPerHour": 2, "numberPerDay": 3, "prefixPerHour": 5, "countryPerHour": 7, "totalPerHour": 9}}`)
	s.withNumber(r, "ada@example.com", adasNumber)
	s.ask("POST", "/sign-in/email", object{"email": "ada@example.com", "password": goodWord}, "X-Forwarded-For", "203.0.113.7").wants(t, 200)
	s.sql(`update neon_auth.project_config set options = '{}'`)
	send := func(number string, header ...string) answer {
		return s.ask("POST", "/phone-number/send-otp", object{"phoneNumber": number}, header...)
	}
	fresh := func() { s.sql(`delete from neon_auth.request_count`) }
	before := len(r.Deliveries("send.otp"))

	send(someNumber).wants(t, 200)
	send(someNumber).wants(t, 200)
	if got := send(someNumber).wants(t, 429); got.header.Get("X-Retry-After") == "" {
		t.Errorf("no time to wait: %v", got.header)
	}
	s.sql(`update neon_auth.request_count set since = since - interval '61 minutes' where key like '% in 3600 s'`)
	send(someNumber).wants(t, 200)
	s.sql(`update neon_auth.request_count set since = since - interval '61 minutes' where key like '% in 3600 s'`)
	s.sql(`select neon_auth_api.expire_deliveries()`)
	send(someNumber).wants(t, 429) // the day's
	s.sql(`update neon_auth.request_count set since = since - interval '1 day'`)
	send(someNumber).wants(t, 200)

	fresh()
	for i := range 5 {
		if got := send(fmt.Sprint("+4915200000", i), "X-Forwarded-For", "198.51.100.9"); (got.status == 200) != (i < 4) {
			t.Errorf("message %d of one client: %d", i, got.status)
		}
	}
	fresh()
	for i := range 6 {
		if got := send(fmt.Sprint("+491512300", i)); (got.status == 200) != (i < 5) {
			t.Errorf("message %d to a range: %d", i, got.status)
		}
	}
	send("+491609876543").wants(t, 200) // another range
	send("+491609876544").wants(t, 200)
	send("+491609876545").wants(t, 429) // the country
	send("+436601234567").wants(t, 200)
	send("+14155550100").wants(t, 200)
	send("+390123456789").wants(t, 429) // in total
	send(adasNumber).wants(t, 429)
	send(adasNumber, "X-Forwarded-For", "203.0.113.7").wants(t, 200)
	send(adasNumber, "X-Forwarded-For", "203.0.113.7").wants(t, 200)
	send(adasNumber, "X-Forwarded-For", "203.0.113.7").wants(t, 429) // but by messages to themselves
	if n := len(r.Deliveries("send.otp")) - before; n != 4+4+5+2+2+2 {
		t.Errorf("%d messages", n)
	}

	// At once: no more than allowed.
	fresh()
	if n := s.atOnce(6, func(int) answer { return send(someNumber) }); n[200] > 2 {
		t.Errorf("at once: %v", n)
	}
}

// A22: a number that a user has not proved blocks nobody and gives nobody an account.
func TestPhoneNumbersAreNotSquatted(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.phones(`{"signUpOnVerification": {"enabled": true}}`)
	for _, body := range []object{{"phoneNumber": adasNumber}, {"phoneNumberVerified": true}} {
		body["name"], body["email"], body["password"] = "Eve", "eve@example.com", goodWord
		s.ask("POST", "/sign-up/email", body).wants(t, 400, "IS_NOT_ALLOWED_TO_BE_SET")
	}
	eve := s.person("eve@example.com")
	s.ask("POST", "/update-user", object{"phoneNumber": adasNumber}, "Cookie", eve).wants(t, 400, "PHONE_NUMBER_CANNOT_BE_UPDATED")
	s.ask("POST", "/update-user", object{"name": "Eve", "phoneNumberVerified": true}, "Cookie", eve).wants(t, 400, "PHONENUMBERVERIFIED_IS_NOT_ALLOWED_TO_BE_SET")
	if n := value[int](s, `select count(*) from neon_auth."user" where "phoneNumber" is not null or "phoneNumberVerified" is not null or name <> 'Ada'`); n != 0 {
		t.Errorf("%d users were changed", n)
	}

	// An administrator or an older system has let Eve claim it.
	s.sql(`update neon_auth."user" set "phoneNumber" = $1`, adasNumber)
	got := s.enter(adasNumber, s.text(r, adasNumber), "").wants(t, 200, `"phoneNumberVerified" : true`)
	if strings.Contains(got.body, "eve@example.com") || !strings.Contains(got.body, strings.TrimPrefix(adasNumber, "+")+"@phone.invalid") {
		t.Errorf("the code signs in as %s", got.body)
	}
	s.sql(`update neon_auth."user" set "phoneNumber" = $1, "phoneNumberVerified" = false where email = 'eve@example.com'`, someNumber)
	ada := s.person("ada@example.com")
	s.enter(someNumber, s.text(r, someNumber), ada, "updatePhoneNumber").wants(t, 200, "ada@example.com")
	if n := value[int](s, `select count(*) from neon_auth."user" where email = 'eve@example.com' and "phoneNumber" is null`); n != 1 {
		t.Error("Eve still has the number")
	}
	bob := s.person("bob@example.com")
	s.enter(someNumber, s.text(r, someNumber), bob, "updatePhoneNumber").wants(t, 400, "PHONE_NUMBER_ALREADY_EXISTS")

	// The address of a user who signs up by phone can be guessed, and taken.
	s.person(strings.TrimPrefix("+4915123456781", "+") + "@phone.invalid")
	s.enter("+4915123456781", s.text(r, "+4915123456781"), "").wants(t, 200, `"phoneNumber" : "+4915123456781"`, "4915123456781-")
}

// requireVerification: the code that follows a right password verifies that user's number. A wrong password sends none.
func TestOnlyVerifiedNumbersSignIn(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.phones(`{"requireVerification": true}`)
	s.person("ada@example.com")
	s.sql(`update neon_auth."user" set "phoneNumber" = $1`, adasNumber)
	enter := func(password string) answer {
		return s.ask("POST", "/sign-in/phone-number", object{"phoneNumber": adasNumber, "password": password})
	}
	enter("another word").wants(t, 401, "INVALID_PHONE_NUMBER_OR_PASSWORD")
	if n := len(r.Deliveries("send.otp")); n != 0 {
		t.Errorf("%d messages after a wrong password", n)
	}
	enter(goodWord).wants(t, 401, "PHONE_NUMBER_NOT_VERIFIED")
	code := lastCode(s, r, adasNumber)
	s.enter(adasNumber, wrong(code), "").wants(t, 400, "INVALID_OTP")
	s.enter(adasNumber, code, "").wants(t, 200, "ada@example.com", `"phoneNumberVerified" : true`)
	enter(goodWord).wants(t, 200, `"token"`)
}

// C04, C05: a phone is no way around the second factor.
func TestC04PhonesAskForTheSecondFactor(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.phones(`{}`)
	ada := s.withNumber(r, "ada@example.com", adasNumber)
	s.sql(`update neon_auth."user" set "twoFactorEnabled" = true`)
	for name, got := range map[string]answer{
		"code":     s.enter(adasNumber, s.text(r, adasNumber), ""),
		"password": s.ask("POST", "/sign-in/phone-number", object{"phoneNumber": adasNumber, "password": goodWord}),
	} {
		if got.wants(t, 200); got.body != `{"twoFactorRedirect":true}` || sessionCookie(got.header) != "" && !strings.HasSuffix(sessionCookie(got.header), "=") {
			t.Errorf("%s: %s %v", name, got.body, got.header)
		}
	}
	// Nor does the holder of a code learn who the user is.
	if got := s.enter(adasNumber, s.text(r, adasNumber), "", "disableSession").wants(t, 200, `"token":null`, `"user":null`); strings.Contains(got.body, "ada@") || len(got.header.Values("Set-Cookie")) > 0 {
		t.Errorf("without a session: %s %v", got.body, got.header)
	}
	if n := value[int](s, `select count(*) from neon_auth.session`); n != 1 {
		t.Errorf("%d sessions", n)
	}
	// C05: a sign-in that waits for its second factor changes nothing.
	waiting := s.ask("POST", "/sign-in/phone-number", object{"phoneNumber": adasNumber, "password": goodWord}).wants(t, 200)
	var jar []string
	for _, set := range waiting.header.Values("Set-Cookie") {
		pair, _, _ := strings.Cut(set, ";")
		jar = append(jar, pair)
	}
	s.enter(someNumber, s.text(r, someNumber), strings.Join(jar, "; "), "updatePhoneNumber").wants(t, 401, "USER_NOT_FOUND")
	s.ask("POST", "/update-user", object{"phoneNumber": nil}, "Cookie", strings.Join(jar, "; ")).wants(t, 401)

	// A number is a way to sign in: changing it needs a recent proof of the second factor.
	code := s.text(r, someNumber)
	s.enter(someNumber, code, ada, "updatePhoneNumber").wants(t, 403, "STEP_UP_REQUIRED")
	s.sql(`update neon_auth.session_origin set "secondFactorAt" = now()`)
	s.enter(someNumber, code, ada, "updatePhoneNumber").wants(t, 200, someNumber) // the code was kept
}

// Password reset by phone: of verified numbers, also of users without a password. Nobody learns whose number it is.
func TestPasswordResetByPhone(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.phones(`{"signUpOnVerification": {"enabled": true}}`)
	ask := func(number string) answer {
		return s.ask("POST", "/phone-number/request-password-reset", object{"phoneNumber": number})
	}
	reset := func(number, code, password string) answer {
		return s.ask("POST", "/phone-number/reset-password", object{"phoneNumber": number, "otp": code, "newPassword": password})
	}
	ask(adasNumber).wants(t, 400, "RESET_PASSWORD_ISNT_ENABLED")
	reset(adasNumber, "000000", goodWord).wants(t, 400, "RESET_PASSWORD_ISNT_ENABLED")
	s.sql(`select neon_auth.set('plugin_configs.phoneNumber.config.sendPasswordResetOTP', 'true')`)

	got := s.enter(adasNumber, s.text(r, adasNumber), "").wants(t, 200) // a user without a password
	s.person("eve@example.com")
	s.sql(`update neon_auth."user" set "phoneNumber" = $1 where email = 'eve@example.com'`, someNumber) // not verified
	sent := len(r.Deliveries("send.otp"))
	for _, number := range []string{"+4915199999999", someNumber, "123", adasNumber} {
		if got := ask(number).wants(t, 200); got.body != `{"status" : true}` {
			t.Errorf("%s: %s", number, got.body)
		}
	}
	s.eventually(`select count(*) = 1 from neon_auth.webhook_event where data ->> 'otp_type' = 'forget-password' and state = 'delivered'`)
	if n := len(r.Deliveries("send.otp")); n != sent+1 {
		t.Errorf("%d messages", n-sent)
	}
	code := lastCode(s, r, adasNumber)
	reset(adasNumber, code, "short").wants(t, 400, "PASSWORD_TOO_SHORT")
	reset(adasNumber, code, strings.Repeat("x", 129)).wants(t, 400, "PASSWORD_TOO_LONG")
	reset(adasNumber, code, "another word").wants(t, 200)
	reset(adasNumber, code, "another word").wants(t, 400, "OTP_NOT_FOUND")
	s.ask("GET", "/get-session", nil, "Cookie", sessionCookie(got.header)).wants(t, 200, "null")
	s.ask("POST", "/sign-in/phone-number", object{"phoneNumber": adasNumber, "password": "another word"}).wants(t, 200)

	// A code ends with the number.
	ask(adasNumber).wants(t, 200)
	s.eventually(`select count(*) = 2 from neon_auth.webhook_event where data ->> 'otp_type' = 'forget-password' and state = 'delivered'`)
	code = lastCode(s, r, adasNumber)
	s.sql(`update neon_auth."user" set "phoneNumber" = null where "phoneNumber" = $1`, adasNumber)
	s.sql(`update neon_auth."user" set "phoneNumber" = $1, "phoneNumberVerified" = true where email = 'eve@example.com'`, adasNumber)
	reset(adasNumber, code, "eve loses").wants(t, 400, "OTP_NOT_FOUND")
}

// A user removes the number, unless it is the last way to sign in. Administrators set it.
func TestPhoneNumbersAreRemovedAndAdministered(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.phones(`{"signUpOnVerification": {"enabled": true}}`)
	ada := s.withNumber(r, "ada@example.com", adasNumber)
	s.ask("POST", "/update-user", object{"phoneNumber": nil}, "Cookie", ada).wants(t, 200)
	s.ask("GET", "/get-session", nil, "Cookie", ada).wants(t, 200, `"phoneNumber":null`)
	alone := sessionCookie(s.enter(someNumber, s.text(r, someNumber), "").wants(t, 200).header)
	s.ask("POST", "/update-user", object{"phoneNumber": nil}, "Cookie", alone).wants(t, 400, "YOU_CANT_UNLINK_YOUR_LAST_ACCOUNT")

	root := s.person("root@example.com")
	s.sql(`update neon_auth."user" set role = 'admin' where email = 'root@example.com'`)
	id := value[string](s, `select id::text from neon_auth."user" where email = 'ada@example.com'`)
	change := func(data object) answer {
		return s.ask("POST", "/admin/update-user", object{"userId": id, "data": data}, "Cookie", root)
	}
	change(object{"phoneNumber": "0151 23456789"}).wants(t, 400, "INVALID_PHONE_NUMBER")
	change(object{"phoneNumber": 4915123456789}).wants(t, 400, "INVALID_PHONE_NUMBER")
	change(object{"phoneNumberVerified": "yes"}).wants(t, 400, "INVALID_VALUE")
	change(object{"phoneNumber": someNumber}).wants(t, 400, "PHONE_NUMBER_ALREADY_EXISTS")
	change(object{"phoneNumber": adasNumber}).wants(t, 200, adasNumber, `"phoneNumberVerified" : null`)
	change(object{"phoneNumberVerified": true}).wants(t, 200, `"phoneNumberVerified" : true`)
	change(object{"phoneNumber": "+4915123456799"}).wants(t, 200, `"phoneNumberVerified" : false`) // another one is not proven
	change(object{"phoneNumber": adasNumber, "phoneNumberVerified": true}).wants(t, 200, `"phoneNumberVerified" : true`)
	s.ask("GET", "/admin/list-users?filterField=phoneNumber&filterValue="+"%2B4915123456789", nil, "Cookie", root).wants(t, 200, "ada@example.com", `"total" : 1`)
	s.ask("POST", "/admin/create-user", object{"email": "new@example.com", "name": "New", "data": object{"phoneNumber": "+4915123456700", "phoneNumberVerified": true}},
		"Cookie", root).wants(t, 200, `"phoneNumber" : "+4915123456700"`)
	s.enter("+4915123456700", s.text(r, "+4915123456700"), "").wants(t, 200, "new@example.com")
	s.ask("POST", "/admin/ban-user", object{"userId": id}, "Cookie", root).wants(t, 200)
	s.enter(adasNumber, s.text(r, adasNumber), "").wants(t, 403, "BANNED_USER")
	imposter := sessionCookie(s.ask("POST", "/admin/impersonate-user", object{"userId": value[string](s, `select id::text from neon_auth."user" where email = 'new@example.com'`)}, "Cookie", root).wants(t, 200).header)
	s.enter("+4915123456701", s.text(r, "+4915123456701"), imposter, "updatePhoneNumber").wants(t, 403, "YOU_CANNOT_DO_THIS_WHILE_IMPERSONATING")
	s.ask("POST", "/update-user", object{"phoneNumber": nil}, "Cookie", imposter).wants(t, 403, "YOU_CANNOT_DO_THIS_WHILE_IMPERSONATING")
}

// The webhook decides about users who sign up by phone, and a message that it refuses fails the request.
func TestPhonesAndTheWebhook(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.phones(`{"signUpOnVerification": {"enabled": true, "tempEmailDomain": "phone.example.com"}}`, "user.before_create", "user.created")
	code := s.text(r, adasNumber)
	r.Respond(200, denied)
	s.enter(adasNumber, code, "").wants(t, 403, "NOT_YOU")
	r.Respond(200, allowed)
	s.enter(adasNumber, code, "").wants(t, 200, strings.TrimPrefix(adasNumber, "+")+"@phone.example.com") // the code was kept
	s.eventually(`select count(*) = 1 from neon_auth.webhook_event where type = 'user.created' and "user" ->> 'phone_number' = $1`, adasNumber)
	r.Respond(500, "")
	s.ask("POST", "/phone-number/send-otp", object{"phoneNumber": someNumber}).wants(t, 502, "THE_WEBHOOK_DID_NOT_ANSWER_AS_IT_SHOULD")
	r.Respond(200, "")
	s.text(r, adasNumber)
	if n := value[int](s, `select count(*) from neon_auth.webhook_event where type = 'send.otp' and state = 'delivered' and sealed is not null`); n != 0 {
		t.Errorf("%d codes stay sealed after their delivery", n)
	}
	s.sql(`update neon_auth.project_config set email_and_password = '{"disableSignUp": true}'`)
	s.enter(someNumber, s.text(r, someNumber), "").wants(t, 400, "SIGN_UP_IS_NOT_ENABLED")
}

// A copy of the database sends no text messages. If it redirects its messages, their codes arrive in that mailbox.
func TestCopiesSendNoTextMessages(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := s.phones(`{}`)
	s.withNumber(r, "ada@example.com", adasNumber)
	s.eventually(`select count(*) = 1 and bool_and(state = 'delivered') from neon_auth.webhook_event where type = 'phone_number.verified'`)
	calls := len(r.Deliveries(""))
	s.sql(`select neon_auth.fork_branch()`)
	s.eventually(`select is_copy from neon_auth.branch_overview`)
	s.ask("POST", "/phone-number/send-otp", object{"phoneNumber": adasNumber}).wants(t, 200) // held
	s.sql(`select neon_auth.set('branch.outbound', 'redirect:qa@example.com')`)
	s.ask("POST", "/phone-number/send-otp", object{"phoneNumber": adasNumber}).wants(t, 200)
	got := s.post.Wait(t, "qa@example.com", "sign-in-otp", 0)
	if !strings.Contains(got.Raw, "["+adasNumber+"]") {
		t.Errorf("the mail does not name the number:\n%s", got.Raw)
	}
	s.enter(adasNumber, got.Code(), "").wants(t, 200, "ada@example.com")
	if n := len(r.Deliveries("")) - calls; n != 0 {
		t.Errorf("the copy called the webhook %d times", n)
	}
}
