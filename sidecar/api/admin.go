package api

import (
	"encoding/json"

	"neonauth/gen"
)

// GET /admin/get-user
func (s *Server) getUser(r *request, _ struct{}) ([]byte, error) {
	return r.queries.GetUser(r.ctx, r.tokenHash(), r.query.Get("id"))
}

// GET /admin/list-users
func (s *Server) listUsers(r *request, _ struct{}) ([]byte, error) {
	parameters := make(map[string]string, len(r.query))
	for name := range r.query {
		parameters[name] = r.query.Get(name)
	}
	query, err := json.Marshal(parameters)
	if err != nil {
		return nil, err
	}
	return r.queries.ListUsers(r.ctx, r.tokenHash(), query)
}

// POST /admin/create-user
func (s *Server) createUser(r *request, in struct {
	Email    string          `json:"email"`
	Name     string          `json:"name"`
	Password string          `json:"password"`
	Role     json.RawMessage `json:"role"`
	Data     json.RawMessage `json:"data"`
},
) ([]byte, error) {
	if err := r.queries.PrepareCreateUser(r.ctx, r.tokenHash(), in.Email, s.email.MatchString(in.Email)); err != nil {
		return nil, err
	}
	var stored *string
	if in.Password != "" {
		hash, err := s.hashNew(r, in.Password)
		if err != nil {
			return nil, err
		}
		stored = &hash
	}
	r.mails = true // as in signInCode
	return r.queries.CreateUser(r.ctx, gen.CreateUserParams{
		TokenHash: r.tokenHash(), Email: in.Email, Name: in.Name, Role: in.Role, Fields: in.Data, PasswordHash: stored,
	})
}

// POST /admin/update-user
func (s *Server) adminUpdateUser(r *request, in struct {
	UserID any             `json:"userId"`
	Data   json.RawMessage `json:"data"`
},
) ([]byte, error) {
	var given struct{ Email any }
	if err := json.Unmarshal(in.Data, &given); err != nil {
		return nil, err
	}
	email, _ := given.Email.(string)
	return r.queries.AdminUpdateUser(r.ctx, gen.AdminUpdateUserParams{
		TokenHash: r.tokenHash(), UserID: idOf(in.UserID), Fields: in.Data, IsAddress: s.email.MatchString(email),
	})
}

// POST /admin/set-role
func (s *Server) setRole(r *request, in struct {
	UserID any             `json:"userId"`
	Role   json.RawMessage `json:"role"`
},
) ([]byte, error) {
	return r.queries.SetRole(r.ctx, r.tokenHash(), idOf(in.UserID), in.Role)
}

// POST /admin/ban-user
func (s *Server) banUser(r *request, in struct {
	UserID       any      `json:"userId"`
	BanReason    *string  `json:"banReason"`
	BanExpiresIn *float64 `json:"banExpiresIn"`
},
) ([]byte, error) {
	return r.queries.BanUser(r.ctx, gen.BanUserParams{
		TokenHash: r.tokenHash(), UserID: idOf(in.UserID), Reason: in.BanReason, Seconds: in.BanExpiresIn,
	})
}

// A target identifies the user that an administrator acts on.
type target struct {
	UserID any `json:"userId"`
}

// POST /admin/unban-user
func (s *Server) unbanUser(r *request, in target) ([]byte, error) {
	return r.queries.UnbanUser(r.ctx, r.tokenHash(), idOf(in.UserID))
}

// POST /admin/remove-user
func (s *Server) removeUser(r *request, in target) ([]byte, error) {
	return r.queries.AdminRemoveUser(r.ctx, r.tokenHash(), idOf(in.UserID))
}

// POST /admin/set-user-password
func (s *Server) setUserPassword(r *request, in struct {
	UserID      any    `json:"userId"`
	NewPassword string `json:"newPassword"`
},
) ([]byte, error) {
	if err := r.queries.PrepareSetPassword(r.ctx, r.tokenHash(), passwordLength(in.NewPassword)); err != nil {
		return nil, err
	}
	hash, err := s.hashNew(r, in.NewPassword)
	if err != nil {
		return nil, err
	}
	r.mails = true // the owner is notified
	return r.queries.SetUserPassword(r.ctx, r.tokenHash(), idOf(in.UserID), hash)
}

// POST /admin/has-permission
func (s *Server) hasPermission(r *request, in struct {
	Permission  json.RawMessage `json:"permission"`
	Permissions json.RawMessage `json:"permissions"`
},
) ([]byte, error) {
	wanted := in.Permissions
	if wanted == nil {
		wanted = in.Permission
	}
	return r.queries.HasPermission(r.ctx, r.tokenHash(), wanted)
}

// idOf returns an id as text, or "" if it is not a valid id.
func idOf(given any) string {
	text, _ := given.(string)
	return text
}
