package console_test

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"neonauth/sidecar/console"
)

// TestActionsSayWhatHappened: an action that could do nothing, or was not understood, is refused and changes nothing.
func TestActionsSayWhatHappened(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	for _, unknown := range []string{"century", "Day", "0"} {
		if got := b.submit(h.at("/users/"+bobID+"/ban"), url.Values{"time": {unknown}}); got.status != 400 {
			t.Errorf("a ban for %q: %d", unknown, got.status)
		}
	}
	if value[bool](h, `select coalesce(banned, false) from neon_auth."user" where id = $1`, bobID) {
		t.Error("a time that is not in the list bans for good")
	}
	got := b.submit(h.at("/users/"+bobID+"/two-factor"), nil)
	if got.status != 409 || !strings.Contains(got.text, "no second factor") {
		t.Errorf("removing a second factor of a user who has none: %d", got.status)
	}
	h.sql(`update neon_auth."user" set "twoFactorEnabled" = true where id = $1`, bobID)
	if got := b.submit(h.at("/users/"+bobID+"/two-factor"), nil); got.status != 303 {
		t.Errorf("removing a second factor: %d", got.status)
	}
	h.sql(`insert into neon_auth.passkey (name, "publicKey", "userId", "credentialID", counter, "deviceType", "backedUp")
		select 'Laptop of ' || u.name, 'x', u.id, u.id::text, 0, 'singleDevice', false from neon_auth."user" u`)
	if got := b.get(h.at("/users/" + bobID)); !strings.Contains(got.text, "Laptop of Bob") {
		t.Error("a user's page lists no passkeys")
	}
	others := value[string](h, `select id::text from neon_auth.passkey where "userId" <> $1 limit 1`, bobID)
	for _, unknown := range []string{others, "nope", ""} {
		if got := b.submit(h.at("/users/"+bobID+"/passkeys/delete"), url.Values{"passkey": {unknown}}); got.status != 409 {
			t.Errorf("removing the passkey %q: %d", unknown, got.status)
		}
	}
	own := value[string](h, `select id::text from neon_auth.passkey where "userId" = $1`, bobID)
	if got := b.submit(h.at("/users/"+bobID+"/passkeys/delete"), url.Values{"passkey": {own}}); got.status != 303 {
		t.Errorf("removing a passkey: %d", got.status)
	}
	if n := value[int](h, `select count(*) from neon_auth.outbox where kind = 'passkey-removed'`); n != 1 {
		t.Errorf("%d mails about a removed passkey", n)
	}
}

// TestWhatIsMissingIsNotFound: pages of what does not exist are 404, whatever the status in the app's API.
func TestWhatIsMissingIsNotFound(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	for _, id := range []string{"nope", "00000000-0000-0000-0000-000000000000"} {
		for _, path := range []string{"/organizations/", "/users/"} {
			if got := b.get(h.at(path + id)); got.status != 404 || !strings.Contains(got.text, "Not found") {
				t.Errorf("%s%s: %d", path, id, got.status)
			}
		}
	}
	if got := b.submit(h.at("/organizations/nope"), url.Values{"name": {"x"}, "slug": {"y"}}); got.status != 404 {
		t.Errorf("changing an organization that does not exist: %d", got.status)
	}
	got := b.submit(h.at("/settings/mail/test"), url.Values{"recipient": {"nobody"}})
	if got.status != 400 || strings.Contains(got.text, "Recipient_email") || !strings.Contains(got.text, "recipient_email must") {
		t.Errorf("the name of a field is not spelled as it is: %d", got.status)
	}
}

// TestInboxNamesRecipientsAsTheOutboxDoes: an address has no angle brackets, with which its statement would find nothing.
func TestInboxNamesRecipientsAsTheOutboxDoes(t *testing.T) {
	t.Parallel()
	folder := ""
	h := start(t, func(c *console.Config) { folder = c.MailDir })
	text := "From: app@example.com\r\nTo: <ada@example.com>\r\nSubject: Hi\r\n\r\nHello\r\n"
	if err := os.WriteFile(filepath.Join(folder, "20990101-000000.000-magic-link.eml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	b := h.signedIn(h.key("ops"))
	for _, page := range []string{"", "/20990101-000000.000-magic-link.eml"} {
		if got := b.get(h.at("/outbox/inbox" + page)); !strings.Contains(got.text, "ada@example.com") || strings.Contains(got.text, "&lt;ada@") {
			t.Errorf("%q: the recipient is not plain", page)
		}
	}
}

// TestBlankNamesAreShown: a user or an organization whose name shows nothing can be opened from every list, and a name
// cannot be shown turned around.
func TestBlankNamesAreShown(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	for name, shown := range map[string]string{
		"": "bob@example.com", "   ": "bob@example.com", "\u200b": "bob@example.com", "\u3164\u2800 \u00a0": "bob@example.com", "\u200d\n": "bob@example.com",
		"\u202eecilA\u202c": "ecilA", " Bob \u2066": "Bob", "نام\u200cها": "نام\u200cها", "👩\u200d🚀": "👩\u200d🚀", "a\tb": "a b",
	} {
		h.sql(`update neon_auth."user" set name = $1 where id = $2`, name, bobID)
		for _, page := range []string{"/users/", "/"} {
			link := regexp.MustCompile(`(?s)<a [^>]*/users/` + bobID + `"[^>]*>(?:<span class="avatar".*?</span><span>)?([^<]*)<`).FindStringSubmatch(b.get(h.at(page)).text)
			if link == nil || link[1] != shown {
				t.Errorf("%s shows %q as %q", page, name, link)
			}
		}
		if got := b.get(h.at("/users/" + bobID)); !strings.Contains(got.text, "<h1>"+shown+"</h1>") {
			t.Errorf("the page of %q has another heading", name)
		}
	}
	h.sql(`update neon_auth.organization set name = ' ' where id = $1`, acmeID)
	for page, form := range map[string]string{"/organizations/": `/organizations/` + acmeID + `">acme<`, "/organizations/" + acmeID: "<h1>acme</h1>", "/users/" + adaID: `/organizations/` + acmeID + `">acme<`} {
		if got := b.get(h.at(page)); !strings.Contains(got.text, form) {
			t.Errorf("%s has no %s", page, form)
		}
	}
}
