package api

import "net/http"

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

// POST /change-email
func (s *Server) changeEmail(r *request, in struct {
	NewEmail string `json:"newEmail"`
},
) ([]byte, error) {
	return r.queries.ChangeEmail(r.ctx, r.tokenHash(), in.NewEmail)
}

// POST /delete-user
func (s *Server) deleteUser(r *request, in struct {
	Password string `json:"password"`
	Token    string `json:"token"`
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
	answer, err := r.queries.DeleteUser(r.ctx, r.tokenHash(), verified, token)
	if err == nil {
		s.expireSessionCookies(r)
	}
	return answer, err
}

// GET /delete-user/callback
func (s *Server) confirmDeleteUser(r *request) error {
	if err := s.checkAddresses(r); err != nil { // a GET, which nobody has checked
		return err
	}
	answer, err := r.queries.ConfirmDeleteUser(r.ctx, r.tokenHash(), tokenHash(r.query.Get("token")))
	if err != nil {
		return err
	}
	s.expireSessionCookies(r)
	if to := r.query.Get("callbackURL"); to != "" {
		return r.Redirect(http.StatusFound, to)
	}
	return r.JSONBlob(http.StatusOK, answer)
}
