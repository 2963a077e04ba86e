package management

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// Keys manages management keys through the connection that installs. The database of the connection string is home.
type Keys struct {
	URL  string
	Warn func(text string) // gets the warnings of the database, one by one; nil: they are not shown
}

// A KeySpec describes a new key.
type KeySpec struct {
	Name     string
	ReadOnly bool
	Branch   string // name or id of the only branch; empty: all
	Expires  *time.Time
	By       []byte // SHA-256 of the key with which a session of the console creates it, which limits Expires; nil: the command line
}

// A Key is a stored key. Key itself is known only once it is created.
type Key struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Key       string     `json:"key,omitempty"`
	Start     string     `json:"start"`
	ReadOnly  bool       `json:"read_only"`
	Branch    *string    `json:"branch"`
	Expires   *time.Time `json:"expires_at"`
	Created   time.Time  `json:"created_at"`
	Revoked   *time.Time `json:"revoked_at"`
	LastUsed  *time.Time `json:"last_used_at"`
	NotStored []Missed   `json:"not_stored,omitempty"` // databases that could not be written to
}

// Missed is a database that could not be written to.
type Missed struct {
	Database string `json:"database"`
	Error    string `json:"error"`
}

// ErrNoKey is returned if there is no such key.
var ErrNoKey = errors.New("there is no valid key with this id, name or beginning")

// ErrNoBranch is returned for a key of a branch that does not exist.
var ErrNoBranch = errors.New("there is no branch")

// keyPrefix is the beginning of every key, by which scanners for secrets recognize one.
const keyPrefix = "nak_"

// shownStart is how many characters of a key are stored, to recognize it.
const shownStart = len(keyPrefix) + 6

// Create generates a key and stores its hash in the home database, then in all other databases of the cluster that have
// or had neonauth. It returns an error only if the home database could not be written to.
func (k Keys) Create(ctx context.Context, spec KeySpec) (Key, error) {
	if length := utf8.RuneCountInString(spec.Name); length < 1 || length > 100 || strings.ContainsFunc(spec.Name, unicode.IsControl) || !utf8.ValidString(spec.Name) {
		return Key{}, errors.New("the name of a key must have 1 to 100 characters, and no line breaks")
	}
	key := keyPrefix + strings.ToLower(rand.Text()+rand.Text())
	hash := sha256.Sum256([]byte(key))
	row := map[string]any{
		"name": spec.Name, "hash": fmt.Sprintf(`\x%x`, hash), "start": key[:shownStart], "read_only": spec.ReadOnly, "expires_at": spec.Expires,
	}
	var made Key
	var stored json.RawMessage
	err := k.at(ctx, k.URL, func(tx pgx.Tx) error {
		if spec.Branch != "" {
			var id *string
			err := tx.QueryRow(ctx, `
				select max(neon_auth_management.branch_id(d.oid)) from pg_database d
				where d.datallowconn and not d.datistemplate and $1 in (d.datname::text, neon_auth_management.branch_id(d.oid))`, spec.Branch).Scan(&id)
			if err == nil && id == nil {
				err = fmt.Errorf("%w %q", ErrNoBranch, spec.Branch)
			}
			if err != nil {
				return err
			}
			row["branch"] = *id
		}
		if err := tx.QueryRow(ctx, "select gen_random_uuid()::text").Scan(&made.ID); err != nil {
			return err
		}
		row["id"] = made.ID
		if spec.By != nil {
			if err := tx.QueryRow(ctx, "select neon_auth_management.key_expiry($1, $2, $3)", spec.By, spec.Expires, spec.Name).Scan(&spec.Expires); err != nil {
				return err
			}
			row["expires_at"] = spec.Expires
		}
		if _, err := tx.Exec(ctx, "select neon_auth_management.put_key($1)", row); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "select neon_auth_management.record('management_key', 'insert', $1, $2, $3)", made.ID, map[string]any{
			"name": spec.Name, "start": row["start"], "read_only": spec.ReadOnly, "branch": row["branch"], "expires_at": spec.Expires,
		}, spec.By); err != nil {
			return err
		}
		return tx.QueryRow(ctx, "select to_jsonb(k), neon_auth_management.key_json(k) from neon_auth_management.key k where k.id = $1", made.ID).
			Scan(&stored, &made)
	})
	if err != nil {
		return Key{}, err
	}
	made.Key = key
	made.NotStored, err = k.elsewhere(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "select neon_auth_management.put_key($1)", stored)
		return err
	})
	return made, err
}

// List returns the keys of the home database, oldest first.
func (k Keys) List(ctx context.Context) (keys []Key, err error) {
	err = k.at(ctx, k.URL, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, "select neon_auth_management.list_keys()").Scan(&keys)
	})
	return keys, err
}

// Revoke revokes the keys with that id, name or first characters, in the home database, where it takes effect
// everywhere, then in the others. It returns ErrNoKey if there is none.
func (k Keys) Revoke(ctx context.Context, id string) (revoked []Key, missed []Missed, err error) {
	err = k.at(ctx, k.URL, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, "select neon_auth_management.revoke_key($1)", id).Scan(&revoked)
		for _, key := range revoked {
			if err == nil {
				_, err = tx.Exec(ctx, "select neon_auth_management.record('management_key', 'revoke', $1, $2)", key.ID, map[string]any{"name": key.Name, "start": key.Start})
			}
		}
		return err
	})
	if err == nil && len(revoked) == 0 {
		err = ErrNoKey
	}
	if err != nil {
		return nil, nil, err
	}
	missed, err = k.elsewhere(ctx, func(tx pgx.Tx) error {
		for _, key := range revoked {
			if _, err := tx.Exec(ctx, "select neon_auth_management.revoke_key($1)", key.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return revoked, missed, err
}
