package api

import (
	"neonauth/gen"
	"neonauth/sidecar/password"
)

// What a code sent to a phone number is for. Its hash depends on it.
const (
	phoneCode      = "phone-number"
	phoneResetCode = "phone-number-password-reset"
)

// phoneVerifyPath is an endpoint that signs in, or changes the caller's number. SQL asks for a recent proof in the second
// case only.
const phoneVerifyPath = "/phone-number/verify"

// A phoneNumber is the body of a request for a code.
type phoneNumber struct {
	PhoneNumber string `json:"phoneNumber"`
}

// POST /phone-number/send-otp
func (s *Server) sendPhoneCode(r *request, in phoneNumber) ([]byte, error) {
	payload, err := r.codePayload(phoneCode, in.PhoneNumber)
	if err != nil {
		return nil, err
	}
	return r.queries.SendPhoneCode(r.ctx, in.PhoneNumber, payload)
}

// POST /phone-number/verify
func (s *Server) verifyPhoneNumber(r *request, in struct {
	PhoneNumber       string `json:"phoneNumber"`
	Code              string `json:"code"`
	DisableSession    bool   `json:"disableSession"`
	UpdatePhoneNumber bool   `json:"updatePhoneNumber"`
},
) ([]byte, error) {
	r.mails = true // for the webhook
	token := r.generateToken()
	row, err := r.queries.VerifyPhoneNumber(r.ctx, gen.VerifyPhoneNumberParams{
		TokenHash: r.tokenHash(), PhoneNumber: in.PhoneNumber, CodeHashes: r.codeHashes(phoneCode, in.PhoneNumber, in.Code),
		NewTokenHash: tokenHash(token), OpenSession: !in.DisableSession, UpdateNumber: in.UpdatePhoneNumber,
	})
	if err != nil {
		return nil, err
	}
	answer, err := r.outcome(row.Failure, row.Body)
	switch {
	case err != nil:
		return nil, err
	case row.Session == "kept":
		err = s.refreshSessionData(r)
	case row.Session == "opened" || isChallenge(answer):
		err = s.signIn(r, answer, token, !s.isForgetful(r))
	}
	return answer, err
}

// POST /sign-in/phone-number
func (s *Server) signInPhone(r *request, in struct {
	PhoneNumber string `json:"phoneNumber"`
	Password    string `json:"password"`
	RememberMe  *bool  `json:"rememberMe"`
},
) ([]byte, error) {
	leave, err := s.Hasher.Admit() // before the attempt is counted
	if err != nil {
		return nil, err
	}
	defer leave()
	found, err := r.queries.FindPhoneCredential(r.ctx, in.PhoneNumber)
	if err != nil {
		return nil, err
	}
	who := gen.CredentialRow{UserID: noUser} // a decoy, as in signInEmail
	if len(found) > 0 {
		who = found[0]
	}
	matches, err := s.Hasher.Verify(r.ctx, in.Password, who.PasswordHash)
	if err != nil {
		return nil, r.notGuessed(in.PhoneNumber, err)
	}
	if !matches || who.UserID == noUser {
		if err := s.noteRefusal(r, r.queries.CountPhoneRefusal(r.ctx, in.PhoneNumber)); err != nil {
			return nil, err
		}
		return nil, r.settings.Failure("INVALID_PHONE_NUMBER_OR_PASSWORD")
	}
	if password.IsForeign(who.PasswordHash) {
		if who.PasswordHash, err = s.rehash(r, who, in.Password); err != nil {
			return nil, err
		}
	}
	payload, err := r.codePayload(phoneCode, in.PhoneNumber)
	if err != nil {
		return nil, err
	}
	token, remember := r.generateToken(), in.RememberMe == nil || *in.RememberMe
	row, err := r.queries.SignInPhone(r.ctx, gen.SignInPhoneParams{
		UserID: who.UserID, PhoneNumber: in.PhoneNumber, VerifiedHash: who.PasswordHash,
		TokenHash: tokenHash(token), Remember: remember, Proof: payload,
	})
	if err != nil {
		return nil, r.notGuessed(in.PhoneNumber, err)
	}
	answer, err := r.outcome(row.Failure, row.Body)
	if err != nil {
		return nil, err
	}
	r.observed().user = who.UserID
	return answer, s.signIn(r, answer, token, remember)
}

// POST /phone-number/request-password-reset
func (s *Server) requestPhoneReset(r *request, in phoneNumber) ([]byte, error) {
	payload, err := r.codePayload(phoneResetCode, in.PhoneNumber)
	if err != nil {
		return nil, err
	}
	return r.queries.RequestPhoneReset(r.ctx, in.PhoneNumber, payload)
}

// POST /phone-number/reset-password
func (s *Server) resetPasswordByPhone(r *request, in struct {
	OTP         string `json:"otp"`
	PhoneNumber string `json:"phoneNumber"`
	NewPassword string `json:"newPassword"`
},
) ([]byte, error) {
	if err := s.refuseBreached(r, in.NewPassword); err != nil { // first, so that the code can be tried with another password
		return nil, err
	}
	reset := tokenHash(generate(resetTokenLength))
	failure, err := r.queries.ExchangePhoneCode(r.ctx, gen.ExchangePhoneCodeParams{
		PhoneNumber: in.PhoneNumber, CodeHashes: r.codeHashes(phoneResetCode, in.PhoneNumber, in.OTP),
		PasswordLength: passwordLength(in.NewPassword), ResetHash: reset,
	})
	if err == nil {
		_, err = r.outcome(failure, nil)
	}
	if err != nil {
		return nil, err
	}
	hash, err := s.hashNew(r, in.NewPassword)
	if err != nil {
		return nil, err
	}
	r.mails = true // the user is notified
	return r.queries.ResetPasswordByPhone(r.ctx, r.tokenHash(), reset, hash)
}
