package outbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"neonauth/gen"
	"neonauth/sidecar/secret"
)

// settings reads how this project's mails go out. A mail server's password that somebody wrote in clear is sealed in
// its row: with keys that branches share, since a copy sends through the same server.
func (w *Worker) settings(ctx context.Context) (gen.MailSettingsRow, error) {
	queries, keys := w.Database.Queries(), w.Database.SharedKeys()
	settings, err := queries.GetMailSettings(ctx)
	if err != nil || settings.Password == "" {
		return settings, err
	}
	if strings.HasPrefix(settings.Password, secret.SealedPrefix) {
		plain, err := keys.Open(secret.Setting, settings.Password)
		if err != nil {
			return settings, fmt.Errorf("the mail server's password in project_config: %w", err)
		}
		settings.Password = string(plain)
		return settings, nil
	}
	sealed, err := keys.Seal(secret.Setting, []byte(settings.Password))
	if err != nil {
		return settings, err
	}
	hash := sha256.Sum256([]byte(settings.Password))
	done, err := queries.SealMailPassword(ctx, hex.EncodeToString(hash[:]), sealed)
	if done {
		w.Log.Info("the mail server's password in project_config is sealed now", "database", w.Database.Name)
	}
	return settings, err
}
