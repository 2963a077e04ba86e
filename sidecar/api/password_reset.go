package api

import (
	"net/url"

	"neonauth/gen"
)

const resetTokenLength = 24

// POST /request-password-reset
func (s *Server) requestPasswordReset(r *request, in struct {
	Email      string `json:"email"`
	RedirectTo string `json:"redirectTo"`
},
) ([]byte, error) {
	token := generate(resetTokenLength)
	payload, err := s.linkPayload(r, "/reset-password/"+token, url.Values{"callbackURL": {s.returnTo(r, in.RedirectTo)}})
	if err != nil {
		return nil, err
	}
	return r.queries.RequestPasswordReset(r.ctx, in.Email, tokenHash(token), payload)
}

// GET /reset-password/:token. It does not consume the token, so that mail scanners may open the link: the app's page gets
// the token and posts it with the new password.
func (s *Server) resetPasswordLink(r *request) error {
	if err := s.checkReturn(r, "callbackURL"); err != nil {
		return err
	}
	token, back := r.Param("token"), r.query.Get("callbackURL")
	counts, err := r.queries.FindPasswordReset(r.ctx, tokenHash(token))
	switch {
	case err != nil:
		return err
	case back == "":
		return s.sendTo(r, s.link(r, "/error", url.Values{}), url.Values{"error": {"INVALID_TOKEN"}})
	case !counts:
		return s.sendTo(r, back, url.Values{"error": {"INVALID_TOKEN"}})
	}
	return s.sendTo(r, back, url.Values{"token": {token}})
}

// POST /reset-password
func (s *Server) resetPassword(r *request, in struct {
	NewPassword string `json:"newPassword"`
	Token       string `json:"token"`
},
) ([]byte, error) {
	token := in.Token
	if token == "" {
		token = r.query.Get("token")
	}
	hash := ""
	if token != "" {
		hash = tokenHash(token)
	}
	if err := r.queries.PreparePasswordReset(r.ctx, hash, passwordLength(in.NewPassword)); err != nil {
		return nil, err
	}
	return s.finishReset(r, hash, in.NewPassword)
}

// POST /email-otp/reset-password
func (s *Server) resetPasswordCode(r *request, in struct {
	Email    string `json:"email"`
	OTP      string `json:"otp"`
	Password string `json:"password"`
},
) ([]byte, error) {
	if err := s.refuseBreached(r, in.Password); err != nil { // first, so that the code can be tried with another password
		return nil, err
	}
	hash := tokenHash(generate(resetTokenLength))
	failure, err := r.queries.ExchangeCode(r.ctx, gen.ExchangeCodeParams{
		Email: in.Email, CodeHashes: r.codeHashes("forget-password", in.Email, in.OTP),
		PasswordLength: passwordLength(in.Password), ResetHash: hash,
	})
	if err == nil {
		_, err = r.outcome(failure, nil)
	}
	if err == nil {
		_, err = s.finishReset(r, hash, in.Password)
	}
	return []byte(`{"success":true}`), err
}

// finishReset hashes the password and consumes the token or code that allows setting it.
func (s *Server) finishReset(r *request, resetHash, password string) ([]byte, error) {
	hash, err := s.hashNew(r, password)
	if err != nil {
		return nil, err
	}
	r.mails = true // the owner is notified
	return r.queries.ResetPassword(r.ctx, r.tokenHash(), resetHash, hash)
}
