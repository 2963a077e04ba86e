package api

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"

	"neonauth/gen"
)

// A secondFactor is the body of a request with a second factor.
type secondFactor struct {
	Code           string `json:"code"`
	TrustDevice    bool   `json:"trustDevice"`
	DisableSession bool   `json:"disableSession"`
}

// beginSecondStep returns what a second factor is verified against.
func (s *Server) beginSecondStep(r *request) (gen.SecondStepRow, error) {
	step, err := r.queries.BeginSecondStep(r.ctx, r.tokenHash(), s.challengeHash(r))
	if err == nil && step.Failure != "" {
		err = r.settings.Failure(step.Failure)
	}
	return step, err
}

// POST /two-factor/verify-totp
func (s *Server) verifyTOTP(r *request, in secondFactor) ([]byte, error) {
	step, err := s.beginSecondStep(r)
	if err != nil {
		return nil, err
	}
	entered := gen.VerifyTOTPParams{TokenHash: r.tokenHash(), ChallengeHash: s.challengeHash(r), Sealed: step.Sealed, Pending: step.Pending}
	for _, kept := range []struct {
		sealed string
		number **int64
	}{{step.Sealed, &entered.StepNumber}, {step.Pending, &entered.PendingNumber}} {
		if kept.sealed == "" {
			continue
		}
		key, err := openFactor(r, kept.sealed, step.Context, step.Digits, step.Period)
		if err != nil {
			return nil, err
		}
		*kept.number = key.Step(in.Code, r.db.Now())
	}
	next := s.nextSession(r, in)
	entered.NewTokenHash, entered.Remember, entered.TrustedHash = tokenHash(next.token), next.remember, next.trustedHash()
	row, err := r.queries.VerifyTOTP(r.ctx, entered)
	if err != nil {
		return nil, err
	}
	return s.finishSecondStep(r, row.Failure, row.Session, row.Body, step.UserID, next)
}

// POST /two-factor/verify-backup-code
func (s *Server) verifyBackupCode(r *request, in secondFactor) ([]byte, error) {
	step, err := s.beginSecondStep(r)
	if err != nil {
		return nil, err
	}
	key, err := openFactor(r, step.Sealed, step.Context, step.Digits, step.Period)
	if err != nil {
		return nil, err
	}
	next := s.nextSession(r, in)
	row, err := r.queries.VerifyBackupCode(r.ctx, gen.VerifyBackupCodeParams{
		TokenHash: r.tokenHash(), ChallengeHash: s.challengeHash(r), Sealed: step.Sealed, CodeHash: key.BackupHash(in.Code),
		DisableSession: in.DisableSession, NewTokenHash: tokenHash(next.token), Remember: next.remember, TrustedHash: next.trustedHash(),
	})
	if err != nil {
		return nil, err
	}
	return s.finishSecondStep(r, row.Failure, row.Session, row.Body, step.UserID, next)
}

// POST /two-factor/send-otp
func (s *Server) sendSecondCode(r *request, _ struct{}) ([]byte, error) {
	step, err := s.beginSecondStep(r)
	if err != nil {
		return nil, err
	}
	most := int64(1)
	for range step.CodeDigits {
		most *= 10
	}
	number, err := rand.Int(rand.Reader, big.NewInt(most))
	if err != nil {
		return nil, err
	}
	code := fmt.Sprintf("%0*d", step.CodeDigits, number)
	p := payload{CodeHash: r.codeHashes("two-factor", step.Key, code)[0]}
	if p.SealedCode, err = r.seal(code); err != nil {
		return nil, err
	}
	proof, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	row, err := r.queries.SendSecondCode(r.ctx, gen.SendSecondCodeParams{
		TokenHash: r.tokenHash(), ChallengeHash: s.challengeHash(r), Key: step.Key, Proof: proof,
	})
	if err != nil {
		return nil, err
	}
	return r.outcome(row.Failure, row.Body)
}

// POST /two-factor/verify-otp
func (s *Server) verifySecondCode(r *request, in secondFactor) ([]byte, error) {
	step, err := s.beginSecondStep(r)
	if err != nil {
		return nil, err
	}
	next := s.nextSession(r, in)
	row, err := r.queries.VerifySecondCode(r.ctx, gen.VerifySecondCodeParams{
		TokenHash: r.tokenHash(), ChallengeHash: s.challengeHash(r), Key: step.Key, CodeHashes: r.codeHashes("two-factor", step.Key, in.Code),
		NewTokenHash: tokenHash(next.token), Remember: next.remember, TrustedHash: next.trustedHash(),
	})
	if err != nil {
		return nil, err
	}
	return s.finishSecondStep(r, row.Failure, row.Session, row.Body, step.UserID, next)
}

// A nextSession is what a right second factor may lead to.
type nextSession struct {
	token    string
	remember bool
	device   string // the token of the browser that is trusted from now on, or ""
}

func (n nextSession) trustedHash() string {
	if n.device == "" {
		return ""
	}
	return tokenHash(n.device)
}

func (s *Server) nextSession(r *request, in secondFactor) nextSession {
	r.mails = true // the user is notified when two-factor is switched on
	next := nextSession{token: r.generateToken(), remember: !s.isForgetful(r)}
	if in.TrustDevice {
		next.device = generate(trustTokenLength)
	}
	return next
}

// finishSecondStep sets the cookies that follow from a second factor.
func (s *Server) finishSecondStep(r *request, failure, session string, answer []byte, userID string, next nextSession) ([]byte, error) {
	answer, err := r.outcome(failure, answer)
	if err != nil {
		return nil, err
	}
	r.observed().user = userID
	switch session {
	case "opened":
		if err := s.setSessionCookies(r, next.token, next.remember); err != nil {
			return nil, err
		}
		s.setCookie(r, challengeCookie, "", 0)
		if next.device != "" {
			s.setTrust(r, userID, next.device)
			s.setCookie(r, dontRemember, "", 0)
		}
	case "replaced":
		err = s.setSessionCookies(r, next.token, next.remember)
	case "kept":
		err = s.refreshSessionData(r)
	}
	return answer, err
}
