package api

import (
	"errors"

	"neonauth/sidecar/branch"
	"neonauth/sidecar/breach"
)

// hashNew hashes a password that is about to be stored, unless it is known to attackers. Every endpoint that sets a password
// calls it; a test checks that none hashes in another way.
func (s *Server) hashNew(r *request, password string) (string, error) {
	if err := s.refuseBreached(r, password); err != nil {
		return "", err
	}
	return s.Hasher.Hash(r.ctx, password)
}

// refuseBreached returns PASSWORD_COMPROMISED for a password in a list that the operator has imported.
func (s *Server) refuseBreached(r *request, password string) error {
	check := r.settings.Breach
	if check == nil || len(check.Paths) > 0 && !check.Paths[r.route.path] && !check.Paths[otherName(r.route.path)] {
		return nil
	}
	hashes := breach.Hashes(password)
	rows, err := r.queries.ListBreachedPasswords(r.ctx, hashes.Prefixes())
	if err != nil {
		return err
	}
	for _, row := range rows {
		if hashes.In(row.Prefix, row.Suffixes) {
			return compromised(r, check.Message)
		}
	}
	return nil
}

func compromised(r *request, message string) error {
	err := r.settings.Failure("PASSWORD_COMPROMISED")
	var failure branch.Failure
	if message != "" && errors.As(err, &failure) {
		failure.Message = message
		return failure
	}
	return err
}
