package api

import (
	"cmp"
	"encoding/json"

	"neonauth/gen"
	"neonauth/sidecar/totp"
)

// totpSecretLength is the length of an authenticator app's secret: 190 bits.
const totpSecretLength = 32

// A passwordProof is the body of a request that a user confirms with their password.
type passwordProof struct {
	Password string `json:"password"`
	Issuer   string `json:"issuer"`
}

// POST /two-factor/enable
func (s *Server) enableTwoFactor(r *request, in passwordProof) ([]byte, error) {
	own, err := s.confirmPassword(r, in.Password, "")
	if err != nil {
		return nil, err
	}
	key := totp.Key{Secret: generate(totpSecretLength), Digits: int(own.Digits), Period: int(own.Period)}
	sealed, err := r.db.SealFactor(key.Secret, own.Context)
	if err != nil {
		return nil, err
	}
	codes, hashes := backupCodes(key, own)
	token := r.generateToken()
	r.mails = true // the user is notified
	replaced, err := r.queries.EnableTwoFactor(r.ctx, gen.EnableTwoFactorParams{
		TokenHash: r.tokenHash(), VerifiedHash: own.PasswordHash, Sealed: sealed, BackupHashes: hashes, NewTokenHash: tokenHash(token),
	})
	if err == nil && replaced {
		err = s.setSessionCookies(r, token, !s.isForgetful(r))
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]any{"totpURI": key.URI(cmp.Or(in.Issuer, own.Issuer), own.Email), "backupCodes": codes})
}

// POST /two-factor/disable
func (s *Server) disableTwoFactor(r *request, in passwordProof) ([]byte, error) {
	own, err := s.confirmPassword(r, in.Password, "")
	if err != nil {
		return nil, err
	}
	token := r.generateToken()
	r.mails = true // the user is notified
	answer, err := r.queries.DisableTwoFactor(r.ctx, r.tokenHash(), own.PasswordHash, tokenHash(token))
	if err != nil {
		return nil, err
	}
	if s.readCookie(r, trustCookie) != "" {
		s.setCookie(r, trustCookie, "", 0)
	}
	return answer, s.setSessionCookies(r, token, !s.isForgetful(r))
}

// POST /two-factor/get-totp-uri
func (s *Server) getTOTPURI(r *request, in passwordProof) ([]byte, error) {
	own, err := s.confirmPassword(r, in.Password, "secret")
	if err != nil {
		return nil, err
	}
	key, err := openFactor(r, own.Sealed, own.Context, own.Digits, own.Period)
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]string{"totpURI": key.URI(own.Issuer, own.Email)})
}

// POST /two-factor/generate-backup-codes
func (s *Server) generateBackupCodes(r *request, in passwordProof) ([]byte, error) {
	own, err := s.confirmPassword(r, in.Password, "enabled")
	if err != nil {
		return nil, err
	}
	key, err := openFactor(r, own.Sealed, own.Context, own.Digits, own.Period)
	if err != nil {
		return nil, err
	}
	codes, hashes := backupCodes(key, own)
	err = r.queries.ReplaceBackupCodes(r.ctx, gen.ReplaceBackupCodesParams{
		TokenHash: r.tokenHash(), VerifiedHash: own.PasswordHash, Sealed: own.Sealed, BackupHashes: hashes,
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]any{"status": true, "backupCodes": codes})
}

// confirmPassword verifies the caller's password and returns what their second factor is made from.
func (s *Server) confirmPassword(r *request, password, need string) (gen.TwoFactorRow, error) {
	own, err := r.queries.PrepareTwoFactor(r.ctx, r.tokenHash(), need)
	if err != nil {
		return own, err
	}
	if need != "" && (password == "" || own.PasswordHash == "") { // as in the reference, at these endpoints only
		return own, r.settings.Failure("PASSWORD_CREDENTIAL_NOT_FOUND")
	}
	return own, s.verify(r, password, own.PasswordHash)
}

// openFactor opens the sealed secret of an authenticator app. There is none if sealed is empty.
func openFactor(r *request, sealed, context string, digits, period int32) (totp.Key, error) {
	key := totp.Key{Digits: int(digits), Period: int(period)}
	if sealed == "" {
		return key, nil
	}
	plain, err := r.db.OpenFactor(sealed, context)
	key.Secret = plain
	return key, err
}

// backupCodes generates backup codes like abcde-fghij, and what is stored of them.
func backupCodes(key totp.Key, own gen.TwoFactorRow) (codes, hashes []string) {
	for range own.BackupAmount {
		code := generate(int(own.BackupLength))
		code = code[:5] + "-" + code[5:]
		codes, hashes = append(codes, code), append(hashes, key.BackupHash(code))
	}
	return codes, hashes
}
