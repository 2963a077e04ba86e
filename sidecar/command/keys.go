package command

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/config"
	"neonauth/sidecar/secret"
)

// A signingKey is a key as neon_auth_api.list_keys returns it.
type signingKey struct {
	Kid       string     `json:"kid"`
	CreatedAt time.Time  `json:"createdAt"`
	State     string     `json:"state"`
	ExpiresAt *time.Time `json:"expiresAt"`
}

// keys prints the branch's signing keys. It rotates them first if what is "rotate".
func keys(ctx context.Context, c config.Config, what string, isSecretLost bool, out io.Writer, asJSON bool) error {
	ring, err := secret.New(c.Secret, c.SecretPrevious)
	if err != nil {
		return misuse(err)
	}
	db, err := branch.Open(ctx, c.DatabaseURL, ring, branch.Options{Connections: 1})
	if err != nil {
		return explain(err, c.DatabaseURL, "DATABASE_URL")
	}
	defer db.Close()
	if what == "rotate" {
		settings, err := db.Settings(ctx)
		if err != nil {
			return err
		}
		if errors.Is(settings.KeyProblem(), branch.ErrKey) && !isSecretLost {
			return problem{
				"NEONAUTH_SECRET is not the secret of this database: sidecars that have the right one could not sign with the new key.",
				"Set the right one. If it is lost, add --lost-secret, and start all sidecars with this one.", settings.KeyProblem(),
			}
		}
		if err := db.RotateKey(ctx); err != nil {
			return err
		}
	}
	listed, err := db.Queries().ListKeys(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(out, json.RawMessage(listed))
	}
	var all []signingKey
	if err := json.Unmarshal(listed, &all); err != nil {
		return err
	}
	table := newTable("KEY", "STATE", "CREATED", "EXPIRES")
	for _, key := range all {
		table.add(key.Kid, key.State, at(key.CreatedAt), moment(key.ExpiresAt))
	}
	return table.print(out)
}
