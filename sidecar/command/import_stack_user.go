package command

import (
	"bytes"
	"encoding/json"
	"strings"
)

// maxProviders is how many accounts of a user are imported.
const maxProviders = 100

// pickStackUser returns the fields of a user that are imported, each of its type.
func pickStackUser(user json.RawMessage) map[string]any {
	var given map[string]json.RawMessage // what is not imported, like metadata, stays text
	if json.Unmarshal(user, &given) != nil {
		given = nil
	}
	picked := map[string]any{}
	for _, name := range []string{"id", "primary_email", "display_name", "profile_image_url", "password_hash", "restricted_by_admin_reason"} {
		if text, ok := decoded(given[name]).(string); ok {
			picked[name] = storable(text)
		}
	}
	for _, name := range []string{"primary_email_verified", "has_password", "requires_totp_mfa", "passkey_auth_enabled", "is_anonymous", "restricted_by_admin"} {
		if is, ok := decoded(given[name]).(bool); ok {
			picked[name] = is
		}
	}
	if number, ok := decoded(given["signed_up_at_millis"]).(json.Number); ok {
		picked["signed_up_at_millis"] = number.String() // as text: jsonb has limits for numbers
	}
	for _, name := range []string{"client_metadata", "client_read_only_metadata", "server_metadata"} {
		if text := given[name]; text != nil && string(text) != "null" {
			picked["has_metadata"] = true
		}
	}
	providers := []map[string]string{}
	list, _ := decoded(given["oauth_providers"]).([]any)
	for _, each := range list[:min(len(list), maxProviders)] {
		fields, _ := each.(map[string]any)
		provider, _ := fields["id"].(string)
		account, _ := fields["account_id"].(string)
		providers = append(providers, map[string]string{"id": storable(provider), "account_id": storable(account)})
	}
	picked["oauth_providers"] = providers
	return picked
}

// decoded returns a value of an export, or nil if it is missing. Numbers stay as they are written.
func decoded(text json.RawMessage) (value any) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	_ = decoder.Decode(&value)
	return value
}

// storable returns a text without zero bytes, which Postgres cannot store, and cut where it is longer than any value that is
// imported.
func storable(text string) string {
	const most = 150_000
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "")
	}
	return strings.ReplaceAll(text, "\x00", "")
}
