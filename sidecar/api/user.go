package api

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
