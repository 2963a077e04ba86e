package branch

import (
	"context"
	"fmt"
)

// Tidy does what is due once a minute, beside ExpireSessions: it folds the counter of users, makes audit_log's
// partitions months ahead and drops old ones.
func (d *Database) Tidy(ctx context.Context) error {
	if _, err := d.Queries().FoldUserCount(ctx); err != nil {
		return fmt.Errorf("fold the counter of users: %w", err)
	}
	if _, err := d.Queries().TidyAudit(ctx); err != nil {
		return fmt.Errorf("make and drop partitions of audit_log: %w", err)
	}
	return nil
}
