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

// Open decrypts a text that was sealed for this branch. It reloads the settings if that fails, since the branch may have
// a new identity. It returns secret.ErrSealed if the text cannot be opened.
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

// secretTimeout is the time limit for finding out what a secret is bound to.
const secretTimeout = 5 * time.Second

// OpenSecret returns a secret from project_config in clear. A sealed secret is bound to the server it is sent to, the
// user name there, and this database with its copies. Pasted elsewhere it cannot be opened, and OpenSecret returns an
// error that wraps secret.ErrSealed.
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
	return "", fmt.Errorf("%w, or for another server, user or database. Set it in clear again", secret.ErrSealed)
}

// SealSetting seals a secret for a context in project_config, so that OpenSecret can open it there.
func (d *Database) SealSetting(plain, place string) (string, error) {
	return d.sharedKeys().SealFor(secret.Setting, []byte(plain), place)
}

// SealSecrets seals the secrets in project_config that were written in clear, and binds those that the previous release
// sealed. It returns how many it sealed, also when it fails.
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
				continue // sealed with another secret: using it returns an error
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

// sharedKeys returns the keys that copies of a database share. They seal settings, which copies continue to use.
func (d *Database) sharedKeys() secret.Keys { return d.ring.Branch("") }
