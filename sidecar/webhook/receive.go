package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
)

// ErrSignature is returned for a message that is not signed with the secret.
var ErrSignature = errors.New("invalid webhook signature")

// A Message is a webhook message of another service whose signature is valid.
type Message struct {
	ID         string
	SentMillis int64 // when this attempt was sent, as signed
}

// maxSignatures is the maximum length of a signature header, in bytes.
const maxSignatures = 4096

// Receive verifies the signature of a message that the provider sent, and returns its id and time. secrets are separated
// by blanks: during a rotation, the old and the new one. It returns ErrSignature if none of them made the signature.
func Receive(provider, secrets string, header http.Header, body []byte) (Message, error) {
	if provider == "workos" {
		return receiveWorkOS(secrets, header.Get("WorkOS-Signature"), body)
	}
	return receiveStandard(secrets, header, body)
}

// receiveStandard verifies a message in the form of Standard Webhooks. Svix, and so Clerk and Stack Auth, use other names
// for the same headers.
func receiveStandard(secrets string, header http.Header, body []byte) (Message, error) {
	prefix := "Webhook-"
	if header.Get("Webhook-Signature") == "" {
		prefix = "Svix-"
	}
	id, sent, signatures := header.Get(prefix+"Id"), header.Get(prefix+"Timestamp"), header.Get(prefix+"Signature")
	seconds, ok := digits(sent, 11)
	if !ok || id == "" || len(signatures) > maxSignatures {
		return Message{}, ErrSignature
	}
	var given [][]byte
	for signature := range strings.FieldsSeq(signatures) {
		version, text, _ := strings.Cut(signature, ",")
		if sum, err := base64.StdEncoding.DecodeString(text); err == nil && version == "v1" {
			given = append(given, sum)
		}
	}
	if !isSigned(secrets, decodeKey, given, []byte(id+"."+sent+"."), body) {
		return Message{}, ErrSignature
	}
	return Message{ID: id, SentMillis: seconds * 1000}, nil
}

// receiveWorkOS verifies a message in the form of WorkOS: "t=1626125972272, v1=5257a8…". The event's id is in the body.
func receiveWorkOS(secrets, header string, body []byte) (Message, error) {
	if len(header) > maxSignatures {
		return Message{}, ErrSignature
	}
	sent := ""
	var given [][]byte
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			sent = value
		case "v1":
			if sum, err := hex.DecodeString(value); err == nil {
				given = append(given, sum)
			}
		}
	}
	millis, ok := digits(sent, 14)
	if !ok || !isSigned(secrets, func(text string) []byte { return []byte(text) }, given, []byte(sent+"."), body) {
		return Message{}, ErrSignature
	}
	var event struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(body, &event); err != nil {
		return Message{}, ErrSignature
	}
	return Message{ID: event.ID, SentMillis: millis}, nil
}

// isSigned reports whether one of the given sums is the HMAC of prefix and body under one of the secrets. It takes as long
// for a wrong sum as for a right one.
func isSigned(secrets string, decode func(string) []byte, given [][]byte, prefix, body []byte) (signed bool) {
	for text := range strings.FieldsSeq(secrets) {
		mac := hmac.New(sha256.New, decode(text))
		mac.Write(prefix)
		mac.Write(body)
		want := mac.Sum(nil)
		for _, sum := range given {
			signed = hmac.Equal(sum, want) || signed
		}
	}
	return signed
}

// decodeKey returns the key of a secret like whsec_MfKQ9r8G…, which is in base64.
func decodeKey(text string) []byte {
	encoded := strings.TrimPrefix(text, "whsec_")
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		if key, err := encoding.DecodeString(encoded); err == nil {
			return key
		}
	}
	return []byte(text)
}

// digits returns a number of at most that many digits.
func digits(text string, most int) (n int64, ok bool) {
	if text == "" || len(text) > most || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}
