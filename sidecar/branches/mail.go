package branches

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// A Held is a mail or webhook event that a branch holds.
type Held struct {
	Created   time.Time  `json:"created_at"`
	Kind      string     `json:"kind"`
	Recipient string     `json:"recipient"`
	Expires   *time.Time `json:"expires_at"`
	Secret    string     `json:"secret,omitempty"` // its code or link, once it is opened
	Sealed    string     `json:"-"`                // the same, sealed
	Problem   string     `json:"problem,omitempty"`
}

// HeldMail returns what a branch holds, oldest first: mails, and codes and links for its webhook.
func (b Branches) HeldMail(ctx context.Context, name string) (held []Held, err error) {
	conn, err := b.connect(ctx, name)
	if err != nil {
		return nil, err
	}
	defer closeConn(ctx, conn)
	err = asOwner(ctx, conn, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			select o."createdAt", coalesce(e.type, o.kind), coalesce(e."user" ->> 'email', o.recipient), o."expiresAt", '',
			  coalesce(o.sealed, e.sealed, ''), ''
			from neon_auth.list_deliveries('held') h
			join neon_auth.outbox o on o.id = h.id
			left join neon_auth.webhook_event e on o.kind = 'webhook' and e.id::text = o.facts ->> 'event'
			order by o."createdAt", o.id`)
		if err == nil {
			held, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Held])
		}
		return err
	})
	return held, err
}
