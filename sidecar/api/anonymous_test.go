package api_test

import (
	"net/url"
	"strings"
	"testing"

	"neonauth/sidecar/oauth/oauthtest"
)

// startAnonymous serves with anonymous users and every way to sign in, and a table of the app with rows of users.
func startAnonymous(t *testing.T) (*harness, *oauthtest.Provider) {
	t.Helper()
	h, p := startOAuth(t)
	h.sql(`select neon_auth.allow_moves()`)
	h.sql(`update neon_auth.project_config set plugin_configs = '{"anonymous": {"enabled": true}, "magicLink": {"enabled": true}, "twoFactor": {"enabled": true}}'`)
	h.sql(`create table public.cart (user_id uuid not null references neon_auth."user" on delete cascade, item text)`)
	return h, p
}

// anonymous signs in without an account, and puts an item into the cart.
func (c *client) anonymous(item string) (id string) {
	c.h.Helper()
	got := c.post("/sign-in/anonymous", map[string]any{}).wants(c.h, 200, `"isAnonymous" : true`)
	id = got.field("user").(map[string]any)["id"].(string)
	c.h.sql(`insert into public.cart values ($1::uuid, $2)`, id, item)
	return id
}

// holder returns the address of the user whose cart contains an item.
func (h *harness) holder(item string) string {
	h.Helper()
	return value[string](h, `select coalesce((select u.email from public.cart c join neon_auth."user" u on u.id = c.user_id where c.item = $1), 'lost')`, item)
}

// mailedToken returns the token of the last mailed magic link.
func (h *harness) mailedToken() string {
	h.Helper()
	return h.tokenIn("magic-link")
}

// tokenIn returns the token of the link in the last mail of a kind.
func (h *harness) tokenIn(kind string) string {
	h.Helper()
	link, err := url.Parse(h.mailed(kind))
	if err != nil {
		h.Fatal(err)
	}
	return link.Query().Get("token")
}

// Whatever way an anonymous user signs in, what they made moves to the account, and they are gone.
func TestAnonymousRowsMoveWithEveryWayIn(t *testing.T) {
	t.Parallel()
	h, p := startAnonymous(t)
	h.client().enter("ada@example.com")
	h.sql(`update neon_auth."user" set "emailVerified" = true`)
	ways := map[string]func(c *client){
		"password": func(c *client) { c.signIn("ada@example.com").wants(t, 200) },
		"code": func(c *client) {
			c.post("/email-otp/send-verification-otp", map[string]any{"email": "ada@example.com", "type": "sign-in"}).wants(t, 200)
			c.post("/sign-in/email-otp", map[string]any{"email": "ada@example.com", "otp": h.mailed("sign-in-otp")}).wants(t, 200)
		},
		"magic link": func(c *client) {
			c.post("/sign-in/magic-link", map[string]any{"email": "ada@example.com"}).wants(t, 200)
			c.get("/magic-link/verify?token="+h.mailedToken(), "Origin", ownOrigin).wants(t, 200)
		},
		"provider": func(c *client) { c.enterBy(p, person("ada")) },
	}
	for name, enter := range ways {
		c := h.client()
		id := c.anonymous(name)
		enter(c)
		if holder := h.holder(name); holder != "ada@example.com" {
			t.Errorf("%s: the cart belongs to %s", name, holder)
		}
		if value[bool](h, `select exists (select from neon_auth."user" where id = $1::uuid)`, id) {
			t.Errorf("%s: the anonymous user is still there", name)
		}
		c.get("/get-session").wants(t, 200, "ada@example.com", `"isAnonymous":false`)
	}
	c := h.client()
	c.anonymous("sign-up")
	c.post("/sign-up/email", map[string]any{"name": "Bea", "email": "bea@example.com", "password": goodWord}).wants(t, 200)
	if holder := h.holder("sign-up"); holder != "bea@example.com" {
		t.Errorf("sign-up: the cart belongs to %s", holder)
	}
}

// A second factor comes between: the challenge remembers who began the sign-in.
func TestAnonymousRowsMoveAfterTheSecondFactor(t *testing.T) {
	t.Parallel()
	h, _ := startAnonymous(t)
	a := h.client().enter("ada@example.com").enrol()
	c := h.client()
	c.anonymous("later")
	c.signIn("ada@example.com").wants(t, 200, "twoFactorRedirect")
	if holder := h.holder("later"); !strings.HasSuffix(holder, ".invalid") {
		t.Fatalf("moved to %s before the second factor", holder)
	}
	c.post("/two-factor/verify-totp", map[string]any{"code": a.code(h, 0)}).wants(t, 200)
	if holder := h.holder("later"); holder != "ada@example.com" {
		t.Errorf("the cart belongs to %s", holder)
	}
}

// A link that verifies an address moves what the browser holds that has signed up for it, and not what another browser
// holds in which the mail is read.
func TestAnonymousRowsMoveByTheLinkThatVerifies(t *testing.T) {
	t.Parallel()
	h, _ := startAnonymous(t)
	h.sql(`update neon_auth.project_config set email_and_password = '{"requireEmailVerification": true, "sendVerificationEmailOnSignUp": true, "emailVerificationMethod": "link"}'`)
	signUp := func(c *client, email string) string {
		c.post("/sign-up/email", map[string]any{"name": "N", "email": email, "password": goodWord}).wants(t, 200)
		return "/verify-email?token=" + h.tokenIn("email-verification-link")
	}
	own, other := h.client(), h.client()
	own.anonymous("own")
	link := signUp(own, "ada@example.com")
	own.get(link, "Origin", ownOrigin).wants(t, 200)
	if holder := h.holder("own"); holder != "ada@example.com" {
		t.Errorf("the cart of the browser that signed up belongs to %s", holder)
	}
	other.anonymous("other")
	other.get(signUp(h.client(), "mallory@example.com"), "Origin", ownOrigin).wants(t, 200)
	if holder := h.holder("other"); !strings.HasSuffix(holder, ".invalid") {
		t.Errorf("the cart of another browser belongs to %s", holder)
	}
	other.get("/get-session").wants(t, 200, "mallory@example.com") // it has signed in there
}

// C10: nobody can make another user's browser move what it holds to an account of theirs: neither by a mailed link that
// another user has requested, nor by a page of an untrusted site, nor by a failed sign-in.
func TestAnonymousRowsDoNotMoveForOthers(t *testing.T) {
	t.Parallel()
	h, _ := startAnonymous(t)
	mallory := h.client().enter("mallory@example.com")
	h.sql(`update neon_auth."user" set "emailVerified" = true`)
	for item, lure := range map[string]func(c *client){
		"link": func(c *client) {
			mallory.post("/sign-in/magic-link", map[string]any{"email": "mallory@example.com"}).wants(t, 200)
			c.get("/magic-link/verify?token="+h.mailedToken(), "Origin", ownOrigin).wants(t, 200)
		},
		"form": func(c *client) {
			c.post("/sign-in/email", map[string]any{"email": "mallory@example.com", "password": goodWord}, "Origin", "https://evil.test").wants(t, 403)
		},
		"wrong password": func(c *client) {
			c.post("/sign-in/email", map[string]any{"email": "mallory@example.com", "password": "wrong password"}).wants(t, 401)
		},
		"another cookie": func(c *client) {
			other := h.client()
			other.cookies[cookieName] = url.QueryEscape("forged.forged")
			other.signIn("mallory@example.com").wants(t, 200)
		},
	} {
		c := h.client()
		c.anonymous(item)
		lure(c)
		if holder := h.holder(item); !strings.HasSuffix(holder, ".invalid") {
			t.Errorf("%s: the cart belongs to %s", item, holder)
		}
	}
}

// The app's function may refuse: with its message, and nothing moves.
func TestAnonymousLinkHookRefuses(t *testing.T) {
	t.Parallel()
	h, _ := startAnonymous(t)
	h.sql(`create function public.on_link(link jsonb) returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as
		$$ begin raise exception 'The cart is too full'; end $$`)
	h.sql(`select neon_auth.anonymous_link_hook('public.on_link(jsonb)')`)
	h.client().enter("ada@example.com")
	c := h.client()
	id := c.anonymous("full")
	c.signIn("ada@example.com").wants(t, 422, "THE_CART_IS_TOO_FULL", "The cart is too full")
	c.get("/get-session").wants(t, 200, id)
	if holder := h.holder("full"); !strings.HasSuffix(holder, ".invalid") {
		t.Errorf("the cart belongs to %s", holder)
	}
	if n := value[int](h, `select count(*)::int from neon_auth.session s join neon_auth."user" u on u.id = s."userId" where u.email = 'ada@example.com'`); n != 1 {
		t.Errorf("%d sessions", n)
	}
}
