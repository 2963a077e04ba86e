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

// A proof is what a mail will carry, as SQL may know it: of a code its keyed hash, and either sealed for the outbox.
type proof struct {
	CodeHash   string `json:"codeHash,omitempty"`
	SealedCode string `json:"sealedCode,omitempty"`
	SealedLink string `json:"sealedLink,omitempty"`
	LinkHash   string `json:"linkHash,omitempty"`
}

// drawCode draws six digits, and gives what is kept and what is mailed of them.
func (p *proof) drawCode(r *request, kind, email string) (err error) {
	drawn, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return err
	}
	code := fmt.Sprintf("%06d", drawn)
	p.CodeHash = r.codeHashes(kind, email, code)[0]
	p.SealedCode, err = r.seal(code)
	return err
}

// codeHashes are the forms in which a code may be stored: by purpose and address, for six digits are soon tried,
// and equal ones shall not look equal. The first is of the current secret.
func (r *request) codeHashes(kind, email, code string) []string {
	var hashes []string
	for _, sum := range r.settings.Codes.Sums(kind + "\x00" + strings.ToLower(email) + "\x00" + code) {
		hashes = append(hashes, base64.RawURLEncoding.EncodeToString(sum))
	}
	return hashes
}

// seal closes what only a mail shall show, and notes that there may be one.
func (r *request) seal(text string) (string, error) {
	r.mails = true
	return r.settings.Keys.Seal(secret.Mail, []byte(text))
}

// proveCode is the proof for a mail with a code.
func (r *request) proveCode(kind, email string) ([]byte, error) {
	var p proof
	if err := p.drawCode(r, kind, email); err != nil {
		return nil, err
	}
	return json.Marshal(p)
}

// proveLink is the proof for a mail with a link to our own path.
func (s *Server) proveLink(r *request, path string, query url.Values) ([]byte, error) {
	sealed, err := r.seal(s.link(r, path, query))
	if err != nil {
		return nil, err
	}
	return json.Marshal(proof{SealedLink: sealed})
}

// proveAddress is the proof for a mail that asks for either; the settings, which SQL reads, say for which.
func (s *Server) proveAddress(r *request, email string, callback *string) ([]byte, error) {
	var p proof
	err := p.drawCode(r, "email-verification", email)
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

// link is an address of ours for a mail: of the configured origin, or that of the branch below it, whatever else the
// request says of hosts.
func (s *Server) link(r *request, path string, query url.Values) string {
	return r.base() + path + "?" + query.Encode()
}

// outcome is SQL's answer, or the failure it returned because something had to outlive it.
func (r *request) outcome(failure string, answer []byte) ([]byte, error) {
	if failure != "" {
		return nil, r.settings.Failure(failure)
	}
	return answer, nil
}

// handOut sets the cookies of a session that SQL has opened: if its token is in the answer.
func (s *Server) handOut(r *request, answer []byte, token string, remember bool) error {
	if !bytes.Contains(answer, []byte(tokenHash(token))) {
		return nil
	}
	return s.setSessionCookies(r, token, remember)
}
