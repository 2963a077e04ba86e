package branch

import (
	"context"
	"errors"
	"fmt"

	"neonauth/gen"
	"neonauth/sidecar/jwt"
	"neonauth/sidecar/secret"
)

// ErrKey tells that this branch's signing key was sealed with a secret that is not here. It is never replaced
// for that reason: whoever brought the wrong secret is to bring the right one.
var ErrKey = errors.New("the signing key of this branch cannot be opened with NEONAUTH_SECRET or NEONAUTH_SECRET_PREVIOUS")

// SigningKey gives the key this branch signs with, and makes the first one. Two sidecars that do so at once
// end with the same key: the database keeps one.
func (d *Database) SigningKey(ctx context.Context, s *Settings) (*jwt.Key, error) {
	if s.key != nil || s.keyErr != nil {
		return s.key, s.keyErr
	}
	// Of many who need it at once one makes it: a key is a change of settings, after which everybody decides again.
	ctx, done := context.WithTimeout(ctx, lookupTimeout)
	defer done()
	d.drawing.Lock()
	defer d.drawing.Unlock()
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
	// As a request, so that a key sealed for another branch than this database now is gets refused.
	rows, err := d.Request(s, "", "", "").AddKey(ctx, public, sealed)
	if err != nil {
		return nil, fmt.Errorf("add a signing key: %w", err)
	}
	if _, err := d.Reload(ctx, s); err != nil {
		return nil, err
	}
	return openKey(s.Keys, rows)
}

// openKey opens the current key, nil when there is none yet.
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

// KeyProblem says why this branch cannot sign, nil when it can or has not tried yet.
func (s *Settings) KeyProblem() error { return s.keyErr }

// RotateKey retires the key that signs, whose tokens verify until they expire, and makes its successor, unless a
// sidecar that needs it has been faster.
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

// CurrentKey gives the key that signs now, to whoever has no request that was decided under some settings.
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
