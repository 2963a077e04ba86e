package api

import (
	"bytes"
	"cmp"
	"net/url"

	"neonauth/gen"
)

// deleteTokenLength is the length of the token that confirms a deletion.
const deleteTokenLength = 32

// POST /update-user
func (s *Server) updateUser(r *request, _ struct{}) ([]byte, error) {
	fields, err := r.fields()
	if err != nil {
		return nil, err
	}
	answer, err := r.queries.UpdateUser(r.ctx, r.tokenHash(), fields)
	if err != nil {
		return nil, err
	}
	return answer, s.setSessionCookies(r, r.token, !s.isForgetful(r))
}

// POST /delete-user
func (s *Server) deleteUser(r *request, in struct {
	Password    string `json:"password"`
	Token       string `json:"token"`
	CallbackURL string `json:"callbackURL"`
},
) ([]byte, error) {
	var verified, token *string
	if in.Password != "" {
		stored, err := r.queries.PrepareDeleteUser(r.ctx, r.tokenHash())
		if err != nil {
			return nil, err
		}
		if err := s.verify(r, in.Password, stored); err != nil {
			return nil, err
		}
		verified = &stored
	}
	if in.Token != "" {
		hash := tokenHash(in.Token)
		token = &hash
	}
	mailed := generate(deleteTokenLength)
	payload, err := s.linkPayload(r, "/delete-user/callback", url.Values{"token": {mailed}, "callbackURL": {s.returnTo(r, cmp.Or(in.CallbackURL, "/"))}})
	if err != nil {
		return nil, err
	}
	answer, err := r.queries.DeleteUser(r.ctx, gen.DeleteUserParams{
		TokenHash: r.tokenHash(), VerifiedHash: verified, DeleteTokenHash: token, MailedTokenHash: tokenHash(mailed), Proof: payload,
	})
	if err == nil && bytes.Contains(answer, []byte(`"User deleted"`)) { // the user was deleted, not just sent a mail
		s.expireSessionCookies(r)
	}
	return answer, err
}

// GET /delete-user/callback
func (s *Server) confirmDeleteUser(r *request) error {
	if err := s.checkAddresses(r); err != nil { // checkOrigin does not check a GET
		return err
	}
	answer, err := r.queries.ConfirmDeleteUser(r.ctx, r.tokenHash(), tokenHash(r.query.Get("token")))
	if err != nil {
		return err
	}
	s.expireSessionCookies(r)
	if to := r.query.Get("callbackURL"); to != "" {
		return r.redirect(to, nil)
	}
	return r.json(answer)
}
