package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// The attacks of attacks.md on origins and addresses, by number.

func TestC17ForgedSignIn(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().enter("eve@example.com")
	body := map[string]any{"email": "eve@example.com", "password": goodWord}
	form := "email=eve%40example.com&password=" + strings.ReplaceAll(goodWord, " ", "+")
	const urlencoded = "application/x-www-form-urlencoded"
	for name, got := range map[string]answer{
		"a form": h.client().post("/sign-in/email", form, "Content-Type", urlencoded,
			"Origin", "https://evil.test", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"),
		"a form without origin": h.client().post("/sign-in/email", form, "Content-Type", urlencoded,
			"Origin", "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"),
		"a script": h.client().post("/sign-in/email", body, "Origin", "https://evil.test", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors"),
		"a frame":  h.client().post("/sign-in/email", body, "Origin", "null", "Sec-Fetch-Dest", "iframe"),
	} {
		if got.status != 403 || len(got.header.Values("Set-Cookie")) != 0 {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	if n := value[int](h, `select count(*) from neon_auth.session`); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

// hostileAddresses are return addresses that lead away from the app, by attack. Trusted are https://good.test, *.app.test
// and myapp://.
var hostileAddresses = map[string][]string{
	"D01": {"https://evil.test", "https://evil.test/https://good.test", "https://good.test@evil.test/", "https://good.test:x@evil.test", "evil.test", "myapp.test"},
	"credentials": {
		"https://user:pass@good.test/", "https://user@good.test", "https://@good.test/", "https://:@good.test", "https://user:@good.test/x",
		"https://a%40b@good.test", "HTTPS://user:pass@x.app.test/", "myapp://user:pass@x/", ownHost("user@"), "exp://10.0.0.1:8081@evil.test/",
	},
	"ports": {
		"https://good.test:0", "https://good.test:65536", "https://good.test:99999/", "https://good.test:-1", "https://good.test:+443", "https://good.test:443x",
		"https://good.test:44 3", "https://good.test::443", "https://good.test:４４３", "http://x.bare.test:99999", "exp://10.0.0.1:80811", ownHost("") + ":0",
	},
	"other readings": {
		"https://go%6fd.test", "https://good.test%", "https://[good.test]", "https://[::1%25eth0]", "https://good.test/a\\b", "https://good..test",
		"https://good.test/\u0007", "https://good.test/\n", "https://good.test/\x7f", " https://good.test/", "https://good.test /",
		"https://faß.app.test.evil.test", "https://xn--zz--.evil.test", "https://0x7f.1", "exp://10.0.0.1.evil.test", "myapp://x\ny",
	},
	"D02": {
		"//evil.test", `/\evil.test`, `\\evil.test`, "/%5cevil.test", "/%2f%2fevil.test", "/\t/evil.test", "///evil.test",
		" //evil.test", "\n//evil.test", "https:evil.test", "https:/evil.test", "https:///evil.test", "/\n/evil.test", "//good.test", "/..//evil.test\\",
		`https://evil.test\@good.test`, `https://evil.test\.app.test`, "https://good.test\t.evil.test", "/a//b\\c",
	},
	"D04": {
		"javascript:alert(1)", "JavaScript://good.test/%0aalert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x",
		"file:///etc/passwd", "blob:https://good.test/x", "about:blank", "myapp:evil", "xmyapp://x",
	},
	"D05": {
		"https://good。test", "https://gооd.test", "https://good．test", "https://good.test%E3%80%82evil.test", "https://good.test.",
		"https:／／evil.test", "https://good.test%00.evil.test", "https://good.test%2eevil.test", "https://ⓖood.test",
	},
	"D06": {
		"http://good.test", "https://good.test:8443", "https://sub.good.test", "https://evilgood.test", "https://good.test.evil.test",
		"https://evilapp.test", "https://app.test", "http://x.app.test", "https://x.app.test:444", "https://x.app.test.evil.test",
		"https://evil.test/x.app.test", "https://evil.test#x.app.test", "https://evil.test?x.app.test", "https://evilbare.test",
		"http://localhost:3000", "http://localhost:3000.evil.test", "https://auth.test.evil.test",
	},
}

// D01 to D06: redirect addresses. Trusted are https://good.test, *.app.test and myapp://.
func TestCallbackAddresses(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().enter("ada@example.com")
	h.sql(`update neon_auth.project_config set allow_localhost = false, trusted_origins = '[
		{"domain": "https://good.test"}, {"domain": "https://*.app.test"}, {"domain": "*.bare.test"}, {"domain": "myapp://"},
		{"domain": "exp://10.0.0.1:8081"}, {"domain": "https://xn--bcher-kva.test"}]'`)
	for attack, addresses := range hostileAddresses {
		t.Run(attack, func(t *testing.T) {
			for _, address := range addresses {
				body := map[string]any{"email": "ada@example.com", "password": goodWord, "callbackURL": address}
				got := h.client().post("/sign-in/email", body)
				if got.status != 403 || got.field("message") != "Invalid callbackURL" || got.header.Get("Location") != "" {
					t.Errorf("callbackURL %q: %d %s", address, got.status, got.body)
				}
				for name, message := range map[string]string{
					"redirectTo": "Invalid redirectURL", "errorCallbackURL": "Invalid errorCallbackURL", "newUserCallbackURL": "Invalid newUserCallbackURL",
				} {
					got := h.client().post("/sign-out", map[string]any{name: address})
					if got.status != 403 || got.field("message") != message {
						t.Errorf("%s %q: %d %s", name, address, got.status, got.body)
					}
				}
			}
		})
	}
	for i, address := range []string{
		"/", "/welcome?a=1&b=2", "/a/b", "https://good.test", "https://GOOD.test/x?y#z", "https://good.test:443/", "https://x.app.test/",
		"https://a.b.app.test", "http://x.bare.test", "myapp://open", ownOrigin + "/done", "myapp://a?x=y@z", "exp://10.0.0.1:8081/--/x",
		"https://good.test/ü b", "https://good.test/?ä=ö ü#é ß", "https://good.test/日本?\u202e", "https://good.test:0443/", "https://good.test:/",
		"https://good.test?a=%&b=%zz;c", "https://good.test/%zz?x=\\y@z", "https://good.test/@a:b", "https://bücher.test/", "https://BÜCHER.test/x",
		"https://bücher.app.test/",
	} {
		body := map[string]any{"email": fmt.Sprintf("nobody%d@example.com", i), "password": "wrong", "callbackURL": address} // attempts are limited
		h.client().post("/sign-in/email", body).wants(t, 401)
	}
}

// ownHost returns this server's address with a text before the host.
func ownHost(before string) string { return strings.Replace(ownOrigin, "://", "://"+before, 1) }

// An Origin that browsers never send is not trusted, even if a pattern allows any port.
// TestAddressesThatAreNoText: whatever an endpoint does with a return address, one that is no text is refused. A field of
// another name may be anything where the endpoint does not know it.
func TestAddressesThatAreNoText(t *testing.T) {
	t.Parallel()
	h := start(t)
	ada := h.client().enter("ada@example.com")
	for field, code := range map[string]string{
		"callbackURL": "INVALID_CALLBACKURL", "redirectTo": "INVALID_REDIRECTURL", "errorCallbackURL": "INVALID_ERRORCALLBACKURL", "newUserCallbackURL": "INVALID_NEWUSERCALLBACKURL",
	} {
		for _, odd := range []any{5, true, []any{}, map[string]any{"a": 1}} {
			ada.post("/update-user", map[string]any{"name": "Ada", field: odd}).wants(t, 403, code)
		}
		for _, absent := range []any{nil, false, 0, ""} {
			ada.post("/update-user", map[string]any{"name": "Ada", field: absent}).wants(t, 200)
		}
	}
	for path, body := range map[string]map[string]any{
		"/unlink-account":          {"providerId": "credential", "userId": true},
		"/two-factor/disable":      {"password": goodWord, "issuer": []any{}},
		"/two-factor/get-totp-uri": {"password": goodWord, "issuer": 5},
	} {
		if got := h.client().post(path, body); got.status == 400 {
			t.Errorf("%s: %s", path, got.body)
		}
	}
}

func TestOriginsWithInvalidPorts(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth.project_config set trusted_origins = '[{"domain": "https://*.app.test:*"}, {"domain": "https://good.test"}]'`)
	ada := h.client().enter("ada@example.com")
	for origin, status := range map[string]int{
		"http://localhost:3000": 200, "http://localhost:65535": 200, "http://localhost:1": 200, "https://a.app.test:8443": 200,
		"http://localhost:99999": 403, "http://localhost:65536": 403, "http://localhost:0": 403, "http://localhost:-1": 403, "http://localhost:x": 403,
		"http://localhost:": 403, "http://localhost:3000:3000": 403, "http://user@localhost:3000": 403, "http://user:pass@localhost:3000": 403,
		"https://a.app.test:0": 403, "https://a.app.test:65536": 403, "https://user@a.app.test:8443": 403, "https://good.test:99999": 403,
	} {
		if got := ada.post("/update-user", map[string]any{"name": "A"}, "Origin", origin); got.status != status {
			t.Errorf("%s: %d %s", origin, got.status, got.body)
		}
	}
}

func TestD16MalformedAddresses(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.client().get("/ok").wants(t, 200)
	for _, address := range []string{
		"%zz", "/%zz", "https://[::", "https://%zz/", "https://good.test:port/", "https://" + strings.Repeat("a.", 400_000),
		"/" + strings.Repeat("(", 900_000), "http://" + strings.Repeat("[", 900_000), strings.Repeat("/%2f", 200_000),
	} {
		began := time.Now()
		got := h.client().post("/sign-out", map[string]any{"callbackURL": address})
		if took := time.Since(began); got.status != 403 || took > 25*time.Second {
			t.Errorf("%.30s: %d after %v", address, got.status, took)
		}
	}
}

func TestF10ForgedOrigin(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth.project_config set allow_localhost = false, trusted_origins = '[{"domain": "https://good.test"}]'`)
	c := h.client().enter("ada@example.com")
	posts := []string{
		"/sign-up/email", "/sign-in/email", "/sign-out", "/get-session", "/revoke-session", "/revoke-sessions", "/revoke-other-sessions",
		"/revoke-all-sessions", "/update-user", "/change-password", "/verify-password",
	}
	for name, header := range map[string][]string{
		"evil":               {"Origin", "https://evil.test"},
		"null":               {"Origin", "null"},
		"none":               {"Origin", ""},
		"none, from a fetch": {"Origin", "", "Sec-Fetch-Site", "cross-site"},
		"evil referer":       {"Origin", "", "Referer", "https://evil.test/x"},
		"subdomain":          {"Origin", "https://x.good.test"},
		"suffix":             {"Origin", "https://good.test.evil.test"},
		"another scheme":     {"Origin", "http://good.test"},
		"two":                {"Origin", "https://good.test, https://evil.test"},
		"localhost":          {"Origin", "http://localhost:3000"},
	} {
		for _, path := range posts {
			got := c.post(path, "{}", header...)
			if got.status != 403 || got.header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s at %s: %d %s", name, path, got.status, got.body)
			}
		}
	}
	if !c.signedIn() {
		t.Error("a forged request had an effect")
	}
	for _, header := range [][]string{{"Origin", "https://good.test"}, {"Origin", "", "Referer", "https://good.test/page"}} {
		c.post("/update-user", map[string]any{"name": "Ada"}, header...).wants(t, 200)
	}
}

// A browser that has signed out keeps the cookies for coming back from a provider, which are no session.
func TestOriginWithoutASession(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`select neon_auth.set('strictOrigin', 'false')`)
	c := h.client()
	c.signUp("ada@example.com")
	const cookies = "__Secure-neon-auth.session_challenge=x; __Secure-neon-auth.session_challange=x"
	for cookie, status := range map[string]int{
		"": 200, cookies: 200, "__Secure-neon-auth.session_challenge=x": 200,
		cookies + "; a=b": 403, "a=b; " + cookies: 403, cookies + "; x": 403, cookies + "x; __Secure-neon-auth.session_token=x": 403,
		"__Secure-neon-auth.session_challengex=x": 403, "session_challenge=x": 403, "__secure-neon-auth.session_challenge=x": 403,
	} {
		for _, origin := range []string{"https://evil.test", "null", ""} {
			if got := h.client().post("/sign-out", map[string]any{}, "Origin", origin, "Cookie", cookie); got.status != status {
				t.Errorf("%q from %q: %d %s", cookie, origin, got.status, got.body)
			}
		}
	}
	c.post("/sign-out", map[string]any{}, "Origin", "https://evil.test").wants(t, 403, "INVALID_ORIGIN")
	c.post("/sign-out", map[string]any{}).wants(t, 200)
	c.post("/sign-out", map[string]any{}, "Origin", "https://evil.test").wants(t, 200)
}

func TestF12MediaTypes(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	for _, media := range []string{
		"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx", "text/json",
		"text/plain; application/json", "application/json, text/plain", "*/*", ";", "application/xml",
	} {
		c.post("/update-user", map[string]any{"name": "Eve"}, "Content-Type", media).wants(t, 415, "UNSUPPORTED_MEDIA_TYPE")
	}
	c.post("/update-user", map[string]any{"name": "Eve"}, "Content-Type", "").wants(t, 400) // its body is treated as absent
	if got := c.get("/get-session").field("user", "name"); got != "Ada" {
		t.Errorf("the name is %v", got)
	}
	c.post("/update-user", map[string]any{"name": "Bea"}, "Content-Type", "Application/JSON; charset=utf-8").wants(t, 200)
}
