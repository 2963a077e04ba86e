// Package totp computes the codes of authenticator apps (RFC 6238, SHA-1) and backup codes.
package totp

import (
	"crypto/hmac"
	"crypto/sha1" // what authenticator apps use; HMAC does not need a collision-resistant hash
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A Key is the secret of a user's authenticator app, with the form of its codes.
type Key struct {
	Secret         string
	Digits, Period int
}

// Code returns the code of a time step.
func (k Key) Code(step int64) string {
	mac := hmac.New(sha1.New, []byte(k.Secret))
	_ = binary.Write(mac, binary.BigEndian, step) // never fails
	sum := mac.Sum(nil)
	number := binary.BigEndian.Uint32(sum[sum[len(sum)-1]&15:]) & 0x7fffffff
	power := uint32(1)
	for range k.Digits {
		power *= 10
	}
	return fmt.Sprintf("%0*d", k.Digits, number%power)
}

// Step returns the time step whose code was entered, or nil. The codes before and after the present one count too, as
// clocks differ.
func (k Key) Step(code string, now time.Time) *int64 {
	var found *int64
	for step, i := now.Unix()/int64(k.Period)-1, 0; i < 3; step, i = step+1, i+1 {
		if subtle.ConstantTimeCompare([]byte(k.Code(step)), []byte(code)) == 1 {
			match := step
			found = &match
		}
	}
	return found
}

// URI returns the address that an authenticator app reads from a QR code.
func (k Key) URI(issuer, account string) string {
	label := strings.ReplaceAll(url.QueryEscape(issuer)+":"+url.QueryEscape(account), "+", "%20")
	query := url.Values{
		"secret": {base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(k.Secret))},
		"issuer": {issuer}, "digits": {strconv.Itoa(k.Digits)}, "period": {strconv.Itoa(k.Period)},
	}
	return "otpauth://totp/" + label + "?" + query.Encode()
}

// BackupHash returns what is stored of a backup code: an HMAC with the secret, which is only stored sealed.
func (k Key) BackupHash(code string) string {
	mac := hmac.New(sha256.New, []byte(k.Secret))
	mac.Write([]byte("backup code\x00" + code))
	return hex.EncodeToString(mac.Sum(nil))
}
