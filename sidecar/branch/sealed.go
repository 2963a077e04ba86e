package branch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"

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

// OpenSecret reads a secret of project_config, sealed or still in clear.
func (d *Database) OpenSecret(text string) (string, error) {
	if !strings.HasPrefix(text, secret.SealedPrefix) {
		return text, nil
	}
	plain, err := d.sharedKeys().Open(secret.Setting, text)
	return string(plain), err
}

// SealSecrets seals what secrets somebody wrote into project_config in clear, in their rows, and says how many.
func (d *Database) SealSecrets(ctx context.Context) (sealed int, err error) {
	queries := d.Queries()
	secrets, err := queries.ListClearSecrets(ctx)
	if err != nil {
		return 0, err
	}
	for _, plain := range secrets {
		closed, err := d.sharedKeys().Seal(secret.Setting, []byte(plain))
		if err != nil {
			return sealed, err
		}
		hash := sha256.Sum256([]byte(plain))
		done, err := queries.SealSecret(ctx, hex.EncodeToString(hash[:]), closed)
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
