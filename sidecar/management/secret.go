package management

import (
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"unicode/utf8"

	"neonauth/gen"
	"neonauth/sidecar/branch"
	"neonauth/sidecar/secret"
)

// A Sealing is a secret that is sealed for the place in project_config where SQL puts it. It is empty in the first call.
type Sealing struct {
	Sealed         string
	Context, Saved string // what the first call returned
}

// withoutSecret returns the body as JSON, and a secret in it. In the body every character of the secret is masked, so
// that SQL can check its length and the server's log cannot show it.
func (r *request) withoutSecret(name string) (fields []byte, plain string, err error) {
	body := maps.Clone(r.body)
	plain, isText := body[name].(string)
	if isText {
		body[name] = strings.Repeat("*", utf8.RuneCountInString(plain))
	}
	fields, err = json.Marshal(body)
	return fields, plain, err
}

// storeSecret is StoreSecret for the request's database.
func (r *request) storeSecret(name, plain string, store func(Sealing) (gen.SealingRow, error)) (body []byte, err error) {
	body, err = StoreSecret(r.db, plain, store)
	if errors.Is(err, secret.ErrSealed) {
		return nil, invalid(name + " is missing: the saved one was sealed with another NEONAUTH_SECRET")
	}
	return body, err
}

// StoreSecret calls a function that stores settings with a secret. The function first returns the context to seal the
// secret for, and the stored secret if that is the one to keep. It does so again if the settings changed in between.
// StoreSecret returns secret.ErrSealed if the stored secret cannot be opened.
func StoreSecret(db *branch.Database, plain string, store func(Sealing) (gen.SealingRow, error)) (body []byte, err error) {
	var s Sealing
	unreadable := ""
	for range maxDecisions {
		row, err := store(s)
		if err != nil || row.Context == "" {
			return row.Body, err
		}
		text := plain
		if row.Saved != "" {
			text, err = db.OpenSecret(row.Saved)
		}
		if errors.Is(err, secret.ErrSealed) {
			if row.Saved == unreadable {
				return nil, err
			}
			s, unreadable = Sealing{}, row.Saved // it may have been replaced since
			continue
		}
		if err != nil {
			return nil, err
		}
		sealed, err := db.SealSetting(text, row.Context)
		if err != nil {
			return nil, err
		}
		s = Sealing{sealed, row.Context, row.Saved}
	}
	return nil, branch.ErrBusy
}
