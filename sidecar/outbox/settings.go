package outbox

import (
	"context"
	"fmt"

	"neonauth/gen"
)

// settings returns the project's mail settings.
func (w *Worker) settings(ctx context.Context) (gen.MailSettingsRow, error) {
	settings, err := w.Database.Queries().GetMailSettings(ctx)
	if err != nil {
		return settings, err
	}
	if settings.Password, err = w.Database.OpenSecret(settings.Password); err != nil {
		return settings, fmt.Errorf("the mail server's password in project_config: %w", err)
	}
	return settings, nil
}

// seal seals secrets that were set in clear, before they are used.
func (w *Worker) seal(ctx context.Context) {
	sealed, err := w.Database.SealSecrets(ctx)
	if err != nil && ctx.Err() == nil && !w.Database.IsGone(ctx) {
		w.Log.Error("seal secrets in project_config", "database", w.Database.Name, "error", err)
	}
	if sealed > 0 {
		w.Log.Info("sealed secrets in project_config", "database", w.Database.Name, "count", sealed)
	}
}
