package management

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"time"

	"github.com/jackc/pgx/v5"
)

// consoleLifetime is how long a session of the console lasts, and a little more, in which it may begin.
const consoleLifetime = 12*time.Hour + 5*time.Minute

// ConsoleCode creates a key for a session of the console, and returns a code that opens one within 5 minutes. Nobody
// learns the key itself.
func (k Keys) ConsoleCode(ctx context.Context, spec KeySpec) (code string, made Key, err error) {
	expires := time.Now().Add(consoleLifetime)
	if spec.Expires == nil {
		spec.Expires = &expires
	}
	if made, err = k.Create(ctx, spec); err != nil {
		return "", made, err
	}
	code = rand.Text() + rand.Text()
	hash := sha256.Sum256([]byte(code))
	err = k.at(ctx, k.URL, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "select neon_auth_management.put_console_code($1, $2::uuid)", hash[:], made.ID)
		return err
	})
	return code, made, err
}
