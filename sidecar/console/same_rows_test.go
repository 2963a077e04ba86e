package console_test

import (
	"encoding/base64"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestStatementsFindTheRowsOfTheirPage: the first statement of a list returns the rows that the page shows, in its order, on
// every page and with every filter, whatever the time zone of who runs it.
func TestStatementsFindTheRowsOfTheirPage(t *testing.T) {
	t.Parallel()
	h := start(t)
	h.sql(`insert into neon_auth."user" (name, email, "emailVerified", "createdAt")
		select 'User ' || n, 'user' || n || '@example.com', n % 2 = 0, now() - (n / 3) * interval '1 hour' from generate_series(1, 130) n`)
	h.sql(`insert into neon_auth.organization (name, slug, "createdAt") select 'Group ' || n, 'group-' || n, now() - (n / 3) * interval '1 hour' from generate_series(1, 70) n`)
	h.sql(`insert into neon_auth.outbox (kind, recipient, state, "createdAt", "finishedAt")
		select 'sign-in-otp', 'mail' || n || '@example.com', case when n % 5 = 0 then 'sent' else 'dead' end, now() - (n / 3) * interval '1 minute', now() from generate_series(1, 140) n`)
	h.sql(`insert into neon_auth.audit_log (entity, action, target, "userId", at) select 'account', 'update', n::text, $1, now() - n * interval '1 hour' from generate_series(1, 70) n`, bobID)
	h.sql(`insert into neon_auth.audit_log (entity, action, target, "userId", at) values
		('account', 'delete', 'gone', '00000000-0000-0000-0000-0000000000de', '2026-01-31 23:30:00+00'), ('account', 'delete', 'gone', '00000000-0000-0000-0000-0000000000de', '2026-02-01 00:30:00+00')`)
	b := h.signedIn(h.key("ops"))
	user, organization := regexp.MustCompile(`<a class="strong" href="[^"]*/users/([0-9a-f-]{36})"`), regexp.MustCompile(`href="[^"]*/organizations/([0-9a-f-]{36})"`)
	recipient, row := regexp.MustCompile(`>\s*(mail\d+@example\.com)`), regexp.MustCompile(`<tr>\s*<t(d)`)
	for _, list := range []struct {
		path   string
		shown  *regexp.Regexp
		column string // the column with what is shown; "": only the number of rows is compared
		pages  int
	}{
		{"/users/", user, "id", 3},
		{"/users/?sort=email", user, "id", 3},
		{"/users/?search=user1&sort=email", user, "id", 1},
		{"/users/?filter=verified", user, "id", 2},
		{"/users/?search=+" + strings.ToUpper(bobID), user, "id", 1},
		{"/organizations/", organization, "id", 2},
		{"/organizations/?search=+GROUP-1", organization, "id", 1},
		{"/organizations/?search=" + strings.ToUpper(acmeID), organization, "id", 1},
		{"/outbox/", recipient, "recipient", 3},
		{"/outbox/?filter=dead", recipient, "recipient", 3},
		{"/outbox/?search=MAIL1", recipient, "recipient", 2},
		{"/activity/?user=bob@example.com", row, "", 2},
		{"/activity/?user=+00000000-0000-0000-0000-0000000000DE", row, "", 1},
		{"/activity/?to=2026-01-31&from=2026-01-31", row, "", 1},
		{"/activity/?from=2026-02-30&to=0000-00-00&user=00000000-0000-0000-0000-0000000000de", row, "", 1},
	} {
		address := h.at(list.path)
		for n := 1; ; n++ {
			got := b.get(address)
			var shown []string
			for _, match := range list.shown.FindAllStringSubmatch(got.text, -1) {
				shown = append(shown, match[1])
			}
			if list.column != "" {
				shown = slices.Compact(shown)
			}
			if got.status != 200 || len(shown) == 0 {
				t.Fatalf("%s: %d, %d rows", address, got.status, len(shown))
			}
			found := h.column(got.statements()[0], list.column)
			if list.column == "" && len(found) != len(shown) || list.column != "" && !slices.Equal(found, shown) {
				t.Errorf("%s, page %d: the page shows %d rows, and its statement finds %d others:\n%s", list.path, n, len(shown), len(found), got.statements()[0])
			}
			next := nextPage.FindStringSubmatch(got.text)
			if next == nil {
				if n != list.pages {
					t.Errorf("%s: %d pages", list.path, n)
				}
				break
			}
			path, _, _ := strings.Cut(list.path, "?")
			address = h.at(path) + html.UnescapeString(next[1])
		}
	}
}

// column runs a statement far from Greenwich, and returns a column of its rows, the first one if it has no name.
func (h *harness) column(statement, name string) (values []string) {
	h.Helper()
	tx, err := h.db.Owner.Begin(h.Context())
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = tx.Rollback(h.Context()) }()
	if _, err := tx.Exec(h.Context(), "set local timezone = 'Pacific/Auckland'"); err != nil {
		h.Fatal(err)
	}
	if name == "" {
		name = "at"
	}
	query := "select o.of ->> $1 from (select to_jsonb(f) as of from (" + strings.TrimSuffix(statement, ";") + ") f) o"
	rows, err := tx.Query(h.Context(), query, name)
	if err == nil {
		values, err = pgx.CollectRows(rows, pgx.RowTo[string])
	}
	if err != nil {
		h.Fatalf("%v\n%s", err, statement)
	}
	return values
}

// TestAddressesOfFormsLeadToTheirPages: a browser that asks for the address of a form, such as after a sign-in or with a
// reload, gets the page with the form. An address of nothing keeps the navigation.
func TestAddressesOfFormsLeadToTheirPages(t *testing.T) {
	t.Parallel()
	h := start(t)
	key := h.key("ops")
	b := h.signedIn(key)
	for path, page := range map[string]string{
		"/users/" + bobID + "/ban":                      "/users/" + bobID,
		"/users/" + bobID + "/sessions/end":             "/users/" + bobID,
		"/users/" + bobID + "/impersonate/stop":         "/users/" + bobID,
		"/organizations/" + acmeID + "/members/remove":  "/organizations/" + acmeID,
		"/organizations/" + acmeID + "/invitations?a=b": "/organizations/" + acmeID,
		"/keys/new":                  "/keys/",
		"/branches/delete":           "/branches/",
		"/outbox/retry":              "/outbox/",
		"/settings/providers/remove": "/settings/providers",
		"/settings/mail/test":        "/settings/mail",
		"/settings/webhooks/test":    "/settings/webhooks",
	} {
		got := b.get(h.at(path))
		if to := got.header.Get("Location"); got.status != 303 || to != h.at(page) {
			t.Errorf("%s: %d %s", path, got.status, to)
			continue
		}
		if got := b.get(h.at(page)); got.status != 200 {
			t.Errorf("%s: %d", page, got.status)
		}
	}
	for _, page := range []string{"/settings/captcha", "/settings/general", "/users/new"} {
		if got := b.get(h.at(page)); got.status != 200 {
			t.Errorf("%s: %d", page, got.status)
		}
	}
	for _, nothing := range []string{"/console/nope", h.at("/nope"), h.at("/users/" + bobID + "/nope")} {
		if got := b.get(nothing); got.status != 404 || !strings.Contains(got.text, `aria-label="Console"`) {
			t.Errorf("%s: %d, and no navigation", nothing, got.status)
		}
		if got := b.get(nothing); strings.HasPrefix(nothing, h.at("/")) != strings.Contains(got.text, `class="switch"`) {
			t.Errorf("%s: the page is not in its branch", nothing)
		}
		if got := h.browser().get(nothing); got.status != 404 || strings.Contains(got.text, `aria-label="Console"`) {
			t.Errorf("%s without a session: %d", nothing, got.status)
		}
	}
	got := h.browser().post(h.at("/users/"+bobID+"/ban"), nil)
	if then := h.at("/users/" + bobID + "/ban"); got.status != 303 || !strings.Contains(got.header.Get("Location"), strings.ReplaceAll(then, "/", "%2F")) {
		t.Errorf("a form after the session's end: %d %s", got.status, got.header.Get("Location"))
	}
}

// TestCursorsOfOtherListsAreIgnored: a list whose address has an invalid cursor, or that of another list, shows its first page.
func TestCursorsOfOtherListsAreIgnored(t *testing.T) {
	t.Parallel()
	h := start(t)
	b := h.signedIn(h.key("ops"))
	for _, list := range []string{"/users/", "/users/?sort=email", "/organizations/", "/outbox/", "/outbox/events", "/activity/"} {
		for _, place := range []string{`["x","y"]`, `["","5"]`, `["2026-02-30","` + bobID + `"]`, `["\u0000","1"]`, `["a","99999999999999999999999999"]`, `nope`} {
			for _, name := range []string{"after", "before"} {
				separator := map[bool]string{true: "&", false: "?"}[strings.Contains(list, "?")]
				got := b.get(h.at(list) + separator + name + "=" + base64.RawURLEncoding.EncodeToString([]byte(place)))
				if got.status != 200 {
					t.Errorf("%s %s %s: %d", list, name, place, got.status)
				}
			}
		}
	}
}
