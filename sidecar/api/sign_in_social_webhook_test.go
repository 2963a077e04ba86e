package api_test

import (
	"fmt"
	"testing"
	"time"

	"neonauth/sidecar/api"
	"neonauth/sidecar/oauth/oauthtest"
	"neonauth/sidecar/webhook"
	"neonauth/sidecar/webhook/webhooktest"
)

// TestTheWebhookDecidesOfUsersOfProviders: user.before_create is asked once the provider has answered, whose code counts
// once however often the request is decided.
func TestTheWebhookDecidesOfUsersOfProviders(t *testing.T) {
	t.Parallel()
	receiver := webhooktest.Start(t)
	h := start(t, withProviders(time.Minute), func(c *api.Config) { c.Webhook = webhook.New(true) })
	p := oauthtest.New(t)
	h.providers(kit(p))
	h.sql(`update neon_auth.project_config set options = '{"rateLimit": {"enabled": false}}', trusted_origins = '["https://app.test"]',
		webhook_config = jsonb_build_object('enabled', true, 'enabledEvents', '["user.before_create"]'::jsonb, 'webhookUrl', $1::text)
		from (select set_config('neon_auth.webhook_allow_private', 'on', true)) as allowed where allowed.set_config = 'on'`, receiver.URL)

	receiver.Respond(200, `{"allowed": false, "error_message": "Not here", "error_code": "NOT_HERE"}`)
	if to := h.client().enterBy(p, person("ada")); errorIn(t, to) != "not_here" {
		t.Errorf("a refusal ends at %s", to)
	}
	receiver.Respond(500, `{}`)
	if to := h.client().enterBy(p, person("ada")); errorIn(t, to) == "" {
		t.Errorf("a webhook that fails ends at %s", to)
	}
	if n := value[int](h, `select count(*) from neon_auth.account`); n != 0 {
		t.Errorf("%d accounts", n)
	}
	receiver.Respond(200, `{"allowed": true}`)
	ada := h.client()
	if to := ada.enterBy(p, person("ada")); errorIn(t, to) != "" || !ada.signedIn() {
		t.Errorf("an approval ends at %s", to)
	}
	if said := fmt.Sprint(receiver.Deliveries("user.before_create")[0].Event.Data["auth_provider"]); said != "kit" {
		t.Errorf("the webhook is told of %s", said)
	}
	if n := count(p, "/token"); n != 3 {
		t.Errorf("%d codes are traded for 3 sign-ins", n)
	}
}
