package console_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"neonauth/sidecar/console"
)

// TestSignInWithAKey: a key that is valid opens a session with a cookie of its own, any other one does not.
func TestSignInWithAKey(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ops")
	if got := h.browser().get(h.at("/users/")); got.status != 303 || !strings.HasPrefix(got.header.Get("Location"), "/console/sign-in?then=") {
		t.Errorf("without a session: %d %s", got.status, got.header.Get("Location"))
	}
	h.key("gone", `"revoked_at": "2026-01-01"`)
	h.key("old", `"expires_at": "2026-01-01"`)
	for _, wrong := range []string{"", "x", "nak_gone" + strings.Repeat("k", 40), "nak_old" + strings.Repeat("k", 40), key + "k", strings.ToUpper(key)} {
		if got := h.browser().post("/console/sign-in", url.Values{"key": {wrong}}); got.status != 401 || got.header.Get("Set-Cookie") != "" {
			t.Errorf("%q: %d, %s", wrong, got.status, got.header.Get("Set-Cookie"))
		}
	}
	b := h.browser()
	got := b.post("/console/sign-in", url.Values{"key": {" " + key + "\n"}, "then": {h.at("/users/")}})
	cookie := got.header.Get("Set-Cookie")
	for _, attribute := range []string{"neonauth_console=", "HttpOnly", "SameSite=Strict", "Max-Age=43200", "Path=/console"} {
		if !strings.Contains(cookie, attribute) {
			t.Errorf("the cookie %s has no %s", cookie, attribute)
		}
	}
	if got.status != 303 || got.header.Get("Location") != h.at("/users/") {
		t.Errorf("%d, to %s", got.status, got.header.Get("Location"))
	}
	if page := b.get(h.at("/users/")); page.status != 200 || !strings.Contains(page.text, "ada@example.com") {
		t.Errorf("the page: %d", page.status)
	}
	token, _, _ := strings.Cut(strings.TrimPrefix(cookie, "neonauth_console="), ";")
	if n := value[int](h, "select count(*) from neon_auth_management.console_session s where position(convert_to($1, 'UTF8') in s.hash) > 0", token); n > 0 {
		t.Error("the token is stored in clear")
	}
	if n := value[int](h, "select count(*) from neon_auth_management.console_session where hash = sha256(convert_to($1, 'UTF8'))", token); n != 1 {
		t.Errorf("%d sessions are stored by hash", n)
	}
	for _, outside := range []string{"https://evil.example/", "//evil.example/console/db/x/", "/console/db/\\evil", "/\\evil.example", "javascript:alert(1)"} {
		if got := h.browser().post("/console/sign-in", url.Values{"key": {key}, "then": {outside}}); got.header.Get("Location") != "/console/" {
			t.Errorf("%s leads to %s", outside, got.header.Get("Location"))
		}
	}
	if log := h.log.String(); strings.Contains(log, key) || strings.Contains(log, token) {
		t.Error("the log contains a secret")
	}
}

// TestSecureCookie: where browsers use TLS, the cookie is for TLS and this host only.
func TestSecureCookie(t *testing.T) {
	t.Parallel()
	h := start(t, func(c *console.Config) { c.URL = "https://console.example.com" })
	got := h.browser().post("/console/sign-in", url.Values{"key": {h.key("ops")}})
	if cookie := got.header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "__Host-neonauth_console=") || !strings.Contains(cookie, "; Secure") || !strings.Contains(cookie, "Path=/;") {
		t.Errorf("the cookie is %s", cookie)
	}
	if got.header.Get("Strict-Transport-Security") == "" {
		t.Error("no Strict-Transport-Security")
	}
}

// TestAddressWorksOnce: of many browsers that open an address at once, one is signed in. Fetching it does not use it up.
func TestAddressWorksOnce(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ops")
	code := h.code(key, "CODE"+strings.Repeat("X", 30))
	for range 3 {
		if got := h.browser().get("/console/enter/" + code); got.status != 200 || got.header.Get("Set-Cookie") != "" {
			t.Fatalf("a GET: %d %s", got.status, got.header.Get("Set-Cookie"))
		}
		if got := h.browser().send("HEAD", "/console/enter/"+code, nil); got.header.Get("Set-Cookie") != "" {
			t.Fatal("a HEAD signs in")
		}
	}
	replies := make([]reply, 12)
	var racing sync.WaitGroup
	for i := range replies {
		b := h.browser()
		racing.Go(func() { replies[i] = b.post("/console/enter/"+code, nil) })
	}
	racing.Wait()
	won := 0
	for _, got := range replies {
		switch {
		case got.status == 303 && got.header.Get("Set-Cookie") != "":
			won++
		case got.status != 401 || got.header.Get("Set-Cookie") != "":
			t.Errorf("%d %s", got.status, got.header.Get("Set-Cookie"))
		}
	}
	if won != 1 || value[int](h, "select count(*) from neon_auth_management.console_session") != 1 {
		t.Errorf("%d of %d were signed in", won, len(replies))
	}
	old := h.code(key, "OLD"+strings.Repeat("X", 30))
	h.sql("update neon_auth_management.console_code set expires_at = now() - interval '1 second'")
	if got := h.browser().post("/console/enter/"+old, nil); got.status != 401 {
		t.Errorf("after 5 minutes: %d", got.status)
	}
	if got := h.browser().post("/console/enter/"+strings.Repeat("A", 5000), nil); got.status != 401 {
		t.Errorf("nonsense: %d", got.status)
	}
	if strings.Contains(h.log.String(), code) {
		t.Error("the log contains the code")
	}
}

// TestRevocationEndsSessions: a stolen cookie is worth nothing after the key was revoked, has expired, or its session
// was ended by a sign-out.
func TestRevocationEndsSessions(t *testing.T) {
	t.Parallel()
	h := start(t)
	for name, end := range map[string]func(b *browser){
		"revoked": func(*browser) {
			h.sql("update neon_auth_management.key set revoked_at = now() where name = 'revoked'")
		},
		"expired": func(*browser) {
			h.sql("update neon_auth_management.key set expires_at = now() where name = 'expired'")
		},
		"removed":    func(*browser) { h.sql("delete from neon_auth_management.key where name = 'removed'") },
		"signed out": func(b *browser) { b.submit("/console/sign-out", nil) },
		"12 hours": func(*browser) {
			h.sql("update neon_auth_management.console_session set expires_at = now() where key_id = (select id from neon_auth_management.key where name = '12 hours')")
		},
	} {
		b := h.signedIn(h.key(name))
		address, _ := url.Parse(h.server.URL + "/console/")
		stolen := b.client.Jar.Cookies(address)
		token := b.csrf()
		end(b)
		thief := h.browser()
		thief.client.Jar.SetCookies(address, stolen)
		if got := thief.get(h.at("/users/")); got.status != 303 || strings.Contains(got.text, "ada@") {
			t.Errorf("%s: a page: %d", name, got.status)
		}
		if got := thief.post(h.at("/users/"+bobID+"/ban"), url.Values{"csrf": {token}}); got.status != 303 || !strings.HasPrefix(got.header.Get("Location"), "/console/sign-in") {
			t.Errorf("%s: a change: %d", name, got.status)
		}
	}
	if value[bool](h, `select coalesce(banned, false) from neon_auth."user" where id = $1`, bobID) {
		t.Error("a stolen cookie banned a user")
	}
}

// TestKeysInAddressesAreRefused: a management key in an address is neither accepted nor logged, however it is encoded.
func TestKeysInAddressesAreRefused(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ops")
	for _, address := range []string{
		"/console/?key=" + key, "/console/sign-in?key=" + key, "/console/sign-in?a=b&then=" + url.QueryEscape("/x?key="+key), "/console/enter/" + key,
		h.at("/users/?search=" + key), h.at("/" + key), "/console/sign-in?%6eak%5f" + key[4:], "/console/sign-in?%256eak_" + key[4:], "/console/sign-in?" + strings.ToUpper(key),
		"/?" + key,
	} {
		for _, method := range []string{"GET", "POST"} {
			if got := h.browser().send(method, address, nil); got.status != 400 || got.header.Get("Set-Cookie") != "" || strings.Contains(got.text, key) {
				t.Errorf("%s %s: %d", method, address, got.status)
			}
		}
	}
	got := h.browser().get(h.at("/users/"), func(r *http.Request) {
		r.Header.Set("Authorization", "Bearer "+key)
		r.AddCookie(&http.Cookie{Name: "neonauth_console", Value: key})
	})
	if got.status != 303 {
		t.Errorf("a key as header or cookie: %d", got.status)
	}
	if strings.Contains(h.log.String(), key[8:]) {
		t.Error("the log contains the key")
	}
}

// TestHostIsChecked: a name of another site that leads here (DNS rebinding) shows nothing.
func TestHostIsChecked(t *testing.T) {
	t.Parallel()
	h := start(t)
	signedIn := h.signedIn(h.key("ops"))
	address, _ := url.Parse(h.server.URL + "/console/")
	cookie := signedIn.client.Jar.Cookies(address)[0]
	b := h.browser() // the jar would not send the cookie to another name, but a browser does that was rebound
	for host, allowed := range map[string]bool{
		"": true, "localhost:4401": true, "127.0.0.1": true, "[::1]:4401": true, "LOCALHOST": true,
		"evil.example": false, "evil.example:4401": false, "localhost.evil.example": false, "127.0.0.1.evil.example": false,
		"localhost.": false, "rebind.localhost.evil": false, "127.0.0.1@evil.example": false,
	} {
		got := b.get(h.at("/users/"), func(r *http.Request) {
			r.Host = host
			r.Header.Set("Cookie", cookie.String())
		})
		if shown := got.status == 200 && strings.Contains(got.text, "ada@"); shown != allowed {
			t.Errorf("Host %q: %d", host, got.status)
		}
		if got := h.browser().get("/console/sign-in", func(r *http.Request) { r.Host = host }); (got.status == 200) != allowed {
			t.Errorf("Host %q: the sign-in is %d", host, got.status)
		}
	}
}

// TestForgedFormsAreRefused: no change without the CSRF token of this session, and none from pages of other sites.
func TestForgedFormsAreRefused(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	own, other := b.csrf(), h.signedIn(h.key("other")).csrf()
	if own == other {
		t.Fatal("two sessions share a token")
	}
	before := state(h)
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for _, r := range append(console.Routes(), [2]string{"POST", ""}) {
		if r[0] != "POST" {
			continue
		}
		path := h.filled(r[1])
		if r[1] == "" {
			path = "/console/sign-out"
		}
		form := filledForm()
		for name, got := range map[string]reply{
			"no token":             b.post(path, form),
			"another's token":      b.post(path, with(form, "csrf", other)),
			"token in the address": b.post(path+"?csrf="+own, form),
			"cross-site":           b.post(path, with(form, "csrf", own), header("Sec-Fetch-Site", "cross-site")),
			"same-site":            b.post(path, with(form, "csrf", own), header("Sec-Fetch-Site", "same-site")),
			"foreign origin":       b.post(path, with(form, "csrf", own), header("Origin", "https://evil.example")),
			"null origin":          b.post(path, with(form, "csrf", own), header("Origin", "null")),
		} {
			if got.status != 403 {
				t.Errorf("%s, %s: %d", path, name, got.status)
			}
		}
	}
	for name, change := range map[string]func(*http.Request){"cross-site": header("Sec-Fetch-Site", "cross-site"), "foreign origin": header("Origin", "http://evil.example")} {
		if got := h.browser().post("/console/sign-in", url.Values{"key": {h.key("ops")}}, change); got.status != 403 || got.header.Get("Set-Cookie") != "" {
			t.Errorf("a sign-in, %s: %d", name, got.status)
		}
	}
	if after := state(h); after != before {
		t.Error("a forged form changed something")
	}
}

// TestReadOnlyKeyChangesNothing: every page is shown, without forms that change anything, and every change is refused.
func TestReadOnlyKeyChangesNothing(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("view", `"read_only": true`))
	before := state(h)
	for _, page := range h.pages() {
		got := b.get(page)
		if got.status != 200 && !(got.status == 403 && strings.Contains(page, "/outbox/inbox/")) { // mails contain codes
			t.Errorf("%s: %d", page, got.status)
		}
		if strings.Count(got.text, `method="post"`) > 1 { // signing out is allowed
			t.Errorf("%s has a form", page)
		}
	}
	token := b.csrf()
	for _, r := range console.Routes() {
		if r[0] != "POST" {
			continue
		}
		if got := b.post(h.filled(r[1]), with(filledForm(), "csrf", token)); got.status != 403 {
			t.Errorf("%s: %d", r[1], got.status)
		}
	}
	if after := state(h); after != before {
		t.Error("a read-only key changed something")
	}
}

// TestKeyOfAnotherBranch: a key for one branch sees no other one.
func TestKeyOfAnotherBranch(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("own", `"branch": "`+value[string](h, "select neon_auth_management.branch_id()")+`"`))
	if got := b.get(h.at("/")); got.status != 200 {
		t.Errorf("its own branch: %d", got.status)
	}
	if got := b.get("/console/"); got.header.Get("Location") != h.at("/") {
		t.Errorf("the console begins at %s", got.header.Get("Location"))
	}
	h.sql("update neon_auth_management.key set branch = 'br-a-b-c'")
	for _, page := range h.pages() {
		if got := b.get(page); got.status != 403 && !strings.HasSuffix(page, "/new") || strings.Contains(got.text, "ada@example.com") {
			t.Errorf("%s: %d", page, got.status)
		}
	}
}

// TestHeaders: no page can be framed, run inline code, be cached or send its address elsewhere, failures included.
func TestHeaders(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	for _, path := range append(h.pages(), "/console/sign-in", "/console/enter/x", "/console/nope", h.at("/nope"), "/console/db/nope/", h.at("/users/x")) {
		got := b.get(path)
		if strings.HasSuffix(path, "/html") {
			continue // TestInbox
		}
		for name, want := range map[string]string{
			"X-Frame-Options": "DENY", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got.header.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, got.header.Get(name))
			}
		}
		policy := got.header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy has no %s", path, part)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %s", path, policy)
		}
		for _, inline := range []string{" style=", " onclick=", "<style", "<script>", "http://", "https://fonts"} {
			if text := strings.NewReplacer("http://www.w3.org/2000/svg", "", "Trust http://localhost", "").Replace(got.text); strings.Contains(text, inline) && got.isPage() {
				t.Errorf("%s contains %s", path, inline)
			}
		}
	}
	if got := b.get("/console/nope"); got.status != 404 {
		t.Errorf("no such page: %d", got.status)
	}
	if got := b.get(h.at("/users/x")); got.status != 404 {
		t.Errorf("no such user: %d", got.status)
	}
}

// TestMarkupIsText: what strangers can write is shown as text, in every field they can write.
func TestMarkupIsText(t *testing.T) {
	t.Parallel()
	h := start(t)
	const evil = `"><script>alert('x')</script><img src=x onerror=alert(1)>{{.}}`
	h.sql(`update neon_auth."user" set name = $1, image = $1, role = $1, banned = true, "banReason" = $1 where id = $2`, evil, bobID)
	h.sql(`insert into neon_auth.session ("userId", token, "expiresAt", "updatedAt", "userAgent", "ipAddress") values ($1, 'evil', now() + interval '1 day', now(), $2, $2)`, bobID, evil)
	h.sql(`insert into neon_auth.account ("userId", "accountId", "providerId", "updatedAt") values ($1, $2, $2, now())`, bobID, evil)
	h.sql(`update neon_auth.organization set name = $1, slug = $1, metadata = $1, logo = $1 where id = $2`, evil, acmeID)
	h.sql(`insert into neon_auth.member ("organizationId", "userId", role, "createdAt") values ($1, $2, $3, now())`, acmeID, bobID, evil)
	h.sql(`insert into neon_auth.team ("organizationId", name) values ($1, $2)`, acmeID, evil)
	h.sql(`insert into neon_auth.invitation ("organizationId", email, role, status, "expiresAt", "inviterId") values ($1, $2, $2, 'pending', now() + interval '1 day', $3)`, acmeID, evil, adaID)
	h.sql(`insert into neon_auth.outbox (kind, recipient, facts) values ('invitation', $1, jsonb_build_object('organization', $1::text))`, evil)
	key := h.key("ops")
	h.sql(`update neon_auth_management.key set name = $1`, evil)
	b := h.signedIn(key)
	for _, page := range append(h.pages(), h.at("/users/?search="+url.QueryEscape(evil)), h.at("/users/?filter="+url.QueryEscape(evil)+"&sort="+url.QueryEscape(evil)+"&done="+url.QueryEscape(evil)),
		h.at("/organizations/?search="+url.QueryEscape(evil)), "/console/sign-in?then="+url.QueryEscape(evil), "/console/enter/"+url.PathEscape(evil), "/console/db/"+url.PathEscape(evil)+"/",
		h.at("/users/?after="+url.QueryEscape(evil))) {
		got := b.get(page)
		if !got.isPage() {
			continue // a download
		}
		for _, part := range []string{"<script>alert", "<img src=x"} {
			if strings.Contains(got.text, part) {
				t.Errorf("%s contains %s", page, part)
			}
		}
		if got.status >= 500 {
			t.Errorf("%s: %d\n%s", page, got.status, h.log)
		}
	}
}

// TestStatementsRun: every statement of "the same in SQL" runs as the database's owner.
func TestStatementsRun(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`update neon_auth."user" set name = $1 where id = $2`, `O'Hara \ "Bob"`, bobID)
	h.sql(`insert into neon_auth."user" (name, email, "emailVerified") values ('Hopper', 'hopper@example.com', true)`)
	b := h.signedIn(h.key("ops"))
	for _, page := range append(h.pages(), h.at("/users/?search=o'h%25_\\&filter=verified&sort=email"), h.at("/users/?search=@example.com&filter=admins"), h.at("/organizations/?search=ac'")) {
		got := b.get(page)
		if !got.isPage() {
			continue
		}
		found := got.statements()
		if len(found) == 0 {
			t.Errorf("%s shows no SQL", page)
		}
		for _, text := range found {
			if template := (pgx.Identifier{h.db.Name}).Sanitize(); strings.HasPrefix(text, "create database") { // of one to which nobody is connected
				text = strings.Replace(text, template, `template0`, 1)
			}
			if strings.Contains(text, " database preview_42") { // not within a transaction
				if _, err := h.db.Owner.Exec(t.Context(), strings.Replace(text, "preview_42", "preview_of_"+h.db.Name, 1)); err != nil {
					t.Errorf("%s: %v\n%s", page, err, text)
				}
				continue
			}
			tx, err := h.db.Owner.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := tx.Exec(t.Context(), text, pgx.QueryExecModeSimpleProtocol); err != nil {
				t.Errorf("%s: %v\n%s", page, err, text)
			}
			_ = tx.Rollback(t.Context())
		}
	}
}

// filledForm has a value for every field that some form has.
func filledForm() url.Values {
	return url.Values{
		"email": {"carol@example.com"}, "name": {"Carol"}, "role": {"member"}, "confirm": {"bob@example.com"}, "slug": {"other"}, "owner": {"ada@example.com"}, "reason": {"spam"}, "app": {"https://app.example.com/"}, "session": {"00000000-0000-0000-0000-000000000000"},
	}
}

func with(form url.Values, name, value string) url.Values {
	made := url.Values{name: {value}}
	for n, values := range form {
		made[n] = values
	}
	return made
}

// state returns a digest of everything that the console can change.
func state(h *harness) string {
	h.Helper()
	return value[string](h, `select md5(concat_ws('|',
		(select string_agg(t::text, ',' order by t.id) from neon_auth."user" t), (select string_agg(t::text, ',' order by t.id) from neon_auth.session t),
		(select string_agg(t::text, ',' order by t.id) from neon_auth.account t), (select string_agg(t::text, ',' order by t.id) from neon_auth.organization t),
		(select string_agg(t::text, ',' order by t.id) from neon_auth.member t), (select string_agg(t::text, ',' order by t.id) from neon_auth.invitation t),
		(select string_agg(t::text, ',' order by t.id) from neon_auth.team t), (select string_agg(t::text, ',' order by t.id) from neon_auth.outbox t),
		(select string_agg(t::text, ',') from neon_auth.project_config t), (select count(*) from neon_auth_management.key where name = 'ops'),
		(select count(*) from neon_auth.audit_log)))`)
}
