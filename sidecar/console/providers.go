package console

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"neonauth/gen"
	"neonauth/sidecar/management"
)

// providers serves GET /console/db/NAME/settings/providers.
func (s *Server) providers(v *visit) error {
	found, err := v.call(func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageGetProviders(ctx, key)
	})
	if err != nil {
		return err
	}
	// A provider whose id is in the address, or in the form that failed, is edited.
	chosen, editing, used := object{}, v.URL.Query().Get("id"), map[string]bool{}
	listed, _ := found["providers"].([]any)
	for _, entry := range listed {
		provider, _ := entry.(object)
		if used[text(provider["id"])] = true; text(provider["id"]) == editing {
			chosen = provider
		}
	}
	example := "acme"
	presets, _ := found["presets"].([]any)
	for _, preset := range slices.Backward(presets) {
		if !used[text(preset)] {
			example = text(preset)
		}
	}
	found["Chosen"], found["Callback"] = chosen, s.PublicURL+"/"+v.database+"/auth/callback/"
	found["Groups"], found["Group"] = allGroups(nil), group{Path: "providers"}
	return v.render("providers", "Settings", found, withSQL(
		Statement{"The providers, with secrets masked.", "select value from neon_auth.settings where name = 'social_providers';"},
		Statement{"Adds a provider. The sidecar seals the secret within a minute.", "update neon_auth.project_config\nset social_providers = social_providers || " + literal(`[{"id": "`+example+`", "clientId": "…", "clientSecret": "…"}]`) + ";"},
		Statement{"What is known about providers, so that an id and a client are enough.", "select id from neon_auth.oauth_preset order by id;"},
	))
}

// masked returns a text with every character masked, so that SQL can check its length and a log cannot show it.
func masked(secret string) string { return strings.Repeat("*", utf8.RuneCountInString(secret)) }

// saveProvider serves POST /console/db/NAME/settings/providers.
func (s *Server) saveProvider(v *visit) error {
	id := v.field("id")
	fields := object{"id": id, "enabled": v.field("enabled") != ""}
	for _, name := range []string{"clientId", "issuer", "microsoftTenantId"} {
		if given := v.field(name); given != "" {
			fields[name] = given
		} else {
			fields[name] = nil
		}
	}
	if words := strings.Fields(v.field("scopes")); len(words) > 0 {
		fields["scopes"] = words
	} else {
		fields["scopes"] = nil
	}
	for _, name := range []string{"disableSignUp"} {
		if fields[name] = nil; v.field(name) != "" {
			fields[name] = true
		}
	}
	secret := v.field("clientSecret")
	if secret != "" {
		fields["clientSecret"] = masked(secret)
	}
	if err := v.storeSecret(secret, fields, func(ctx context.Context, q *gen.Queries, key, text []byte, sealing management.Sealing) (gen.SealingRow, error) {
		return q.ManagePutProvider(ctx, gen.ManagePutProviderParams{KeyHash: key, Fields: text, Sealed: sealing.Sealed, Context: sealing.Context, Saved: sealing.Saved})
	}); err != nil {
		return err
	}
	return v.done("/settings/providers", "provider-saved")
}

// storeSecret calls a function of SQL that stores settings with a secret.
func (v *visit) storeSecret(secret string, fields object, store func(context.Context, *gen.Queries, []byte, []byte, management.Sealing) (gen.SealingRow, error)) error {
	wanted, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	settings, err := v.db.Settings(v.ctx)
	if err != nil {
		return err
	}
	_, err = management.StoreSecret(v.db, secret, func(sealing management.Sealing) (gen.SealingRow, error) {
		for try := 1; ; try++ {
			row, err := store(v.ctx, v.queries(v.db, settings), v.session.Key, wanted, sealing)
			again, reload := worthAnotherTry(err)
			if !again || try == maxTries {
				return row, err
			}
			if reload {
				if settings, err = v.db.Reload(v.ctx, settings); err != nil {
					return row, err
				}
			}
		}
	})
	return err
}

// removeProvider serves POST /console/db/NAME/settings/providers/remove.
func (s *Server) removeProvider(v *visit) error {
	return v.act("/settings/providers", "provider-removed", func(ctx context.Context, q *gen.Queries, key []byte) ([]byte, error) {
		return q.ManageDropProvider(ctx, key, v.field("id"))
	})
}
