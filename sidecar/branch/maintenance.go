package branch

import (
	"context"
	"fmt"
)

// Maintain does the periodic maintenance besides ExpireSessions: it adds up the user counter, and creates and drops
// partitions of audit_log, deletes old days of activity and old anonymous users, and seals second factors with the current
// secret. Call it once a minute. It returns the first error.
func (d *Database) Maintain(ctx context.Context) error {
	if _, err := d.Queries().FoldUserCount(ctx); err != nil {
		return fmt.Errorf("add up the user counter: %w", err)
	}
	if _, err := d.Queries().TidyAudit(ctx); err != nil {
		return fmt.Errorf("create and drop partitions of audit_log: %w", err)
	}
	if err := d.tidyActivity(ctx); err != nil {
		return fmt.Errorf("delete old activity and anonymous users: %w", err)
	}
	if _, err := d.ResealFactors(ctx); err != nil {
		return fmt.Errorf("seal secrets of authenticator apps again: %w", err)
	}
	return nil
}

// tidyActivity deletes old days of activity and old anonymous users in batches.
func (d *Database) tidyActivity(ctx context.Context) error {
	const batch = 1000
	for {
		if n, err := d.Queries().TidyActivity(ctx, batch); err != nil || n < batch {
			return err
		}
	}
}

// ExpireSessions deletes expired sessions in batches. It returns how many it deleted, also when it fails.
func (d *Database) ExpireSessions(ctx context.Context) (removed int, err error) {
	const batch = 1000
	for {
		n, err := d.Queries().ExpireSessions(ctx, batch)
		removed += int(n)
		if err != nil || n < batch {
			return removed, err
		}
	}
}

// ExpireDeliveries deletes expired codes, links, counters and old mails in batches.
func (d *Database) ExpireDeliveries(ctx context.Context) error {
	const batch = 1000
	for {
		if most, err := d.Queries().ExpireDeliveries(ctx, batch); err != nil || most < batch {
			return err
		}
	}
}
