package api

import (
	"neonauth/gen"
	"neonauth/sidecar/password"
	"neonauth/sidecar/shape"
)

// nobody is the user id of a credential that is there only to take the time of one.
const nobody = "00000000-0000-0000-0000-000000000000"

// POST /sign-in/email
func (s *Server) signInEmail(r *request, in struct {
	Email       string  `json:"email"`
	Password    string  `json:"password"`
	RememberMe  *bool   `json:"rememberMe"`
	CallbackURL *string `json:"callbackURL"`
},
) ([]byte, error) {
	if !shape.IsAddress(s.email, in.Email) {
		return nil, r.settings.Failure("INVALID_EMAIL")
	}
	leave, err := s.Hasher.Admit() // before the attempt is counted
	if err != nil {
		return nil, err
	}
	defer leave()
	found, err := r.queries.FindCredential(r.ctx, in.Email)
	if err != nil {
		return nil, err
	}
	// An unknown person costs the same time: a decoy is verified.
	who := gen.CredentialRow{UserID: nobody}
	if len(found) > 0 {
		who = found[0]
	}
	matches, err := s.Hasher.Verify(r.ctx, in.Password, who.PasswordHash)
	if err != nil {
		return nil, r.notGuessed(in.Email, err)
	}
	if !matches || who.UserID == nobody {
		if err := s.countRefusal(r, in.Email); err != nil {
			return nil, err
		}
		return nil, r.settings.Failure("INVALID_EMAIL_OR_PASSWORD")
	}
	if password.IsForeign(who.PasswordHash) {
		if who.PasswordHash, err = s.rehash(r, who, in.Password); err != nil {
			return nil, err
		}
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
		return nil, r.notGuessed(in.Email, err)
	}
	answer, err := r.outcome(row.Failure, row.Body)
	if err != nil {
		return nil, err
	}
	r.observed().user = who.UserID
	if in.CallbackURL != nil && *in.CallbackURL != "" {
		r.Response().Header().Set("Location", *in.CallbackURL)
	}
	s.setChallenge(r, draw(32)) // as Neon does; nothing is kept of it
	return answer, s.setSessionCookies(r, token, remember)
}

// countRefusal counts a refused sign-in. Where that fails the refusal stays what it is, unless it is to be decided again
// under other settings.
func (s *Server) countRefusal(r *request, email string) error {
	err := r.queries.CountRefusal(r.ctx, email)
	if _, moved := worthAnotherTry(err); err == nil || moved {
		return err
	}
	s.Log.WarnContext(r.ctx, "a refused sign-in is not counted", "id", requestID(r), "error", err, "cause", cause(err))
	return nil
}

// notGuessed takes back the attempt of a sign-in that failed although its password was right or not verified. It
// returns the error.
func (r *request) notGuessed(email string, err error) error {
	if r.ctx.Err() == nil {
		_ = r.queries.PassSignIn(r.ctx, email) // else one attempt is counted too many
	}
	return err
}

// rehash replaces a hash that another program made by one of ours, and gives it. A password replaced meanwhile stays,
// and the sign-in finds that out.
func (s *Server) rehash(r *request, who gen.CredentialRow, word string) (string, error) {
	own, err := s.Hasher.Hash(r.ctx, word)
	if err != nil {
		return "", err
	}
	return own, r.queries.RehashPassword(r.ctx, who.UserID, who.PasswordHash, own)
}
