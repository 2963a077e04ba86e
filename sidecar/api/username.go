package api

import (
	"neonauth/gen"
)

// POST /is-username-available
func (s *Server) isUsernameAvailable(r *request, in struct {
	Username string `json:"username"`
},
) ([]byte, error) {
	return r.queries.IsUsernameAvailable(r.ctx, in.Username)
}

// POST /sign-in/username
func (s *Server) signInUsername(r *request, in struct {
	Username    string  `json:"username"`
	Password    string  `json:"password"`
	RememberMe  *bool   `json:"rememberMe"`
	CallbackURL *string `json:"callbackURL"`
},
) ([]byte, error) {
	if in.Username == "" || in.Password == "" {
		return nil, r.settings.Failure("INVALID_USERNAME_OR_PASSWORD")
	}
	leave, err := s.Hasher.Admit() // before the attempt is counted
	if err != nil {
		return nil, err
	}
	defer leave()
	found, err := r.queries.FindUsernameCredential(r.ctx, in.Username)
	if err != nil {
		return nil, err
	}
	who, subject := gen.CredentialRow{UserID: noUser}, in.Username
	if len(found) > 0 {
		who, subject = gen.CredentialRow{UserID: found[0].UserID, PasswordHash: found[0].PasswordHash}, found[0].Subject
	}
	if who, err = s.proveCredential(r, who, subject, in.Password, "INVALID_USERNAME_OR_PASSWORD"); err != nil {
		return nil, err
	}
	payload, err := s.addressPayload(r, subject, in.CallbackURL)
	if err != nil {
		return nil, err
	}
	token, remember := r.generateToken(), in.RememberMe == nil || *in.RememberMe
	row, err := r.queries.SignInUsername(r.ctx, gen.SignInUsernameParams{
		UserID: who.UserID, VerifiedHash: who.PasswordHash, TokenHash: tokenHash(token), Remember: remember, Proof: payload,
	})
	if err != nil {
		return nil, r.notGuessed(subject, err)
	}
	answer, err := r.outcome(row.Failure, row.Body)
	if err != nil {
		return nil, err
	}
	r.observed().user = who.UserID
	err = s.signIn(r, answer, token, remember)
	s.setChallenge(r, generate(32)) // as at sign-in by address
	return answer, err
}
