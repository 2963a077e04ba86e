package api

import (
	"neonauth/gen"
	"neonauth/sidecar/password"
	"neonauth/sidecar/shape"
)

// noUser is the user id of a credential that only exists to take the same time.
const noUser = "00000000-0000-0000-0000-000000000000"

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
	// For an unknown address a decoy is verified, to take the same time.
	who := gen.CredentialRow{UserID: noUser}
	if len(found) > 0 {
		who = found[0]
	}
	if who, err = s.proveCredential(r, who, in.Email, in.Password, "INVALID_EMAIL_OR_PASSWORD"); err != nil {
		return nil, err
	}
	payload, err := s.addressPayload(r, in.Email, in.CallbackURL)
	if err != nil {
		return nil, err
	}
	token, remember := r.generateToken(), in.RememberMe == nil || *in.RememberMe
	row, err := r.queries.SignInEmail(r.ctx, gen.SignInEmailParams{
		UserID: who.UserID, VerifiedHash: who.PasswordHash, TokenHash: tokenHash(token), Remember: remember, CallbackUrl: in.CallbackURL, Proof: payload,
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
	err = s.signIn(r, answer, token, remember)
	s.setChallenge(r, generate(32)) // like Neon; it is not stored
	return answer, err
}

// proveCredential verifies the password of a sign-in. subject is whose attempts are counted, and failure the response to a
// wrong password or an unknown user. It returns the credential with the hash that is stored now.
func (s *Server) proveCredential(r *request, who gen.CredentialRow, subject, word, failure string) (gen.CredentialRow, error) {
	matches, err := s.Hasher.Verify(r.ctx, word, who.PasswordHash)
	if err != nil {
		return who, r.notGuessed(subject, err)
	}
	if !matches || who.UserID == noUser {
		if err := s.countRefusal(r, subject); err != nil {
			return who, err
		}
		return who, r.settings.Failure(failure)
	}
	if password.IsForeign(who.PasswordHash) {
		who.PasswordHash, err = s.rehash(r, who, word)
	}
	return who, err
}

// countRefusal counts a rejected sign-in. If that fails, the request is still rejected, unless it must be decided again with
// other settings.
func (s *Server) countRefusal(r *request, email string) error {
	return s.noteRefusal(r, r.queries.CountRefusal(r.ctx, email))
}

// noteRefusal logs err, the result of counting a rejected sign-in, unless the request must be decided again.
func (s *Server) noteRefusal(r *request, err error) error {
	if _, moved := worthAnotherTry(err); err == nil || moved {
		return err
	}
	s.Log.WarnContext(r.ctx, "a rejected sign-in was not counted", "id", requestID(r), "error", err, "cause", cause(err))
	return nil
}

// notGuessed takes back the counted attempt of a sign-in that failed although the password was right or not checked. It
// returns err.
func (r *request) notGuessed(email string, err error) error {
	if r.ctx.Err() == nil {
		_ = r.queries.PassSignIn(r.ctx, email) // if this fails, one attempt too many is counted
	}
	return err
}

// rehash replaces a foreign password hash by one in neonauth's format, and returns it. If the password was changed in the
// meantime, the hash stays, and the sign-in notices.
func (s *Server) rehash(r *request, who gen.CredentialRow, word string) (string, error) {
	own, err := s.Hasher.Hash(r.ctx, word)
	if err != nil {
		return "", err
	}
	return own, r.queries.RehashPassword(r.ctx, who.UserID, who.PasswordHash, own)
}
