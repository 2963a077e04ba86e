package api

import "neonauth/gen"

// POST /change-password
func (s *Server) changePassword(r *request, in struct {
	CurrentPassword     string `json:"currentPassword"`
	NewPassword         string `json:"newPassword"`
	RevokeOtherSessions bool   `json:"revokeOtherSessions"`
},
) ([]byte, error) {
	stored, err := r.queries.PreparePasswordChange(r.ctx, r.tokenHash(), passwordLength(in.NewPassword))
	if err != nil {
		return nil, err
	}
	if err := s.refuseBreached(r, in.NewPassword); err != nil {
		_ = r.queries.PassPassword(r.ctx, r.tokenHash()) // no password was tried
		return nil, err
	}
	if err := s.verify(r, in.CurrentPassword, stored); err != nil {
		return nil, err
	}
	replaced, err := s.hashNew(r, in.NewPassword)
	if err != nil {
		return nil, err
	}
	token := r.generateToken()
	r.mails = true // the owner is notified
	answer, err := r.queries.ChangePassword(r.ctx, gen.ChangePasswordParams{
		TokenHash: r.tokenHash(), VerifiedHash: stored, NewPasswordHash: replaced,
		RevokeOthers: in.RevokeOtherSessions, NewTokenHash: tokenHash(token),
	})
	if err != nil || !in.RevokeOtherSessions {
		return answer, err
	}
	return answer, s.setSessionCookies(r, token, !s.isForgetful(r))
}

// POST /verify-password
func (s *Server) verifyPassword(r *request, in struct {
	Password string `json:"password"`
},
) ([]byte, error) {
	stored, err := r.queries.FindOwnCredential(r.ctx, r.tokenHash())
	if err != nil {
		return nil, err
	}
	if err := s.verify(r, in.Password, stored); err != nil {
		return nil, err
	}
	if err := r.queries.ProvePassword(r.ctx, r.tokenHash(), stored); err != nil {
		return nil, err
	}
	return []byte(`{"status":true}`), s.refreshSessionData(r)
}

// verify returns INVALID_PASSWORD unless the password matches the hash.
func (s *Server) verify(r *request, password, hash string) error {
	matches, err := s.Hasher.Verify(r.ctx, password, hash)
	if err != nil { // no password was checked
		_ = r.queries.PassPassword(r.ctx, r.tokenHash())
	}
	if err == nil && !matches {
		err = r.settings.Failure("INVALID_PASSWORD")
	}
	if err != nil {
		return err
	}
	return r.queries.PassPassword(r.ctx, r.tokenHash())
}
