package api

import "neonauth/sidecar/shape"

// POST /email-otp/send-verification-otp
func (s *Server) sendCode(r *request, in struct {
	Email string `json:"email"`
	Type  string `json:"type"`
},
) ([]byte, error) {
	if !shape.IsAddress(s.email, in.Email) {
		return nil, r.settings.Failure("INVALID_EMAIL")
	}
	return s.mailCode(r, in.Type, in.Email)
}

// POST /email-otp/request-password-reset, /forget-password/email-otp
func (s *Server) sendResetCode(r *request, in struct {
	Email string `json:"email"`
},
) ([]byte, error) {
	return s.mailCode(r, "forget-password", in.Email)
}

func (s *Server) mailCode(r *request, kind, email string) ([]byte, error) {
	payload, err := r.codePayload(kind, email)
	if err != nil {
		return nil, err
	}
	return r.queries.SendCode(r.ctx, kind, email, payload)
}

// POST /email-otp/check-verification-otp
func (s *Server) checkCode(r *request, in struct {
	Email string `json:"email"`
	Type  string `json:"type"`
	OTP   string `json:"otp"`
},
) ([]byte, error) {
	if !shape.IsAddress(s.email, in.Email) {
		return nil, r.settings.Failure("INVALID_EMAIL")
	}
	row, err := r.queries.CheckCode(r.ctx, in.Type, in.Email, r.codeHashes(in.Type, in.Email, in.OTP))
	if err != nil {
		return nil, err
	}
	return r.outcome(row.Failure, row.Body)
}

// POST /email-otp/verify-email
func (s *Server) verifyEmailCode(r *request, in struct {
	Email string `json:"email"`
	OTP   string `json:"otp"`
},
) ([]byte, error) {
	if !shape.IsAddress(s.email, in.Email) {
		return nil, r.settings.Failure("INVALID_EMAIL")
	}
	token := r.generateToken()
	row, err := r.queries.VerifyEmailCode(r.ctx, in.Email, r.codeHashes("email-verification", in.Email, in.OTP), tokenHash(token))
	if err != nil {
		return nil, err
	}
	answer, err := r.outcome(row.Failure, row.Body)
	if err != nil {
		return nil, err
	}
	return answer, s.handOut(r, answer, token, !s.isForgetful(r))
}

// POST /sign-in/email-otp
func (s *Server) signInCode(r *request, in struct {
	Email string `json:"email"`
	OTP   string `json:"otp"`
},
) ([]byte, error) {
	r.mails = true // for the webhook, if the user is new
	token := r.generateToken()
	row, err := r.queries.SignInCode(r.ctx, in.Email, r.codeHashes("sign-in", in.Email, in.OTP), tokenHash(token))
	if err != nil {
		return nil, err
	}
	answer, err := r.outcome(row.Failure, row.Body)
	if err != nil {
		return nil, err
	}
	return answer, s.signIn(r, answer, token, !s.isForgetful(r))
}
