// Package passkey verifies responses of authenticators (WebAuthn).
package passkey

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/google/uuid"
)

// A Ceremony is what a response must match.
type Ceremony struct {
	Challenge         string   // as in the options: base64url
	Domain            string   // that passkeys are for
	Origins           []string // of pages, and of native apps
	NeedsVerification bool     // the authenticator must have verified the user, not only their presence
}

// A Credential is a new passkey, under Better Auth's names.
type Credential struct {
	Name         *string `json:"name"`
	PublicKey    string  `json:"publicKey"`    // COSE, as base64
	CredentialID string  `json:"credentialID"` // base64url
	Counter      uint32  `json:"counter"`
	DeviceType   string  `json:"deviceType"`
	BackedUp     bool    `json:"backedUp"`
	Transports   *string `json:"transports"` // separated by commas; nil: unknown
	AAGUID       string  `json:"aaguid"`
}

// A Use is a right signature.
type Use struct {
	Counter    uint32
	IsVerified bool // the authenticator has verified the user
	IsBackedUp bool
}

var errBackup = errors.New("the passkey is backed up but cannot be")

// algorithms are those that options of SQL offer: EdDSA, ES256, RS256.
var algorithms = []protocol.CredentialParameter{
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgEdDSA},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgES256},
	{Type: protocol.PublicKeyCredentialType, Algorithm: webauthncose.AlgRS256},
}

// Register verifies the response of an authenticator that has created a passkey.
func (c Ceremony) Register(response any) (made Credential, err error) {
	text, err := reduce(response, "clientDataJSON", "attestationObject")
	if err != nil {
		return made, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(text)
	if err != nil {
		return made, err
	}
	web, other := c.origins()
	if _, err = parsed.Verify(c.Challenge, c.Domain, web, other, nil, protocol.TopOriginExplicitVerificationMode, false,
		c.NeedsVerification, true, nil, algorithms, protocol.AttestationPolicy{}, protocol.SignaturePolicy{}); err != nil {
		return made, err
	}
	data := parsed.Response.AttestationObject.AuthData
	if !slices.Equal(parsed.RawID, data.AttData.CredentialID) {
		return made, errors.New("the passkey's id differs from that in the attestation")
	}
	if data.Flags.HasBackupState() && !data.Flags.HasBackupEligible() {
		return made, errBackup
	}
	if _, err := webauthncose.ParsePublicKey(data.AttData.CredentialPublicKey); err != nil {
		return made, fmt.Errorf("public key: %w", err)
	}
	model, err := uuid.FromBytes(data.AttData.AAGUID)
	if err != nil {
		return made, err
	}
	made = Credential{
		PublicKey:    base64.StdEncoding.EncodeToString(data.AttData.CredentialPublicKey),
		CredentialID: base64.RawURLEncoding.EncodeToString(data.AttData.CredentialID),
		Counter:      data.Counter,
		DeviceType:   "singleDevice",
		BackedUp:     data.Flags.HasBackupState(),
		Transports:   transports(response),
		AAGUID:       model.String(),
	}
	if data.Flags.HasBackupEligible() {
		made.DeviceType = "multiDevice"
	}
	return made, nil
}

// SignIn verifies an authenticator's signature with a passkey's public key.
func (c Ceremony) SignIn(response any, publicKey string) (use Use, err error) {
	text, err := reduce(response, "clientDataJSON", "authenticatorData", "signature")
	if err != nil {
		return use, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(text)
	if err != nil {
		return use, err
	}
	// Imported keys may have another form of base64.
	plain := strings.NewReplacer("-", "+", "_", "/", "=", "").Replace(publicKey)
	key, err := base64.RawStdEncoding.DecodeString(plain)
	if err != nil {
		return use, fmt.Errorf("public key: %w", err)
	}
	web, other := c.origins()
	if err = parsed.Verify(c.Challenge, c.Domain, "", web, other, nil, protocol.TopOriginExplicitVerificationMode, false,
		c.NeedsVerification, true, key, protocol.SignaturePolicy{}); err != nil {
		return use, err
	}
	data := parsed.Response.AuthenticatorData
	if data.Flags.HasBackupState() && !data.Flags.HasBackupEligible() {
		return use, errBackup
	}
	return Use{Counter: data.Counter, IsVerified: data.Flags.UserVerified(), IsBackedUp: data.Flags.HasBackupState()}, nil
}

// origins returns the origins of pages, and the others, which are compared as they are.
func (c Ceremony) origins() (web, other []string) {
	for _, origin := range c.Origins {
		if strings.HasPrefix(origin, "https://") || strings.HasPrefix(origin, "http://") {
			web = append(web, origin)
		} else {
			other = append(other, origin)
		}
	}
	return web, other
}

// ID returns the id of the passkey that a response is from, or "".
func ID(response any) string {
	object, _ := response.(map[string]any)
	id, _ := object["id"].(string)
	return id
}

// reduce returns a response with what is verified, as JSON: an unusual extension does not make it invalid.
func reduce(response any, fields ...string) ([]byte, error) {
	object, _ := response.(map[string]any)
	inner, _ := object["response"].(map[string]any)
	kept := map[string]any{}
	for _, name := range fields {
		if value, ok := inner[name]; ok && value != nil {
			kept[name] = value
		}
	}
	return json.Marshal(map[string]any{"id": object["id"], "rawId": object["rawId"], "type": object["type"], "response": kept})
}

var transportName = regexp.MustCompile(`^[a-z-]{1,24}$`)

// transports returns how browsers reach the authenticator. Unknown names are kept if they look like one, because browsers
// add some.
func transports(response any) *string {
	object, _ := response.(map[string]any)
	inner, _ := object["response"].(map[string]any)
	list, ok := inner["transports"].([]any)
	if !ok {
		return nil
	}
	var names []string
	for _, each := range list {
		if name, _ := each.(string); transportName.MatchString(name) && len(names) < 8 {
			names = append(names, name)
		}
	}
	joined := strings.Join(names, ",")
	return &joined
}
