package branch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"neonauth/sidecar/secret"
)

// Open reads what a request of this branch has sealed. The branch may have another identity than when we last looked.
func (d *Database) Open(ctx context.Context, purpose secret.Purpose, sealed string) (string, error) {
	settings, err := d.Settings(ctx)
	if err != nil {
		return "", err
	}
	plain, err := settings.Keys.Open(purpose, sealed)
	if errors.Is(err, secret.ErrSealed) {
		if settings, err = d.Reload(ctx, settings); err != nil {
			return "", err
		}
		plain, err = settings.Keys.Open(purpose, sealed)
	}
	return string(plain), err
}

// secretTimeout is how long it may take to find out what a secret is sealed for.
const secretTimeout = 5 * time.Second

// OpenSecret reads a secret of project_config, sealed or still in clear. A sealed one is bound to the server it is sent
// to, the user name there, and this database with its copies: pasted elsewhere it cannot be opened.
func (d *Database) OpenSecret(text string) (string, error) {
	if !strings.HasPrefix(text, secret.SealedPrefix) {
		return text, nil
	}
	ctx, done := context.WithTimeout(context.Background(), secretTimeout)
	defer done()
	places, err := d.Queries().FindSecretContexts(ctx, text)
	if err != nil {
		return "", err
	}
	for _, place := range places {
		if plain, err := d.sharedKeys().OpenFor(secret.Setting, text, place); err == nil {
			return string(plain), nil
		}
	}
	return "", fmt.Errorf("%w, or for another server, user or database: write it in clear again", secret.ErrSealed)
}

// SealSecrets seals secrets that were written into project_config in clear, in their rows, binds those that the release
// before has sealed, and returns how many.
func (d *Database) SealSecrets(ctx context.Context) (sealed int, err error) {
	queries := d.Queries()
	secrets, err := queries.ListUnsealedSecrets(ctx)
	if err != nil {
		return 0, err
	}
	for _, written := range secrets {
		plain := []byte(written.Secret)
		if strings.HasPrefix(written.Secret, secret.SealedPrefix) {
			if plain, err = d.sharedKeys().Open(secret.Setting, written.Secret); err != nil {
				continue // sealed with another secret: who uses it is told
			}
		}
		closed, err := d.sharedKeys().SealFor(secret.Setting, plain, written.Context)
		if err != nil {
			return sealed, err
		}
		hash := sha256.Sum256([]byte(written.Secret))
		done, err := queries.SealSecret(ctx, hex.EncodeToString(hash[:]), closed, written.Context)
		if err != nil {
			return sealed, err
		}
		if done {
			sealed++
		}
	}
	return sealed, nil
}

// sharedKeys are keys that copies of a database have in common: for settings, which each of them goes on using.
func (d *Database) sharedKeys() secret.Keys { return d.ring.Branch("") }
