package branch

import (
	"context"
	"errors"
	"fmt"

	"neonauth/gen"
	"neonauth/sidecar/jwt"
	"neonauth/sidecar/secret"
)

// ErrKey is returned if the branch's signing key was sealed with a secret that is not configured. The key is not replaced
// in this case, so that a sidecar with a wrong secret cannot invalidate all tokens: the operator must set the right secret.
var ErrKey = errors.New("the signing key of this branch cannot be opened with NEONAUTH_SECRET or NEONAUTH_SECRET_PREVIOUS")

// SigningKey returns the branch's signing key, and generates the first one. If two sidecars do so at the same time, both
// get the key that the database stored first. It returns ErrKey if the key cannot be opened.
func (d *Database) SigningKey(ctx context.Context, s *Settings) (*jwt.Key, error) {
	if s.key != nil || s.keyErr != nil {
		return s.key, s.keyErr
	}
	// Only one of many concurrent callers generates the key: a key changes the settings, and then every request is retried.
	ctx, done := context.WithTimeout(ctx, lookupTimeout)
	defer done()
	d.generating.Lock()
	defer d.generating.Unlock()
	if now := d.settings.Load(); now != nil && now.Branch == s.Branch && now.key != nil {
		return now.key, nil
	}
	public, private, err := jwt.Generate()
	if err != nil {
		return nil, err
	}
	sealed, err := s.Keys.Seal(secret.SigningKey, private)
	if err != nil {
		return nil, err
	}
	// As a request, so that the database rejects a key sealed for another branch than it is now.
	rows, err := d.Request(s, "", "", "").AddKey(ctx, public, sealed)
	if err != nil {
		return nil, fmt.Errorf("add a signing key: %w", err)
	}
	if _, err := d.Reload(ctx, s); err != nil {
		return nil, err
	}
	return openKey(s.Keys, rows)
}

// openKey decrypts the current key. It returns nil if there is none yet.
func openKey(keys secret.Keys, rows []gen.KeyRow) (*jwt.Key, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	private, err := keys.Open(secret.SigningKey, rows[0].PrivateKey)
	if err != nil {
		return nil, ErrKey
	}
	return jwt.NewKey(rows[0].ID, private)
}

// KeyProblem returns why this branch cannot sign. It returns nil if it can, or if it has no key yet.
func (s *Settings) KeyProblem() error { return s.keyErr }

// RotateKey retires the signing key and generates a new one, unless another sidecar was faster. Tokens signed with the
// retired key stay valid until they expire.
func (d *Database) RotateKey(ctx context.Context) error {
	if err := d.Queries().RetireKey(ctx); err != nil {
		return fmt.Errorf("retire the signing key: %w", err)
	}
	if _, err := d.Reload(ctx, nil); err != nil {
		return err
	}
	_, err := d.CurrentKey(ctx)
	return err
}

// CurrentKey returns the signing key outside of a request.
func (d *Database) CurrentKey(ctx context.Context) (key *jwt.Key, err error) {
	s, err := d.Settings(ctx)
	for try := 1; err == nil; try++ {
		if key, err = d.SigningKey(ctx, s); !isMoved(err) || try == 3 {
			return key, err
		}
		s, err = d.Reload(ctx, s)
	}
	return nil, err
}
