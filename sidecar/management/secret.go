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

// A sealing is a secret that is sealed for the place in project_config where SQL puts it. It is empty in the first call.
type sealing struct {
	sealed         string
	context, saved string // what the first call returned
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

// storeSecret calls a function that stores settings with a secret. The function first returns the context to seal the
// secret for, and the stored secret if that is the one to keep. It does so again if the settings changed in between.
func (r *request) storeSecret(name, plain string, store func(sealing) (gen.SealingRow, error)) (body []byte, err error) {
	var s sealing
	unreadable := ""
	for range maxDecisions {
		row, err := store(s)
		if err != nil || row.Context == "" {
			return row.Body, err
		}
		text := plain
		if row.Saved != "" {
			text, err = r.db.OpenSecret(row.Saved)
		}
		if errors.Is(err, secret.ErrSealed) {
			if row.Saved == unreadable {
				return nil, invalid(name + " is missing: the saved one was sealed with another NEONAUTH_SECRET")
			}
			s, unreadable = sealing{}, row.Saved // it may have been replaced since
			continue
		}
		if err != nil {
			return nil, err
		}
		sealed, err := r.db.SealSetting(text, row.Context)
		if err != nil {
			return nil, err
		}
		s = sealing{sealed, row.Context, row.Saved}
	}
	return nil, branch.ErrBusy
}
