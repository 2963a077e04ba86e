package console

import (
	"context"

	"neonauth/gen"
	"neonauth/sidecar/management"
)

// captchaSecret is the setting with the secret key, the only secret that has a field in a form of settings.
const captchaSecret = "plugin_configs.captcha.config.secretKey"

func (s *Server) captchaSettings(v *visit) error { return v.settingsPage("captcha") }

// saveCaptcha serves POST /console/db/NAME/settings/captcha. The secret key reaches the database sealed. Without one, the
// saved one stays.
func (s *Server) saveCaptcha(v *visit) error {
	found, all, err := v.readSettings()
	if err != nil {
		return err
	}
	changes, secret := v.changes(found, all, "captcha"), v.field(captchaSecret)
	if secret != "" {
		changes[captchaSecret] = masked(secret)
	}
	if err := v.storeSecret(secret, changes, func(ctx context.Context, q *gen.Queries, key, wanted []byte, sealing management.Sealing) (gen.SealingRow, error) {
		return q.ManageChangeCaptcha(ctx, gen.ManageChangeCaptchaParams{KeyHash: key, Changes: wanted, Sealed: sealing.Sealed, Context: sealing.Context, Saved: sealing.Saved})
	}); err != nil {
		return err
	}
	notice := "settings-saved"
	if len(changes) == 0 {
		notice = "unchanged"
	}
	return v.done("/settings/captcha", notice)
}
