package api

// POST /sign-in/anonymous
func (s *Server) signInAnonymous(r *request, _ struct{}) ([]byte, error) {
	r.mails = true // for the webhook
	token := r.generateToken()
	answer, err := r.queries.SignInAnonymous(r.ctx, r.tokenHash(), tokenHash(token))
	if err != nil {
		return nil, err
	}
	return answer, s.setSessionCookies(r, token, !s.isForgetful(r))
}

// POST /delete-anonymous-user
func (s *Server) deleteAnonymousUser(r *request, _ struct{}) ([]byte, error) {
	answer, err := r.queries.DeleteAnonymousUser(r.ctx, r.tokenHash())
	if err == nil {
		s.expireSessionCookies(r)
	}
	return answer, err
}
