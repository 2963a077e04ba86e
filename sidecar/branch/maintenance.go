package branch

import (
	"context"
	"fmt"
)

// Maintain does the periodic maintenance besides ExpireSessions: it adds up the user counter, and creates and drops
// partitions of audit_log, and seals second factors with the current secret. Call it once a minute. It returns the first error.
func (d *Database) Maintain(ctx context.Context) error {
	if _, err := d.Queries().FoldUserCount(ctx); err != nil {
		return fmt.Errorf("add up the user counter: %w", err)
	}
	if _, err := d.Queries().TidyAudit(ctx); err != nil {
		return fmt.Errorf("create and drop partitions of audit_log: %w", err)
	}
	if _, err := d.ResealFactors(ctx); err != nil {
		return fmt.Errorf("seal secrets of authenticator apps again: %w", err)
	}
	return nil
}
