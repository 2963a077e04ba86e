package api_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"neonauth/sidecar/api"
	"neonauth/sidecar/captcha"
)

const captchaSecret = "captcha-secret-0123456789"

// A judge stands in for a captcha provider. It remembers what it was asked.
type judge struct {
	*httptest.Server
	mutex sync.Mutex
	asked []url.Values
	reply func(w http.ResponseWriter, asked url.Values)
}

func newJudge(t *testing.T) *judge {
	t.Helper()
	j := &judge{}
	j.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, in *http.Request) {
		asked := url.Values{"type": {in.Header.Get("Content-Type")}}
		if body, _ := io.ReadAll(in.Body); strings.HasPrefix(string(body), "{") {
			var fields map[string]string
			_ = json.Unmarshal(body, &fields)
			for name, value := range fields {
				asked.Set(name, value)
			}
		} else if form, err := url.ParseQuery(string(body)); err == nil {
			for name := range form {
				asked.Set(name, form.Get(name))
			}
		}
		j.mutex.Lock()
		j.asked = append(j.asked, asked)
		reply := j.reply
		j.mutex.Unlock()
		if reply != nil {
			reply(w, asked)
			return
		}
		fmt.Fprintf(w, `{"success": %v, "score": 0.9}`, asked.Get("response") == "good" && asked.Get("secret") == captchaSecret)
	}))
	t.Cleanup(j.Close)
	return j
}

// count returns how often it was asked.
func (j *judge) count() int {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return len(j.asked)
}

// withCaptcha serves a database whose settings ask for captchas that the judge verifies.
func withCaptcha(t *testing.T, j *judge, config map[string]any) *harness {
	t.Helper()
	h := start(t, func(c *api.Config) { c.Captcha = captcha.New(http.DefaultClient, 5*time.Second) })
	h.setCaptcha(j.URL, config)
	return h
}

func (h *harness) setCaptcha(address string, more map[string]any) {
	h.Helper()
	config := map[string]any{"provider": "cloudflare-turnstile", "secretKey": captchaSecret, "siteVerifyURLOverride": address}
	for name, value := range more {
		config[name] = value
	}
	text, err := json.Marshal(map[string]any{"captcha": map[string]any{"enabled": true, "config": config}})
	if err != nil {
		h.Fatal(err)
	}
	h.sql(`set neon_auth.webhook_allow_private = on; update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}', plugin_configs = '` + string(text) + `'`)
}

var adaSignsIn = map[string]any{"email": "ada@example.com", "password": goodWord}

// TestCaptchaGuardsEndpoints: the endpoint that serves a request decides, however its address is written.
func TestCaptchaGuardsEndpoints(t *testing.T) {
	t.Parallel()
	j := newJudge(t)
	h := start(t, func(c *api.Config) { c.Captcha = captcha.New(http.DefaultClient, 0) })
	h.client().enter("ada@example.com")
	h.setCaptcha(j.URL, map[string]any{"endpoints": []string{"/sign-in/email", "/email-otp/request-password-reset", "/organization", "/admin/*-user"}})
	for _, path := range []string{"/sign-in/email", "/sign-in/email?x=1", "/sign-in/email?callbackURL=/sign-up", "/forget-password/email-otp", "/organization/create", "/organization/remove-member", "/admin/create-user"} {
		got := h.client().post(path, adaSignsIn).wants(t, 400)
		if got.body != `{"message":"Missing CAPTCHA response"}` || !strings.HasPrefix(got.header.Get("Content-Type"), "text/plain") {
			t.Errorf("%s: %s %s", path, got.header.Get("Content-Type"), got.body)
		}
		h.client().post(path, adaSignsIn, "X-Captcha-Response", "bad").wants(t, 403, `{"message":"Captcha verification failed"}`)
	}
	h.client().post("/sign-in/email", map[string]any{}, "X-Captcha-Response", "bad").wants(t, 403, "Captcha")
	h.client().post("/sign-in/email", adaSignsIn, "Origin", "https://evil.example").wants(t, 400, "CAPTCHA")
	h.client().post("/sign-in/email", adaSignsIn, "X-Captcha-Response", "good").wants(t, 200)
	asked := j.count()
	for _, path := range []string{"/sign-in/email-otp", "/sign-in/social", "/get-session?next=/sign-in/email", "/sign-up/email", "/admin/list-users", "/ok?x=/organization/create"} {
		if got := h.client().post(path, map[string]any{}); strings.Contains(got.body, "CAPTCHA") {
			t.Errorf("%s asks: %s", path, got.body)
		}
	}
	for _, path := range []string{
		"//sign-in/email", "/sign-in//email", "/sign-in/email/", "/Sign-In/Email", "/sign-in/EMAIL", "/sign-in%2Femail", "/sign-in/%65mail", "/sign-in/./email", "/x/../sign-in/email", "/sign-in/email;x", "/sign-in/email%20",
		"/sign-in/email%00", "/sign-in/email%3F", `/sign-in\email`, "/../auth/sign-in/email", "/sign-in/email.json", "/sign-in/email#x",
	} {
		got, err := h.client().try(t.Context(), http.MethodPost, path, strings.NewReader(`{"email":"ada@example.com","password":"`+goodWord+`"}`), "Content-Type", "application/json")
		if err == nil && got.status != 404 && !strings.Contains(got.body, "Missing CAPTCHA") && got.status != 400 {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
	if j.count() != asked {
		t.Errorf("other endpoints were verified")
	}
	h.setCaptcha(j.URL, nil) // the endpoints that Better Auth guards, by their names or because they contain one
	for _, path := range []string{
		"/email-otp/request-password-reset", "/sign-in/email", "/sign-up/email", "/sign-in/email-otp", "/request-password-reset", "/forget-password/email-otp",
	} {
		h.client().post(path, adaSignsIn).wants(t, 400, "Missing CAPTCHA response")
	}
	h.client().post("/email-otp/send-verification-otp", map[string]any{"email": "ada@example.com", "type": "sign-in"}).wants(t, 200)
	h.setCaptcha(j.URL, map[string]any{"endpoints": []string{"/forget-password/email-otp", "/email-otp/passcode"}})
	for _, path := range []string{"/forget-password/email-otp", "/email-otp/request-password-reset", "/email-otp/passcode", "/email-otp/reset-password"} {
		h.client().post(path, adaSignsIn).wants(t, 400, "Missing CAPTCHA response") // an endpoint of two names is guarded by both
	}
}

// TestCaptchaFailsClosed (F25): without a clear answer within the time limit, nobody passes.
func TestCaptchaFailsClosed(t *testing.T) {
	t.Parallel()
	j := newJudge(t)
	good := newJudge(t)
	h := withCaptcha(t, j, nil)
	text := func(status int, body string) func(http.ResponseWriter, url.Values) {
		return func(w http.ResponseWriter, _ url.Values) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	release := make(chan struct{})
	for name, c := range map[string]struct {
		reply  func(http.ResponseWriter, url.Values)
		status int
	}{
		"an error":         {text(500, `{"success":true}`), 503},
		"refused":          {text(403, `{"success":true}`), 503},
		"nothing":          {text(200, ""), 503},
		"no JSON":          {text(200, "<html>success"), 503},
		"an empty object":  {text(200, "{}"), 503},
		"null":             {text(200, "null"), 503},
		"a text":           {text(200, `{"success":"true"}`), 503},
		"a number":         {text(200, `{"success":1}`), 503},
		"a list":           {text(200, `[{"success":true}]`), 503},
		"a long answer":    {text(200, `{"x":"`+strings.Repeat("x", 1<<20)+`","success":true}`), 503},
		"a redirect":       {func(w http.ResponseWriter, _ url.Values) { w.Header().Set("Location", good.URL); w.WriteHeader(307) }, 503},
		"a broken answer":  {func(http.ResponseWriter, url.Values) { panic(http.ErrAbortHandler) }, 503},
		"silence":          {func(http.ResponseWriter, url.Values) { <-release }, 503},
		"not solved":       {text(200, `{"success":false,"error-codes":["timeout-or-duplicate"]}`), 403},
		"false and a text": {text(200, `{"success":false,"score":1}`), 403},
	} {
		j.mutex.Lock()
		j.reply = c.reply
		j.mutex.Unlock()
		got := h.client().post("/sign-up/email", map[string]any{"email": "ada@example.com", "password": goodWord, "name": "Ada"}, "X-Captcha-Response", "good")
		if got.status != c.status {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	close(release)
	asked := j.count()
	h.client().post("/sign-up/email", adaSignsIn, "X-Captcha-Response", strings.Repeat("x", 9000)).wants(t, 403)
	if j.count() != asked {
		t.Error("a captcha of 9000 bytes is sent on")
	}
	j.Close()
	h.client().post("/sign-up/email", map[string]any{"email": "ada@example.com", "password": goodWord, "name": "Ada"}, "X-Captcha-Response", "good").wants(t, 503)
	if n := value[int](h, `select count(*) from neon_auth."user"`); n != 0 {
		t.Errorf("%d users", n)
	}
}

// TestCaptchaIsVerifiedOnce: a provider accepts a captcha once, so a request that is decided again does not ask again. No
// database connection is in use in the meantime.
func TestCaptchaIsVerifiedOnce(t *testing.T) {
	t.Parallel()
	j := newJudge(t)
	h := start(t, func(c *api.Config) { c.Captcha = captcha.New(http.DefaultClient, 0) })
	h.client().enter("ada@example.com")
	h.setCaptcha(j.URL, nil)
	h.client().post("/sign-in/email", adaSignsIn).wants(t, 400)
	j.reply = func(w http.ResponseWriter, _ url.Values) {
		// Work in the background may use a connection for a moment. The request would use it until it has its answer.
		for limit := time.Now().Add(3 * time.Second); h.branch.Pool().AcquiredConns() > 0; {
			if time.Now().After(limit) {
				t.Error("the request uses a connection")
				break
			}
			h.sql(`select 1`)
		}
		_, err := h.db.Owner.Exec(t.Context(), `select neon_auth.set('name', 'another')`) // so the request is decided again
		if err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, `{"success":true}`)
	}
	h.client().post("/sign-in/email", adaSignsIn, "X-Captcha-Response", "good").wants(t, 200, "ada@example.com")
	if j.count() != 1 {
		t.Errorf("it was verified %d times", j.count())
	}
}

// TestCaptchaProviders: what each is told, and what it decides.
func TestCaptchaProviders(t *testing.T) {
	t.Parallel()
	j := newJudge(t)
	h := start(t, func(c *api.Config) { c.Captcha = captcha.New(http.DefaultClient, 0) })
	h.client().enter("ada@example.com")
	for _, c := range []struct {
		provider, kind, address, site string
		low                           int
	}{
		{"cloudflare-turnstile", "application/json", "remoteip", "", 200},
		{"google-recaptcha", "application/x-www-form-urlencoded", "remoteip", "", 403},
		{"hcaptcha", "application/x-www-form-urlencoded", "remoteip", "site-1", 200},
		{"captchafox", "application/x-www-form-urlencoded", "remoteIp", "site-1", 200},
	} {
		h.setCaptcha(j.URL, map[string]any{"provider": c.provider, "siteKey": "site-1", "minScore": 0.7})
		h.client().post("/sign-in/email", adaSignsIn, "X-Captcha-Response", "good", "X-Forwarded-For", "2001:db8::7:8").wants(t, 200)
		asked := j.asked[len(j.asked)-1]
		if asked.Get("type") != c.kind || asked.Get("response") != "good" || asked.Get("secret") != captchaSecret || asked.Get(c.address) != "2001:db8::7:8" || asked.Get("sitekey") != c.site {
			t.Errorf("%s is told %v", c.provider, asked)
		}
		for reply, status := range map[string]int{`{"success":true,"score":0.6}`: c.low, `{"success":true,"score":0.7}`: 200, `{"success":true}`: 200} {
			j.reply = func(w http.ResponseWriter, _ url.Values) { _, _ = io.WriteString(w, reply) }
			h.client().post("/sign-in/email", adaSignsIn, "X-Captcha-Response", "good").wants(t, status)
		}
		j.reply = nil
	}
}

// TestCaptchaSecretIsSealed (F09): the key is stored sealed, for its provider, and appears nowhere in clear.
func TestCaptchaSecretIsSealed(t *testing.T) {
	t.Parallel()
	j, thief := newJudge(t), newJudge(t)
	h := start(t, func(c *api.Config) { c.Captcha = captcha.New(http.DefaultClient, 0) })
	h.client().enter("ada@example.com")
	h.setCaptcha(j.URL, nil)
	if _, err := h.branch.SealSecrets(t.Context()); err != nil {
		t.Fatal(err)
	}
	if stored := value[string](h, `select plugin_configs #>> '{captcha,config,secretKey}' from neon_auth.project_config`); !strings.HasPrefix(stored, "v1.") {
		t.Errorf("stored: %s", stored)
	}
	h.client().post("/sign-in/email", adaSignsIn, "X-Captcha-Response", "good").wants(t, 200)
	for name, query := range map[string]string{
		"settings": `select coalesce(string_agg(s::text, ' '), '') from neon_auth.settings s`, "audit log": `select coalesce(string_agg(a::text, ' '), '') from neon_auth.audit_log a`,
	} {
		if strings.Contains(value[string](h, query), captchaSecret) {
			t.Errorf("%s: the secret is shown", name)
		}
	}
	h.sql(`set neon_auth.webhook_allow_private = on; update neon_auth.project_config set plugin_configs = jsonb_set(plugin_configs, '{captcha,config,siteVerifyURLOverride}', '"` + thief.URL + `"')`)
	h.client().post("/sign-in/email", adaSignsIn, "X-Captcha-Response", "good").wants(t, 503)
	if thief.count() != 0 {
		t.Errorf("the secret was sent to another address: %v", thief.asked)
	}
	if strings.Contains(h.log.String(), captchaSecret) {
		t.Error("the secret is logged")
	}
}
