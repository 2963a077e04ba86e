package api

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/url"
	"strings"

	"neonauth/sidecar/secret"
)

// A payload is the verification payload of a mail, as SQL gets it: a code's keyed hash, and the code or link sealed for the
// outbox.
type payload struct {
	CodeHash   string `json:"codeHash,omitempty"`
	SealedCode string `json:"sealedCode,omitempty"`
	SealedLink string `json:"sealedLink,omitempty"`
	LinkHash   string `json:"linkHash,omitempty"`
}

// generateCode generates six digits, and sets what is stored and what is mailed.
func (p *payload) generateCode(r *request, kind, email string) (err error) {
	number, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return err
	}
	code := fmt.Sprintf("%06d", number)
	p.CodeHash = r.codeHashes(kind, email, code)[0]
	p.SealedCode, err = r.seal(code)
	return err
}

// codeHashes returns the possible stored hashes of a code. They depend on purpose and address, because six digits are
// easily guessed, and equal codes must not have equal hashes. The first one uses the current secret.
func (r *request) codeHashes(kind, email, code string) []string {
	var hashes []string
	for _, sum := range r.settings.Codes.Sums(kind + "\x00" + strings.ToLower(email) + "\x00" + code) {
		hashes = append(hashes, base64.RawURLEncoding.EncodeToString(sum))
	}
	return hashes
}

// seal encrypts a text for a mail, and notes that mail may be queued.
func (r *request) seal(text string) (string, error) {
	r.mails = true
	return r.settings.Keys.Seal(secret.Mail, []byte(text))
}

// codePayload returns the payload for a mail with a code.
func (r *request) codePayload(kind, email string) ([]byte, error) {
	var p payload
	if err := p.generateCode(r, kind, email); err != nil {
		return nil, err
	}
	return json.Marshal(p)
}

// linkPayload returns the payload for a mail with a link to a path on this server.
func (s *Server) linkPayload(r *request, path string, query url.Values) ([]byte, error) {
	sealed, err := r.seal(s.link(r, path, query))
	if err != nil {
		return nil, err
	}
	return json.Marshal(payload{SealedLink: sealed})
}

// addressPayload returns the payload for a verification mail with a code and a link. SQL uses the one in the settings.
func (s *Server) addressPayload(r *request, email string, callback *string) ([]byte, error) {
	var p payload
	err := p.generateCode(r, "email-verification", email)
	if err != nil {
		return nil, err
	}
	token := signLink(r.settings.Links, linkClaims{Email: strings.ToLower(email)}, r.db.Now())
	p.LinkHash = tokenHash(token)
	back := "/"
	if callback != nil && *callback != "" {
		back = *callback
	}
	p.SealedLink, err = r.seal(s.link(r, "/verify-email", url.Values{"token": {token}, "callbackURL": {s.returnTo(r, back)}}))
	if err != nil {
		return nil, err
	}
	return json.Marshal(p)
}

// link returns an address on this server for a mail. It uses the configured origin, or the branch's host below it, whatever
// the request's host headers are.
func (s *Server) link(r *request, path string, query url.Values) string {
	return r.base() + path + "?" + query.Encode()
}

// outcome returns SQL's response, or the failure that SQL returned instead of raising, because a change had to be kept.
func (r *request) outcome(failure string, answer []byte) ([]byte, error) {
	if failure != "" {
		return nil, r.settings.Failure(failure)
	}
	return answer, nil
}

// handOut sets the cookies of a new session, if its token is in SQL's response.
func (s *Server) handOut(r *request, answer []byte, token string, remember bool) error {
	if !bytes.Contains(answer, []byte(tokenHash(token))) {
		return nil
	}
	return s.setSessionCookies(r, token, remember)
}
