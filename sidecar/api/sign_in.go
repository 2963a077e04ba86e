package api

import (
	"neonauth/gen"
)

// POST /sign-in/email
func (s *Server) signInEmail(r *request, in struct {
	Email       string  `json:"email"`
	Password    string  `json:"password"`
	RememberMe  *bool   `json:"rememberMe"`
	CallbackURL *string `json:"callbackURL"`
},
) ([]byte, error) {
	if !isAddress(s.email, in.Email) {
		return nil, r.settings.Failure("INVALID_EMAIL")
	}
	found, err := r.queries.FindCredential(r.ctx, in.Email)
	if err != nil {
		return nil, err
	}
	// An unknown person costs the same time: a decoy is verified.
	var who gen.CredentialRow
	if len(found) > 0 {
		who = found[0]
	}
	matches, err := s.Hasher.Verify(r.ctx, in.Password, who.PasswordHash)
	if err != nil {
		return nil, err
	}
	if !matches {
		return nil, r.settings.Failure("INVALID_EMAIL_OR_PASSWORD")
	}
	proof, err := s.proveAddress(r, in.Email, in.CallbackURL)
	if err != nil {
		return nil, err
	}
	token, remember := r.drawToken(), in.RememberMe == nil || *in.RememberMe
	row, err := r.queries.SignInEmail(r.ctx, gen.SignInEmailParams{
		UserID: who.UserID, VerifiedHash: who.PasswordHash, TokenHash: tokenHash(token), Remember: remember, CallbackUrl: in.CallbackURL, Proof: proof,
	})
	if err != nil {
		return nil, err
	}
	answer, err := r.outcome(row.Failure, row.Body)
	if err != nil {
		return nil, err
	}
	r.Set("user", who.UserID)
	if in.CallbackURL != nil && *in.CallbackURL != "" {
		r.Response().Header().Set("Location", *in.CallbackURL)
	}
	return answer, s.setSessionCookies(r, token, remember)
}
