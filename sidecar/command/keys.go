package command

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/config"
	"neonauth/sidecar/secret"
)

// keys prints the branch's signing keys. It rotates them first if what is "rotate".
func keys(ctx context.Context, c config.Config, what string, out io.Writer) error {
	ring, err := secret.New(c.Secret, c.SecretPrevious)
	if err != nil {
		return err
	}
	db, err := branch.Open(ctx, c.DatabaseURL, ring, branch.Options{Connections: 1})
	if err != nil {
		return explain(err, c.DatabaseURL, "DATABASE_URL")
	}
	defer db.Close()
	if what == "rotate" {
		if err := db.RotateKey(ctx); err != nil {
			return err
		}
	}
	listed, err := db.Queries().ListKeys(ctx)
	if err != nil {
		return err
	}
	var readable bytes.Buffer
	if err := json.Indent(&readable, listed, "", "  "); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, readable.String())
	return err
}
