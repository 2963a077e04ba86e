package outbox

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"time"

	"neonauth/gen"
	"neonauth/sidecar/mail"
)

// passwordLinkLifetime is how long start_password_link makes a link valid.
const passwordLinkLifetime = 24 * time.Hour

// passwordLink returns the link for a mail that SQL queued (send_password_link). The token exists only in the mail: SQL
// stores its hash. A repeated delivery creates a new token, which replaces the previous one.
func (w *Worker) passwordLink(ctx context.Context, row gen.DeliveryRow, redirectTo string) (string, error) {
	token := rand.Text()
	hash := sha256.Sum256([]byte(token))
	started, err := w.Database.Queries().StartPasswordLink(ctx, row.ID, row.Attempts, hex.EncodeToString(hash[:]))
	if err != nil {
		return "", err
	}
	if !started {
		return "", fmt.Errorf("%w: the user does not exist any more", mail.ErrRefused)
	}
	return w.Origin + "/" + url.PathEscape(w.Database.Name) + "/auth/reset-password/" + token +
		"?" + url.Values{"callbackURL": {redirectTo}}.Encode(), nil
}
