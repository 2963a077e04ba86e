package api

import (
	"unicode/utf16"

	"neonauth/gen"
)

// POST /sign-up/email
func (s *Server) signUpEmail(r *request, in struct {
	Name       string  `json:"name"`
	Email      string  `json:"email"`
	Password   string  `json:"password"`
	Image      *string `json:"image"`
	RememberMe *bool   `json:"rememberMe"`

	CallbackURL *string `json:"callbackURL"`
},
) ([]byte, error) {
	fields, err := r.fields("password")
	if err != nil {
		return nil, err
	}
	length := passwordLength(in.Password)
	if err := r.queries.PrepareSignUp(r.ctx, in.Email, length, fields); err != nil {
		return nil, err
	}
	hash, err := s.hashNew(r, in.Password)
	if err != nil {
		return nil, err
	}
	payload, err := s.addressPayload(r, in.Email, in.CallbackURL)
	if err != nil {
		return nil, err
	}
	token, remember := r.generateToken(), in.RememberMe == nil || *in.RememberMe
	answer, err := r.queries.SignUpEmail(r.ctx, gen.SignUpEmailParams{
		Name: in.Name, Email: in.Email, Image: in.Image, PasswordHash: hash, PasswordLength: length,
		Fields: fields, TokenHash: tokenHash(token), Remember: remember, Proof: payload,
	})
	if err != nil {
		return nil, err
	}
	err = s.handOut(r, answer, token, remember)
	s.setChallenge(r, generate(32)) // as at sign-in
	return answer, err
}

// passwordLength returns the length in UTF-16 units, like the reference.
func passwordLength(password string) int32 {
	units := 0
	for _, r := range password {
		units += utf16.RuneLen(r)
	}
	return int32(units)
}
