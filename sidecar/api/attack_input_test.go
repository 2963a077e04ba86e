package api_test

import (
	"bytes"
	"compress/gzip"
	crand "crypto/rand"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"neonauth/sidecar/api"
)

// The attacks of attacks.md on what a request carries, by number.

// A22, E02: what a caller may not set about himself.
func TestForbiddenFields(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	before := value[string](h, `select to_jsonb(u) - 'updatedAt' || jsonb_build_object('name', null) from neon_auth."user" u`)
	for _, fields := range []string{
		`"emailVerified":true`, `"phoneNumberVerified":true`, `"verification":{"verified":true}`, `"role":"admin"`, `"role":["admin"]`,
		`"banned":true`, `"banExpires":"2099-01-01T00:00:00Z"`, `"id":"00000000-0000-0000-0000-000000000000"`, `"createdAt":"2000-01-01T00:00:00Z"`,
		`"updatedAt":"2000-01-01T00:00:00Z"`, `"__proto__":{"role":"admin"}`, `"constructor":{"prototype":{"role":"admin"}}`, `"role[]":"admin"`,
		`"email":"eve@example.com"`, `"user":{"role":"admin"}`, `"password":"x"`, `"EMAIL":"eve@example.com"`, `"Role":"admin"`, `"userId":"x"`,
	} {
		if got := c.post("/update-user", `{"name":"Eve",`+fields+`}`); got.status != 200 && got.status != 400 {
			t.Errorf("update-user %s: %d %s", fields, got.status, got.body)
		}
		after := value[string](h, `select to_jsonb(u) - 'updatedAt' || jsonb_build_object('name', null) from neon_auth."user" u where email = 'ada@example.com'`)
		if after != before {
			t.Fatalf("update-user %s: %s became %s", fields, before, after)
		}
		if !strings.Contains(fields, "role") && !strings.Contains(fields, "Verified") && !strings.Contains(fields, `"id"`) && !strings.Contains(fields, "createdAt") {
			continue // a password is hashed for each
		}
		got := h.client().post("/sign-up/email", `{"name":"Eve","email":"eve@example.com","password":"`+goodWord+`",`+fields+`}`)
		if got.status != 200 && got.status != 400 {
			t.Errorf("sign-up %s: %d %s", fields, got.status, got.body)
		}
		if n := value[int](h, `select count(*) from neon_auth."user" where email = 'eve@example.com' and (role <> 'user' or banned or "emailVerified"
			or "createdAt" < now() - interval '1 hour' or id = '00000000-0000-0000-0000-000000000000')`); n != 0 {
			t.Errorf("sign-up took %s", fields)
		}
		h.sql(`delete from neon_auth."user" where email = 'eve@example.com'`)
	}
}

func TestB14OnlyText(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	h.sql(`select neon_auth.set_password(id, $1) from neon_auth."user"`, hash(h, "12345678"))
	for _, word := range []string{`12345678`, `["12345678"]`, `{"length":8}`, `true`, `null`, `"１２３４５６７９"`, `"12345678 "`, `" 12345678"`, `"012345678"`, `12345678.0`} {
		if got := c.post("/sign-in/email", `{"email":"ada@example.com","password":`+word+`}`); got.status != 400 && got.status != 401 {
			t.Errorf("%s: %d", word, got.status)
		}
	}
	c.signIn("ada@example.com", "12345678").wants(t, 200)
}

func TestE20Methods(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	served := map[string]bool{}
	for _, key := range api.RouteKeys() {
		served[key] = true
	}
	for key := range served {
		_, path, _ := strings.Cut(key, " ")
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "TRACE", "PROPFIND"} {
			if served[method+" "+path] || method == "HEAD" && (path == "/ok" || strings.Contains(path, "jw")) {
				continue
			}
			if got := c.send(method, path, nil, "Origin", ownOrigin, "X-HTTP-Method-Override", "POST"); got.status != 404 || got.body != "" {
				t.Errorf("%s %s: %d %s", method, path, got.status, got.body)
			}
		}
	}
	c.get("/get-session?_method=POST", "X-HTTP-Method-Override", "POST", "X-HTTP-Method", "DELETE").wants(t, 200, "ada@")
	if !c.signedIn() {
		t.Error("a session ended")
	}
}

// Nothing takes an Authorization header as a session, however it is written.
func TestF24AuthorizationHeader(t *testing.T) {
	t.Parallel()
	h := start(t)
	token := h.client().enter("ada@example.com").token()
	for _, header := range []string{"Bearer " + token, "bearer " + token, "Bearer\t" + token, "Bearer " + token + ", Bearer x", "Bearer %zz", "Bearer", "Basic %%%", "\u00ff"} {
		if got := h.client().get("/list-sessions", "Authorization", header); got.status != 401 {
			t.Errorf("%q: %d", header, got.status)
		}
	}
}

func TestH08LongPasswords(t *testing.T) {
	t.Parallel()
	h := start(t)
	up := func(email, word string) answer {
		return h.client().post("/sign-up/email", map[string]any{"name": "Ada", "email": email, "password": word})
	}
	up("a@example.com", strings.Repeat("p", 129)).wants(t, 400, "PASSWORD_TOO_LONG")
	up("a@example.com", strings.Repeat("p", 1_000_000)).wants(t, 400, "PASSWORD_TOO_LONG")
	up("a@example.com", strings.Repeat("p", 10_000_000)).wants(t, 413)
	if n := value[int](h, `select count(*) from neon_auth."user"`); n != 0 {
		t.Errorf("%d users", n)
	}
	long := strings.Repeat("é🦊", 40) + "12345678" // 128 units
	up("a@example.com", long).wants(t, 200)
	h.client().signIn("a@example.com", long[:len(long)-1]).wants(t, 401)
	h.client().signIn("a@example.com", long).wants(t, 200)
	began := time.Now()
	h.client().signIn("a@example.com", strings.Repeat("e\u0301", 300_000)).wants(t, 401)
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("a password of 900 kB takes %v", took)
	}
}

func TestH09HostileBodies(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client()
	valid := `{"name":"x","email":"x@example.com","password":"` + goodWord + `"`
	var bomb bytes.Buffer
	zip := gzip.NewWriter(&bomb)
	_, _ = zip.Write(make([]byte, 10<<20))
	_ = zip.Close()
	for name, body := range map[string]string{
		"400 deep":           strings.Repeat("[", 100_000),
		"400 deep object":    strings.Repeat(`{"a":`, 100_000),
		"413 million keys":   "{" + strings.Repeat(`"k":1,`, 1_000_000) + `"z":1}`,
		"413 big":            `{"name":"` + strings.Repeat("x", 1<<20) + `"}`,
		"400 NaN":            `{"name":NaN}`,
		"400 lone surrogate": `{"name":"\ud800"}`,
		"400 NUL":            `{"name":"a\u0000b"}`,
		"400 raw NUL":        "{\"name\":\"a\x00b\"}",
		"400 broken UTF-8":   "{\"name\":\"\xff\xfe\"}",
		"400 overlong":       "{\"name\":\"\xc0\x80\"}",
		"400 two values":     `{} {}`,
		"400 gzip":           bomb.String(),
		"400 NUL beside":     valid + `,"more":"\u0000"}`,
		"400 NUL as key":     valid + `,"\u0000":1}`,
		"400 huge number":    valid + `,"more":1e999}`,
	} {
		began := time.Now()
		got := c.post("/sign-up/email", body)
		if took := time.Since(began); fmt.Sprint(got.status) != name[:3] || took > 25*time.Second {
			t.Errorf("%s: %d after %v", name, got.status, took)
		}
	}
	c.post("/sign-up/email", `{"name":"first","name":"x","email":"no","email":"x@example.com","password":"`+goodWord+`"}`).wants(t, 200, `"x"`)
	c.get("/error?error=%00").wants(t, 400)
	c.get("/get-session?disableRefresh=%ff").wants(t, 400)

	endless, end := io.Pipe()
	go func() { // ends when the server has had enough
		for err := error(nil); err == nil; {
			_, err = end.Write(bytes.Repeat([]byte("x"), 1<<16))
		}
	}()
	got, err := h.client().try(t.Context(), http.MethodPost, "/sign-up/email", endless)
	endless.Close()
	if err == nil && got.status != 413 {
		t.Errorf("a body without end: %d", got.status)
	}
}

// J08: one person's address in many spellings, at once.
func TestJ08OneAddress(t *testing.T) {
	t.Parallel()
	h := start(t)
	for _, spellings := range [][]string{
		{"ada@example.com", "ADA@example.com", "Ada@Example.COM", "aDa@eXample.com"},
		{"k@example.com", "K@example.com", "\u212a@example.com"}, // the Kelvin sign is a K
	} {
		var all sync.WaitGroup
		for range 2 {
			for _, email := range spellings {
				all.Go(func() {
					got := h.client().post("/sign-up/email", map[string]any{"name": "Ada", "email": email, "password": goodWord})
					if got.status != 200 && got.status != 422 && got.status != 400 {
						t.Errorf("%s: %d %s", email, got.status, got.body)
					}
				})
			}
		}
		all.Wait()
		if n := value[int](h, `select count(*) from neon_auth."user" where lower(normalize(email, NFKC) collate "C") = $1`, spellings[0]); n != 1 {
			t.Errorf("%s: %d users", spellings[0], n)
		}
	}
	h.client().enter("ada+shop@example.com")
	if n := value[int](h, `select count(*) from neon_auth.account`); n != 3 {
		t.Errorf("%d accounts", n)
	}
}

// Text that does not compress, longer than any index takes: an avatar as data: URL, a name.
func TestLongTextIsStored(t *testing.T) {
	t.Parallel()
	c := start(t).client().enter("ada@example.com")
	long := ""
	for len(long) < 100_000 {
		long += crand.Text()
	}
	for field, long := range map[string]string{"image": long, "name": long[:8000]} {
		c.post("/update-user", map[string]any{field: long}).wants(t, 200)
		if c.get("/get-session").field("user", field) != long {
			t.Errorf("%s is another", field)
		}
	}
}

// J18: numbers and times that no column takes.
func TestJ18OversizedValues(t *testing.T) {
	t.Parallel()
	h := start(t)
	c := h.client().enter("ada@example.com")
	for _, v := range []string{"1e300", "-1", "9223372036854775808", `"infinity"`, `"294277-01-01"`, `"-infinity"`, "1e-300", `[[]]`, `{}`} {
		for path, body := range map[string]string{
			"/update-user":     `{"name":"Ada","banExpires":` + v + `,"image":` + v + `}`,
			"/revoke-session":  `{"token":` + v + `}`,
			"/sign-in/email":   `{"email":"ada@example.com","password":"x","rememberMe":` + v + `}`,
			"/change-password": `{"currentPassword":` + v + `,"newPassword":` + v + `}`,
			"/sign-up/email":   `{"name":"x","email":"y@example.com","password":"short","banExpires":` + v + `}`,
		} {
			if got := c.post(path, body); got.status >= 500 {
				t.Errorf("%s %s: %d %s", path, body, got.status, got.body)
			}
		}
	}
}

// Any input to any route gets a response that is not a 5xx and has all headers.
func TestGarbage(t *testing.T) {
	t.Parallel()
	h := start(t)
	signedIn := h.client().enter("ada@example.com")
	random := rand.New(rand.NewPCG(7, 11))
	pieces := []string{
		`{`, `}`, `[`, `]`, `"`, `:`, `,`, `"email"`, `"password"`, `"token"`, `"name"`, `"image"`, `"callbackURL"`, "null", "true", "1e9", `"a@b.co"`,
		"\x00", "\xff", `\u0000`, `\ud800`, "é", "🦊", "%00", "%", "=", "&", "disableRefresh", "error", ";", "\\", "'", " ",
	}
	junk := func(most int) string {
		var text strings.Builder
		for range random.IntN(most) {
			text.WriteString(pieces[random.IntN(len(pieces))])
		}
		return text.String()
	}
	headers := []string{"User-Agent", "Origin", "Referer", "Content-Type", "X-Forwarded-For", "Sec-Fetch-Site", "Authorization"}
	for _, key := range api.RouteKeys() {
		method, path, _ := strings.Cut(key, " ")
		if path == "/sign-out" || strings.HasPrefix(path, "/revoke-") {
			continue // these end the session the others need; TestH09HostileBodies and TestJ18 have them
		}
		for n := range 30 {
			c := h.client()
			if n%2 == 0 {
				c = signedIn
			}
			header := []string{headers[random.IntN(len(headers))], strings.NewReplacer("\x00", "", "\n", "").Replace(junk(5))}
			body := junk(12)
			if n%3 == 0 {
				body = `{"name":"` + junk(2) + `","email":"` + junk(2) + `@b.co","password":"` + junk(3) + `","token":"` + junk(2) + `"}`
			}
			query := strings.NewReplacer(" ", "+", "\x00", "%00", "\xff", "%ff", "\"", "%22", "\\", "%5c").Replace(junk(4))
			got, err := c.try(t.Context(), method, path+"?"+query, strings.NewReader(body), header...)
			if err != nil {
				t.Fatalf("%s?%s %q: %v", key, query, header, err)
			}
			if got.status >= 500 || got.header.Get("Cache-Control") != "no-store" || got.header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s?%s %q %q: %d %v", key, query, header, body, got.status, got.header)
			}
		}
	}
	if strings.Contains(h.log.String(), `"level":"ERROR"`) {
		t.Errorf("garbage is an error of ours: %s", h.log)
	}
}
