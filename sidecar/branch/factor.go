package branch

import (
	"context"

	"neonauth/sidecar/secret"
)

// SealFactor seals the secret of an authenticator app for a user. Copies of the database can open it too. context comes
// from SQL: it names the user and the database.
func (d *Database) SealFactor(plain, context string) (string, error) {
	return d.sharedKeys().SealFor(secret.Factor, []byte(plain), context)
}

// OpenFactor opens what SealFactor sealed for the same user.
func (d *Database) OpenFactor(sealed, context string) (string, error) {
	plain, err := d.sharedKeys().OpenFor(secret.Factor, sealed, context)
	return string(plain), err
}

// ResealFactors seals secrets of authenticator apps with the current secret, so that the previous one can be given up. It
// returns how many it sealed, and skips those that it cannot open.
func (d *Database) ResealFactors(ctx context.Context) (resealed int, err error) {
	queries := d.Queries()
	old, err := queries.ListOldFactors(ctx, d.sharedKeys().Prefix())
	if err != nil {
		return 0, err
	}
	for _, f := range old {
		plain, err := d.OpenFactor(f.Sealed, f.Context)
		if err != nil {
			continue // sealed with a secret that is not configured: it stays, and verifying returns an error
		}
		again, err := d.SealFactor(plain, f.Context)
		if err != nil {
			return resealed, err
		}
		if err := queries.ResealFactor(ctx, f.UserID, f.Sealed, again); err != nil {
			return resealed, err
		}
		resealed++
	}
	return resealed, nil
}
