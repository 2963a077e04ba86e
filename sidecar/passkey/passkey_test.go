package passkey_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"strings"
	"testing"

	"neonauth/sidecar/passkey"
	"neonauth/sidecar/passkey/passkeytest"
)

const page = "https://app.example.com"

// options are those of both ceremonies.
func options(challenge string) map[string]any {
	return map[string]any{"challenge": challenge, "rpId": "example.com", "rp": map[string]any{"id": "example.com"}}
}

// Each algorithm that the options offer signs in, and only with the passkey's own key.
func TestAlgorithms(t *testing.T) {
	t.Parallel()
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rivest, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ceremony := passkey.Ceremony{Challenge: "Y2hhbGxlbmdl", Domain: "example.com", Origins: []string{page}}
	for name, change := range map[string]func(*passkeytest.Authenticator){
		"ES256": func(*passkeytest.Authenticator) {},
		"EdDSA": func(a *passkeytest.Authenticator) { a.Key = edwards },
		"RS256": func(a *passkeytest.Authenticator) { a.Key = rivest },
	} {
		a := passkeytest.New(page)
		change(a)
		a.Counter = 4294967295
		made, err := ceremony.Register(a.Create(options(ceremony.Challenge)))
		if err != nil || made.CredentialID != base64.RawURLEncoding.EncodeToString(a.ID) || made.Counter != 4294967295 || made.AAGUID != "00000000-0000-0000-0000-000000000000" {
			t.Errorf("%s: %v %+v", name, err, made)
			continue
		}
		// An imported key may be in the other form of base64.
		url := strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(made.PublicKey)
		for _, key := range []string{made.PublicKey, url} {
			use, err := ceremony.SignIn(a.Get(options(ceremony.Challenge)), key)
			if err != nil || use.Counter != 4294967295 || !use.IsVerified || use.IsBackedUp {
				t.Errorf("%s: %v %+v", name, err, use)
			}
		}
		other, err := ceremony.Register(passkeytest.New(page).Create(options(ceremony.Challenge)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ceremony.SignIn(a.Get(options(ceremony.Challenge)), other.PublicKey); err == nil {
			t.Errorf("%s: another key signs in", name)
		}
	}
}

// Where the settings require it, an authenticator must have verified the user in both ceremonies.
func TestVerificationIsRequired(t *testing.T) {
	t.Parallel()
	ceremony := passkey.Ceremony{Challenge: "Y2hhbGxlbmdl", Domain: "example.com", Origins: []string{page}, NeedsVerification: true}
	a := passkeytest.New(page)
	made, err := ceremony.Register(a.Create(options(ceremony.Challenge)))
	if err != nil {
		t.Fatal(err)
	}
	a.Verified = false
	if _, err := ceremony.Register(a.Create(options(ceremony.Challenge))); err == nil {
		t.Error("registers")
	}
	if _, err := ceremony.SignIn(a.Get(options(ceremony.Challenge)), made.PublicKey); err == nil {
		t.Error("signs in")
	}
}

// Without an origin, a challenge or a domain, nothing is accepted: a missing setting opens nothing.
func TestEmptyCeremoniesAcceptNothing(t *testing.T) {
	t.Parallel()
	full := passkey.Ceremony{Challenge: "Y2hhbGxlbmdl", Domain: "example.com", Origins: []string{page}}
	a := passkeytest.New(page)
	made, err := full.Register(a.Create(options(full.Challenge)))
	if err != nil {
		t.Fatal(err)
	}
	for name, ceremony := range map[string]passkey.Ceremony{
		"no origin":    {Challenge: full.Challenge, Domain: full.Domain},
		"no domain":    {Challenge: full.Challenge, Origins: full.Origins},
		"no challenge": {Domain: full.Domain, Origins: full.Origins},
	} {
		if _, err := ceremony.SignIn(a.Get(options(full.Challenge)), made.PublicKey); err == nil {
			t.Errorf("%s: signs in", name)
		}
		if _, err := ceremony.Register(passkeytest.New(page).Create(options(full.Challenge))); err == nil {
			t.Errorf("%s: registers", name)
		}
	}
	// The same empty values in the response.
	b := *a
	b.Origin, b.Domain = "", ""
	empty := map[string]any{"challenge": "", "rpId": ""}
	if _, err := (passkey.Ceremony{}).SignIn(b.Get(empty), made.PublicKey); err == nil {
		t.Error("an empty response signs in")
	}
}
